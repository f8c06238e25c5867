"""Answering the questions the window asks."""

from PySide6.QtWidgets import QAbstractButton, QWidget

from voicecloner.gui.parts.dialogs.question import QuestionDialog


def answer(parent: QWidget, words: str) -> None:
    """Press a button of the question that is on the screen."""
    (dialog,) = (each for each in parent.findChildren(QuestionDialog) if each.isVisible())
    next(each for each in dialog.findChildren(QAbstractButton) if each.text() == words).click()
