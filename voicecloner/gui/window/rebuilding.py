"""Making a voice anew from its kept recordings, on request or before it is used."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from voicecloner.api.voices import RebuildRequest, RebuiltVoice
from voicecloner.domain.quality import Severity
from voicecloner.domain.voice import Voice
from voicecloner.gui.parts.dialogs.question import Question, ask
from voicecloner.gui.translation import said, tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools

Then = Callable[[Voice], object]
_LOOK = "rebuild-look"


def reason_to_rebuild(tools: PageTools, voice_id: str) -> str:
    """Why a voice has to be made anew before it can speak, as far as is known; empty if it has not."""
    return tools.voices.reason_to_rebuild(voice_id)


def rebuild(tools: PageTools, voice: Voice, then: Then | None = None) -> None:
    """Make the voice anew; `then` is called with it once it is there."""

    def done(made: RebuiltVoice) -> None:
        # the library knows of it; what pages show does not, until it is looked up
        tools.voices.refresh()
        text = tr("“{name}” was rebuilt with {title}.", name=voice.name, title=made.engine.title)
        tools.messages.tell(Message(text, said(" ".join(made.notes)), Severity.OK))
        if then:
            then(made.voice)

    request = RebuildRequest(voice.id)
    task = Task(
        lambda progress, cancel: tools.app.rebuild_voice(request, progress=progress, cancel=cancel),
        Queue.ENGINE,
        tr("Rebuilding “{name}”", name=voice.name),
        "rebuild",
    )
    tools.bridge.submit(task, Reply(done=done))


def ask_to_rebuild(parent: QWidget, tools: PageTools, voice: Voice, reason: str, then: Then) -> None:
    """Ask whether to make the voice anew, and do it; `then` is called with it once it is there.

    Where its recording is gone, that is told instead.
    """
    app = tools.app
    task = Task(lambda _progress, _cancel: app.rebuild_voice.require_recordings(voice.id), Queue.LIBRARY, topic=_LOOK)
    told = Reply[None](done=lambda _nothing: _ask(parent, tools, voice, reason, then), failed=tools.messages.tell_error)
    tools.bridge.submit(task, told)


def _ask(parent: QWidget, tools: PageTools, voice: Voice, reason: str, then: Then) -> None:
    shown = said(reason)
    question = Question(
        tr("“{name}” has to be rebuilt before it can speak.", name=voice.name),
        tr(
            "{reason}. The voice is made anew from its kept recording; nothing of it is lost.",
            reason=f"{shown[:1].upper()}{shown[1:]}",
        ),
        tr("Rebuild it"),
        tr("Not now"),
        is_usual=True,
    )
    ask(parent, question, lambda: rebuild(tools, voice, then))
