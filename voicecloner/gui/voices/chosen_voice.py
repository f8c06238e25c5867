"""The voice that is chosen in the list, read whole: the list itself holds what its rows show."""

from PySide6.QtCore import QObject, Signal

from voicecloner.api.voices import VoiceRow, WholeVoice
from voicecloner.domain.voice import Voice
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.jobs import CancelToken, Progress

_TOPIC = "chosen-voice"


class ChosenVoice(QObject):
    """Has the chosen voice read in another thread.

    Args:
        tools: the window's tools.
        parent: lives as long.

    Signals:
        read: a `WholeVoice`; None where no voice is chosen, or where the one chosen is gone or cannot be read.
    """

    read = Signal(object)

    def __init__(self, tools: PageTools, parent: QObject) -> None:
        super().__init__(parent)
        self._tools = tools
        self._row: VoiceRow | None = None
        self._whole: WholeVoice | None = None

    @property
    def voice(self) -> Voice | None:
        """The chosen voice; None until it was read."""
        return self._whole.voice if self._whole else None

    def look_at(self, row: VoiceRow | None) -> None:
        """This row is the chosen one; a row that was made anew is of a voice that may have changed."""
        if row is self._row:
            return
        if row is None or self._row is None or row.number != self._row.number:
            self._whole = None  # of another voice; that of the same one is good until the new one is there
        self._row = row
        if row is None:
            self._tools.bridge.forget_topic(_TOPIC)
            self.read.emit(None)
        else:
            self._read(row.number)

    def _read(self, number: int) -> None:
        app = self._tools.app

        def work(_progress: Progress, _cancel: CancelToken) -> WholeVoice | None:
            return app.list_voices.whole(number)

        # on one topic: while an arrow key is held down, the voices passed over are not read
        self._tools.bridge.submit(
            Task(work, Queue.LIBRARY, topic=_TOPIC), Reply(done=self._arrived, failed=self._failed)
        )

    def _arrived(self, whole: WholeVoice | None) -> None:
        self._whole = whole
        self.read.emit(whole)

    def _failed(self, error: VoiceClonerError) -> None:
        if not isinstance(error, Cancelled):
            self._tools.messages.tell_error(error)
            self._arrived(None)
