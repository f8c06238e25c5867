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
    """

    text: str
    hint: str = ""
    severity: Severity = Severity.OK
    action_name: str = ""
    action: Callable[[], object] | None = None


class Messages(QObject):
    """Carries messages to the bar that shows them."""

    posted = Signal(object)

    def tell(self, message: Message) -> None:
        """Show a message in place of the one before."""
        self.posted.emit(message)

    def tell_error(self, error: VoiceClonerError) -> None:
        """Show what went wrong and what to do."""
        self.tell(Message(error.message, hint_in_window(error.hint), Severity.FAIL))
