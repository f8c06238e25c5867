"""What shall be said, and the buttons that have it said."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel

from voicecloner.api.engines import EngineInfo
from voicecloner.api.speaking import Draft, SpeakRequest
from voicecloner.gui.parts.basics import Card, button, label, row
from voicecloner.gui.speak.conversion_way import ConversionWayChoice
from voicecloner.gui.speak.pronunciation_dialog import PronunciationDialog, Speaking
from voicecloner.gui.speak.speech_text import PAUSE_KEY, STRESS_KEY, SpeechText
from voicecloner.gui.speak.text_doubt import TextDoubt
from voicecloner.gui.speak.voice_choice import VoiceChoice
from voicecloner.gui.translation import tr
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.gui.wording import counted

_TEXT_PX = (110, 460)
_TEXT_SHARE = 0.28


class SpeechForm(Card):
    """A voice, a text, and what is still missing.

    Args:
        tools: the window's tools.
        choice: the voice, and how it speaks.

    Signals:
        toggled: the button that speaks, or stops, was pressed.
        convert_asked: the user wants to choose a recording that is said again.
        changed: there is another text, voice or language.
    """

    toggled = Signal()
    convert_asked = Signal()
    changed = Signal()

    def __init__(self, tools: PageTools, choice: VoiceChoice) -> None:
        super().__init__()
        self._tools = tools
        self._choice = choice
        self._is_speaking = False
        self.text = SpeechText()
        self.stress_button = button(
            "",
            "emphasis",
            self.text.stress,
            "quiet",
            tr("Stress the selected words ({key})", key=STRESS_KEY),
        )
        self.pause_button = button(
            "", "gap", self.text.pause, "quiet", tr("Half a second of silence here ({key})", key=PAUSE_KEY)
        )
        self.words_button = button(
            tr("Pronunciation…"), "", self.ask_how_said, "quiet", tr("Correct how words are pronounced")
        )
        self.count = QLabel()
        self.speak_button = button(tr("Speak"), "speak", self.toggled.emit, "primary", tr("Ctrl+Enter"))
        self.convert_button = button(tr("Convert a recording…"), "import", self.convert_asked.emit)
        self.way = ConversionWayChoice()
        self.missing = label("", "missing")
        self.doubt = TextDoubt(tools, self.text, choice.language)
        self._build()
        self.text.textChanged.connect(self._tell_change)
        self.text.pronounce_asked.connect(self.ask_how_said)
        choice.changed.connect(self._tell_change)
        tools.engines.changed.connect(self._offer_conversion)
        self._show_state()

    @property
    def request(self) -> SpeakRequest:
        """What is to be said, as it stands now."""
        choice = self._choice
        return SpeakRequest(
            text=self.text.toPlainText(),
            voice=choice.voice_id,
            language=choice.language.tag,
            speed=choice.pace.speed,
            options=choice.options.values,
        )

    @property
    def what_is_missing(self) -> str:
        """What the user has to do before anything can be said; empty if nothing."""
        if self._choice.lacks_voices:
            return tr("There is no voice yet: make one on the Capture page.")
        engine = self._choice.engine
        if engine and not engine.abilities.can_synthesize:
            return tr("{engine} cannot say texts: convert a recording, or drop one here.", engine=engine.title)
        is_complete = self._choice.voice_id and self.text.toPlainText().strip()
        return "" if is_complete else tr("Type what the voice should say.")

    @property
    def can_convert(self) -> bool:
        """Whether the chosen voice can say a recording again, now."""
        engine = self._choice.engine
        return engine is not None and engine.abilities.can_convert and not self._is_speaking

    @property
    def draft(self) -> Draft:
        """What is typed and chosen."""
        return Draft(self.text.toPlainText(), self._choice.voice_id, self._choice.language.tag)

    def show_draft(self, draft: Draft) -> None:
        """What was typed before the last end; a voice that the user has chosen meanwhile stays."""
        self.text.setPlainText(draft.text)
        self._choice.suggest(draft.voice_id, draft.language)

    def show_speaking(self, *, is_speaking: bool) -> None:
        """The button speaks, or stops what is being spoken."""
        self._is_speaking = is_speaking
        self._show_state()

    def ask_how_said(self, word: str = "") -> None:
        """Show the list of pronunciations, with a word to begin with or none."""
        choice = self._choice
        speaking = Speaking(choice.voice, choice.engine, choice.language.tag)
        PronunciationDialog(self._tools, speaking, self, word or self.text.word_at()).open()

    def fit_height(self, height_px: int) -> None:
        """Leave room for what stands below the text on a page of this height."""
        low_px, high_px = _TEXT_PX
        self.text.setFixedHeight(min(max(low_px, round(height_px * _TEXT_SHARE)), high_px))

    def _build(self) -> None:
        self.count.setProperty("kind", "muted")
        # until there is an engine that can
        self.convert_button.hide()
        self.body.addWidget(self._choice)
        self.body.addSpacing(4)
        self.body.addWidget(self.text)
        marks = row(self.stress_button, self.pause_button, self.words_button, None, self.count)
        self.body.addLayout(marks)
        self.body.addWidget(self.doubt)
        foot = row(self.speak_button, spacing_px=12)
        foot.addWidget(self.missing, 1)
        self.body.addLayout(foot)
        self.body.addLayout(row(self.convert_button, self.way, None))

    def _tell_change(self) -> None:
        self._show_state()
        self.changed.emit()

    def _offer_conversion(self, found: tuple[EngineInfo, ...]) -> None:
        self.convert_button.setVisible(any(engine.abilities.can_convert for engine in found))

    def _show_state(self) -> None:
        self.count.setText(counted(len(self.text.toPlainText()), "character"))
        missing = self.what_is_missing
        self.missing.setText("" if self._is_speaking else missing)
        self.speak_button.setEnabled(self._is_speaking or not missing)
        self.speak_button.say(tr("Stop") if self._is_speaking else tr("Speak"))
        self.speak_button.set_icon("stop" if self._is_speaking else "speak")
        self._show_converting()

    def _show_converting(self) -> None:
        engine = self._choice.engine
        self.convert_button.setEnabled(self.can_convert)
        self.way.offer(engine)
        tip = tr("Say a recording again in this voice; it can be dropped here too")
        if engine and not engine.abilities.can_convert:
            tip = tr("The engine of this voice, {engine}, cannot convert recordings.", engine=engine.title)
        self.convert_button.setToolTip(tip)
