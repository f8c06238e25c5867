"""What else can be chosen when a voice speaks: one field for each option its engine declares."""

from PySide6.QtWidgets import QGridLayout, QWidget

from voicecloner.api.engines import EngineInfo
from voicecloner.gui.parts.basics import GAP_PX, field_label
from voicecloner.gui.parts.words import option_name
from voicecloner.gui.settings.setting_field import setting_field
from voicecloner.gui.translation import said
from voicecloner.settings import Setting, SettingValue

_COLUMNS = 3


class EngineOptions(QWidget):
    """The fields; hidden where there is nothing to choose. What was chosen for an engine is remembered."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, QWidget] = {}
        self._engine_id = ""
        self._options: tuple[Setting, ...] = ()
        self._chosen: dict[str, dict[str, SettingValue]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP_PX)
        self._grid.setVerticalSpacing(4)
        self.hide()

    @property
    def values(self) -> dict[str, SettingValue]:
        """The options that differ from their defaults, by key."""
        return dict(self._chosen.get(self._engine_id, {}))

    def offer(self, engine: EngineInfo | None) -> None:
        """Offer the options of this engine."""
        engine_id, options = (engine.id, engine.abilities.options) if engine else ("", ())
        # made anew, a field would lose the focus while the user types into it
        if (engine_id, options) == (self._engine_id, self._options):
            return
        self._engine_id, self._options = engine_id, options
        self._clear()
        for number, option in enumerate(options):
            self._add(option, number)
        self.setVisible(bool(options))

    def _clear(self) -> None:
        self.fields.clear()
        while (item := self._grid.takeAt(0)) is not None:
            if part := item.widget():
                # taken out of the layout, but still a child of this widget
                part.deleteLater()

    def _add(self, option: Setting, number: int) -> None:
        value = self.values.get(option.key, option.default)
        field = setting_field(option, value, lambda now: self._choose(option, now))
        field.setToolTip(said(option.text))
        name = field_label(option_name(option.key), field)
        field.setAccessibleDescription(said(option.text))
        row, place = divmod(number, _COLUMNS)
        self._grid.addWidget(name, 2 * row, place)
        self._grid.addWidget(field, 2 * row + 1, place)
        self._grid.setColumnStretch(place, 1)
        self.fields[option.key] = field

    def _choose(self, option: Setting, value: SettingValue) -> None:
        chosen = self._chosen.setdefault(self._engine_id, {})
        chosen[option.key] = value
        if value == option.default:
            del chosen[option.key]
