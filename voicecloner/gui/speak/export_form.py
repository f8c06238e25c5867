"""The fields of an export: format, quality, rate, loudness, names, and what the files say."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QBoxLayout, QComboBox, QLineEdit, QMenu, QVBoxLayout, QWidget

from voicecloner.api.speaking import NAME_FIELDS, ExportOptions, format_of, writable_suffixes
from voicecloner.errors import InvalidRequest
from voicecloner.gui.parts.basics import SMALL_GAP_PX, button, column, field_label, row, side_by_side
from voicecloner.gui.parts.elided import ElidingCombo
from voicecloner.gui.parts.words import LOUDNESS_WORDS
from voicecloner.gui.speak.export_choice import changed_settings, chosen_options
from voicecloner.gui.translation import said, tr
from voicecloner.settings import Settings, SettingValue

_BITS = {"16": tr("16 bits"), "24": tr("24 bits"), "float": tr("32 bits, float")}
_BIT_RATES_KBIT = (32, 48, 64, 96, 128, 160, 192, 256, 320)
_RATES_HZ = (8_000, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000)
FIELD_WORDS = {
    "voice": tr("The voice"),
    "text": tr("The first words"),
    "date": tr("The day"),
    "time": tr("The time"),
    "number": tr("The place among these takes"),
    "id": tr("The take’s id"),
    "language": tr("The language"),
    "engine": tr("The engine"),
}


class ExportForm(QWidget):
    """The fields, filled with what was chosen last.

    Args:
        settings: what was chosen last.

    Signals:
        changed: another choice.
    """

    changed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self.kind, self.quality, self.rate, self.loudness = (ElidingCombo() for _ in range(4))
        self.pattern = QLineEdit(settings.export_pattern)
        self.insert_button = button(
            tr("Insert…"), "", self._offer_fields, tip=tr("Insert what differs from take to take")
        )
        self.title, self.artist = QLineEdit(placeholderText=tr("The text")), QLineEdit(placeholderText=tr("The voice"))
        self._build()
        self._connect()

    @property
    def values(self) -> dict[str, SettingValue]:
        """What is chosen, as settings."""
        quality = self.quality.currentData()
        chosen: dict[str, SettingValue] = {
            "export_format": str(self.kind.currentData()).removeprefix("."),
            "export_rate_hz": int(self.rate.currentData()),
            "export_loudness": str(self.loudness.currentData()),
            "export_pattern": self.pattern.text(),
        }
        if quality is not None:
            chosen["export_bits" if isinstance(quality, str) else "export_bit_rate_kbit"] = quality
        return chosen

    @property
    def options(self) -> ExportOptions:
        """What is chosen.

        Raises:
            InvalidRequest: it is no choice.
        """
        if not self.pattern.text().strip():
            missing = tr("There is no pattern for the names of the files.")
            raise InvalidRequest(missing, tr("Press Insert, or type a name."))
        settings = changed_settings(self._settings, self.values)
        return chosen_options(settings, title=self.title.text().strip(), artist=self.artist.text().strip())

    def _build(self) -> None:
        for suffix in writable_suffixes():
            self.kind.addItem(said(format_of(Path(f"take{suffix}")).title), suffix)
        _choose(self.kind, f".{self._settings.export_format}")
        for key, words in LOUDNESS_WORDS.items():
            self.loudness.addItem(words, key)
        _choose(self.loudness, self._settings.export_loudness)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL_GAP_PX * 3 // 2)
        self._pairs = (
            side_by_side(_field(tr("&Format"), self.kind), _field(tr("&Quality"), self.quality)),
            side_by_side(_field(tr("Sample &rate"), self.rate), _field(tr("&Loudness"), self.loudness)),
            side_by_side(_field(tr("&Title"), self.title), _field(tr("&Artist"), self.artist)),
        )
        for pair in self._pairs[:2]:
            layout.addLayout(pair)
        names = row(self.pattern, self.insert_button)
        names.setStretch(0, 1)
        named = column(field_label(tr("&Names of the files"), self.pattern), spacing_px=4)
        named.addLayout(names)
        layout.addLayout(named)
        layout.addLayout(self._pairs[2])
        self._show_what_format_has()

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(lambda _index: self._show_what_format_has())
        for combo in (self.kind, self.quality, self.rate, self.loudness):
            combo.currentIndexChanged.connect(lambda _index: self.changed.emit())
        for line in (self.pattern, self.title, self.artist):
            line.textChanged.connect(lambda _text: self.changed.emit())

    def _show_what_format_has(self) -> None:
        found = format_of(Path(f"take{self.kind.currentData()}"))
        if found.is_lossy:
            kbit = [0, *_within(_BIT_RATES_KBIT, found.kbit_per_s)] if found.kbit_per_s else []
            choices: dict[str, SettingValue] = {
                f"{each} kbit/s" if each else tr("Usual for the format"): each for each in kbit
            }
            _fill(self.quality, choices, self._settings.export_bit_rate_kbit)
        else:
            bits = {
                words: key for key, words in _BITS.items() if (32 if key == "float" else int(key)) in found.subtypes
            }
            _fill(self.quality, bits, self._settings.export_bits)
        rates = [rate for rate in _RATES_HZ if not found.sample_rates or rate in found.sample_rates]
        _fill(
            self.rate,
            {tr("The voice’s own"): 0, **{f"{rate / 1000:g} kHz": rate for rate in rates}},
            int(self.rate.currentData() or self._settings.export_rate_hz),
        )
        self.quality.setEnabled(self.quality.count() > 1)

    def _offer_fields(self) -> None:
        menu = QMenu(self)
        for key in NAME_FIELDS:
            menu.addAction(f"{FIELD_WORDS[key]}  {{{key}}}").triggered.connect(
                lambda _checked, key=key: self.insert(key)
            )
        menu.popup(self.insert_button.mapToGlobal(self.insert_button.rect().bottomLeft()))

    def set_narrow(self, *, is_narrow: bool) -> None:
        """One field below the other where there is no room side by side."""
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        for pair in self._pairs:
            pair.setDirection(below if is_narrow else beside)

    def insert(self, field: str) -> None:
        """Put a field into the pattern, where the cursor is."""
        self.pattern.insert(f"{{{field}}}")
        self.pattern.setFocus()


def _field(name: str, field: QWidget) -> QVBoxLayout:
    return column(field_label(name, field), field, spacing_px=4)


def _within(numbers: Iterable[int], bounds: tuple[int, int]) -> Sequence[int]:
    return [number for number in numbers if bounds[0] <= number <= bounds[1]]


def _fill(
    combo: QComboBox, choices: dict[str, SettingValue] | dict[str, str] | dict[str, int], wanted: SettingValue
) -> None:
    """Offer these choices, by their words, and choose the one that is wanted, or the first."""
    with QSignalBlocker(combo):
        combo.clear()
        for words, value in choices.items():
            combo.addItem(words, value)
        _choose(combo, wanted)


def _choose(combo: QComboBox, value: SettingValue) -> None:
    combo.setCurrentIndex(max(0, combo.findData(value)))
