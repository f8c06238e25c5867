"""A word of warning where a text to be spoken is clearly in another language than the one chosen."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from voicecloner.api.review import CheckedWords, TextRequest
from voicecloner.gui.parts.language_combo import LanguageCombo
from voicecloner.gui.translation import said
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools

_TOPIC = "text-language"
# While the user types nothing is looked at.
_PATIENCE_MS = 600


class TextDoubt(QLabel):
    """The warning; hidden while there is none.

    Args:
        tools: the window's tools.
        text: what shall be spoken.
        language: the language chosen for it.
    """

    def __init__(self, tools: PageTools, text: QPlainTextEdit, language: LanguageCombo) -> None:
        super().__init__()
        self.setProperty("kind", "missing")
        self.setWordWrap(True)
        self._tools = tools
        self._text = text
        self._language = language
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._timer.timeout.connect(self._look)
        text.textChanged.connect(self._changed)
        language.currentIndexChanged.connect(lambda _index: self._changed())
        self.hide()

    def _changed(self) -> None:
        # an answer on its way is about other words
        self._tools.bridge.forget_topic(_TOPIC)
        self.hide()
        if self._text.toPlainText().strip():
            self._timer.start()
        else:
            self._timer.stop()

    def _look(self) -> None:
        request, app = TextRequest(self._text.toPlainText(), self._language.tag), self._tools.app
        task = Task(lambda _progress, _cancel: app.check_text(request), Queue.LIBRARY, topic=_TOPIC)
        self._tools.bridge.submit(task, Reply(done=self._looked))

    def _looked(self, checked: CheckedWords) -> None:
        self.setText(said("\n".join(checked.warnings)))
        self.setVisible(bool(checked.warnings))
