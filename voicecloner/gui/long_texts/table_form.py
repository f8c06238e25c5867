"""What holds for lines that do not say otherwise, and where the files go."""

import os
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QVBoxLayout, QWidget

from voicecloner.api.batches import BatchRequest, LineDefaults
from voicecloner.api.speaking import format_of, writable_suffixes
from voicecloner.gui.parts.basics import SMALL_GAP_PX, column, field_label, side_by_side
from voicecloner.gui.parts.elided import ElidingCombo
from voicecloner.gui.parts.folder_field import FolderField
from voicecloner.gui.parts.voice_combo import VoiceCombo
from voicecloner.gui.translation import said, tr
from voicecloner.gui.window.page_tools import PageTools

_MOST_PROCESSES = 16


class TableForm(QWidget):
    """The fields.

    Args:
        tools: the window's tools.

    Signals:
        changed: another choice, so that the lines may come out otherwise.
    """

    changed = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__()
        self._tools = tools
        self.voices = VoiceCombo(tools)
        self.format, self.processes = ElidingCombo(), ElidingCombo()
        self.folder = FolderField(tools)
        self.replaces = QCheckBox(tr("Replace files that are there"))
        self._build()
        self.voices.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.format.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.folder.changed.connect(self.changed)
        self.replaces.toggled.connect(lambda _on: self.changed.emit())

    def request(self, table: Path) -> BatchRequest:
        """What is to be said of this table."""
        return BatchRequest(
            table=table,
            folder=self.folder.place,
            defaults=LineDefaults(voice=self.voices.voice_id, speed=self._tools.settings.speaking_speed),
            suffix=str(self.format.currentData()),
            overwrites=self.replaces.isChecked(),
            processes=int(self.processes.currentData()),
        )

    def set_narrow(self, *, is_narrow: bool) -> None:
        """One field below the other where there is no room side by side."""
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._fields.setDirection(below if is_narrow else beside)

    def _build(self) -> None:
        for suffix in writable_suffixes():
            self.format.addItem(said(format_of(Path(f"line{suffix}")).title), suffix)
        self.processes.addItem(tr("As many as there is room for"), 0)
        for count in range(1, min(_MOST_PROCESSES, os.cpu_count() or 1) + 1):
            self.processes.addItem(str(count), count)
        self._fields = side_by_side(
            column(field_label(tr("&Voice of lines that name none"), self.voices), self.voices, spacing_px=4),
            column(field_label(tr("&Format"), self.format), self.format, spacing_px=4),
            column(field_label(tr("&Engines side by side"), self.processes), self.processes, spacing_px=4),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL_GAP_PX)
        layout.addLayout(self._fields)
        layout.addWidget(self.folder)
        layout.addWidget(self.replaces)
