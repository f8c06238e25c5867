"""Speak: choose a voice, type a text or give a recording, hear it while it is made, keep the sound.

What goes wrong: no voice yet (said, with the way to make one), an empty text (the button waits), an engine that only
says texts or only converts (said; its button waits), no loudspeaker (said; the take is made all the same and can be
saved), the engine fails (message; what was said until then is kept), the user has heard enough (Stop; the same), the
window is closed (takes and text are there again after the next start).
"""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QPlainTextEdit

from voicecloner.domain.audio import WordTime
from voicecloner.domain.languages import closest_tag
from voicecloner.domain.synthesis import SPEED_RANGE, Take
from voicecloner.domain.text import shortened
from voicecloner.domain.voice import Voice
from voicecloner.engines.contract.engine import EngineInfo
from voicecloner.errors import Cancelled, VoiceBoundElsewhere, VoiceClonerError
from voicecloner.gui.parts.basics import (
    Card,
    button,
    column,
    field_label,
    label,
    plain_tip,
    row,
    side_by_side,
)
from voicecloner.gui.parts.choosing import ask_for_recordings
from voicecloner.gui.parts.elided_label import ElidedLabel
from voicecloner.gui.parts.language_combo import LanguageCombo, SearchableCombo
from voicecloner.gui.parts.outline import Outline, outline_of_file
from voicecloner.gui.parts.player_bar import PlayerBar
from voicecloner.gui.parts.scroll_page import ScrollPage
from voicecloner.gui.parts.sound.view import SoundView
from voicecloner.gui.parts.status_strip import SPEAKING
from voicecloner.gui.parts.words import LANGUAGES
from voicecloner.gui.speak.draft_keeper import DraftKeeper
from voicecloner.gui.speak.engine_options import EngineOptions
from voicecloner.gui.speak.pace import Pace
from voicecloner.gui.speak.saving import ask_where_to_save, file_stem
from voicecloner.gui.speak.speaking import PLAYBACK_KEY, Request, SpeakWork, Spoken, messages_about
from voicecloner.gui.speak.take_rows import summary
from voicecloner.gui.speak.takes_card import TakesCard
from voicecloner.gui.speak.text_doubt import TextDoubt
from voicecloner.gui.speak.word_marks import WordMarks
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.gui.window.rebuilding import ask_to_rebuild, reason_to_rebuild
from voicecloner.library.drafts import Draft
from voicecloner.use_cases.speaking.convert import ConvertRequest
from voicecloner.use_cases.speaking.speak import SpeakRequest
from voicecloner.use_cases.voices.manage_voices import VoiceList
from voicecloner.wording import counted

_TEXT_PX = (110, 460)
_TEXT_SHARE = 0.28
_NARROW_PX = 700
_LISTED = "take"


class SpeakPage(ScrollPage):
    """The page.

    Signals:
        capture_asked: the user wants to make a first voice.
    """

    capture_asked = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__("Speak", "Type a text and hear it in one of your voices.")
        self._tools = tools
        self.is_speaking = False
        self.take: Take | None = None
        self._wanted_id = ""
        self._wanted_language = ""
        self._spoken_here: set[Path] = set()  # since the window was opened
        self._heard_s = 0.0
        self._spoken_by = ""
        settings = tools.settings
        self.voices = SearchableCombo("No voice yet")
        self.language = LanguageCombo(settings.default_language)
        self.pace = Pace(*SPEED_RANGE, settings.speaking_speed)
        self.options = EngineOptions()
        self.text = QPlainTextEdit(placeholderText="What shall the voice say?")
        self.marks = WordMarks(self.text)
        self.count = QLabel()
        self.speak_button = button("Speak", "speak", self.toggle, "primary", "Ctrl+Enter")
        self.convert_button = button("Convert a recording…", "import", self.ask_for_recording)
        self.missing = label("", "missing")
        self.doubt = TextDoubt(tools, self.text, self.language)
        self.player = PlayerBar(tools, PLAYBACK_KEY, SoundView("Picture of the speech"))
        self.player.track.invitation = "What the voice says is seen here as soon as it begins."
        self.result_title = ElidedLabel("", "heading")
        self.result_facts = ElidedLabel("", "muted")
        self.save_button = button(
            "Save as…", "save", self.ask_where_to_save, tip="Save as WAV, MP3 and others (Ctrl+S)"
        )
        self.takes_card = TakesCard(tools)
        self.draft = DraftKeeper(tools, self._look_at_draft, self._show_draft)
        self._build()
        self._connect()
        self._show_state()

    @property
    def voice_id(self) -> str:
        """The chosen voice."""
        return str(self.voices.currentData() or "")

    def choose(self, voice: Voice) -> None:
        """Speak with this voice."""
        self._wanted_id, self._wanted_language = voice.id, ""
        self._pick_wanted()
        self.text.setFocus()

    def focus(self) -> None:
        """Give the focus to the text."""
        self.text.setFocus()

    @property
    def can_convert(self) -> bool:
        """Whether the chosen voice can say a recording again, now."""
        engine = self._engine()
        return engine is not None and engine.abilities.can_convert and not self.is_speaking

    def toggle(self) -> None:
        """Speak, or stop speaking."""
        if self.is_speaking:
            self.stop()
        else:
            self.speak()

    def speak(self) -> None:
        """Say the text, if everything is there; a voice that has to be rebuilt is, if the user agrees."""
        if self.is_speaking or self._missing():
            return
        voice, reason = self._voice(), reason_to_rebuild(self._tools, self.voice_id)
        if voice and reason:
            ask_to_rebuild(self, self._tools, voice, reason, lambda _made: self._say())
        else:
            self._say()

    def _say(self) -> None:
        if self.is_speaking or self._missing():  # time has passed where the voice was rebuilt
            return
        request = SpeakRequest(
            text=self.text.toPlainText(),
            voice=self.voice_id,
            language=self.language.tag,
            speed=self.pace.speed,
            options=self.options.values,
        )
        self._begin(request, request.text, f"Speaking as {self.voices.currentText()}")

    def convert(self, recording: Path) -> None:
        """Say a recording again, if the chosen voice can."""
        if self.can_convert:
            request = ConvertRequest(recording, self.voice_id)
            self._begin(request, request.title, f"Converting {request.title}")

    def ask_for_recording(self) -> None:
        """Ask for a file, then convert it."""
        names = ask_for_recordings(self, self._tools, "Choose the recording to say again", is_single=True)
        if names:
            self.convert(names[0])

    @property
    def unsaved(self) -> tuple[Take, ...]:
        """What was spoken since the window was opened and is not saved as a file."""
        return tuple(
            kept.take for kept in self._tools.takes.kept if kept.take.path in self._spoken_here and not kept.is_saved
        )

    def stop(self) -> None:
        """Fall silent and speak no further; what was said so far is kept."""
        self._tools.playback.stop()
        self._tools.bridge.stop_topic(SPEAKING)

    def save(self, path: Path, take: Take | None = None) -> None:
        """Save a take; the one that is shown by default."""
        wanted, takes = take or self.take, self._tools.app.manage_takes
        if wanted is None:
            return
        task = Task(lambda _progress, _cancel: takes.save(wanted, path), Queue.FILES, f"Saving {path.name}")
        self._tools.bridge.submit(task, Reply(done=self._saved))

    def ask_where_to_save(self, take: Take | None = None) -> None:
        """Ask for a file name, then save a take; the one that is shown by default."""
        wanted = take or self.take
        if wanted:
            ask_where_to_save(self, self._tools, file_stem(wanted), lambda path: self.save(path, wanted))

    def say_again(self, take: Take) -> None:
        """Have the same said once more by the same voice; where the engine draws lots, it draws others."""
        if self.is_speaking:
            return
        options = take.options
        request = SpeakRequest(
            take.text, take.voice_id, options.language, options.speed, options.seed + 1, options.options
        )
        self._begin(request, take.text, f"Speaking as {take.voice_name}")

    def toggle_playback(self) -> bool:
        """Play or pause the take shown; whether there is one."""
        return self.player.toggle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low_px, high_px = _TEXT_PX
        is_narrow = event.size().width() < _NARROW_PX
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._fields.setDirection(below if is_narrow else beside)
        self.text.setFixedHeight(min(max(low_px, round(event.size().height() * _TEXT_SHARE)), high_px))

    def _build(self) -> None:
        self.text.setAccessibleName("Text to say")
        self.text.setProperty("kind", "text")
        self.text.setTabChangesFocus(True)
        self.count.setProperty("kind", "muted")
        voice = column(field_label("&Voice", self.voices), self.voices, spacing_px=4)
        language = column(field_label("&Language", self.language), self.language, spacing_px=4)
        self._fields = side_by_side(voice, language)
        self._fields.addWidget(self.pace, 1)
        self._fields.setStretch(0, 2)  # names are long
        self.column.addWidget(self._text_card())
        self.result_card = self._result_card()
        self.column.addWidget(self.result_card)
        self.result_card.hide()
        self.column.addWidget(self.takes_card)
        self.column.addStretch(1)

    def _text_card(self) -> Card:
        card = Card()
        card.body.addLayout(self._fields)
        card.body.addWidget(self.options)
        card.body.addSpacing(4)
        card.body.addWidget(self.text)
        card.body.addWidget(self.doubt)
        self.convert_button.hide()
        foot = row(self.speak_button, spacing_px=12)
        foot.addWidget(self.missing, 1)
        foot.addWidget(self.count)
        card.body.addLayout(foot)
        card.body.addLayout(row(self.convert_button, None))
        return card

    def _result_card(self) -> Card:
        card = Card()
        card.body.addLayout(row(self.result_title))
        card.body.addWidget(self.player)
        foot = row(self.result_facts, self.save_button)
        foot.setStretch(0, 1)
        card.body.addLayout(foot)
        return card

    def _connect(self) -> None:
        self.text.textChanged.connect(self._show_state)
        self.text.textChanged.connect(self.draft.changed)
        self.language.currentIndexChanged.connect(lambda _index: self.draft.changed())
        self.pace.slider.valueChanged.connect(lambda _value: self._show_state())
        self.voices.currentIndexChanged.connect(lambda _index: self._voice_chosen())
        self.voices.activated.connect(lambda _index: self._pick_wanted(self.voice_id))
        self.takes_card.chosen.connect(self.show_listed)
        self.takes_card.played.connect(lambda take: self.show_listed(take, then_play=True))
        self.takes_card.deleted.connect(self._take_deleted)
        self.takes_card.save_asked.connect(self.ask_where_to_save)
        self.takes_card.again_asked.connect(self.say_again)
        self.player.moved.connect(self.marks.show_at)
        self._tools.playback.changed.connect(self._mark_while_heard)
        self._tools.playback.finished.connect(self._play_rest)
        self._tools.voices.changed.connect(self._list_voices)
        self._tools.engines.changed.connect(self._engines_arrived)

    def _list_voices(self, found: VoiceList) -> None:
        chosen = self.voice_id
        with QSignalBlocker(self.voices):
            self.voices.clear()
            for voice in found.voices:
                self.voices.addItem(voice.name, voice.id)
            self.voices.setCurrentIndex(max(0, self.voices.findData(chosen)) if found.voices else -1)
            self._pick_wanted(self._wanted_id or chosen)  # one that was deleted may come back
        if self.voice_id != chosen:
            self._voice_chosen()
        else:
            self._offer_abilities(self.language.tag)
            self._show_state()

    def _pick_wanted(self, wanted_id: str = "") -> None:
        self._wanted_id = wanted_id or self._wanted_id
        index = self.voices.findData(self._wanted_id) if self._wanted_id else -1
        if index >= 0:
            self._wanted_id = ""
            self.voices.setCurrentIndex(index)

    def _engines_arrived(self, found: tuple[EngineInfo, ...]) -> None:
        self.convert_button.setVisible(any(engine.abilities.can_convert for engine in found))
        self._offer_abilities(self.language.tag)
        self._show_state()

    def _voice(self, voice_id: str = "") -> Voice | None:
        """A voice by its id; the chosen one by default."""
        listed, wanted = self._tools.voices.listed, voice_id or self.voice_id
        return next((v for v in listed.voices if v.id == wanted), None) if listed else None

    def _engine(self) -> EngineInfo | None:
        """The chosen voice's engine; None while it is not known, or where it is not installed."""
        voice = self._voice()
        return next((e for e in self._tools.engines.engines if voice and e.id == voice.engine_id), None)

    def _voice_chosen(self) -> None:
        voice = self._voice()
        if voice:
            wanted, self._wanted_language = self._wanted_language, ""
            self._offer_abilities(wanted or voice.language)
            self.voices.setToolTip(plain_tip(voice.name))
        self._show_state()
        self.draft.changed()

    def _look_at_draft(self) -> Draft:
        return Draft(self.text.toPlainText(), self.voice_id, self.language.tag)

    def _show_draft(self, draft: Draft) -> None:
        """What was typed before the last end; a voice that the user has chosen meanwhile stays."""
        self.text.setPlainText(draft.text)
        if self._wanted_id:
            return
        self._wanted_id, self._wanted_language = draft.voice_id, draft.language
        self._pick_wanted()
        if self._wanted_language and not self._wanted_id:  # it was chosen already
            self._voice_chosen()

    def _offer_abilities(self, language: str) -> None:
        """What the voice can do with its engine; where that is not known yet, all there is.

        Args:
            language: the language to choose, or the nearest there is.
        """
        engine, voice = self._engine(), self._voice()
        self.options.offer(engine)
        if engine is None or voice is None:
            self.language.choose(language)
            return
        tags = engine.abilities.languages_of_voice(voice.language)
        self.language.offer(LANGUAGES if "mul" in tags else tags, closest_tag(language, tags))
        self.pace.setVisible(engine.abilities.speed_range is not None)
        if engine.abilities.speed_range:
            self.pace.set_range(*engine.abilities.speed_range)

    def _missing(self) -> str:
        if self._tools.voices.listed is not None and not self.voices.count():
            return "There is no voice yet: make one on the Capture page."
        engine = self._engine()
        if engine and not engine.abilities.can_synthesize:
            return f"{engine.title} says no texts: convert a recording, or drop one here."
        return "" if self.voice_id and self.text.toPlainText().strip() else "Type what the voice shall say."

    def _show_state(self) -> None:
        length = len(self.text.toPlainText())
        self.count.setText(counted(length, "character"))
        missing = self._missing()
        self.missing.setText("" if self.is_speaking else missing)
        self.speak_button.setEnabled(self.is_speaking or not missing)
        self.speak_button.say("Stop" if self.is_speaking else "Speak")
        self.speak_button.set_icon("stop" if self.is_speaking else "speak")
        self._show_converting()

    def _show_converting(self) -> None:
        engine = self._engine()
        self.convert_button.setEnabled(self.can_convert)
        tip = "Say a recording again in this voice; it can be dropped here too"
        if engine and not engine.abilities.can_convert:
            tip = f"The engine of this voice, {engine.title}, cannot convert recordings."
        self.convert_button.setToolTip(tip)

    def _begin(self, request: Request, shown: str, title: str) -> None:
        tools = self._tools
        self._show_speaking(shown)
        self._spoken_by = request.voice
        work = SpeakWork(
            tools.app,
            tools.playback,
            request,
            grown=lambda outline: tools.bridge.post(lambda: self._grown(work, outline)),
            said=lambda words: tools.bridge.post(lambda: self._said(work, words)),
        )
        self._work = work
        tools.bridge.submit(Task(work, Queue.ENGINE, title, SPEAKING), Reply(done=self._spoken, failed=self._failed))

    def _show_speaking(self, text: str) -> None:
        self._tools.bridge.forget_topic(_LISTED)
        self.is_speaking = True
        self.marks.begin(text)
        self._show_coming(text, "Being made…")
        self._show_state()

    def _show_coming(self, text: str, facts: str) -> None:
        """What was shown before can neither be played nor saved any more; nor can what is to come."""
        self.take = None
        self._heard_s = 0.0
        self.player.clear()
        self.result_title.setText(shortened(text, 200))
        self.result_facts.setText(facts)
        self.save_button.setEnabled(False)
        self.result_card.show()

    def _not_shown(self, error: VoiceClonerError) -> None:
        self.result_card.hide()
        if not isinstance(error, Cancelled):
            self._tools.messages.tell_error(error)

    def _grown(self, work: SpeakWork, outline: Outline) -> None:
        if self.is_speaking and work is self._work:
            self.player.track.show_growing(outline, 0.0)

    def _said(self, work: SpeakWork, words: tuple[WordTime, ...]) -> None:
        if work is self._work:
            self.marks.add(words)

    def _mark_while_heard(self) -> None:
        if self._tools.playback.key != PLAYBACK_KEY:
            self.marks.clear()

    def _spoken(self, spoken: Spoken) -> None:
        self._over()
        take = spoken.take
        self._heard_s = 0.0 if take.broken_by else spoken.heard_s
        self._spoken_here.add(take.path)
        self._show_take(take, spoken.outline)
        self._tools.takes.refresh()
        self._tools.voices.refresh()
        for message in messages_about(spoken):
            self._tools.messages.tell(message)

    def _play_rest(self, key: str) -> None:
        """Of a long text only the beginning was heard while it was made; the rest is on the disk by now."""
        heard_s, self._heard_s = self._heard_s, 0.0
        if key == PLAYBACK_KEY and self.take and 0 < heard_s < self.take.seconds - 0.5:
            self._tools.playback.play(PLAYBACK_KEY, self.take.path, heard_s)

    def _failed(self, error: VoiceClonerError) -> None:
        self._over()
        self.result_card.hide()
        self._tools.playback.stop()
        self._tools.takes.refresh()
        voice = self._voice(self._spoken_by)
        if isinstance(error, VoiceBoundElsewhere) and voice and voice.id == self.voice_id:
            reason = error.message.rstrip(".")
            ask_to_rebuild(self, self._tools, voice, reason, lambda _made: self._say())
        elif not isinstance(error, Cancelled):
            self._tools.messages.tell_error(error)

    def _over(self) -> None:
        self.is_speaking = False
        self._show_state()

    def _show_take(self, take: Take, outline: Outline) -> None:
        self.take = take
        self.player.set_sound(take.path, outline)
        self.result_title.setText(shortened(take.text, 200))
        self.result_facts.setText(summary(take))
        self.save_button.setEnabled(True)
        self.result_card.show()

    def show_listed(self, take: Take, then_play: bool = False) -> None:
        """Show a take of the list, and play it if that is wanted; not while another one is being made."""
        if self.is_speaking or (self.take and take.path == self.take.path):
            if then_play:
                self.player.toggle()
            return
        self._show_coming(take.text, "")

        def arrived(outline: Outline) -> None:
            self._show_take(take, outline)
            self.marks.begin(take.text)
            self.marks.add(take.words)
            if then_play:
                self.player.toggle()

        task = Task(lambda _progress, _cancel: outline_of_file(take.path), Queue.FILES, topic=_LISTED)
        self._tools.bridge.submit(task, Reply(done=arrived, failed=self._not_shown))

    def _take_deleted(self, take: Take) -> None:
        if self.take and take.path == self.take.path and not self.is_speaking:
            self.take = None
            self.player.clear()
            self.result_card.hide()

    def _saved(self, path: Path) -> None:
        self._tools.takes.refresh()
        where = f"In {path.parent}. The file says that it is synthetic."
        self._tools.messages.tell(Message(f"Saved as {path.name}.", where))
