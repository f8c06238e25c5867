"""A question that does not hold up the window: the answer comes as a call."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QMessageBox, QWidget

from voicecloner.domain.text import harmless


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        text: the question.
        details: what each answer leads to.
        yes: words on the button that does it.
        no: words on the button that does not; Esc means the same.
        never_again: words beside a box that can be ticked; empty: there is none.
    """

    text: str
    details: str
    yes: str
    no: str
    never_again: str = ""


def ask(parent: QWidget, question: Question, on_yes: Callable[[], object], on_no: Callable[[], object]) -> QMessageBox:
    """Ask; exactly one of the two is called, unless the window is closed meanwhile.

    Returns:
        the box, which knows whether its tick was set.
    """
    box = QMessageBox(QMessageBox.Icon.Question, "VoiceCloner", harmless(question.text), parent=parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(question.details)
    yes = box.addButton(question.yes, QMessageBox.ButtonRole.AcceptRole)
    no = box.addButton(question.no, QMessageBox.ButtonRole.RejectRole)
    if question.never_again:
        box.setCheckBox(QCheckBox(question.never_again, box))  # with a parent, or Python would delete it too early
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    box.finished.connect(lambda _code: on_yes() if box.clickedButton() is yes else on_no())
    box.open()
    return box
