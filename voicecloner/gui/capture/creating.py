"""Making a voice of a recording that was judged and named, in the background."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from voicecloner.api.review import RepairPlan
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.gui.capture.checking import Captured
from voicecloner.gui.capture.voice_form import VoiceForm
from voicecloner.gui.parts.status_strip import CREATING
from voicecloner.gui.translation import tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.jobs import CancelToken, Progress

if TYPE_CHECKING:
    from voicecloner.api.voices import CreatedVoice


class Creator(QObject):
    """Has voices made of what the form holds.

    Args:
        tools: the window's tools.
        form: shows how far it is.

    Signals:
        created: a `Voice`, and the `Captured` it was made of.
        failed: the `Captured` no voice was made of after all.
    """

    created = Signal(object, object)
    failed = Signal(object)

    def __init__(self, tools: PageTools, form: VoiceForm) -> None:
        super().__init__(tools.bridge)
        self._tools = tools
        self._form = form
        # stopped once it is usable, a voice is kept as far as it has come
        form.use_asked.connect(lambda: tools.bridge.stop_topic(CREATING))

    def create(self, captured: Captured, plan: RepairPlan) -> None:
        """Make a voice of this recording, repaired as planned."""
        from voicecloner.api.voices import CreateVoiceRequest

        content, app = self._form.content, self._tools.app
        request = CreateVoiceRequest(
            name=content.name,
            references=captured.checked,
            consent=content.consent,
            speaker=content.speaker,
            transcripts=content.transcripts,
            language=content.language,
            engine_id=self._tools.settings.default_engine,
            stated_via="window",
            consent_note=self._form.details.note_text,
            uses=self._form.details.allowed,
            spoken=self._form.details.reading,
            repair=plan,
        )

        def work(progress: Progress, cancel: CancelToken) -> "CreatedVoice":
            return app.create_voice(request, progress=progress, cancel=cancel)

        self._tools.messages.withdraw(CREATING)
        self._form.set_busy(is_busy=True)
        reply = Reply["CreatedVoice"](
            lambda made: self._created(made, captured),
            lambda error: self._failed(error, captured),
            self._form.show_progress,
        )
        self._tools.bridge.submit(Task(work, Queue.ENGINE, tr("Creating “{name}”", name=content.name), CREATING), reply)

    def _created(self, made: "CreatedVoice", captured: Captured) -> None:
        self._form.set_busy(is_busy=False)
        self._tools.voices.refresh()
        self.created.emit(made.voice, captured)

    def _failed(self, error: VoiceClonerError, captured: Captured) -> None:
        self._form.set_busy(is_busy=False)
        self.failed.emit(captured)
        if not isinstance(error, Cancelled):
            self._tools.messages.tell_error(error, cause=CREATING)
