"""Settings: one line for each that is declared, kept as soon as it is changed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QLineEdit, QWidget

from voicecloner import __version__
from voicecloner.api.engines import EngineInfo
from voicecloner.api.speaking import TakeList
from voicecloner.api.upkeep import split_password
from voicecloner.domain.quality import Severity
from voicecloner.errors import InvalidRequest
from voicecloner.gui.parts.basics import GAP_PX, SMALL_GAP_PX, Card, button, column, field_label, label, row
from voicecloner.gui.parts.device_picker import DevicePicker
from voicecloner.gui.parts.dialogs.question import Question, ask
from voicecloner.gui.parts.elided import ElidedLabel
from voicecloner.gui.parts.language_combo import LanguageCombo
from voicecloner.gui.parts.open_folder import open_folder
from voicecloner.gui.parts.scroll_page import ScrollPage
from voicecloner.gui.parts.switch import Switch
from voicecloner.gui.parts.wheel_guard import guard
from voicecloner.gui.parts.words import option_name
from voicecloner.gui.settings.backup_line import BackupLine
from voicecloner.gui.settings.service_line import ServiceLine
from voicecloner.gui.settings.setting_field import setting_field
from voicecloner.gui.translation import listed, said, tr, tr_many
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.language import LANGUAGES, SYSTEM
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.gui.wording import counted, size_words
from voicecloner.settings import AUTO_ENGINE, SETTINGS, EngineOption, Setting, SettingValue
from voicecloner.wording import plain_name

_ENGINES = tr("Engines")
_PROGRAMS = tr("Other programs")
_GROUPS = (
    (tr("Appearance"), ("theme", "window_language")),
    (
        tr("Sound"),
        (
            "input_device",
            "input_number",
            "output_device",
            "recording_minimum_s",
            "countdown_s",
            "meter_before_recording",
            "room_check",
            "import_folder",
        ),
    ),
    (tr("Voices"), ("default_language", "speaking_speed", "voice_quota", "default_engine")),
    (
        tr("What was spoken"),
        (
            "watermark",
            "content_credentials",
            "credentials_certificate",
            "credentials_key",
            "keep_takes_days",
            "ask_at_close",
            "save_folder",
        ),
    ),
    (_ENGINES, ("device", "keep_engine_min")),
    (_PROGRAMS, ("answer_programs", "answer_port")),
    (tr("Downloads"), ("download_mirror", "download_proxy", "certificate_file")),
)
_TITLES = {
    "window_language": tr("Language of the window"),
    "theme": tr("Theme"),
    "input_device": tr("Microphone"),
    "input_number": tr("Input of the microphone"),
    "output_device": tr("Loudspeaker"),
    "recording_minimum_s": tr("Shortest recording"),
    "countdown_s": tr("Countdown"),
    "meter_before_recording": tr("Level before recording"),
    "room_check": tr("Room check"),
    "voice_quota": tr("Number of voices"),
    "default_language": tr("Language"),
    "default_engine": tr("Engine"),
    "speaking_speed": tr("Speed"),
    "watermark": tr("Watermark"),
    "content_credentials": tr("Content credentials"),
    "credentials_certificate": tr("Certificate to sign with"),
    "credentials_key": tr("Key of that certificate"),
    "keep_takes_days": tr("Takes are kept"),
    "ask_at_close": tr("Ask before closing"),
    "save_folder": tr("Folder for speech"),
    "import_folder": tr("Folder of recordings"),
    "device": tr("Device"),
    "keep_engine_min": tr("Engines in memory"),
    "answer_programs": tr("Answer other programs on this computer"),
    "answer_port": tr("Port"),
    "download_mirror": tr("Mirror"),
    "download_proxy": tr("Proxy"),
    "certificate_file": tr("Certificates"),
}
_BEST = tr("The best for the language")
_FIELD_PX = 320
_NARROW_PX = 620


class SettingsPage(ScrollPage):
    """The page.

    Signals:
        repair_asked: the user wants the library of voices looked through and mended.
    """

    repair_asked = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tr("Settings"), tr("Changes are saved at once."))
        self._tools = tools
        tools.preferences.noted.connect(lambda words: tools.messages.tell(Message(words, "", Severity.WARN)))
        self.fields: dict[str, QWidget] = {}
        self.pickers: list[DevicePicker] = []
        self._lines: list[QBoxLayout] = []
        for heading, keys in self._groups():
            card = Card(heading)
            card.body.setSpacing(GAP_PX * 3 // 4)
            for key in keys:
                card.body.addLayout(self._line(SETTINGS[key]))
            self.column.addWidget(card)
            if heading == _ENGINES:
                self._offer_options_in(card)
            if heading == _PROGRAMS:
                self.service = ServiceLine(tools)
                self.service.put_into(card)
        self.column.addWidget(self._folder_card())
        self.column.addWidget(
            label(
                tr("VoiceCloner {version} · free software under the GPL, version 3 or later", version=__version__),
                "muted",
            )
        )
        self.column.addStretch(1)

    def focus(self) -> None:
        """Give the focus to the first setting."""
        next(iter(self.fields.values())).setFocus()

    def look_up_devices(self) -> None:
        """List microphones and loudspeakers in the background."""
        for picker in self.pickers:
            picker.look_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_lines(event.size().width())

    def _fit_lines(self, width_px: int) -> None:
        is_narrow = width_px < _NARROW_PX
        for line in self._lines:
            line.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight)
        for field in self.fields.values():
            if not isinstance(field, Switch):
                field.setFixedWidth(min(_FIELD_PX, width_px - 6 * GAP_PX))

    def _groups(self) -> list[tuple[str, tuple[str, ...]]]:
        known = {key for _heading, keys in _GROUPS for key in keys}
        # one that was declared and put into no group is shown all the same, unless it is chosen elsewhere
        others = tuple(key for key, declared in SETTINGS.items() if key not in known and not declared.chosen_in)
        return [*_GROUPS, (tr("More"), others)] if others else list(_GROUPS)

    def _offer_options_in(self, card: Card) -> None:
        """A line for each option of an engine that is here, once it is known which are."""

        def fill(engines: tuple[EngineInfo, ...]) -> None:
            for engine in engines:
                for declared in engine.load_options:
                    option = EngineOption(engine.id, declared)
                    if option.setting.key not in self.fields:
                        title = tr(
                            "{option} of {engine}",
                            option=option_name(declared.key),
                            engine=engine.title,
                        )
                        card.body.addLayout(self._line_for(option.setting, title, self._option_field(option)))
            self._fit_lines(self.width())  # the page has had its size for long

        self._tools.engines.changed.connect(fill)

    def _option_field(self, option: EngineOption) -> QWidget:
        change = self._tools.preferences.change_option
        return setting_field(option.own, self._tools.settings.option(option), lambda value: change(option, value))

    def _line(self, setting: Setting) -> QBoxLayout:
        title = _TITLES.get(setting.key) or plain_name(setting.key)
        return self._line_for(setting, title, self._field(setting))

    def _line_for(self, setting: Setting, title: str, field: QWidget) -> QBoxLayout:
        self.fields[setting.key] = field
        name = field_label(title, field)
        line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        line.setSpacing(SMALL_GAP_PX)
        line.addLayout(column(None, name, label(said(setting.text), "muted"), None, spacing_px=2), 1)
        # the stretch beside it keeps the words from being measured at the field's width, and so from being cut
        line.addLayout(row(field, None))
        self._lines.append(line)
        return line

    def _field(self, setting: Setting) -> QWidget:
        if setting.key in {"input_device", "output_device"}:
            picker = DevicePicker(self._tools, "input" if setting.key == "input_device" else "output")
            self.pickers.append(picker)
            return picker
        own = {
            "window_language": self._window_language_field,
            "default_language": self._language_field,
            "default_engine": self._engine_field,
        }
        if setting.key in own:
            return own[setting.key]()
        field = setting_field(setting, self._value(setting), lambda value: self._change(setting.key, value))
        if setting.may_hold_password and isinstance(field, QLineEdit):
            # the password is not shown again: others may look at the screen
            field.editingFinished.connect(lambda: field.setText(split_password(field.text())[0]))
        return field

    def _window_language_field(self) -> QWidget:
        field = QComboBox()
        field.addItem(tr("As the system"), SYSTEM)
        for language, name in LANGUAGES.items():
            field.addItem(name, language)
        field.setCurrentIndex(field.findData(self._tools.settings.window_language))
        field.activated.connect(lambda _index: self._change("window_language", str(field.currentData())))
        guard(field)
        return field

    def _language_field(self) -> QWidget:
        field = LanguageCombo(self._tools.settings.default_language)
        field.currentIndexChanged.connect(lambda _index: self._change("default_language", field.tag or "en"))
        return field

    def _engine_field(self) -> QWidget:
        field = QComboBox()
        chosen = self._tools.settings.default_engine
        field.addItem(_BEST if chosen == AUTO_ENGINE else chosen, chosen)

        def fill(engines: tuple[EngineInfo, ...]) -> None:
            field.clear()
            field.addItem(_BEST, AUTO_ENGINE)
            for engine in engines:
                field.addItem(engine.title, engine.id)
                field.setItemData(field.count() - 1, said(engine.summary), Qt.ItemDataRole.ToolTipRole)
            if field.findData(chosen) < 0:
                field.addItem(tr("{chosen} (not installed)", chosen=chosen), chosen)
            field.setCurrentIndex(field.findData(self._tools.settings.default_engine))

        # `activated` is the user's own hand alone; filling the box changes its index as well
        self._tools.engines.changed.connect(fill)
        field.activated.connect(lambda _index: self._change("default_engine", str(field.currentData())))
        return field

    def _value(self, setting: Setting) -> SettingValue:
        return self._tools.settings.value(setting.key)

    def _change(self, key: str, value: SettingValue) -> None:
        try:
            self._tools.preferences.change(key, value)
        except InvalidRequest as error:
            self._tools.messages.tell_error(error)

    def _folder_card(self) -> Card:
        folder = self._tools.data_folder
        card = Card(tr("Your files"))
        card.body.addWidget(label(tr("Voices, recordings and takes lie in this folder on your own computer."), "muted"))
        open_it = button(tr("Open folder"), "folder", lambda: open_folder(folder))
        card.body.addLayout(row(ElidedLabel(str(folder)), open_it))
        self.takes_words = label("", "muted")
        self.erase_takes_button = button(
            tr("Erase all takes…"), "trash", self.ask_to_erase_takes, "danger", tr("Erase all that was spoken")
        )
        takes = row(self.takes_words, self.erase_takes_button)
        takes.setStretch(0, 1)
        card.body.addLayout(takes)
        self._tools.takes.changed.connect(self._show_takes)
        self._show_takes(self._tools.takes.listed)
        explained = label(tr("See whether all voices and recordings are there, and mend what can be mended."), "muted")
        self.repair_button = button(
            tr("Check and repair"), "", self.repair_asked.emit, tip=tr("Look through the library")
        )
        repair = row(explained, self.repair_button)
        repair.setStretch(0, 1)
        card.body.addLayout(repair)
        self.backup = BackupLine(self._tools, self)
        card.body.addLayout(self.backup.layout())
        return card

    def _show_takes(self, found: TakeList) -> None:
        count = found.count
        held = listed((counted(count, "take"), size_words(found.size_bytes))) if count else tr("No takes")
        self.takes_words.setText(tr("{held}: what was spoken, kept as set under “What was spoken”.", held=held))
        self.erase_takes_button.setEnabled(count > 0)

    def ask_to_erase_takes(self) -> None:
        """Ask, then erase all that was spoken."""
        question = Question(
            tr("Erase all takes for good?"),
            tr(
                "What was spoken is erased here, with its texts. This cannot be undone. Files you saved elsewhere stay."
            ),
            tr("Erase all"),
            tr("Keep them"),
            is_loss=True,
        )
        ask(self, question, self._erase_takes)

    def _erase_takes(self) -> None:
        takes, tools = self._tools.app.manage_takes, self._tools

        def done(count: int) -> None:
            tools.takes.refresh()
            tools.messages.tell(Message(tr_many("{number} take was erased.", "{number} takes were erased.", count)))

        tools.bridge.submit(Task(lambda _progress, _cancel: takes.erase_all(), Queue.LIBRARY), Reply(done=done))
