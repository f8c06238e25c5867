"""What holds for lines that do not say otherwise, and where the files go."""

import os
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QVBoxLayout, QWidget

from voicecloner.api.batches import BatchRequest, LineDefaults
from voicecloner.api.engines import EngineInfo
from voicecloner.api.speaking import format_of, writable_suffixes
from voicecloner.gui.long_texts.cluster_field import ClusterField
from voicecloner.gui.long_texts.kept_combo import KeptCombo, LoudnessCombo
from voicecloner.gui.long_texts.more import More
from voicecloner.gui.parts.basics import SMALL_GAP_PX, column, field_label, side_by_side
from voicecloner.gui.parts.elided import ElidingCombo
from voicecloner.gui.parts.folder_field import FolderField
from voicecloner.gui.parts.language_combo import SpokenLanguageCombo
from voicecloner.gui.parts.voice_combo import VoiceCombo
from voicecloner.gui.parts.words import LANGUAGES
from voicecloner.gui.translation import said, tr
from voicecloner.gui.window.page_tools import PageTools

_MOST_PROCESSES = 16
_ATTEMPTS = (1, 2, 3, 5, 8)


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
        self.language = SpokenLanguageCombo(tr("The voice’s own"))
        self.format, self.processes = ElidingCombo(), ElidingCombo()
        self.loudness = LoudnessCombo(tools)
        self.attempts = KeptCombo(tools, "table_attempts", {count: _attempt_words(count) for count in _ATTEMPTS})
        self.cluster = ClusterField(tools)
        self.folder = FolderField(tools)
        self.replaces = QCheckBox(tr("Replace files that are there"))
        self._build()
        self._connect()

    def request(self, table: Path) -> BatchRequest:
        """What is to be said of this table."""
        defaults = LineDefaults(
            voice=self.voices.voice_id,
            language=self.language.tag or None,
            speed=self._tools.settings.speaking_speed,
            attempts=int(self.attempts.value),
        )
        return BatchRequest(
            table=table,
            folder=self.folder.place,
            defaults=defaults,
            suffix=str(self.format.currentData()),
            overwrites=self.replaces.isChecked(),
            processes=int(self.processes.currentData()),
            scheduler=self.cluster.address,
            loudness_lufs=self.loudness.lufs,
        )

    def set_narrow(self, *, is_narrow: bool) -> None:
        """One field below the other where there is no room side by side."""
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        for fields in (self._who, self._how):
            fields.setDirection(below if is_narrow else beside)

    def _build(self) -> None:
        for suffix in writable_suffixes():
            self.format.addItem(said(format_of(Path(f"line{suffix}")).title), suffix)
        self.processes.addItem(tr("As many as there is room for"), 0)
        for count in range(1, min(_MOST_PROCESSES, os.cpu_count() or 1) + 1):
            self.processes.addItem(str(count), count)
        self._who = side_by_side(
            column(field_label(tr("&Voice of lines that name none"), self.voices), self.voices, spacing_px=4),
            column(field_label(tr("&Language of lines that name none"), self.language), self.language, spacing_px=4),
        )
        self._how = side_by_side(
            column(field_label(tr("&Format"), self.format), self.format, spacing_px=4),
            column(field_label(tr("L&oudness"), self.loudness), self.loudness, spacing_px=4),
            column(field_label(tr("&Attempts"), self.attempts), self.attempts, spacing_px=4),
        )
        side, lines = (
            QWidget(),
            column(field_label(tr("&Engines side by side"), self.processes), self.processes, spacing_px=4),
        )
        lines.setContentsMargins(0, 0, 0, 0)
        side.setLayout(lines)
        self.more = More(side, self.cluster)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL_GAP_PX)
        layout.addLayout(self._who)
        layout.addLayout(self._how)
        for part in (self.more, self.folder, self.replaces):
            layout.addWidget(part)

    def _connect(self) -> None:
        for combo in (self.voices, self.language, self.format, self.loudness, self.attempts):
            combo.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.folder.changed.connect(self.changed)
        self.replaces.toggled.connect(lambda _on: self.changed.emit())
        self.cluster.changed.connect(self._show_place)
        self._tools.engines.changed.connect(self._offer_languages)
        self._offer_languages(self._tools.engines.engines)
        self.more.unfold(is_open=bool(self.cluster.address))  # what sends the lines elsewhere is seen
        self._show_place()

    def _offer_languages(self, engines: tuple[EngineInfo, ...]) -> None:
        tags = {tag for engine in engines for tag in engine.abilities.languages}
        self.language.offer(LANGUAGES if not tags or "mul" in tags else tags)

    def _show_place(self) -> None:
        self.processes.setEnabled(not self.cluster.address)  # a cluster has as many as it has


def _attempt_words(count: int) -> str:
    return tr("One") if count == 1 else tr("The best of {count}", count=count)
