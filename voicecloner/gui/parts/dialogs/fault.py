"""Tells of a defect in the program itself."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from voicecloner.gui.parts.basics import button, label
from voicecloner.gui.parts.dialogs.panel import Panel
from voicecloner.gui.translation import tr

_HEADING = tr("Something went wrong inside VoiceCloner.")
_WORDS = tr("Your voices are safe and you can go on. If it happens again, please report it with the lines below.")
_DETAILS_PX = 96


class FaultDialog(Panel):
    """One sentence for everybody, and the details for those who report it.

    Args:
        details: what is to be reported.
        parent: the window behind it.
    """

    def __init__(self, details: str, parent: QWidget | None) -> None:
        super().__init__("VoiceCloner", _HEADING, parent)
        self.details = QPlainTextEdit(details, readOnly=True)
        self.details.setAccessibleName(tr("Details"))
        self.details.setTabChangesFocus(True)
        self.details.setFixedHeight(_DETAILS_PX)
        self.body.addWidget(label(_WORDS))
        self.body.addWidget(self.details)
        self.body.addStretch(1)
        go_on = button(tr("Go on"), "", self.accept, "primary")
        go_on.setDefault(True)
        self.set_buttons(button(tr("Copy the details"), "", self._copy), go_on)
        go_on.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())
