"""Hearing the voice and its recording against each other: equally loud, switched at the same place."""

from PySide6.QtGui import QKeySequence, QShortcut

from voicecloner.gui.parts.basics import Button
from voicecloner.gui.parts.player_bar import PlayerBar
from voicecloner.gui.translation import tr
from voicecloner.gui.voices.audition_bar import AuditionBar
from voicecloner.gui.window.playback import Playback

KEY = "Alt+X"


class SwitchButton(Button):
    """Goes from what is heard to the other one.

    Args:
        voice: plays the voice.
        recording: plays what it was made of.
        playback: the loudspeaker.
    """

    def __init__(self, voice: AuditionBar, recording: PlayerBar, playback: Playback) -> None:
        super().__init__("A/B", "", "", tr("Hear the other one from the same place, equally loud ({key})", key=KEY))
        self.setAccessibleName(tr("Switch between the voice and the recording"))
        self._voice, self._recording = voice, recording
        self._hears_voice = False
        self.clicked.connect(lambda _is_checked: self.switch())
        QShortcut(QKeySequence(KEY), self, self.switch)
        playback.changed.connect(self._remember)

    def switch(self) -> None:
        """Play the other one: from the same second on, or from its start where it is shorter than that."""
        heard, other = (self._voice, self._recording) if self._hears_voice else (self._recording, self._voice)
        if not other.has_sound:
            other.toggle()  # the voice has to say it first
            return
        place_s = heard.track.position_s
        other.play_from(place_s if place_s < other.track.seconds else 0.0)

    def _remember(self) -> None:
        """Which one was heard last, also once it has ended."""
        if self._voice.is_playing:
            self._hears_voice = True
        elif self._recording.is_playing:
            self._hears_voice = False
