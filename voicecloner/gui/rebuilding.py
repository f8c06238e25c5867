"""Making a voice anew from its kept recordings, on request or before it is used."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from voicecloner.domain.quality import Severity
from voicecloner.domain.voice import Voice
from voicecloner.gui.desk import Desk, Message
from voicecloner.gui.dialogs.question import Question, QuestionDialog, ask
from voicecloner.gui.job_bridge import Lane, Reply, Task
from voicecloner.use_cases.rebuild_voice import RebuildRequest, RebuiltVoice

Then = Callable[[Voice], object]


def reason_to_rebuild(desk: Desk, voice_id: str) -> str:
    """Why a voice has to be made anew before it can speak, as far as is known; empty if it has not."""
    return desk.shelf.voices.needs_rebuild.get(voice_id, "") if desk.shelf.voices else ""


def rebuild(desk: Desk, voice: Voice, then: Then | None = None) -> None:
    """Make the voice anew; `then` is called with it once it is there."""

    def done(made: RebuiltVoice) -> None:
        desk.shelf.refresh()
        text = f"“{voice.name}” was rebuilt with {made.engine.title}."
        desk.messages.tell(Message(text, " ".join(made.notes), Severity.OK))
        if then:
            then(made.voice)

    request = RebuildRequest(voice.id)
    task = Task(
        lambda progress, cancel: desk.app.rebuild_voice(request, progress=progress, cancel=cancel),
        Lane.ENGINE,
        f"Rebuilding “{voice.name}”",
        "rebuild",
    )
    desk.bridge.submit(task, Reply(done=done))


def ask_to_rebuild(parent: QWidget, desk: Desk, voice: Voice, reason: str, then: Then) -> QuestionDialog:
    """Ask whether to make the voice anew, and do it; `then` is called with it once it is there."""
    question = Question(
        f"“{voice.name}” has to be rebuilt before it can speak.",
        f"{reason[:1].upper()}{reason[1:]}. The voice is made anew from its kept recording; nothing of it is lost.",
        "Rebuild it",
        "Not now",
        is_usual=True,
    )
    return ask(parent, question, lambda: rebuild(desk, voice, then))
