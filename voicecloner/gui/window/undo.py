"""Taking back what was deleted: the button in the message bar, and Ctrl+Z."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from voicecloner.domain.quality import Severity
from voicecloner.gui.window.messages import Message, Messages


class Undo(QObject):
    """Remembers what can be taken back until the window is closed, the last first.

    Args:
        messages: the message bar.
        parent: lives as long.
    """

    def __init__(self, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._messages = messages
        self._deeds: dict[str, Callable[[], object]] = {}

    def offer(self, key: str, text: str, hint: str, take_back: Callable[[], object]) -> None:
        """Tell what was done, and offer to take it back.

        Args:
            key: of the thing it was done to; what was done to it before is forgotten.
            text: what was done.
            hint: for how long it can be taken back otherwise.
            take_back: called once, if the user wants that.
        """
        self.forget(key)
        self._deeds[key] = take_back
        self._messages.tell(Message(text, hint, Severity.OK, "Undo", lambda: self._take_back(key)))

    def undo(self) -> None:
        """Take the last thing back that was done."""
        if self._deeds:
            self._take_back(next(reversed(self._deeds)))
        else:
            self._messages.tell(Message("There is nothing to undo.", "", Severity.OK))

    def forget(self, key: str) -> None:
        """What was done to this cannot be taken back any more, or was already."""
        self._deeds.pop(key, None)

    def _take_back(self, key: str) -> None:
        take_back = self._deeds.pop(key, None)
        if take_back:
            take_back()
