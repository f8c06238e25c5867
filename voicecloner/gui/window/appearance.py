"""The program in the theme the user chose."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from voicecloner.gui.parts.theme import apply_colours, apply_theme
from voicecloner.gui.window.preferences import Preferences


class Appearance(QObject):
    """Follows the setting and, where the user wants that, the desktop.

    Made before any page, it chooses the colours alone. The style sheet follows with `apply`, once the pages are there:
    with a sheet it takes twice as long to build them.

    Args:
        preferences: the settings.
        parent: lives as long.
    """

    def __init__(self, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._paint(apply_colours)

    def apply(self) -> None:
        """Paint the program anew, now and whenever the theme changes."""
        self._paint(apply_theme)
        self._preferences.changed.connect(self._setting_changed)
        QApplication.styleHints().colorSchemeChanged.connect(self._repaint)

    def _setting_changed(self, key: str) -> None:
        if key == "theme":
            self._repaint()

    def _repaint(self) -> None:
        self._paint(apply_theme)

    def _paint(self, paint: Callable[[QApplication, str], object]) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            paint(app, self._preferences.settings.theme)
