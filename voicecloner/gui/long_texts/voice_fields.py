"""Which voice reads a document, in which language, and how fast."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from voicecloner.api.engines import EngineInfo
from voicecloner.domain.languages import are_same, closest_tag
from voicecloner.domain.synthesis import SPEED_RANGE
from voicecloner.domain.voice import Voice
from voicecloner.gui.parts.basics import column, field_label, side_by_side
from voicecloner.gui.parts.language_combo import LanguageCombo
from voicecloner.gui.parts.pace import Pace
from voicecloner.gui.parts.voice_combo import VoiceCombo
from voicecloner.gui.parts.words import LANGUAGES
from voicecloner.gui.translation import tr
from voicecloner.gui.window.page_tools import PageTools


class VoiceFields(QWidget):
    """Offers what the chosen voice can do with its engine, as far as that is known.

    Args:
        tools: the window's tools.

    Signals:
        changed: another choice, or more is known of what the voice can do.
    """

    changed = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__()
        self._tools = tools
        self._text_language = self._chosen_language = ""
        self.voices = VoiceCombo(tools)
        self.language = LanguageCombo(tools.settings.default_language)
        self.pace = Pace(*SPEED_RANGE, tools.settings.speaking_speed)
        self._fields = side_by_side(
            column(field_label(tr("&Voice"), self.voices), self.voices, spacing_px=4),
            column(field_label(tr("&Language"), self.language), self.language, spacing_px=4),
        )
        self._fields.addWidget(self.pace, 1)
        self._fields.setStretch(0, 2)  # names are long
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._fields)
        self.voices.currentIndexChanged.connect(lambda _index: self._offer())
        self.language.activated.connect(lambda _index: self._choose_language())
        self.language.currentIndexChanged.connect(lambda _index: self.changed.emit())
        # after the choice of voices, which hears of it first
        tools.voices.changed.connect(lambda _found: self._offer())
        tools.engines.changed.connect(lambda _found: self._offer())

    @property
    def voice_id(self) -> str:
        """The chosen voice; empty while there is none."""
        return self.voices.voice_id

    @property
    def lacks_voices(self) -> bool:
        """Whether it is known that there is no voice at all."""
        return self._tools.voices.listed is not None and not self.voices.count()

    @property
    def engine(self) -> EngineInfo | None:
        """The chosen voice's engine; None while it is not known, or where it is not installed."""
        voice = self._tools.voices.voice(self.voice_id)
        return next((each for each in self._tools.engines.engines if voice and each.id == voice.engine_id), None)

    @property
    def asked_language(self) -> str | None:
        """The language that the user has chosen; None where it is left to the document and its voices."""
        return self._chosen_language or None

    def expect(self, language: str) -> None:
        """The text is in this language, as far as its file says; BCP 47, or empty."""
        self._text_language, self._chosen_language = language, ""
        self._offer()

    def set_narrow(self, *, is_narrow: bool) -> None:
        """One field below the other where there is no room side by side."""
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._fields.setDirection(below if is_narrow else beside)

    def _choose_language(self) -> None:
        """The user's own choice stays where another voice can speak it."""
        self._chosen_language = self.language.tag

    def _usual_language(self, voice: Voice | None) -> str:
        """That of the text, but in the voice's own accent."""
        if voice is None:
            return self._text_language or self.language.tag
        is_own = not self._text_language or are_same(self._text_language, voice.language)
        return voice.language if is_own else self._text_language

    def _offer(self) -> None:
        engine, voice = self.engine, self._tools.voices.voice(self.voice_id)
        wanted = self._chosen_language or self._usual_language(voice)
        if engine is None or voice is None:
            self.language.choose(wanted)
        else:
            tags = engine.abilities.languages_of_voice(voice.language)
            nearest = closest_tag(wanted, tags)
            fitting = nearest if are_same(nearest, wanted) else closest_tag(voice.language, tags)
            self.language.offer(LANGUAGES if "mul" in tags else tags, fitting)
            self.pace.setVisible(engine.abilities.speed_range is not None)
            if engine.abilities.speed_range:
                self.pace.set_range(*engine.abilities.speed_range)
        self.changed.emit()
