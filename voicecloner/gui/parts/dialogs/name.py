"""Asks for the name of a voice."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QLineEdit, QWidget

from voicecloner.api.voices import MAX_NAME_CHARACTERS
from voicecloner.gui.parts.basics import button, label
from voicecloner.gui.parts.dialogs.panel import Panel
from voicecloner.gui.translation import tr


@dataclass(frozen=True)
class NameQuestion:
    """What is asked.

    Attributes:
        title: what the name is for.
        words: why it is asked for.
        proposal: the name to begin with.
        go_on: words on the button.
    """

    title: str
    words: str
    proposal: str
    go_on: str


class NameDialog(Panel):
    """The dialog; accepted with a name in `field`.

    Args:
        question: what is asked.
        parent: the window behind it.
    """

    def __init__(self, question: NameQuestion, parent: QWidget) -> None:
        super().__init__(question.title, question.title, parent)
        self.words = label(question.words)
        self.field = QLineEdit(question.proposal, maxLength=MAX_NAME_CHARACTERS)
        self.field.setAccessibleName(tr("Name"))
        self.field.selectAll()
        self.go_on = button(question.go_on, "", self.accept, "primary")
        self.go_on.setDefault(True)
        self.body.addWidget(self.words)
        self.body.addWidget(self.field)
        self.body.addStretch(1)
        self.set_buttons(button(tr("Cancel"), "", self.reject), self.go_on)
        self.field.textChanged.connect(lambda _text: self._look())
        self.field.setFocus()
        self._look()

    def _look(self) -> None:
        self.go_on.setEnabled(bool(self.field.text().strip()))


def ask_for_name(parent: QWidget, question: NameQuestion, then: Callable[[str], object]) -> None:
    """Ask; `then` is called with the name unless the user would rather not."""
    dialog = NameDialog(question, parent)
    dialog.accepted.connect(lambda: then(dialog.field.text()))
    dialog.open()
