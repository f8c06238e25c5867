"""Has the engine speak in the background, heard and seen while it grows."""

from PySide6.QtCore import QObject, Signal

from voicecloner.domain.audio import WordTime
from voicecloner.errors import VoiceClonerError
from voicecloner.gui.parts.outline import Outline
from voicecloner.gui.parts.status_strip import SPEAKING
from voicecloner.gui.speak.speaking import Request, SpeakWork, Spoken
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools


class SpeechJob(QObject):
    """Speaks one request at a time.

    Args:
        tools: the window's tools.

    Attributes:
        is_running: whether something is being spoken.

    Signals:
        grown: the `Outline` so far of what is being spoken.
        said: a tuple of `WordTime`: further words are in the sound.
        spoken: a `Spoken`: it is finished.
        failed: the `VoiceClonerError` that ended it, and the id of the voice that was to speak.
    """

    grown = Signal(object)
    said = Signal(object)
    spoken = Signal(object)
    failed = Signal(object, str)

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tools.bridge)
        self._tools = tools
        self._work: SpeakWork | None = None
        self.is_running = False

    def start(self, request: Request, title: str) -> None:
        """Speak; `title` is what the user sees of it below the page."""
        bridge = self._tools.bridge
        self.is_running = True
        # both are called in the worker's thread, where no widget may be touched; posted, they arrive in the window's
        work = SpeakWork(
            self._tools.app,
            self._tools.playback,
            request,
            grown=lambda outline: bridge.post(lambda: self._grown(work, outline)),
            said=lambda words: bridge.post(lambda: self._said(work, words)),
        )
        self._work = work
        reply = Reply(done=self._spoken, failed=lambda error: self._failed(error, request.voice))
        bridge.submit(Task(work, Queue.ENGINE, title, SPEAKING), reply)

    def stop(self) -> None:
        """Fall silent and speak no further; what was said so far is kept."""
        self._tools.playback.stop()
        self._tools.bridge.stop_topic(SPEAKING)

    def _grown(self, work: SpeakWork, outline: Outline) -> None:
        if self.is_running and work is self._work:
            self.grown.emit(outline)

    def _said(self, work: SpeakWork, words: tuple[WordTime, ...]) -> None:
        if work is self._work:
            self.said.emit(words)

    def _spoken(self, spoken: Spoken) -> None:
        self.is_running = False
        self.spoken.emit(spoken)

    def _failed(self, error: VoiceClonerError, voice_id: str) -> None:
        self.is_running = False
        self.failed.emit(error, voice_id)
