"""The service for other programs: as the window starts it, and as its process talks to the window."""

from typing import TYPE_CHECKING

from voicecloner.api.lazily import names_from

if TYPE_CHECKING:
    from voicecloner.children.inside import Line, line_to_program
    from voicecloner.use_cases.upkeep.answer_programs import Answering, AnswerPrograms
else:
    __getattr__ = names_from(
        __name__,
        {
            "voicecloner.children.inside": ["Line", "line_to_program"],
            "voicecloner.use_cases.upkeep.answer_programs": ["AnswerPrograms", "Answering"],
        },
    )
