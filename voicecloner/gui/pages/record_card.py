"""Recording: choose a microphone, press the big button, watch level and waveform, stop or discard.

What goes wrong: no microphone (said in the card, importing still works), a device that refuses (message), one that
goes away (the take so far is kept), a take too short (heard, but not used: the capture page says so).
"""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent

from voicecloner.audio.recording import Recording
from voicecloner.errors import VoiceClonerError
from voicecloner.gui.desk import Desk
from voicecloner.gui.job_bridge import Lane, Reply, Task
from voicecloner.gui.widgets.basics import Card, button, label, row
from voicecloner.gui.widgets.device_picker import DevicePicker
from voicecloner.gui.widgets.level_meter import LevelMeter
from voicecloner.gui.widgets.record_ring import RecordRing
from voicecloner.gui.widgets.waveform import Outline, Waveform
from voicecloner.use_cases.record_reference import TakeProgress

_FRAME_MS = 33


class RecordCard(Card):
    """The microphone.

    Signals:
        began: a take is about to start.
        grew: the `RecorderState` of the take under way.
        ended: it is over, however it went.
        taken: a `Recording` is on disk.
    """

    began = Signal()
    grew = Signal(object)
    ended = Signal()
    taken = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__("Record")
        self._desk = desk
        self.is_recording = False
        self._is_busy = False
        self._timer = QTimer(self, interval=_FRAME_MS)
        self._timer.timeout.connect(self._look)
        self.picker = DevicePicker(desk, "input")
        self.ring = RecordRing()
        self.words = label("", "clock")
        self.advice = label("", "muted")
        self.meter = LevelMeter()
        self.waveform = Waveform("Recording so far")
        self.discard_button = button("Discard", "trash", self.discard, "quiet", "Throw this take away and keep nothing")
        self.pause_button = button(
            "Pause", "pause", self.pause_or_go_on, "quiet", "Let the take wait, or go on with it"
        )
        self._build()
        self.ring.clicked.connect(self.toggle)
        self.picker.listed.connect(lambda _devices: self._show_idle())
        self._show_idle()

    def toggle(self) -> None:
        """Start a take, or end the one under way."""
        if self._is_busy:
            return
        if self.is_recording:
            self.stop()
        else:
            self.start()

    def start(self) -> None:
        """Begin a take."""
        self._is_busy = True
        self._desk.playback.stop()
        self.began.emit()
        self.meter.reset()
        self.words.setText("Opening the microphone…")
        device, app = self.picker.device, self._desk.app
        task = Task(lambda _progress, _cancel: app.record_reference.start(device), Lane.SOUND)
        self._desk.bridge.submit(task, Reply(done=lambda _nothing: self._started(), failed=self._failed))

    def stop(self) -> None:
        """End the take and hand it on."""
        self._is_busy = True
        app = self._desk.app
        task = Task(lambda _progress, _cancel: app.record_reference.stop(), Lane.SOUND)
        self._desk.bridge.submit(task, Reply(done=self._stopped, failed=self._failed))

    def discard(self) -> None:
        """End the take and keep nothing."""
        if not self.is_recording:
            return
        self._is_busy = True
        app = self._desk.app
        task = Task(lambda _progress, _cancel: app.record_reference.discard(), Lane.SOUND)
        self._desk.bridge.submit(task, Reply(done=lambda _nothing: self._over(), failed=self._failed))

    def pause_or_go_on(self) -> None:
        """Let the take wait, or go on with it."""
        progress = self._desk.app.record_reference.progress()
        if progress is None or self._is_busy:
            return
        takes = self._desk.app.record_reference
        try:
            (takes.resume if progress.recorder.is_paused else takes.pause)()
        except VoiceClonerError as error:
            self._desk.messages.tell_error(error)

    def show_progress(self, progress: TakeProgress) -> None:
        """Show the take as it is."""
        state = progress.recorder
        if not state.seconds:  # the first sound may come seconds after the device opened: nobody should speak yet
            return
        self.ring.show_state(is_recording=True, fraction=progress.fraction)
        self.words.setText(_words(progress))
        self.pause_button.say("Go on" if state.is_paused else "Pause")
        self.advice.setText(_advice(progress))
        self.meter.show_level(state.level, has_clipped=state.clipped_samples > 0)
        self.waveform.show_growing(Outline(state.waveform), progress.minimum_s)
        self.grew.emit(state)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.is_recording:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _build(self) -> None:
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.advice.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(self.picker)
        self.body.addSpacing(4)
        self.body.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(self.words)
        self.body.addWidget(self.advice)
        self.body.addWidget(self.meter)
        self.body.addWidget(self.waveform)
        self.body.addLayout(row(None, self.pause_button, self.discard_button, None))
        self.body.addStretch(1)

    def _show_idle(self) -> None:
        """How the card looks while no take is under way."""
        if self.is_recording:
            return
        minimum_s = self._desk.preferences.settings.recording_minimum_s
        self.ring.show_state(is_recording=False, fraction=0.0)
        self.ring.setEnabled(not self.picker.trouble)
        self.words.setText("Press to record")
        self.advice.setText(
            self.picker.trouble or f"At least {minimum_s:.0f} seconds, about 10 cm from the microphone."
        )
        self._show_parts(is_recording=False)

    def _show_parts(self, *, is_recording: bool) -> None:
        self.picker.setVisible(not is_recording)
        for part in (self.waveform, self.pause_button, self.discard_button, self.meter):
            part.setVisible(is_recording)

    def _started(self) -> None:
        self._is_busy = False
        self.is_recording = True
        self._show_parts(is_recording=True)
        self.ring.show_state(is_recording=True, fraction=0.0)
        if self.isVisible():
            self._timer.start()

    def _look(self) -> None:
        progress = self._desk.app.record_reference.progress()
        if progress is None or self._is_busy:
            return
        self.show_progress(progress)
        if progress.recorder.fault:
            self.stop()

    def _stopped(self, recording: Recording) -> None:
        self._over()
        if recording.fault:
            self._desk.messages.tell_error(VoiceClonerError(recording.fault, "What was recorded until then is kept."))
        self.taken.emit(recording)

    def _failed(self, error: VoiceClonerError) -> None:
        self._over()
        self._desk.messages.tell_error(error)

    def _over(self) -> None:
        self._is_busy = self.is_recording = False
        self._timer.stop()
        self._show_idle()
        self.ended.emit()


def _words(progress: TakeProgress) -> str:
    """The seconds that count; pauses and noise do not."""
    counted = f"{progress.usable_speech_s:.1f} s"
    if progress.recorder.is_paused:
        return f"{counted} · paused"
    return (
        f"{counted} · enough, finish your sentence"
        if progress.is_enough
        else f"{counted} · {progress.missing_s:.0f} s to go"
    )


def _advice(progress: TakeProgress) -> str:
    state = progress.recorder
    if progress.hints:
        return progress.hints[0]
    if state.dropouts:
        return f"Sound was lost {state.dropouts} times, because the computer is busy. Close other programs."
    if state.clipped_samples:
        return "Too loud: move back or turn the microphone down."
    return "Speak naturally, at a steady pace."
