"""Who reads what names in brackets stand before."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from voicecloner.gui.long_texts.voice_fields import VoiceFields
from voicecloner.gui.parts.elided import ElidedLabel
from voicecloner.gui.parts.tick import Tick
from voicecloner.gui.parts.voice_combo import VoiceCombo
from voicecloner.gui.parts.wheel_guard import guard
from voicecloner.gui.translation import tr
from voicecloner.gui.window.file_drop import leave_drops_to_window
from voicecloner.gui.window.page_tools import PageTools

_NARRATOR = tr("The voice chosen above")
_NAME_PX = 140


class CastFields(QWidget):
    """A choice of voices for each name; there only where a document has such names.

    Args:
        tools: the window's tools.
        narrator: who reads everything else.

    Signals:
        changed: another choice.
    """

    changed = Signal()

    def __init__(self, tools: PageTools, narrator: VoiceFields) -> None:
        super().__init__()
        self._tools, self._narrator = tools, narrator
        self.reads_names = Tick(tr("A name in [brackets] before a paragraph says who reads it"))
        self.reads_names.setChecked(True)
        self.combos: dict[str, VoiceCombo] = {}
        self._parts = QWidget()
        self._form = QFormLayout(self._parts)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.reads_names)
        layout.addWidget(self._parts)
        self.reads_names.toggled.connect(self._toggled)
        self.hide()

    @property
    def cast(self) -> dict[str, str]:
        """The id of the voice for each name."""
        return {name: combo.voice_id or self._narrator.voice_id for name, combo in self.combos.items()}

    def show_names(self, names: tuple[str, ...]) -> None:
        """Offer a choice for each of these; a voice of the same name is the first choice."""
        if tuple(self.combos) == names:
            return
        for name in tuple(self.combos):
            self._form.removeRow(self.combos.pop(name))
        before: QWidget = self.reads_names
        for name in names:
            self.combos[name] = self._added(name)
            # Tab would reach what is made last at the end of the page
            QWidget.setTabOrder(before, self.combos[name])
            before = self.combos[name]
        self.setVisible(bool(names))

    def _added(self, name: str) -> VoiceCombo:
        combo = VoiceCombo(self._tools, _NARRATOR)
        combo.setAccessibleName(tr("Voice of {name}", name=name))
        combo.choose_by_name(name)
        combo.currentIndexChanged.connect(lambda _index: self.changed.emit())
        guard(combo)
        leave_drops_to_window(combo)
        shown = ElidedLabel(f"[{name}]", "field")
        shown.setMinimumWidth(_NAME_PX)
        shown.setMaximumWidth(_NAME_PX)
        shown.setFixedHeight(combo.sizeHint().height())  # on one line with the choice beside it
        self._form.addRow(shown, combo)
        return combo

    def _toggled(self, are_names: bool) -> None:
        self._parts.setVisible(are_names)
        self.changed.emit()
