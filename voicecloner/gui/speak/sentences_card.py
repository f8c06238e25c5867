"""The sentences of the take that is shown: each can be said again in another way, and its versions be compared."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

from voicecloner.api.speaking import KeptTake, SentenceRequest
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.synthesis import SPEED_RANGE, Sentence, SentenceVersion, Take
from voicecloner.domain.takes import text_of
from voicecloner.domain.text import shortened
from voicecloner.gui.parts.basics import Card, button, field_label, label, row
from voicecloner.gui.parts.dialogs.question import Question, ask
from voicecloner.gui.parts.pace import Pace
from voicecloner.gui.speak.speaking import SENTENCE_KEY
from voicecloner.gui.translation import tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.messages import Message
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.gui.wording import seconds_words
from voicecloner.jobs import CancelToken, Progress

_TOPIC = "say-sentence"
_ROWS_SHOWN = 4
_VERSIONS_SHOWN = 3
_LONGEST_LINE = 160
_ROW_PADDING_PX = 12
_CHOSEN = tr("The take has this version of the sentence now; the other one is kept.")


class SentencesCard(Card):
    """There only while a take is shown of which the sentences are known.

    Args:
        tools: the window's tools.

    Attributes:
        take: the take whose sentences are shown, or None.

    Signals:
        changed: the `Take` as it is now that another version of a sentence is heard in it.
    """

    changed = Signal(object)

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tr("Sentences"))
        self._tools = tools
        self.take: Take | None = None
        self._is_at_work = False
        self.sentences, self.versions = QListWidget(), QListWidget()
        self.text = QLineEdit()
        self.pace = Pace(*SPEED_RANGE, 1.0, tr("Sp&eed"))
        self.hint = label(
            tr("Other words, *stress* in asterisks, another spelling, another speed: as you like."), "muted"
        )
        self.play_button = button(
            tr("Play"), "play", self.play, tip=tr("Play this sentence, or the chosen version of it")
        )
        self.again_button = button(
            tr("Say again"),
            "rescan",
            self.say_again,
            tip=tr("Say this sentence again; how it was said until now is kept"),
        )
        self.use_button = button(tr("Use this version"), "ok", self.use, tip=tr("Use this version in the take"))
        self.erase_button = button(
            tr("Erase version"),
            "trash",
            self.ask_to_erase,
            "danger",
            tr("Erase this version, which is not heard in the take"),
        )
        self._build()
        self.hide()

    @property
    def number(self) -> int:
        """Of the chosen sentence, 1 for the first; 0: none is chosen."""
        return self.sentences.currentRow() + 1

    @property
    def sentence(self) -> Sentence | None:
        """The chosen one."""
        return self.take.sentences[self.number - 1] if self.take and self.number else None

    @property
    def version(self) -> SentenceVersion | None:
        """The chosen version of the chosen sentence."""
        sentence, place = self.sentence, self.versions.currentRow()
        return sentence.versions[place] if sentence and 0 <= place < len(sentence.versions) else None

    def show_take(self, take: Take | None) -> None:
        """Show the sentences of this take; the same sentence stays chosen where it is the same take."""
        is_same = take is not None and self.take is not None and take.path == self.take.path
        number = self.number if is_same else 1
        self.take = take
        self.setVisible(bool(take and take.sentences))
        self.sentences.clear()
        for sentence in take.sentences if take else ():
            _add_line(self.sentences, self._line_of(sentence))
        self.sentences.setCurrentRow(number - 1)

    def play(self) -> None:
        """Play the chosen version, or the sentence where there is one way only."""
        take, version, number = self.take, self.version, self.number
        if take is None or not number:
            return
        takes, place = self._tools.app.manage_takes, self.versions.currentRow() + 1

        def sound(_progress: Progress, _cancel: CancelToken) -> AudioClip | Path:
            return takes.version_sound(take, number, place) if version else takes.sentence_sound(take, number)

        reply = Reply[AudioClip | Path](done=lambda found: self._tools.playback.play(SENTENCE_KEY, found))
        self._tools.bridge.submit(Task(sound, Queue.FILES, topic=SENTENCE_KEY), reply)

    def say_again(self) -> None:
        """Say the chosen sentence as the fields say; where nothing is changed, with another seed."""
        take, sentence = self.take, self.sentence
        if take is None or sentence is None:
            return
        written, speed = self.text.text().strip(), self.pace.speed
        text = None if written == _on_one_line(text_of(take, sentence)) else written
        number, app = self.number, self._tools.app

        def work(progress: Progress, cancel: CancelToken) -> KeptTake:
            request = SentenceRequest(app.takes.find(take), number, text, speed)
            return app.say_sentence(request, progress=progress, cancel=cancel)

        self._submit(Task(work, Queue.ENGINE, tr("Saying a sentence again"), _TOPIC))

    def use(self) -> None:
        """Let the chosen version be heard in the take."""
        take, number, place = self.take, self.number, self.versions.currentRow() + 1
        if take is None or self.version is None:
            return
        takes = self._tools.app.manage_takes
        self._submit(Task(lambda _progress, _cancel: takes.choose_version(take, number, place), Queue.FILES))

    def ask_to_erase(self) -> None:
        """Ask, then erase the chosen version for good."""
        take, number, place = self.take, self.number, self.versions.currentRow() + 1
        if take is None or self.version is None or not self.erase_button.isEnabled():
            return
        question = Question(
            tr("Erase version {place} for good?", place=place),
            tr("The take stays as it is heard now. This cannot be undone."),
            tr("Erase it"),
            tr("Keep it"),
            is_loss=True,
        )
        ask(self, question, lambda: self._erase(take, number, place))

    def _erase(self, take: Take, number: int, place: int) -> None:
        takes = self._tools.app.manage_takes
        self._tools.playback.stop()  # it may be the one that is heard
        task = Task(lambda _progress, _cancel: takes.erase_version(take, number, place), Queue.FILES)
        self._submit(task, tr("The version was erased."))

    def _submit(self, task: Task[KeptTake], end: str = _CHOSEN) -> None:
        self._is_at_work = True
        self._show_state()
        self._tools.bridge.submit(task, Reply(done=lambda kept: self._done(kept, end), failed=self._failed))

    def _done(self, kept: KeptTake, end: str) -> None:
        self._is_at_work = False
        self._show_state()
        self.changed.emit(kept.take)
        self._tools.messages.tell(Message(end))

    def _failed(self, error: Exception) -> None:
        self._is_at_work = False
        self._show_state()
        self._tools.bridge.failed.emit(error)

    def _build(self) -> None:
        for made, name, rows in (
            (self.sentences, tr("Sentences"), _ROWS_SHOWN),
            (self.versions, tr("Versions"), _VERSIONS_SHOWN),
        ):
            made.setAccessibleName(name)
            made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            made.setTextElideMode(Qt.TextElideMode.ElideRight)
            made.setFixedHeight(rows * (made.fontMetrics().height() + _ROW_PADDING_PX) + 4)
        self.body.addWidget(self.sentences)
        self.body.addWidget(field_label(tr("&Words"), self.text))
        self.body.addWidget(self.text)
        self.body.addWidget(self.hint)
        self.body.addWidget(self.pace)
        self.body.addWidget(self.versions)
        self.body.addLayout(row(self.play_button, self.again_button, None))
        self.body.addLayout(row(self.use_button, None, self.erase_button))
        self.sentences.currentRowChanged.connect(lambda _row: self._show_sentence())
        self.versions.currentRowChanged.connect(lambda _row: self._show_state())
        self.sentences.itemDoubleClicked.connect(lambda _item: self.play())
        self.versions.itemDoubleClicked.connect(lambda _item: self.play())

    def _show_sentence(self) -> None:
        take, sentence = self.take, self.sentence
        self.versions.clear()
        if take is None or sentence is None:
            self._show_state()
            return
        self.text.setText(_on_one_line(text_of(take, sentence)))
        self.text.setCursorPosition(0)
        self.pace.slider.setValue(round(100 * sentence.options.speed))
        for place, version in enumerate(sentence.versions, 1):
            _add_line(self.versions, _version_line(place, version, is_heard=version.id == sentence.chosen))
            if version.id == sentence.chosen:
                self.versions.setCurrentRow(place - 1)
        self.versions.setVisible(bool(sentence.versions))
        for made in (self.use_button, self.erase_button):
            made.setVisible(bool(sentence.versions))
        self._show_state()

    def _line_of(self, sentence: Sentence) -> str:
        ways = tr("  · {count} versions", count=len(sentence.versions)) if len(sentence.versions) > 1 else ""
        return f"{_on_one_line(text_of(self.take, sentence)) if self.take else ''}{ways}"

    def _show_state(self) -> None:
        sentence, version = self.sentence, self.version
        self.play_button.setEnabled(sentence is not None)
        self.again_button.setEnabled(sentence is not None and not self._is_at_work)
        is_other = sentence is not None and version is not None and version.id != sentence.chosen
        for made in (self.use_button, self.erase_button):
            made.setEnabled(is_other and not self._is_at_work)


def _add_line(view: QListWidget, text: str) -> None:
    item = QListWidgetItem(shortened(text, _LONGEST_LINE))
    item.setToolTip(shortened(text, 2 * _LONGEST_LINE).replace("<", "‹"))  # Qt takes what looks like markup for that
    item.setSizeHint(QSize(0, view.fontMetrics().height() + _ROW_PADDING_PX))
    view.addItem(item)


def _version_line(place: int, version: SentenceVersion, *, is_heard: bool) -> str:
    options = version.options
    heard = tr("in the take") if is_heard else ""
    facts = (
        tr("Version {place}", place=place),
        heard,
        seconds_words(version.seconds),
        tr("speed {speed:.2f}", speed=options.speed),
    )
    return tr(
        "{facts} · seed {seed} · {text}", facts=" · ".join(filter(None, facts)), seed=options.seed, text=version.text
    )


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
