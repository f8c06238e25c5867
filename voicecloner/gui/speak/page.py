"""Speak: choose a voice, type a text or give a recording, hear it while it is made, keep the sound.

What goes wrong: no voice yet (said, with the way to make one), an empty text (the button waits), an engine that only
says texts or only converts (said; its button waits), no loudspeaker (said; the take is made all the same and can be
saved), the engine fails (message; what was said until then is kept), the user has heard enough (Stop; the same), the
window is closed (takes and text are there again after the next start).
"""

from pathlib import Path

from PySide6.QtGui import QResizeEvent

from voicecloner.api.speaking import ConvertRequest, SpeakRequest
from voicecloner.domain.synthesis import Take
from voicecloner.domain.voice import Voice
from voicecloner.errors import Cancelled, VoiceBoundElsewhere, VoiceClonerError
from voicecloner.gui.parts.choosing import ask_for_recordings
from voicecloner.gui.parts.scroll_page import ScrollPage
from voicecloner.gui.speak.draft_keeper import DraftKeeper
from voicecloner.gui.speak.dragged_takes import DraggedTakes
from voicecloner.gui.speak.export_dialog import ExportDialog
from voicecloner.gui.speak.saving import ask_where_to_save
from voicecloner.gui.speak.sentences_card import SentencesCard
from voicecloner.gui.speak.speaking import PLAYBACK_KEY, Request, Spoken, messages_about
from voicecloner.gui.speak.speech_form import SpeechForm
from voicecloner.gui.speak.speech_job import SpeechJob
from voicecloner.gui.speak.take_card import TakeCard
from voicecloner.gui.speak.takes_card import TakesCard
from voicecloner.gui.speak.voice_choice import VoiceChoice
from voicecloner.gui.speak.word_marks import WordMarks
from voicecloner.gui.translation import said, tr
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.gui.window.rebuilding import ask_to_rebuild, reason_to_rebuild

_NARROW_PX = 700


class SpeakPage(ScrollPage):
    """The page: what is to be said above, the take that is shown in the middle, all takes below."""

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tr("Speak"), tr("Type a text and hear it in one of your voices."))
        self._tools = tools
        self._spoken_here: set[Path] = set()  # since the window was opened
        self.choice = VoiceChoice(tools)
        self.form = SpeechForm(tools, self.choice)
        self.take_card = TakeCard(tools)
        self.sentences_card = SentencesCard(tools)
        self.takes_card = TakesCard(tools)
        self.marks = WordMarks(self.form.text)
        self.dragged = DraggedTakes(tools, self.takes_card.view, lambda: self.takes_card.chosen_takes)
        self.job = SpeechJob(tools)
        self.draft = DraftKeeper(tools, lambda: self.form.draft, self.form.show_draft)
        for card in (self.form, self.take_card, self.sentences_card, self.takes_card):
            self.column.addWidget(card)
        self.column.addStretch(1)
        self._connect()

    @property
    def is_speaking(self) -> bool:
        """Whether something is being spoken."""
        return self.job.is_running

    @property
    def take(self) -> Take | None:
        """The take that is shown."""
        return self.take_card.take

    @property
    def can_convert(self) -> bool:
        """Whether the chosen voice can say a recording again, now."""
        return self.form.can_convert

    @property
    def unsaved(self) -> tuple[Take, ...]:
        """What was spoken since the window was opened and is not saved as a file."""
        return tuple(
            kept.take for kept in self._tools.takes.kept if kept.take.path in self._spoken_here and not kept.is_saved
        )

    def choose(self, voice: Voice) -> None:
        """Speak with this voice."""
        self.choice.choose(voice)
        self.focus()

    def focus(self) -> None:
        """Give the focus to the text."""
        self.form.text.setFocus()

    def toggle(self) -> None:
        """Speak, or stop speaking."""
        if self.is_speaking:
            self.stop()
        else:
            self.speak()

    def speak(self) -> None:
        """Say the text, if everything is there; a voice that has to be rebuilt is, if the user agrees."""
        if not self._can_say():
            return
        voice, reason = self.choice.voice, reason_to_rebuild(self._tools, self.choice.voice_id)
        if voice and reason:
            ask_to_rebuild(self, self._tools, voice, reason, lambda _made: self._say())
        else:
            self._say()

    def say_again(self, take: Take) -> None:
        """Have the same said once more by the same voice; where the engine draws lots, it draws others."""
        if self.is_speaking:
            return
        options = take.options
        request = SpeakRequest(
            take.text, take.voice_id, options.language, options.speed, options.seed + 1, options.options
        )
        self._begin(request, take.text, tr("Speaking as {name}", name=take.voice_name))

    def convert(self, recording: Path) -> None:
        """Say a recording again, if the chosen voice can."""
        if self.can_convert:
            request = ConvertRequest(recording, self.choice.voice_id, way=self.form.way.way)
            self._begin(request, request.title, tr("Converting {title}", title=request.title))

    def ask_for_recording(self) -> None:
        """Ask for a file, then convert it."""
        names = ask_for_recordings(self, self._tools, tr("Choose the recording to say again"), is_single=True)
        if names:
            self.convert(names[0])

    def stop(self) -> None:
        """Fall silent and speak no further; what was said so far is kept."""
        self.job.stop()

    def ask_where_to_save(self) -> None:
        """Ask for a file name, then save the take that is shown."""
        self.take_card.ask_where_to_save()

    def ask_to_export(self) -> None:
        """Ask how the chosen takes are to be exported, or where none is chosen the one that is shown."""
        takes = self.takes_card.chosen_takes or ((self.take,) if self.take else ())
        if takes:
            ExportDialog(self._tools, takes, self).open()

    def toggle_playback(self) -> bool:
        """Play or pause the take shown; whether there is one."""
        return self.take_card.player.toggle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.choice.set_narrow(is_narrow=event.size().width() < _NARROW_PX)
        self.form.fit_height(event.size().height())

    def _connect(self) -> None:
        self.form.toggled.connect(self.toggle)
        self.form.convert_asked.connect(self.ask_for_recording)
        self.form.changed.connect(self.draft.changed)
        self.job.grown.connect(self.take_card.show_growing)
        self.job.said.connect(self.marks.add)
        self.job.spoken.connect(self._spoken)
        self.job.failed.connect(self._failed)
        self.take_card.player.moved.connect(self.marks.show_at)
        self.take_card.loaded.connect(self._mark_words_of)
        self.take_card.shown.connect(self._show_sentences)
        self.sentences_card.changed.connect(self._show_changed)
        self.takes_card.chosen.connect(self.take_card.show_listed)
        self.takes_card.played.connect(lambda take: self.take_card.show_listed(take, then_play=True))
        self.takes_card.deleted.connect(self.take_card.forget)
        self.takes_card.save_asked.connect(lambda take: ask_where_to_save(self, self._tools, take))
        self.takes_card.again_asked.connect(self.say_again)
        self.takes_card.export_asked.connect(self.ask_to_export)
        self._tools.playback.changed.connect(self._mark_while_heard)

    def _can_say(self) -> bool:
        return not self.is_speaking and not self.form.what_is_missing

    def _say(self) -> None:
        if self._can_say():  # asked again, since time has passed where the voice was rebuilt
            request = self.form.request
            self._begin(request, request.text, tr("Speaking as {name}", name=self.choice.voices.currentText()))

    def _begin(self, request: Request, shown: str, title: str) -> None:
        self.marks.begin(shown)
        self.take_card.begin(shown)
        self.job.start(request, title)
        self.form.show_speaking(is_speaking=True)

    def _spoken(self, spoken: Spoken) -> None:
        self.form.show_speaking(is_speaking=False)
        self._spoken_here.add(spoken.take.path)
        self.take_card.show_spoken(spoken)
        self._tools.takes.refresh()
        self._tools.voices.refresh()
        for message in messages_about(spoken):
            self._tools.messages.tell(message)

    def _failed(self, error: VoiceClonerError, voice_id: str) -> None:
        self.form.show_speaking(is_speaking=False)
        self.take_card.give_up()
        self._tools.playback.stop()
        self._tools.takes.refresh()
        voice = self._tools.voices.voice(voice_id)
        if isinstance(error, VoiceBoundElsewhere) and voice and voice_id == self.choice.voice_id:
            # the library did not know of it when the button was pressed; the engine does
            reason = said(error.message).rstrip(".。")
            ask_to_rebuild(self, self._tools, voice, reason, lambda _made: self._say())
        elif not isinstance(error, Cancelled):
            self._tools.messages.tell_error(error)

    def _show_sentences(self, take: Take | None) -> None:
        # one that is read anew after a change keeps its card, and with it the place in it
        if take or not self.take_card.is_reading_changed:
            self.sentences_card.show_take(take)

    def _show_changed(self, take: Take) -> None:
        self.sentences_card.show_take(take)
        self.take_card.show_changed(take)
        self._tools.takes.refresh()

    def _mark_words_of(self, take: Take) -> None:
        self.marks.begin(take.text)
        self.marks.add(take.words)

    def _mark_while_heard(self) -> None:
        if self._tools.playback.key != PLAYBACK_KEY:
            self.marks.clear()
            self.take_card.words.mark_none()
