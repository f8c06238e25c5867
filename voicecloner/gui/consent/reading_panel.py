"""Recording a sentence that is read aloud: a level, and buttons to record, stop, hear and record again.

What goes wrong: no microphone, or one that goes away: told by what shows the panel; it can be tried again.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicecloner.errors import Cancelled, DeviceError, VoiceClonerError
from voicecloner.gui.capture.level_meter import LevelMeter
from voicecloner.gui.parts.basics import SMALL_GAP_PX, button, row
from voicecloner.gui.translation import tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools

if TYPE_CHECKING:
    from pathlib import Path

    from voicecloner.api.recording import Recording, RecordReference
    from voicecloner.domain.audio import AudioDevice

_FRAME_MS = 33
_RECORD, _AGAIN, _STOP = tr("Record the reading"), tr("Record it again"), tr("Stop: it was read")


class ReadingPanel(QWidget):
    """The panel.

    Args:
        tools: the window's tools.
        key: by which playing tells this place from others.

    Attributes:
        path: what was recorded last; None while there is nothing.

    Signals:
        changed: it records now, or no longer, or its microphone is being opened or closed.
        heard: the first sound arrived: now is the time to read.
        recorded: the `Path` of a recording that was stopped.
        failed: the `VoiceClonerError` that ended a recording, or kept it from beginning.
    """

    changed = Signal()
    heard = Signal()
    recorded = Signal(object)
    failed = Signal(object)

    def __init__(self, tools: PageTools, key: str) -> None:
        super().__init__()
        self._tools = tools
        self._key = key
        self._device: Callable[[], AudioDevice | None] = lambda: None
        self._is_open = self._is_heard = self._is_busy = self._is_usable = False
        self.path: Path | None = None
        self.meter = LevelMeter()
        self.record_button = button(_RECORD, "record", self.toggle)
        self.listen_button = button(tr("Listen"), "play", self.listen, tip=tr("Hear the recording of it"))
        self._frames = QTimer(self, interval=_FRAME_MS)
        self._frames.timeout.connect(self._look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL_GAP_PX)
        layout.addWidget(self.meter)
        layout.addLayout(row(self.record_button, self.listen_button, None))
        tools.playback.changed.connect(self._show_state)
        self._show_state()

    @property
    def is_under_way(self) -> bool:
        """Whether the microphone is open, or about to be opened or closed."""
        return self._is_open or self._is_busy

    def use_microphone(self, device: "Callable[[], AudioDevice | None]") -> None:
        """Record with this microphone from now on; None is the system's default."""
        self._device = device

    def set_usable(self, *, is_usable: bool) -> None:
        """Whether there is something to read, and nothing else being done with it."""
        self._is_usable = is_usable
        self._show_state()

    @property
    def _recorder(self) -> "RecordReference":
        return self._tools.app.record_consent

    def toggle(self) -> None:
        """Record, or end the recording and hand it on."""
        if self._is_busy:
            return
        if self._is_open:
            self._submit(lambda record: record.stop(), self._stopped)
        else:
            device = self._device()
            self._tools.playback.stop()
            self._submit(lambda record: record.start(device), self._opened)

    def listen(self) -> None:
        """Hear what was recorded, or pause."""
        if self._tools.playback.key == self._key:
            self._tools.playback.pause_or_resume()
        elif self.path:
            self._tools.playback.play(self._key, self.path)

    def drop(self) -> None:
        """End what is under way, and forget what was recorded."""
        was_under_way = self.is_under_way
        self._close()
        self._tools.bridge.forget_topic(self._key)
        if was_under_way:  # also while it is being opened: what comes after that closes it again
            app = self._tools.app
            self._tools.bridge.submit(Task(lambda _progress, _cancel: app.record_consent.discard(), Queue.SOUND))
        self._stop_playing()
        self.path = None
        self._tell_state()

    def _submit(self, work: "Callable[[RecordReference], object]", done: Callable[..., None]) -> None:
        self._is_busy = True
        app = self._tools.app
        task = Task(lambda _progress, _cancel: work(app.record_consent), Queue.SOUND, topic=self._key)
        self._tools.bridge.submit(task, Reply[object](done, self._failed))
        self._tell_state()

    def _opened(self, _nothing: object) -> None:
        self._is_open, self._is_busy, self._is_heard, self.path = True, False, False, None
        self.meter.reset()
        self._frames.start()
        self._tell_state()

    def _look(self) -> None:
        progress = self._recorder.progress()
        if progress is None or self._is_busy:
            return
        state = progress.recorder
        self.meter.show_level(state.level, state.clipped_samples)
        if state.seconds and not self._is_heard:  # the first sound may come seconds after the device opened
            self._is_heard = True
            self.heard.emit()
        if not state.is_running:  # unplugged, for example
            self.toggle()

    def _stopped(self, recording: "Recording") -> None:
        self._close()
        if recording.fault or recording.path is None:
            self._failed(DeviceError(recording.fault or tr("Nothing was recorded."), tr("Record it again.")))
            return
        self.path = recording.path
        self._tell_state()
        self.recorded.emit(recording.path)

    def _failed(self, error: VoiceClonerError) -> None:
        self._close()
        self._tell_state()
        if not isinstance(error, Cancelled):
            self.failed.emit(error)

    def _close(self) -> None:
        self._is_open = self._is_busy = False
        self._frames.stop()

    def _stop_playing(self) -> None:
        if self._tools.playback.key == self._key:
            self._tools.playback.stop()

    def _tell_state(self) -> None:
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        self.meter.setVisible(self._is_open)
        self.record_button.say(_STOP if self._is_open else _AGAIN if self.path else _RECORD)
        self.record_button.set_icon("stop" if self._is_open else "record")
        # also while it is busy, when pressing does nothing: switched off, it would lose the focus to Cancel
        self.record_button.setEnabled(self._is_usable)
        is_playing = self._tools.playback.is_playing(self._key)
        self.listen_button.say(tr("Pause") if is_playing else tr("Listen"))
        self.listen_button.set_icon("pause" if is_playing else "play")
        self.listen_button.setVisible(self.path is not None and not self._is_open)
        self.listen_button.setEnabled(self._is_usable)
