"""What the window tells the user, one sentence at a time, and what it offers to take back."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from voicecloner.domain.quality import Severity
from voicecloner.errors import VoiceClonerError, hint_in_window
from voicecloner.gui.translation import said, tr

EVERYWHERE, HERE = -1, -2
"""Where a message belongs that no page has sent: to the whole window, or to the page that is shown when it comes."""


@dataclass(frozen=True)
class Message:
    """One sentence for the message bar.

    Attributes:
        text: what happened.
        hint: what the user can do.
        severity: how bad it is.
        action_name: what the button says; without one there is no button.
        action: what the button does.
        cause: what it is about, so that it can be withdrawn when that is over; empty: nobody withdraws it.
        page: number of the page it belongs to: a warning or an error goes when that page is left, or the next work is
            begun there; `EVERYWHERE`: it stays until it is closed; or `HERE`.
        stays: it is for somebody who may be away, and does not go by itself; only good news does.
    """

    text: str
    hint: str = ""
    severity: Severity = Severity.OK
    action_name: str = ""
    action: Callable[[], object] | None = None
    cause: str = ""
    page: int = EVERYWHERE
    stays: bool = False


class Messages(QObject):
    """Carries messages to the bar that shows them.

    Args:
        parent: lives as long.
        page: where messages belong that do not say so themselves.

    Signals:
        posted: a `Message` to show.
        withdrawn: the cause, a text, whose message is to go if it is still shown.
    """

    posted = Signal(object)
    withdrawn = Signal(str)

    def __init__(self, parent: QObject, page: int = EVERYWHERE) -> None:
        super().__init__(parent)
        self._page = page

    def of_page(self, page: int) -> "Messages":
        """The same bar, for a page, by its number: what it tells belongs to it."""
        made = Messages(self, page)
        made.posted.connect(self.posted)
        made.withdrawn.connect(self.withdrawn)
        return made

    def tell(self, message: Message) -> None:
        """Show a message in place of the one before."""
        self.posted.emit(replace(message, page=self._page) if message.page == EVERYWHERE else message)

    def tell_error(self, error: VoiceClonerError, cause: str = "") -> None:
        """Show what went wrong and what to do."""
        self.tell(Message(said(error.message), said(hint_in_window(error.hint)), Severity.FAIL, cause=cause))

    def withdraw(self, cause: str) -> None:
        """Take back a message whose cause is gone."""
        self.withdrawn.emit(cause)


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
        # taken out first: a key that is put in again keeps its old place, and this deed is the last one now
        self.forget(key)
        self._deeds[key] = take_back
        self._messages.tell(Message(text, hint, Severity.OK, tr("Undo"), lambda: self._take_back(key), cause=key))

    def undo(self) -> None:
        """Take the last thing back that was done."""
        if self._deeds:
            self._take_back(next(reversed(self._deeds)))
        else:
            self._messages.tell(Message(tr("There is nothing to undo."), "", Severity.OK))

    def forget(self, key: str) -> None:
        """What was done to this cannot be taken back any more, or was already."""
        self._deeds.pop(key, None)

    def _take_back(self, key: str) -> None:
        # the button in the bar may be pressed after Ctrl+Z has done the same
        take_back = self._deeds.pop(key, None)
        if take_back:
            take_back()
