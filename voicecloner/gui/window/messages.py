"""What the window tells the user, one sentence at a time."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from voicecloner.domain.quality import Severity
from voicecloner.errors import VoiceClonerError, hint_in_window


@dataclass(frozen=True)
class Message:
    """One sentence for the message bar.

    Attributes:
        text: what happened.
        hint: what the user can do.
        severity: how bad it is.
        action_name: what the button says; without one there is no button.
        action: what the button does.
        cause: what it is about, so that it can be withdrawn when that is over; empty: it stays until it is closed.
    """

    text: str
    hint: str = ""
    severity: Severity = Severity.OK
    action_name: str = ""
    action: Callable[[], object] | None = None
    cause: str = ""


class Messages(QObject):
    """Carries messages to the bar that shows them.

    Signals:
        posted: a `Message` to show.
        withdrawn: the cause, a text, whose message is to go if it is still shown.
    """

    posted = Signal(object)
    withdrawn = Signal(str)

    def tell(self, message: Message) -> None:
        """Show a message in place of the one before."""
        self.posted.emit(message)

    def tell_error(self, error: VoiceClonerError, cause: str = "") -> None:
        """Show what went wrong and what to do."""
        self.tell(Message(error.message, hint_in_window(error.hint), Severity.FAIL, cause=cause))

    def withdraw(self, cause: str) -> None:
        """Take back a message whose cause is gone."""
        self.withdrawn.emit(cause)
