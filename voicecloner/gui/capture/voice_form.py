"""What a new voice is called, who speaks in it, and on what ground it may be cloned."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QBoxLayout,
    QButtonGroup,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from voicecloner.api.recording import ReadingScript
from voicecloner.api.voices import MAX_NAME_CHARACTERS
from voicecloner.domain.consent import ConsentKind
from voicecloner.gui.capture.transcript_fields import TranscriptFields
from voicecloner.gui.consent.details import ConsentDetails
from voicecloner.gui.consent.words import CONSENT_WORDS
from voicecloner.gui.parts.basics import GAP_PX, Card, button, column, field_label, label
from voicecloner.gui.parts.language_combo import LanguageCombo
from voicecloner.gui.parts.tick import Tick
from voicecloner.gui.parts.words import LANGUAGES
from voicecloner.gui.translation import labelled, said, tr
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.jobs import ProgressUpdate

_WORDS_WANTED = tr("Optional: the words spoken in the recording, exactly")


@dataclass(frozen=True)
class FormContent:
    """What the user filled in."""

    name: str
    language: str
    transcripts: tuple[str, ...]
    consent: ConsentKind | None
    speaker: str


class VoiceForm(Card):
    """The form of the last step. Its button and what is said beside it stand in the bar below the page.

    Attributes:
        create_button: makes the voice.
        foot: what is missing, or how far the voice is.

    Signals:
        create_asked: everything is there and the button was pressed.
        use_asked: the voice that is being made shall be used as it is.
    """

    create_asked = Signal()
    use_asked = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tr("Name and create"))
        self._tools = tools
        self._obstacle = ""
        self._script: ReadingScript | None = None
        self._language_before = ""  # the script's language took its place
        self._is_busy = False
        self._is_usable = False
        self.name = QLineEdit(placeholderText=tr("What you want to call it"), maxLength=MAX_NAME_CHARACTERS)
        self.language = LanguageCombo(tools.settings.default_language)
        self.speaker = QLineEdit(maxLength=200)
        self.transcripts = TranscriptFields(tools, self.language)
        self.transcripts.set_hint(_WORDS_WANTED)
        self.read_script = Tick(tr("I read the script (delete below what you left out)"))
        self.consents = {kind: QRadioButton(words) for kind, words in CONSENT_WORDS.items()}
        self.details = ConsentDetails(tools)
        self._group = QButtonGroup(self)
        self.missing = label("", "missing")
        self.stage = label("", "muted")
        self.create_button = button(tr("Create voice"), "ok", self.ask_to_create, "primary")
        self._build()
        self._connect()
        self._show_state()

    @property
    def content(self) -> FormContent:
        """What is filled in now."""
        consent = next((kind for kind, radio in self.consents.items() if radio.isChecked()), None)
        return FormContent(
            name=self.name.text().strip(),
            language=self.language.tag,
            transcripts=self.transcripts.texts,
            consent=consent,
            speaker=self.speaker.text().strip(),
        )

    def hinder(self, obstacle: str) -> None:
        """Say why no voice can be made of the recording; empty: nothing stands in the way any more."""
        self._obstacle = obstacle
        self._show_state()

    def begin(self, script: ReadingScript | None) -> None:
        """Take up another recording.

        Args:
            script: what was on the screen while it was recorded here, and perhaps read; None for other recordings.
        """
        self._script = script
        self.read_script.setVisible(script is not None)
        # its signal fills transcript and language in
        self.read_script.setChecked(script is not None)
        self._show_state()

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Side by side where there is room."""
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self.parts.setDirection(below if is_narrow else beside)

    def clear(self) -> None:
        """Forget what was filled in; consent above all is stated anew for each voice."""
        # an exclusive group never lets go of its last button
        self._group.setExclusive(False)
        for radio in self.consents.values():
            radio.setChecked(False)
        self._group.setExclusive(True)
        self.read_script.setChecked(False)
        self.transcripts.clear()
        self.details.clear()
        for field in (self.name, self.speaker):
            field.clear()

    def fill(self, content: FormContent) -> None:
        """Fill in what was filled in before."""
        self.name.setText(content.name)
        self.speaker.setText(content.speaker)
        self.language.choose(content.language)
        self.transcripts.fill(content.transcripts)
        if content.consent:
            self.consents[content.consent].setChecked(True)

    def set_busy(self, *, is_busy: bool) -> None:
        """Whether a voice is being made at the moment; until then nothing can be filled in, which would not count."""
        focused = QApplication.focusWidget()
        if is_busy and focused and self.isAncestorOf(focused):
            self.setFocus()  # a field that is switched off would hand the focus to what comes next
        for field in (self.name, self.language, self.read_script, self.transcripts, self.speaker, self.details):
            field.setEnabled(not is_busy)
        for radio in self.consents.values():
            radio.setEnabled(not is_busy)
        self._is_busy, self._is_usable = is_busy, False
        self.stage.setText("")
        self._show_state()

    def show_progress(self, update: ProgressUpdate) -> None:
        """How far the voice is that is being made, and whether it could be used as it is."""
        stage = said(update.stage)
        self.stage.setText(labelled(stage, said(update.detail)) if update.detail else stage)
        if update.is_usable != self._is_usable:
            self._is_usable = update.is_usable
            self._show_state()

    def ask_to_create(self) -> None:
        """Ask for the voice, if everything is there; while it is made and can be used already, for what there is."""
        if not self.create_button.isEnabled():
            return
        if self._is_busy:
            # pressed once is enough: it takes seconds until the voice is there
            self._is_usable = False
            self._show_state()
            self.use_asked.emit()
        else:
            self.create_asked.emit()

    def missing_words(self) -> str:
        """What has to be done before the voice can be made, in one sentence; empty if nothing."""
        if self._obstacle:
            return self._obstacle
        content = self.content
        wanted = [
            words
            for is_missing, words in (
                (not content.name, tr("give the voice a name")),
                (content.consent is None, tr("say whose voice it is")),
                (content.consent is ConsentKind.GIVEN and not content.speaker, tr("name the speaker who gave consent")),
                (bool(self.transcripts.missing_words), self.transcripts.missing_words),
            )
            if is_missing
        ]
        if wanted:
            return tr("Still missing: {wanted}.", wanted=tr(" and ").join(wanted))
        return tr("There is a voice named “{name}” already.", name=content.name) if self._is_taken(content.name) else ""

    def forget_script(self) -> None:
        """Only a part of what was read is used: the script is not what is said in it."""
        self.read_script.setChecked(False)

    def _is_taken(self, name: str) -> bool:
        listed = self._tools.voices.listed
        return listed is not None and any(voice.name.casefold() == name.casefold() for voice in listed.voices)

    def _build(self) -> None:
        for radio in self.consents.values():
            self._group.addButton(radio)
        words = column(
            field_label(tr("&Name"), self.name),
            self.name,
            field_label(tr("&Language"), self.language),
            self.language,
            self.read_script,
            self.transcripts,
            None,
        )
        whose = column(
            label(tr("Whose voice is it?"), "field"),
            *self.consents.values(),
            field_label(tr("Name of the s&peaker"), self.speaker),
            self.speaker,
            self.details,
            label(tr("Clone a voice only with the speaker's consent, and never to deceive."), "muted"),
            None,
        )
        self.parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.parts.setSpacing(GAP_PX * 3 // 2)
        self.parts.addLayout(words, 1)
        self.parts.addLayout(whose, 1)
        self.body.addLayout(self.parts)
        self.foot = QWidget()
        words_below = column(self.missing, self.stage, spacing_px=0)
        words_below.setContentsMargins(0, 0, 0, 0)
        self.foot.setLayout(words_below)

    def _connect(self) -> None:
        self.name.textChanged.connect(lambda _text: self._show_state())
        self.name.returnPressed.connect(self.ask_to_create)
        self._group.buttonToggled.connect(self._ground_chosen)
        self.speaker.textChanged.connect(lambda _text: self._show_state())
        self.transcripts.changed.connect(self._show_state)
        self.read_script.toggled.connect(lambda is_on: self._use_script(is_used=is_on))
        self.language.currentIndexChanged.connect(lambda _index: self._say_what_words_are_for())
        self._tools.voices.changed.connect(lambda _voices: self._show_state())
        self._tools.engines.changed.connect(lambda _found: self._offer_languages())
        self._tools.preferences.changed.connect(self._setting_changed)

    def _ground_chosen(self, radio: QAbstractButton, is_on: bool) -> None:
        if is_on:
            self.details.suit(next(kind for kind, each in self.consents.items() if each is radio))
        self._show_state()

    def _setting_changed(self, key: str) -> None:
        if key == "default_engine":
            self._offer_languages()

    def _offer_languages(self) -> None:
        """Those in which a voice can be made."""
        tags = self._tools.engines.languages_for_new_voices()
        self.language.offer(LANGUAGES if not tags or "mul" in tags else tags)
        self._say_what_words_are_for()

    def _say_what_words_are_for(self) -> None:
        engine = self._tools.engines.no_words_used(self.language.tag)
        kept = tr(
            "Optional: {engine} makes the voice from the sound alone; the words are kept for engines that use them",
            engine=engine,
        )
        self.transcripts.set_hint(kept if engine else _WORDS_WANTED)

    def _use_script(self, *, is_used: bool) -> None:
        """Fill transcript and language in, or take out what was filled in; the user's own entries stay."""
        if self._script is None:
            return
        field = self.transcripts.first
        if field.toPlainText() in {"", self._script.text}:
            field.setPlainText(self._script.text if is_used else "")
        if is_used:
            self._language_before = self.language.tag
            if not _is_same_language(self.language.tag, self._script.language):
                self.language.choose(self._script.language)
        elif self.language.tag == self._script.language:
            self.language.choose(self._language_before)

    def _button_words(self) -> str:
        if self._is_usable:
            return tr("Use it now")
        return tr("Creating…") if self._is_busy else tr("Create voice")

    def _show_state(self) -> None:
        missing = self.missing_words()
        self.missing.setText(missing)
        self.missing.setVisible(bool(missing) and not self._is_busy)
        self.speaker.setPlaceholderText(speaker_hint(self.content.consent))
        self.stage.setVisible(self._is_busy)
        held_focus = self.create_button.hasFocus() or self.hasFocus()
        self.create_button.say(self._button_words())
        self.create_button.setEnabled(self._is_usable or (not missing and not self._is_busy))
        self.create_button.setToolTip(missing)
        self.create_button.setAccessibleDescription(missing)
        if held_focus:
            # Qt hands the focus of a button that cannot be pressed to whatever comes next; here it waits for the button
            (self.create_button if self.create_button.isEnabled() else self).setFocus()


def speaker_hint(consent: ConsentKind | None) -> str:
    """What stands in the empty field for the speaker's name: it is wanted where that speaker gave consent."""
    return tr("Who gave consent") if consent is ConsentKind.GIVEN else tr("Optional")


def _is_same_language(tag: str, language: str) -> bool:
    """Whether `tag` is `language` or a variety of it, like ``"pt-BR"`` of ``"pt"``."""
    primary = tag.partition("-")[0].lower()
    return language == ("zh" if primary == "cmn" else primary)
