"""In which folder a file dialog opens: the one used last for the same purpose, at first that of the user's sounds."""

from pathlib import Path
from typing import Literal

from voicecloner.gui.window.preferences import Preferences
from voicecloner.paths import sounds_folder

Purpose = Literal["save_folder", "import_folder"]
"""The setting that keeps it."""


class FileFolders:
    """Knows the folders by purpose, and keeps them in the settings.

    Args:
        preferences: the settings.
    """

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    def folder(self, purpose: Purpose) -> Path:
        """Where to begin; a folder that is gone does not count."""
        last = str(self._preferences.settings.value(purpose))
        return Path(last) if last and Path(last).is_dir() else sounds_folder()

    def used(self, purpose: Purpose, path: Path) -> None:
        """A file was chosen: begin in its folder from now on."""
        self._preferences.change(purpose, str(path.absolute().parent))
