"""Before a model is fetched: its licence, and the access token where its makers want one."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from voicecloner.gui.parts.basics import GAP_PX, SMALL_GAP_PX, button, column, field_label, label
from voicecloner.gui.parts.dialogs.panel import Panel
from voicecloner.gui.parts.words import licence_words
from voicecloner.gui.translation import said, tr

if TYPE_CHECKING:
    from voicecloner.api.engines import Model

_TOKENS_PAGE = "https://huggingface.co/settings/tokens"
_WIDTH_PX = 500


class LicenceDialog(Panel):
    """Asks for both; accepted once the licence is.

    Args:
        model: what is to be fetched or imported.
        action: what the button says.
        wants_token: whether a token is to be given.
    """

    def __init__(self, model: "Model", action: str, parent: QWidget, *, wants_token: bool) -> None:
        super().__init__(model.title, model.title, parent, _WIDTH_PX)
        self.also = label("", "muted")
        self.also.hide()
        self.accepts = QCheckBox(tr("I have read the licence and accept it"))
        self.token = QLineEdit(echoMode=QLineEdit.EchoMode.Password, placeholderText="hf_…")
        self.go_on = button(action, "", self.accept, "primary")
        self._wants_token = wants_token
        self.go_on.setDefault(True)
        self.body.setSpacing(GAP_PX)
        self.body.addLayout(self._licence_part(model))
        if wants_token:
            self.body.addLayout(self._token_part(model))
        self.body.addWidget(self.also)
        self.body.addStretch(1)
        self.set_buttons(button(tr("Cancel"), "", self.reject), self.go_on)
        self.accepts.toggled.connect(self._look)
        self.token.textChanged.connect(self._look)
        self._look()

    def tell(self, words: str) -> None:
        """Say what else is done."""
        self.also.setText(words)
        self.also.show()

    def _licence_part(self, model: "Model") -> QVBoxLayout:
        licence_id = model.licence.id
        words, name = licence_words(licence_id), licence_id.removeprefix("LicenseRef-")
        heading = label(
            tr("Licence: {words}", words=words)
            if words == name
            else tr("Licence: {words} ({name})", words=words, name=name),
            "heading",
        )
        return column(heading, label(said(model.licence.summary)), _link(model.licence.link), self.accepts)

    def _token_part(self, model: "Model") -> QVBoxLayout:
        words = tr(
            "This model is given only to people who have agreed to its makers’ terms. Agree on its page, make an "
            "access token (reading is enough), and paste it here. It is kept in your system’s keyring."
        )
        part = column(label(tr("Access token"), "heading"), label(words), _link(model.terms_page), _link(_TOKENS_PAGE))
        part.addSpacing(SMALL_GAP_PX)
        part.addWidget(field_label(tr("&Token"), self.token))
        part.addWidget(self.token)
        return part

    def _look(self) -> None:
        has_token = bool(self.token.text().strip()) or not self._wants_token
        self.go_on.setEnabled(self.accepts.isChecked() and has_token)


def _link(address: str) -> QLabel:
    """An address that opens in the browser, also by keyboard."""
    made = QLabel(f'<a href="{address}">{address}</a>')
    # markup, as in no other label: what stands here is from the catalogue, never from a user
    made.setTextFormat(Qt.TextFormat.RichText)
    made.setWordWrap(True)
    made.setOpenExternalLinks(True)
    # by itself a label is not reached by the tab key
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
    made.setAccessibleName(address)
    return made
