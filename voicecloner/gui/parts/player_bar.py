"""The picture of a sound with a play button, a clock, and what zooms it."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from voicecloner.domain.audio import AudioClip
from voicecloner.gui.parts.basics import SMALL_GAP_PX, button
from voicecloner.gui.parts.flow import FlowRow
from voicecloner.gui.parts.outline import Mark, Outline
from voicecloner.gui.parts.sound.pictures import Pictures, reader_of
from voicecloner.gui.parts.sound.sight_buttons import SightButtons
from voicecloner.gui.parts.sound.view import SoundView
from voicecloner.gui.translation import tr
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.wording import clock

_GATHERING = "…"


class PlayerBar(QWidget):
    """Plays one sound and shows where it is.

    Args:
        tools: the window's tools.
        key: the name of this place; only one place plays at a time.
        view: where the sound is shown; one that shows nothing else becomes a part of the bar.
        number: which of the sounds it shows.

    Signals:
        moved: where it is now, in seconds, whether it plays or was put there.
    """

    moved = Signal(float)

    def __init__(self, tools: PageTools, key: str, view: SoundView, number: int = 0) -> None:
        super().__init__()
        playback = tools.playback
        self._playback = playback
        self._key = key
        self._sound: AudioClip | Path | None = None
        self._start_s = 0.0  # where in the picture the sound begins
        self.view = view
        self.track = view.tracks[number]
        self._pictures = Pictures(tools.bridge, self.track, key)
        self.play_button = button(tr("Play"), "play", self.toggle, tip=tr("Play or pause (Space)"))
        self._clock = QLabel()
        self._clock.setProperty("kind", "muted")
        self.buttons = FlowRow(self.play_button, self._clock, None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL_GAP_PX)
        if len(view.tracks) == 1:
            layout.addWidget(view)
            self.buttons.insertWidget(2, SightButtons(view))
        layout.addLayout(self.buttons)
        self.track.seek_asked.connect(self._seek)
        playback.changed.connect(self._show_state)
        playback.moved.connect(self._show_position)
        self._show_state()

    @property
    def has_sound(self) -> bool:
        """Whether there is a sound to play."""
        return self._sound is not None

    @property
    def is_playing(self) -> bool:
        """Whether its sound is heard just now."""
        return self._playback.is_playing(self._key)

    @property
    def can_be_made(self) -> bool:
        """Whether there is a sound as soon as it is asked for."""
        return False

    def set_sound(self, sound: AudioClip | Path, outline: Outline, marks: tuple[Mark, ...] = ()) -> None:
        """Show and play this sound from now on; if it is already heard here (a stream) it goes on."""
        self._sound, self._start_s = sound, 0.0
        self.track.show_sound(outline, marks)
        self._pictures.read_from(reader_of(sound))
        self._show_state()

    def swap_sound(self, sound: AudioClip, start_s: float = 0.0) -> None:
        """Play another version of what is shown from now on; one that is heard goes on at the same place.

        Args:
            sound: the other version.
            start_s: where in the picture it begins.
        """
        is_playing, place_s = self._playback.is_playing(self._key), self.track.position_s
        self._sound, self._start_s = sound, start_s
        if is_playing:
            self.play_from(place_s)
        elif self._playback.key == self._key:
            self._playback.stop()

    def clear(self) -> None:
        """Show and play nothing."""
        if self._playback.key == self._key:
            self._playback.stop()
        self._sound = None
        self.track.clear()
        self._show_state()

    def toggle(self) -> bool:
        """Play or pause; whether there is anything to play."""
        if self._playback.key == self._key:
            self._playback.pause_or_resume()
            return True
        if self._sound is None:
            return False
        at_end = self.track.position_s >= self.track.seconds - 0.05
        self.play_from(0.0 if at_end else self.track.position_s)
        return True

    def play_from(self, place_s: float) -> None:
        """Play from this place in the picture on, if there is anything to play."""
        if self._sound is not None:
            self._playback.play(self._key, self._sound, max(0.0, place_s - self._start_s))

    def _seek(self, seconds: float) -> None:
        if self._sound is None:
            return
        self.track.set_position(seconds)
        self._show_clock()
        if self._playback.is_playing(self._key):
            self.play_from(seconds)
        # paused somewhere else, it would go on from there
        elif self._playback.key == self._key:
            self._playback.stop()
        self.moved.emit(seconds)

    def _show_state(self) -> None:
        is_mine = self._playback.key == self._key
        is_playing = self._playback.is_playing(self._key)
        self.play_button.say(tr("Pause") if is_playing else tr("Play"))
        self.play_button.set_icon("pause" if is_playing else "play")
        self.play_button.setEnabled(self._sound is not None or is_mine or self.can_be_made)
        # heard to its end: the cursor goes, and Play begins from the start
        if self._playback.key == "" and self.track.position_s >= self.track.seconds - 0.3:
            self.track.set_position(None)
        self._show_clock()

    def _show_position(self, seconds: float) -> None:
        if self._playback.key == self._key:
            self.track.set_position(seconds + self._start_s)
            self._show_clock()
            self.moved.emit(seconds + self._start_s)

    def _show_clock(self) -> None:
        whole = clock(self.track.seconds) if self.track.seconds else ""
        is_gathering = self._playback.key == self._key and self._playback.is_gathering
        until = _GATHERING if is_gathering and self.track.position_s else whole
        self._clock.setText(f"{clock(self.track.position_s)} / {until}" if whole else "")
