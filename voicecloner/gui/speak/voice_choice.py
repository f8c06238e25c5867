"""Which voice speaks, in which language, how fast, and what else its engine lets one choose."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from voicecloner.api.engines import EngineInfo
from voicecloner.api.voices import VoiceList
from voicecloner.domain.languages import closest_tag
from voicecloner.domain.synthesis import SPEED_RANGE
from voicecloner.domain.text import one_line
from voicecloner.domain.voice import Voice
from voicecloner.gui.parts.basics import SMALL_GAP_PX, column, field_label, side_by_side
from voicecloner.gui.parts.language_combo import LanguageCombo, SearchableCombo
from voicecloner.gui.parts.pace import Pace
from voicecloner.gui.parts.words import LANGUAGES
from voicecloner.gui.speak.engine_options import EngineOptions
from voicecloner.gui.translation import tr
from voicecloner.gui.window.page_tools import PageTools


class VoiceChoice(QWidget):
    """The fields above the text. They offer what the chosen voice can do with its engine, as far as that is known.

    Args:
        tools: the window's tools.

    Signals:
        changed: another voice or language is chosen, or more is known of what the voice can do.
    """

    changed = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__()
        self._tools = tools
        # what is to be chosen as soon as it is listed: voices are looked up in the background
        self._wanted_id = ""
        self._wanted_language = ""
        settings = tools.settings
        self.voices = SearchableCombo(tr("No voice yet"))
        self.language = LanguageCombo(settings.default_language)
        self.pace = Pace(*SPEED_RANGE, settings.speaking_speed)
        self.options = EngineOptions()
        self._fields = self._made_fields()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL_GAP_PX)
        layout.addLayout(self._fields)
        layout.addWidget(self.options)
        self._connect()

    @property
    def voice_id(self) -> str:
        """The chosen voice; empty while there is none."""
        return str(self.voices.currentData() or "")

    @property
    def voice(self) -> Voice | None:
        """The chosen voice, once it is looked up."""
        return self._tools.voices.voice(self.voice_id)

    @property
    def engine(self) -> EngineInfo | None:
        """The chosen voice's engine; None while it is not known, or where it is not installed."""
        voice = self.voice
        return next((e for e in self._tools.engines.engines if voice and e.id == voice.engine_id), None)

    @property
    def lacks_voices(self) -> bool:
        """Whether it is known that there is no voice at all."""
        return self._tools.voices.listed is not None and not self.voices.count()

    def choose(self, voice: Voice) -> None:
        """Choose this voice, as soon as it is listed."""
        self._wanted_id, self._wanted_language = voice.id, ""
        self._pick_wanted()

    def suggest(self, voice_id: str, language: str) -> None:
        """Choose these, unless the user wants another voice by now."""
        if self._wanted_id:
            return
        self._wanted_id, self._wanted_language = voice_id, language
        self._pick_wanted()
        # a combo box is silent where its choice stays the same, and the language would not be taken over
        if self._wanted_language and not self._wanted_id:
            self._voice_chosen()

    def set_narrow(self, *, is_narrow: bool) -> None:
        """One field below the other where there is no room side by side."""
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._fields.setDirection(below if is_narrow else beside)

    def _made_fields(self) -> QBoxLayout:
        voice = column(field_label(tr("&Voice"), self.voices), self.voices, spacing_px=4)
        language = column(field_label(tr("&Language"), self.language), self.language, spacing_px=4)
        fields = side_by_side(voice, language)
        fields.addWidget(self.pace, 1)
        fields.setStretch(0, 2)  # names are long
        return fields

    def _connect(self) -> None:
        self.language.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.voices.currentIndexChanged.connect(lambda _index: self._voice_chosen())
        # `activated` is the user's own hand alone: from then on nothing else is wanted
        self.voices.activated.connect(lambda _index: self._pick_wanted(self.voice_id))
        self._tools.voices.changed.connect(self._list_voices)
        self._tools.engines.changed.connect(lambda _found: self._engines_arrived())

    def _list_voices(self, found: VoiceList) -> None:
        chosen = self.voice_id
        # emptied and filled, the box would name one voice after the other as the chosen one
        with QSignalBlocker(self.voices):
            self.voices.clear()
            for voice in found.voices:
                self.voices.addItem(one_line(voice.name), voice.id)
            self.voices.setCurrentIndex(max(0, self.voices.findData(chosen)) if found.voices else -1)
            self._pick_wanted(self._wanted_id or chosen)  # one that was deleted may come back
        if self.voice_id != chosen:
            self._voice_chosen()
        else:
            self._engines_arrived()

    def _pick_wanted(self, wanted_id: str = "") -> None:
        self._wanted_id = wanted_id or self._wanted_id
        index = self.voices.findData(self._wanted_id) if self._wanted_id else -1
        if index >= 0:
            self._wanted_id = ""
            self.voices.setCurrentIndex(index)

    def _voice_chosen(self) -> None:
        voice = self.voice
        if voice:
            wanted, self._wanted_language = self._wanted_language, ""
            self._offer_abilities(wanted or voice.language)
        self.changed.emit()

    def _engines_arrived(self) -> None:
        self._offer_abilities(self.language.tag)
        self.changed.emit()

    def _offer_abilities(self, language: str) -> None:
        """What the voice can do with its engine; where that is not known yet, all there is.

        Args:
            language: the language to choose, or the nearest there is.
        """
        engine, voice = self.engine, self.voice
        self.options.offer(engine)
        if engine is None or voice is None:
            self.language.choose(language)
            return
        tags = engine.abilities.languages_of_voice(voice.language)
        self.language.offer(LANGUAGES if "mul" in tags else tags, closest_tag(language, tags))
        self.pace.setVisible(engine.abilities.speed_range is not None)
        if engine.abilities.speed_range:
            self.pace.set_range(*engine.abilities.speed_range)
