"""A waveform with a play button and a clock."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from voicecloner.domain.audio import AudioClip
from voicecloner.gui.playback import Playback
from voicecloner.gui.widgets.basics import SMALL_GAP_PX, button, row
from voicecloner.gui.widgets.outline import Mark, Outline
from voicecloner.gui.widgets.waveform import Waveform
from voicecloner.gui.words import clock


class PlayerBar(QWidget):
    """Plays one sound and shows where it is.

    Args:
        playback: the window's loudspeaker.
        key: the name of this place; only one place plays at a time.
        name: the waveform's name for screen readers.

    Signals:
        moved: where it is now, in seconds, whether it plays or was put there.
    """

    moved = Signal(float)

    def __init__(self, playback: Playback, key: str, name: str) -> None:
        super().__init__()
        self._playback = playback
        self._key = key
        self._sound: AudioClip | Path | None = None
        self._start_s = 0.0  # where on the waveform the sound begins
        self.waveform = Waveform(name)
        self.play_button = button("Play", "play", self.toggle, tip="Play or pause (Space)")
        self._clock = QLabel()
        self._clock.setProperty("kind", "muted")
        self.buttons = row(self.play_button, self._clock, None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL_GAP_PX)
        layout.addWidget(self.waveform)
        layout.addLayout(self.buttons)
        self.waveform.seek_asked.connect(self._seek)
        playback.changed.connect(self._show_state)
        playback.moved.connect(self._show_position)
        self._show_state()

    @property
    def can_be_made(self) -> bool:
        """Whether there is a sound as soon as it is asked for."""
        return False

    def set_sound(self, sound: AudioClip | Path, outline: Outline, marks: tuple[Mark, ...] = ()) -> None:
        """Show and play this sound from now on; if it is already heard here (a stream) it goes on."""
        self._sound, self._start_s = sound, 0.0
        self.waveform.show_sound(outline, marks)
        self._show_state()

    def swap_sound(self, sound: AudioClip, start_s: float = 0.0) -> None:
        """Play another version of what is shown from now on; one that is heard goes on at the same place.

        Args:
            sound: the other version.
            start_s: where on the waveform it begins.
        """
        is_playing, place_s = self._playback.is_playing(self._key), self.waveform.position_s
        self._sound, self._start_s = sound, start_s
        if is_playing:
            self._play_from(place_s)
        elif self._playback.key == self._key:
            self._playback.stop()

    def clear(self) -> None:
        """Show and play nothing."""
        if self._playback.key == self._key:
            self._playback.stop()
        self._sound = None
        self.waveform.clear()
        self._show_state()

    def toggle(self) -> bool:
        """Play or pause; whether there is anything to play."""
        if self._playback.key == self._key:
            self._playback.pause_or_resume()
            return True
        if self._sound is None:
            return False
        at_end = self.waveform.position_s >= self.waveform.seconds - 0.05
        self._play_from(0.0 if at_end else self.waveform.position_s)
        return True

    def _play_from(self, place_s: float) -> None:
        if self._sound is not None:
            self._playback.play(self._key, self._sound, max(0.0, place_s - self._start_s))

    def _seek(self, seconds: float) -> None:
        if self._sound is None:
            return
        self.waveform.set_position(seconds)
        self._show_clock()
        if self._playback.is_playing(self._key):
            self._play_from(seconds)
        elif self._playback.key == self._key:
            self._playback.stop()
        self.moved.emit(seconds)

    def _show_state(self) -> None:
        is_mine = self._playback.key == self._key
        is_playing = self._playback.is_playing(self._key)
        self.play_button.say("Pause" if is_playing else "Play")
        self.play_button.set_icon("pause" if is_playing else "play")
        self.play_button.setEnabled(self._sound is not None or is_mine or self.can_be_made)
        if self._playback.key == "" and self.waveform.position_s >= self.waveform.seconds - 0.3:
            self.waveform.set_position(None)
        self._show_clock()

    def _show_position(self, seconds: float) -> None:
        if self._playback.key == self._key:
            self.waveform.set_position(seconds + self._start_s)
            self._show_clock()
            self.moved.emit(seconds + self._start_s)

    def _show_clock(self) -> None:
        whole = clock(self.waveform.seconds) if self.waveform.seconds else ""
        self._clock.setText(f"{clock(self.waveform.position_s)} / {whole}" if whole else "")
