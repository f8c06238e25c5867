"""One message at a time, above the page, never in the way."""

from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from voicecloner.domain.quality import Severity
from voicecloner.gui.parts.basics import SMALL_GAP_PX, Picture, button, column, label, set_style
from voicecloner.gui.translation import in_a_row, labelled, tr
from voicecloner.gui.window.messages import HERE, Message

_SHOWN_MS = 10_000
_NAMES = {Severity.OK: tr("Done"), Severity.WARN: tr("Warning"), Severity.FAIL: tr("Error")}


class MessageBar(QFrame):
    """Shows a message until it is closed.

    Good news goes away by itself, unless it is for somebody who may be away; what went wrong on a page goes when it is
    left, or the next work is begun there.
    """

    def __init__(self) -> None:
        super().__init__()
        self.message = Message("")
        self._page = HERE
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.setProperty("kind", "message")
        self._icon = Picture("ok", 20, "ok")
        self._text = label("")
        self._hint = label("", "muted")
        self._action = button("", "", self._act, tip=tr("Do what the message offers"))
        self._close = button("", "close", self.hide, "quiet", tr("Close this message"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, SMALL_GAP_PX, SMALL_GAP_PX, SMALL_GAP_PX)
        layout.setSpacing(12)
        layout.addWidget(self._icon)
        layout.addLayout(column(self._text, self._hint, spacing_px=2), 1)
        layout.addWidget(self._action)
        layout.addWidget(self._close)
        # as high as its words are in its width: a height of its own would be that of the width it wishes for
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.hide()

    def show_message(self, message: Message) -> None:
        """Show this one now."""
        self.message = replace(message, page=self._page) if message.page == HERE else message
        self._text.setText(message.text)
        self._hint.setText(message.hint)
        self._hint.setVisible(bool(message.hint))
        self._action.say(message.action_name)
        self._action.setVisible(message.action is not None)
        self._colour(message.severity)
        self.setAccessibleName(labelled(_NAMES[message.severity], in_a_row(message.text, message.hint)))
        self.show()
        if message.severity is Severity.OK and not message.stays:
            self._timer.start()
        else:
            self._timer.stop()

    def withdraw(self, cause: str) -> None:
        """Hide the message if it is about this."""
        if cause and self.message.cause == cause:
            self.hide()

    def go_to(self, page: int) -> None:
        """Another page is shown, by its number: what went wrong on the one before is of no use there."""
        if page != self._page:
            self.work_begun()
            self._page = page

    def work_begun(self) -> None:
        """The user has begun something on the page that is shown: what went wrong there before is over."""
        if self.message.page == self._page and self.message.severity is not Severity.OK:
            self.hide()

    def _act(self) -> None:
        # first: what it does may have a message of its own
        self.hide()
        if self.message.action:
            self.message.action()

    def _colour(self, severity: Severity) -> None:
        self._icon.show_icon(severity.value, severity.value)
        set_style(self, "tone", severity.value)
