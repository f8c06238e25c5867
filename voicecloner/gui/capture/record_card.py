"""Recording: choose a microphone, see that it works, press the big button, watch level and waveform, stop or discard.

What goes wrong: no microphone (said in the card, importing still works), a device that refuses (message), one that
goes away (the recording so far is kept), a recording too short (heard, but not used: the capture page says so).
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent

from voicecloner.api.recording import Phase
from voicecloner.domain.quality import Severity
from voicecloner.gui.capture.level_meter import LevelMeter
from voicecloner.gui.capture.microphone import Microphone
from voicecloner.gui.capture.record_ring import RecordRing
from voicecloner.gui.capture.recording_bar import RecordingBar
from voicecloner.gui.capture.room_line import RoomLine
from voicecloner.gui.parts.basics import Button, Card, button, label, row
from voicecloner.gui.parts.device_picker import DevicePicker
from voicecloner.gui.parts.dialogs.question import Question, ask
from voicecloner.gui.parts.outline import Outline
from voicecloner.gui.parts.sound.view import SoundView
from voicecloner.gui.translation import said, tr, tr_many, with_decimal_point
from voicecloner.gui.window.page_tools import PageTools

if TYPE_CHECKING:
    from voicecloner.api.recording import RecordingProgress

# In a lower window the buttons below the picture would be out of sight.
_ROOM_FOR_SPECTRUM_PX = 680
_RECORDING = "recording"
_BEFORE_SOUND = {
    Phase.CHECKING: tr("Be silent for two seconds…"),
    Phase.COUNTING: tr("Get ready…"),
    Phase.STARTING: tr("Opening the microphone…"),
}


class RecordCard(Card):
    """The microphone.

    Signals:
        grew: the `RecorderState` of the recording under way.
    """

    grew = Signal(object)

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tr("Record"))
        self._tools = tools
        self.picker = DevicePicker(tools, "input")
        self.microphone = Microphone(tools)
        self.ring = RecordRing()
        self.words = label("", "clock")
        self.advice = label("", "muted")
        self.meter = LevelMeter()
        self.room = RoomLine()
        self.view = SoundView(tr("Recording so far"))
        self.track = self.view.tracks[0]
        self.pause_button, self.record_again_button, self.discard_button = self._recording_buttons()
        bar_stop = button(tr("Stop"), "stop", self.toggle, "primary", tr("Stop recording (Ctrl+R)"))
        self._is_narrow = False
        self.bar = RecordingBar(bar_stop, self._recording_buttons(with_words=False))
        self._build()
        self._connect()
        self._show_phase()

    @property
    def is_recording(self) -> bool:
        """Whether there is a recording that was not handed on yet."""
        return self.microphone.state.is_recording

    @property
    def is_under_way(self) -> bool:
        """Whether a recording is on its way, from the first press of the button until it is over."""
        return self.microphone.state.is_under_way

    def toggle(self) -> None:
        """Start a recording, end the one under way, or cancel what comes before it."""
        if self.is_recording:
            self.microphone.stop()
        elif not self.cancel() and self.ring.isEnabled():
            self.microphone.record()

    def cancel(self) -> bool:
        """Stop what comes before a recording; whether there was anything to stop."""
        return self.microphone.cancel()

    def look_up_devices(self) -> None:
        """List the microphones."""
        self.picker.look_up()

    def record_again(self) -> None:
        """Begin again; asked about first where the recording is long enough to be used."""
        progress = self.microphone.progress
        if not self.is_recording or progress is None:
            return
        if not progress.is_enough:
            self.microphone.record_again()
            return
        self._pause_if_running()
        question = Question(
            tr("Begin again?"),
            tr("This recording is long enough. It stays on this page until a voice is made from the new one."),
            tr("Begin again"),
            tr("Go on with this recording"),
        )
        ask(self, question, self.microphone.record_again, self.microphone.pause_or_go_on)

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Where the script stands below the card, the picture makes room for it: the ring tells the same in short."""
        self._is_narrow = is_narrow
        self._show_view()

    def show_progress(self, progress: "RecordingProgress") -> None:
        """Show what the microphone hears."""
        state = progress.recorder
        for meter in (self.meter, self.bar.meter):
            meter.show_level(state.level, state.clipped_samples)
        if not self.is_recording:
            self.picker.show_inputs(state.input_levels_dbfs, state.input_number)
            self._show_advice(said(progress.hints[0]) if progress.hints else "")
            return
        if not state.seconds:  # the first sound may come seconds after the device opened: nobody should speak yet
            return
        self.ring.show_state(is_recording=True, fraction=progress.fraction)
        self._say(_words(progress))
        self.pause_button.say(tr("Go on") if state.is_paused else tr("Pause"))
        self._advise(_advice(progress))
        goal_s = max(progress.minimum_s, state.seconds + progress.missing_s)  # where it is reached without more pauses
        usable = progress.usable if progress.live else None
        self.track.show_growing(Outline(state.waveform), goal_s, usable, progress.picture)
        self.grew.emit(state)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.microphone.watch(is_watched=True)
        self.microphone.listen(is_wanted=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.microphone.cancel()  # nobody is recorded who does not look
        self.microphone.watch(is_watched=False)
        self.microphone.listen(is_wanted=False)

    def _recording_buttons(self, *, with_words: bool = True) -> tuple[Button, Button, Button]:
        made = (
            (tr("Pause"), "pause", self.microphone.pause_or_go_on, tr("Let the recording wait, or go on with it")),
            (tr("Record again"), "rescan", self.record_again, tr("Set this recording aside and begin again")),
            (tr("Discard"), "trash", self.microphone.discard, tr("Throw this recording away; it can be undone")),
        )
        pause, record_again, discard = (
            button(words if with_words else "", icon, called, "quiet", tip) for words, icon, called, tip in made
        )
        return pause, record_again, discard

    def _build(self) -> None:
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.advice.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(self.picker)
        self.body.addSpacing(4)
        self.body.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignHCenter)
        for part in (self.words, self.advice, self.meter, self.room, self.view):
            self.body.addWidget(part)
        self.body.addLayout(row(None, self.pause_button, self.record_again_button, self.discard_button, None))
        self.body.addStretch(1)

    def _connect(self) -> None:
        self.ring.clicked.connect(self.toggle)
        self.room.check_asked.connect(self._check_room)
        self.picker.rescanning.connect(self.microphone.release)
        self.picker.listed.connect(lambda _devices: self._use_choice())
        self.picker.chosen.connect(self._use_choice)
        self.microphone.changed.connect(self._show_phase)
        self.microphone.heard.connect(self.show_progress)
        messages = self._tools.messages
        self.microphone.failed.connect(lambda error: messages.tell_error(error, cause=_RECORDING))
        self.microphone.began.connect(lambda: messages.withdraw(_RECORDING))
        self._tools.preferences.changed.connect(self._setting_changed)
        self._tools.engines.changed.connect(lambda _found: self._use_minimum())

    def _check_room(self) -> None:
        self.ring.setFocus()  # where the answer is awaited; the button pressed makes room for it
        self.microphone.check_room()

    def _setting_changed(self, key: str) -> None:
        if key in {"recording_minimum_s", "default_engine", "default_language"}:
            self._use_minimum()
        if key in {"recording_minimum_s", "meter_before_recording"}:
            self._use_choice()

    def _use_choice(self) -> None:
        self.microphone.use_device(self.picker.device)

    def _use_minimum(self) -> None:
        """A recording must hold as much as the engine asks for that is to make a voice from it."""
        self.microphone.require(self._tools.engines.shortest_recording_s())
        if not self.is_under_way:
            self._show_advice("")

    def _pause_if_running(self) -> None:
        progress = self.microphone.progress
        if progress and not progress.recorder.is_paused:
            self.microphone.pause_or_go_on()

    def _show_phase(self) -> None:
        """How the card looks in each phase, apart from what the microphone hears."""
        state, phase = self.microphone.state, self.microphone.phase
        self._show_parts(is_idle=state.is_idle)
        if state.is_idle:
            self._show_idle()
        elif phase in _BEFORE_SOUND:
            self.ring.show_waiting(fraction=state.room_fraction, count=state.count_s)
            self._say((said(state.room_words) if phase is Phase.CHECKING else "") or _BEFORE_SOUND[phase])
            if phase is Phase.CHECKING:
                self.meter.reset()
            self._show_advice("")
        elif phase is Phase.RECORDING:
            self.ring.show_state(is_recording=True, fraction=0.0)
            self.meter.reset()
            self.bar.meter.reset()

    def _show_idle(self) -> None:
        self.ring.show_state(is_recording=False, fraction=0.0)
        self.ring.setEnabled(not self.picker.trouble)
        self._say(tr("Press to record"))
        is_metered = self._tools.settings.meter_before_recording == "on"
        self.room.show_tone(self.microphone.room, comes_again=is_metered)
        self.room.check_button.setEnabled(not self.picker.trouble)
        self._show_advice("")
        if self.microphone.phase is not Phase.METERING:
            self.meter.reset()

    def _show_advice(self, hint: str) -> None:
        """What to do before the recording: the worst thing first."""
        trouble = self.picker.trouble or said(self.microphone.state.trouble) or hint
        usual = self._least_words()
        phase = self.microphone.phase
        if phase is Phase.CHECKING:
            usual = tr("The room is measured in silence.")
        elif phase is Phase.COUNTING:
            usual = self._room_words() or tr("Esc stops the countdown.")
        self._advise(trouble or usual)

    def _least_words(self) -> str:
        """How much is to be spoken, and why: for a good voice, unless the engine asks for as much."""
        engines = self._tools.engines
        least_s, engine_least_s = engines.shortest_recording_s(), engines.shortest_file_s()
        reason = tr("that makes a good voice") if least_s > engine_least_s else tr("the engine needs as much")
        return tr("Speak for {seconds:.0f} seconds or more: {reason}.", seconds=least_s, reason=reason)

    def _room_words(self) -> str:
        tone = self.microphone.room
        return said(" ".join(tone.messages)) if tone and tone.verdict is not Severity.OK else ""

    def _show_parts(self, *, is_idle: bool) -> None:
        has_sound = self.is_recording
        has_level = self._tools.settings.meter_before_recording == "on" and not self.picker.trouble
        self.picker.setEnabled(is_idle)  # never hidden: nothing below may jump while somebody aims at it
        self.room.setVisible(is_idle)
        self.meter.setVisible(has_sound or has_level)
        for part in (self.pause_button, self.record_again_button, self.discard_button, *self.bar.others):
            part.setVisible(has_sound)
        self._show_view()
        self.bar.stop_button.say(tr("Stop") if has_sound else tr("Cancel"))

    def _show_view(self) -> None:
        has_sound = self.is_recording
        # chosen before it is seen: afterwards it must not change its height below the reader
        if has_sound and not self.view.isVisible():
            self.view.show_spectrum(is_shown=self.window().height() >= _ROOM_FOR_SPECTRUM_PX)
        self.view.setVisible(has_sound and not self._is_narrow)

    def _advise(self, words: str) -> None:
        self.advice.setText(words)
        self.bar.advice.setText(words)

    def _say(self, words: str) -> None:
        self.words.setText(words)
        self.bar.words.setText(words)


def _words(progress: "RecordingProgress") -> str:
    """The seconds that count; pauses and noise do not."""
    counted = with_decimal_point(f"{progress.usable_speech_s:.1f} s")
    if progress.recorder.is_paused:
        return tr("{length} · paused", length=counted)
    return (
        tr("{length} · enough, finish your sentence", length=counted)
        if progress.is_enough
        else tr("{length} · {missing_s:.0f} s to go", length=counted, missing_s=progress.missing_s)
    )


def _advice(progress: "RecordingProgress") -> str:
    state = progress.recorder
    if progress.hints:
        return said(progress.hints[0])
    if state.dropouts:
        return tr_many(
            "Sound was lost once, because the computer is busy. Close other programs.",
            "Sound was lost {number} times, because the computer is busy. Close other programs.",
            state.dropouts,
        )
    if state.clipped_samples:
        return tr("Too loud: move back or turn the microphone down.")
    return tr("Speak naturally, at a steady pace.")
