"""The take that is shown: seen while it is made, heard, and saved."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from voicecloner.domain.synthesis import Take
from voicecloner.domain.text import shortened
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.gui.parts.basics import Card, button, row
from voicecloner.gui.parts.elided import ElidedLabel
from voicecloner.gui.parts.outline import Outline, outline_of_file
from voicecloner.gui.parts.player_bar import PlayerBar
from voicecloner.gui.parts.sound.view import SoundView
from voicecloner.gui.speak.heard_words import HeardWords
from voicecloner.gui.speak.saving import ask_where_to_save
from voicecloner.gui.speak.speaking import PLAYBACK_KEY, SENTENCE_KEY, Spoken
from voicecloner.gui.speak.take_rows import summary
from voicecloner.gui.translation import tr, with_decimal_point
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools

_LOADED = "take"
_TITLE_CHARACTERS = 200
_SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
# What is heard is a little behind what is shown: put to the start of a sentence, it is that sentence.
_AT_ITS_START_S = 0.05
# A rest that is shorter is not worth beginning anew for.
_BARELY_S = 0.5


class TakeCard(Card):
    """One take, or the one that is being made; hidden while there is neither.

    Args:
        tools: the window's tools.

    Attributes:
        take: the one that is shown; None while it is still being made or read.
        player: plays it.
        is_reading_changed: whether the same take as before is being read, because its sound was changed.

    Signals:
        loaded: a `Take` of earlier is shown from now on.
        shown: the `Take` that is shown from now on, with its sentences; None while there is none.
    """

    loaded = Signal(object)
    shown = Signal(object)

    def __init__(self, tools: PageTools) -> None:
        super().__init__()
        self._tools = tools
        self.take: Take | None = None
        self.is_reading_changed = False
        self._before: Take | None = None
        self._is_growing = False
        self._heard_s = 0.0
        self.player = PlayerBar(tools, PLAYBACK_KEY, SoundView(tr("Picture of the speech")))
        self.player.track.invite(tr("What the voice says appears here as soon as it begins."))
        self.title = ElidedLabel("", "heading")
        self.facts = ElidedLabel("", "muted")
        self.words = HeardWords()
        self.repeat_button = button(
            "", "repeat", self.repeat_sentence, "quiet", tr("Hear this sentence once more, from its beginning")
        )
        self.speed = QComboBox()
        self.save_button = button(
            tr("Save as…"), "save", self.ask_where_to_save, tip=tr("Save as WAV, MP3 and others (Ctrl+S)")
        )
        self._build()
        tools.playback.finished.connect(self._play_rest)
        self.player.moved.connect(self.words.show_at)
        self.speed.activated.connect(self._choose_speed)
        self.hide()

    def begin(self, text: str) -> None:
        """A take of this text is being made."""
        self._tools.bridge.forget_topic(_LOADED)  # one that is still being read would take its place
        self._is_growing, self._before, self.is_reading_changed = True, self.take, False
        self._show_coming(text, tr("Being made…"))

    def show_growing(self, outline: Outline) -> None:
        """Show what there is so far."""
        self.player.track.show_growing(outline, 0.0)

    def show_spoken(self, spoken: Spoken) -> None:
        """It is made."""
        self._is_growing = False
        self._heard_s = 0.0 if spoken.take.broken_by else spoken.heard_s
        self._show(spoken.take, spoken.outline)

    def give_up(self) -> None:
        """Nothing came of it: the take that was shown before comes back."""
        self._is_growing = False
        if self._before:
            self.show_listed(self._before)
        else:
            self.hide()

    def show_listed(self, take: Take, *, then_play: bool = False) -> None:
        """Show a take of earlier, and play it if that is wanted; not while another one is being made."""
        if self._is_growing or self._shows(take):
            if then_play:
                self.player.toggle()
            return
        self._show_coming(take.text, "")

        def arrived(read: tuple[Take, Outline]) -> None:
            self._show(*read)
            self.loaded.emit(read[0])
            if then_play:
                self.player.toggle()

        takes = self._tools.app.manage_takes  # a list does not tell the words of its takes
        task = Task(
            lambda _progress, _cancel: (takes.whole(take), outline_of_file(take.path)), Queue.FILES, topic=_LOADED
        )
        self._tools.bridge.submit(task, Reply(done=arrived, failed=self._not_loaded))

    def show_changed(self, take: Take) -> None:
        """The sound of this take is another one now."""
        if self._shows(take):
            self.take, self.is_reading_changed = None, True
            self.show_listed(take)

    def repeat_sentence(self) -> None:
        """Hear the sentence that is being said once more."""
        place_s = self.player.track.position_s
        starts = [sentence.start_s for sentence in self.take.sentences] if self.take else []
        begun = [start_s for start_s in starts if start_s <= place_s + _AT_ITS_START_S]
        if starts:
            self.player.play_from(max(begun, default=0.0))

    def forget(self, take: Take) -> None:
        """This take is gone."""
        if self._before and self._before.path == take.path:
            self._before = None
        if self._shows(take):
            self.take = None
            self.player.clear()
            self.hide()
            self.shown.emit(None)

    def ask_where_to_save(self) -> None:
        """Ask for a file name, then save the take that is shown."""
        if self.take:
            ask_where_to_save(self, self._tools, self.take)

    def _build(self) -> None:
        kept = self._tools.settings.playback_speed  # a command may have set another one than are offered
        for speed in sorted({*_SPEEDS, kept}):
            self.speed.addItem(with_decimal_point(f"{speed:g} ×"), speed)
        self.speed.setCurrentIndex(self.speed.findData(kept))
        self._use_speed(kept)
        self.speed.setAccessibleName(tr("Speed of playback"))
        self.speed.setToolTip(tr("How fast it is heard; the take stays as it is"))
        self.body.addLayout(row(self.title))
        self.body.addWidget(self.words)
        self.body.addWidget(self.player)
        foot = row(self.facts, self.repeat_button, self.speed, self.save_button)
        foot.setStretch(0, 1)
        self.body.addLayout(foot)

    def _choose_speed(self) -> None:
        speed = float(self.speed.currentData())
        self._use_speed(speed)
        self._tools.preferences.change("playback_speed", speed)

    def _use_speed(self, speed: float) -> None:
        for key in (PLAYBACK_KEY, SENTENCE_KEY):
            self._tools.playback.set_speed(key, speed)

    def _shows(self, take: Take) -> bool:
        return self.take is not None and take.path == self.take.path

    def _show_coming(self, text: str, facts: str) -> None:
        """What was shown before can neither be played nor saved any more; nor can what is to come."""
        self.take = None
        self.words.show_take(None)
        self.repeat_button.setEnabled(False)
        self._heard_s = 0.0
        # which silences it as well
        self.player.clear()
        self.title.setText(shortened(text, _TITLE_CHARACTERS))
        self.facts.setText(facts)
        self.save_button.setEnabled(False)
        self.show()
        self.shown.emit(None)

    def _show(self, take: Take, outline: Outline) -> None:
        self.take, self.is_reading_changed = take, False
        self.words.show_take(take)
        self.repeat_button.setEnabled(bool(take.sentences))
        self.player.set_sound(take.path, outline)
        self.title.setText(shortened(take.text, _TITLE_CHARACTERS))
        self.facts.setText(summary(take))
        self.save_button.setEnabled(True)
        self.show()
        self.shown.emit(take)

    def _not_loaded(self, error: VoiceClonerError) -> None:
        self.hide()
        self.is_reading_changed = False
        self.shown.emit(None)
        if not isinstance(error, Cancelled):
            self._tools.messages.tell_error(error)

    def _play_rest(self, key: str) -> None:
        """Of a long text only the beginning was heard while it was made; the rest is on the disk by now."""
        # taken out before anything is played: the end of the rest comes here too, and would begin it again
        heard_s, self._heard_s = self._heard_s, 0.0
        if key == PLAYBACK_KEY and self.take and 0 < heard_s < self.take.seconds - _BARELY_S:
            self._tools.playback.play(PLAYBACK_KEY, self.take.path, heard_s)
