"""Plays a finished file and stops it."""

from pathlib import Path

from voicecloner.api.speaking import KNOWN_SUFFIXES
from voicecloner.gui.parts.basics import Button
from voicecloner.gui.parts.open_folder import open_folder
from voicecloner.gui.translation import tr
from voicecloner.gui.window.page_tools import PageTools


class FilePlayButton(Button):
    """Plays here what the program reads by itself; other files, such as M4B, in the player of the desktop.

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
        elif self._path is not None and self._is_played_here:
            self._playback.play(self._key, self._path)
        elif self._path is not None:
            open_folder(self._path)
        return self._path is not None

    @property
    def _is_played_here(self) -> bool:
        return self._path is not None and self._path.suffix.lower() in KNOWN_SUFFIXES

    def _show_state(self) -> None:
        is_playing = self._playback.is_playing(self._key)
        self.say(tr("Pause") if is_playing else tr("Play"))
        self.set_icon("pause" if is_playing else "play")
        self.setEnabled(self._path is not None)
        where = (
            tr("Play or pause (Space)") if self._is_played_here or self._path is None else tr("Play in another program")
        )
        self.setToolTip(where)
