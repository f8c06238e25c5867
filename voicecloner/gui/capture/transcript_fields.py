"""The words of each recording a voice is made of: a field for each, with help."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.text import recording_name
from voicecloner.gui.capture.transcript_help import TranscriptHelp
from voicecloner.gui.parts.basics import field_label
from voicecloner.gui.parts.elided import ElidedLabel
from voicecloner.gui.parts.language_combo import LanguageCombo
from voicecloner.gui.translation import tr
from voicecloner.gui.window.page_tools import PageTools

_ALONE_PX, _BESIDE_OTHERS_PX = 104, 64
_PARTIAL = tr("give the words of each recording, or of none")


class TranscriptField(QWidget):
    """The words of one recording.

    Args:
        tools: the window's tools.
        language: the language of the recording.
        number: counted from 0; the first one alone has a letter that leads to it.
    """

    def __init__(self, tools: PageTools, language: LanguageCombo, number: int) -> None:
        super().__init__()
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.help = TranscriptHelp(tools, self.text, language, number)
        self._alone = field_label(tr("&Transcript"), self.text)
        self._alone.setVisible(number == 0)
        self._of = ElidedLabel("", "field")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for part in (self._alone, self._of, self.text, self.help):
            layout.addWidget(part)
        self.show_name("")

    @property
    def words(self) -> str:
        """What is written in it."""
        return self.text.toPlainText().strip()

    def show_name(self, name: str) -> None:
        """Say whose words they are; empty where there is one recording alone."""
        title = tr("Transcript of {name}", name=name)
        self._alone.setVisible(not name)
        self._of.setText(title)
        self._of.setVisible(bool(name))
        self.text.setAccessibleName(title if name else tr("Transcript"))
        self.text.setFixedHeight(_BESIDE_OTHERS_PX if name else _ALONE_PX)


class TranscriptFields(QWidget):
    """A field for each recording; those that are not needed are hidden and empty.

    Args:
        tools: the window's tools.
        language: the language of the recordings.

    Signals:
        changed: there are other words, or other recordings.
    """

    changed = Signal()

    def __init__(self, tools: PageTools, language: LanguageCombo) -> None:
        super().__init__()
        self._tools = tools
        self._language = language
        self._hint = ""
        self._count = 1
        self.fields: list[TranscriptField] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._add_missing()

    @property
    def first(self) -> QPlainTextEdit:
        """The field of the first recording, which is there always."""
        return self.fields[0].text

    @property
    def help(self) -> TranscriptHelp:
        """What helps with the first recording."""
        return self.fields[0].help

    @property
    def texts(self) -> tuple[str, ...]:
        """The words of each recording, those of several on one line each; empty where there are none at all."""
        words = [field.words for field in self.fields[: self._count]]
        if self._count > 1:
            words = [" ".join(each.split()) for each in words]
        return tuple(words) if any(words) else ()

    @property
    def missing_words(self) -> str:
        """What is to be done before they can be used; empty if nothing."""
        return _PARTIAL if self.texts and not all(self.texts) else ""

    def listen_to(self, sounds: Sequence[tuple[str, AudioClip]]) -> None:
        """Have a field for each of these recordings, with the name of its file; none: one that is of no recording."""
        self._count = max(1, len(sounds))
        self._add_missing()
        for number, field in enumerate(self.fields):
            name, clip = sounds[number] if number < len(sounds) else ("", None)
            field.show_name(recording_name(name) if len(sounds) > 1 else "")
            if number >= self._count:
                field.text.clear()
            field.help.listen_to(clip)
            field.setVisible(number < self._count)
        self.changed.emit()

    def fill(self, texts: Sequence[str]) -> None:
        """Write these words into the fields."""
        for field, words in zip(self.fields, texts, strict=False):
            field.text.setPlainText(words)

    def clear(self) -> None:
        """Forget the words and the recordings."""
        self.listen_to(())
        for field in self.fields:
            field.text.clear()

    def set_hint(self, hint: str) -> None:
        """What an empty field says."""
        self._hint = hint
        for field in self.fields:
            field.text.setPlaceholderText(hint)

    def _add_missing(self) -> None:
        while len(self.fields) < self._count:
            field = TranscriptField(self._tools, self._language, len(self.fields))
            field.text.setPlaceholderText(self._hint)
            field.text.textChanged.connect(self.changed)
            self.fields.append(field)
            self._layout.addWidget(field)
