"""Plays a finished file and stops it."""

from pathlib import Path

from voicecloner.gui.parts.basics import Button
from voicecloner.gui.translation import tr
from voicecloner.gui.window.page_tools import PageTools


class FilePlayButton(Button):
    """Plays what the program has made.

    Args:
        tools: the window's tools.
        key: the name of this place; only one place plays at a time.
    """

    def __init__(self, tools: PageTools, key: str) -> None:
        super().__init__(tr("Play"), "play")
        self._playback, self._key = tools.playback, key
        self._path: Path | None = None
        self.clicked.connect(self.play_or_pause)
        tools.playback.changed.connect(self._show_state)
        self._show_state()

    def show_file(self, path: Path | None) -> None:
        """Play this from now on; None: nothing."""
        if path != self._path and self._playback.key == self._key:
            self._playback.stop()
        self._path = path
        self._show_state()

    def play_or_pause(self) -> bool:
        """Play or pause; whether there is anything to play."""
        if self._playback.key == self._key:
            self._playback.pause_or_resume()
        elif self._path is not None:
            self._playback.play(self._key, self._path)
        return self._path is not None

    def _show_state(self) -> None:
        is_playing = self._playback.is_playing(self._key)
        self.say(tr("Pause") if is_playing else tr("Play"))
        self.set_icon("pause" if is_playing else "play")
        self.setEnabled(self._path is not None)
        self.setToolTip(tr("Play or pause (Space)"))
