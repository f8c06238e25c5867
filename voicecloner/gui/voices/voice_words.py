"""The user's own words about a voice: tags and notes, kept as soon as the field is left."""

import re

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from voicecloner.domain.voice import Voice
from voicecloner.gui.parts.basics import field_label
from voicecloner.gui.translation import listed, tr

_NOTES_PX = 64
_BETWEEN_TAGS = re.compile("[,，、]")


class _Notes(QPlainTextEdit):
    """Signals:
    left: the field is no longer typed into.
    """

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class VoiceWords(QWidget):
    """Two fields.

    Signals:
        changed: the `Voice`, its tags as a tuple, and its notes, as they are to be.
    """

    changed = Signal(object, object, str)

    def __init__(self) -> None:
        super().__init__()
        self._voice: Voice | None = None
        self.tags = QLineEdit(placeholderText=tr("Separated by commas, for example: family, audiobook"), maxLength=500)
        self.notes = _Notes(placeholderText=tr("What you want to remember"))
        self.notes.setFixedHeight(_NOTES_PX)
        self.notes.setTabChangesFocus(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for name, field in ((tr("Ta&gs"), self.tags), (tr("N&otes"), self.notes)):
            layout.addWidget(field_label(name, field))
            layout.addWidget(field)
        self.tags.editingFinished.connect(self.keep)
        self.notes.left.connect(self.keep)

    def show_voice(self, voice: Voice | None) -> None:
        """Show the words of another voice; what was typed about the one before is kept."""
        is_other = voice is None or self._voice is None or voice.id != self._voice.id
        if is_other:
            self.keep()
        self._voice = voice
        if voice and (is_other or not self.tags.hasFocus()):
            self.tags.setText(listed(voice.tags))
        if voice and (is_other or not self.notes.hasFocus()):
            self.notes.setPlainText(voice.notes)

    def keep(self) -> None:
        """Have what was typed kept, if it is something else than before."""
        voice = self._voice
        if voice is None:
            return
        tags = tuple(filter(None, map(str.strip, _BETWEEN_TAGS.split(self.tags.text()))))
        notes = self.notes.toPlainText().strip()
        if (tags, notes) != (voice.tags, voice.notes):
            self.changed.emit(voice, tags, notes)
