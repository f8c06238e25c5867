"""Whether other programs are answered, and what they have to know: on the page of settings."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from voicecloner.domain.quality import Severity
from voicecloner.gui.parts.basics import Card, button, field_label, label, row, set_style
from voicecloner.gui.translation import tr
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.gui.window.program_service import ServiceState


class ServiceLine:
    """What it says, and its buttons.

    Args:
        tools: the window's tools.
    """

    def __init__(self, tools: PageTools) -> None:
        self._tools = tools
        self.words = label("", "muted")
        self.token = QLineEdit()
        self.token.setReadOnly(True)
        self.token.setEchoMode(QLineEdit.EchoMode.Password)  # others may look at the screen
        self.copy_button = button(tr("Copy"), "", self._copy, tip=tr("Copy the token, which other programs need"))
        self.open_button = button(tr("Open page"), "", self._open_page, tip=tr("Use this program in the browser"))
        self.access = QWidget()
        access = row(field_label(tr("Token"), self.token), self.token, self.copy_button, self.open_button)
        access.setStretch(1, 1)
        access.setContentsMargins(0, 0, 0, 0)
        self.access.setLayout(access)
        tools.service.changed.connect(self._show)
        self._show(tools.service.state)

    def put_into(self, card: Card) -> None:
        """Show it at the end of a card."""
        card.body.addWidget(self.words)
        card.body.addWidget(self.access)

    def _show(self, state: ServiceState) -> None:
        self.words.setText(state.words)
        set_style(self.words, "kind", "missing" if state.severity is Severity.FAIL else "muted")
        self.token.setText(state.answering.token if state.answering else "")
        self.access.setVisible(state.answering is not None)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.token.text())
        self._tools.messages.tell(Message(tr("The token was copied.")))

    def _open_page(self) -> None:
        state = self._tools.service.state
        if answering := state.answering:
            QDesktopServices.openUrl(QUrl(answering.page))
