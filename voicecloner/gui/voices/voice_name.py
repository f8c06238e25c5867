"""The name of a voice, changed where it stands."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from voicecloner.api.voices import MAX_NAME_CHARACTERS
from voicecloner.domain.voice import Voice
from voicecloner.gui.parts.basics import label
from voicecloner.gui.translation import tr

_NONE = tr("Give the voice a name.")


class _NameField(QLineEdit):
    """Signals:
    taken_back: Esc.
    """

    taken_back = Signal()

    def event(self, event: QEvent) -> bool:
        # otherwise the window would take Esc for its own key
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_escape(event):
            self.taken_back.emit()
        else:
            super().keyPressEvent(event)


class VoiceName(QWidget):
    """The name; a field in its place while it is changed, and below it what is wrong with what was typed.

    Enter keeps the new name, and so does leaving the field; Esc takes it back.

    Signals:
        renamed: the `Voice`, and the name it is to have; answered by `end` or `tell`.
        left: it is no longer typed into.
    """

    renamed = Signal(object, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._voice: Voice | None = None
        self.words = label("", "heading")
        self.field = _NameField(maxLength=MAX_NAME_CHARACTERS)
        self.field.setAccessibleName(tr("Name"))
        self.fault = label("", "missing")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for part in (self.words, self.field, self.fault):
            layout.addWidget(part)
        self.field.editingFinished.connect(self._finish)
        self.field.textEdited.connect(lambda _text: self._say(""))
        self.field.taken_back.connect(self.end)
        self._show(is_typed=False)

    @property
    def is_typed(self) -> bool:
        """Whether it is being changed."""
        return not self.field.isHidden()

    def show_voice(self, voice: Voice | None) -> None:
        """Show the name of another voice, or the new one of the same; what is being typed for the same stays."""
        is_other = voice is None or self._voice is None or voice.id != self._voice.id
        self._voice = voice
        self.words.setText(voice.name if voice else "")
        if is_other and self.is_typed:
            self._show(is_typed=False)

    def edit(self) -> None:
        """Let it be changed."""
        if self._voice is not None:
            self.field.setText(self._voice.name)
            self._show(is_typed=True)
            count = len(self._voice.name)
            self.field.setSelection(count, -count)  # from its end: of a long name the beginning is in sight
            self.field.setFocus()

    def tell(self, voice: Voice, fault: str) -> None:
        """The name was not taken for this voice; the field stays, for another try."""
        if self._voice is not None and voice.id == self._voice.id and self.is_typed:
            self._say(fault)

    def end(self) -> None:
        """Show the name as it is kept."""
        if self.is_typed:
            had_focus = self.field.hasFocus()
            self._show(is_typed=False)
            if had_focus:
                self.left.emit()

    def _finish(self) -> None:
        if self._voice is None or not self.is_typed:
            return
        name = self.field.text().strip()
        if name == self._voice.name:
            self.end()
        elif name:
            self.renamed.emit(self._voice, name)
        else:
            self._say(_NONE)

    def _show(self, *, is_typed: bool) -> None:
        self.field.setVisible(is_typed)
        self.words.setVisible(not is_typed)
        self._say("")

    def _say(self, fault: str) -> None:
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        self.field.setAccessibleDescription(fault)


def _is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape
