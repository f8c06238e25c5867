"""A question that does not hold up the window: the answer comes as a call."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QWidget

from voicecloner.gui.parts.basics import Button, button, label
from voicecloner.gui.parts.dialogs.panel import Panel


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        text: the question.
        details: what each answer leads to.
        yes: words on the button that does it.
        no: words on the button that does not; Esc means the same.
        never_again: words beside a box that can be ticked; empty: there is none.
        is_loss: whether something is gone for good afterwards.
        is_usual: whether most want it; Enter means yes then, and no otherwise.
    """

    text: str
    details: str
    yes: str
    no: str
    never_again: str = ""
    is_loss: bool = False
    is_usual: bool = False


class QuestionDialog(Panel):
    """Asks; `accepted` is yes, `rejected` is no.

    Args:
        question: what is asked.
        parent: the window behind it.
    """

    def __init__(self, question: Question, parent: QWidget | None) -> None:
        super().__init__("VoiceCloner", question.text, parent)
        self.question = question
        self.setAccessibleName(question.text)
        self.setAccessibleDescription(question.details)
        self.body.addWidget(label(question.details))
        self.tick = QCheckBox(question.never_again)
        self.tick.setVisible(bool(question.never_again))
        self.body.addWidget(self.tick)
        self.body.addStretch(1)
        self.yes = button(question.yes, "", self.accept, self._kind_of_yes())
        self.no = button(question.no, "", self.reject)
        self.set_buttons(self.no, self.yes)
        self._usual.setDefault(True)
        # Enter presses the button with the focus, whichever is the default
        self._usual.setFocus()

    @property
    def _usual(self) -> Button:
        return self.yes if self.question.is_usual else self.no

    def _kind_of_yes(self) -> str:
        if self.question.is_loss:
            return "danger"
        return "primary" if self.question.is_usual else ""


def ask(
    parent: QWidget, question: Question, on_yes: Callable[[], object], on_no: Callable[[], object] = lambda: None
) -> QuestionDialog:
    """Ask; exactly one of the two is called, unless the window is closed meanwhile.

    Returns:
        the dialog, which knows whether its tick was set.
    """
    dialog = QuestionDialog(question, parent)
    dialog.accepted.connect(on_yes)
    dialog.rejected.connect(on_no)
    # not `exec`, which would hold up whoever asks until there is an answer
    dialog.open()
    return dialog
