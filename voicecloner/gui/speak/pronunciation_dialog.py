"""The user's list of pronunciations: looked through, changed, and tried in the chosen voice."""

from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTableWidget, QTableWidgetItem, QWidget

from voicecloner.api.engines import EngineInfo
from voicecloner.api.speaking import SayWordRequest
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.pronunciation import (
    MAX_SPOKEN_CHARACTERS,
    MAX_WORD_CHARACTERS,
    Pronunciation,
    PronunciationList,
)
from voicecloner.domain.text import one_line
from voicecloner.domain.voice import Voice
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.gui.parts.basics import button, column, field_label, label, plain_tip, row
from voicecloner.gui.parts.dialogs.panel import Panel
from voicecloner.gui.parts.elided import ElidingCombo
from voicecloner.gui.translation import said, tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.gui.wording import error_words
from voicecloner.jobs import CancelToken, Progress, Work

WORD_KEY = "pronunciation"
_LISTING, _CHANGING, _SAYING = "list-pronunciations", "change-pronunciations", "say-word"
_WIDTH_PX = 620
_ROWS_SHOWN = 7
_ROW_PX = 30
_HINT = tr("Letters, as one would read them aloud, or phonemes of the IPA between slashes: /ˈwɪn/.")


@dataclass(frozen=True)
class Speaking:
    """In what a word is tried.

    Attributes:
        voice: the chosen voice; None: there is none.
        engine: what speaks with it, as far as that is known.
        language: BCP 47 tag chosen for the text.
    """

    voice: Voice | None
    engine: EngineInfo | None
    language: str


class PronunciationDialog(Panel):
    """The list, with the entry that is chosen or new in fields below it.

    Args:
        tools: the window's tools.
        speaking: in what words are tried.
        parent: the window behind it.
        word: what to begin with; empty: nothing.
    """

    def __init__(self, tools: PageTools, speaking: Speaking, parent: QWidget, word: str = "") -> None:
        super().__init__(tr("Pronunciation"), tr("How words are said"), parent, _WIDTH_PX)
        self._tools, self._speaking, self._wanted = tools, speaking, word
        self._entries: tuple[Pronunciation, ...] = ()
        self.table = QTableWidget(0, 3)
        self.word = QLineEdit(maxLength=MAX_WORD_CHARACTERS)
        self.spoken = QLineEdit(maxLength=MAX_SPOKEN_CHARACTERS)
        self.whose = ElidingCombo()
        self.hint = label(_HINT, "muted")
        self.trouble = label("", "missing")
        self.say_button = button(tr("Say it"), "play", self.say, tip=tr("Hear the word in the chosen voice"))
        self.keep_button = button(
            tr("Keep"), "ok", self.keep, "primary", tr("Say the word like this from now on (Enter)")
        )
        self.new_button = button(tr("New"), "", self.begin_new, tip=tr("Another word"))
        self.remove_button = button(
            tr("Remove"), "trash", self.remove, "danger", tr("Remove the chosen word from the list")
        )
        self._build()
        self._connect()
        self._offer_voices("")
        self.begin_new(word)
        self._look_up()

    @property
    def chosen(self) -> Pronunciation | None:
        """The entry that is chosen in the list; None while a new one is typed."""
        place = self.table.currentRow()
        return self._entries[place] if 0 <= place < len(self._entries) else None

    @property
    def typed(self) -> Pronunciation:
        """What stands in the fields."""
        return Pronunciation(self.word.text(), self.spoken.text(), str(self.whose.currentData() or ""))

    def begin_new(self, word: str = "") -> None:
        """Let another word be typed."""
        with QSignalBlocker(self.table):
            self.table.setCurrentCell(-1, -1)
        self._show_entry(Pronunciation(word, ""))
        (self.spoken if word else self.word).setFocus()

    def keep(self) -> None:
        """Keep what is typed, in place of what is chosen."""
        entry, before, app = self.typed, self.chosen, self._tools.app
        self._change(lambda _progress, _cancel: app.pronounce.put(entry, before))

    def remove(self) -> None:
        """Take what is chosen out of the list."""
        entry, app = self.chosen, self._tools.app
        if entry:
            self._change(lambda _progress, _cancel: app.pronounce.remove(entry.word, entry.voice_id))

    def say(self) -> None:
        """Say the word in the chosen voice, as it is typed."""
        voice, app = self._speaking.voice, self._tools.app
        if voice is None:
            return
        request = SayWordRequest(self.word.text(), voice.id, self.spoken.text(), self._speaking.language)

        def work(progress: Progress, cancel: CancelToken) -> AudioClip:
            return app.pronounce.say(request, progress=progress, cancel=cancel)

        task = Task(work, Queue.ENGINE, tr("Saying “{word}”", word=request.word), _SAYING)
        self._tools.bridge.submit(task, Reply(done=self._said, failed=self._failed))

    def done(self, result: int) -> None:
        # answers that are still on their way would come to a dialog that is gone
        for topic in (_LISTING, _CHANGING, _SAYING):
            self._tools.bridge.forget_topic(topic)
        if self._tools.playback.key == WORD_KEY:
            self._tools.playback.stop()
        super().done(result)

    def _build(self) -> None:
        self.table.setHorizontalHeaderLabels([tr("Word"), tr("Said as"), tr("Voice")])
        self.table.setAccessibleName(tr("Words with a pronunciation of your own"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ROW_PX)
        head = self.table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.setFixedHeight(_ROWS_SHOWN * _ROW_PX + 24)
        self.body.addWidget(self.table)
        fields = row()
        for name, field in ((tr("&Word"), self.word), (tr("Said &as"), self.spoken), (tr("&For"), self.whose)):
            fields.addLayout(column(field_label(name, field), field, spacing_px=4), 1)
        self.body.addLayout(fields)
        self.body.addWidget(self.hint)
        self.body.addWidget(self.trouble)
        self.body.addLayout(row(self.keep_button, self.say_button, self.new_button, None, self.remove_button))
        self.body.addStretch(1)
        self.set_buttons(button(tr("Close"), "", self.accept))
        self.keep_button.setDefault(True)

    def _connect(self) -> None:
        self.table.currentCellChanged.connect(lambda *_places: self._row_chosen())
        for field in (self.word, self.spoken):
            field.textChanged.connect(lambda _text: self._show_state())
        self.whose.currentIndexChanged.connect(lambda _index: self._show_state())

    def _look_up(self) -> None:
        app = self._tools.app
        task = Task(lambda _progress, _cancel: app.pronounce.list(), Queue.LIBRARY, topic=_LISTING)
        self._tools.bridge.submit(task, Reply(done=self._arrived, failed=self._failed))

    def _change(self, change: Work[Pronunciation]) -> None:
        app = self._tools.app

        def work(progress: Progress, cancel: CancelToken) -> tuple[Pronunciation, PronunciationList]:
            return change(progress, cancel), app.pronounce.list()

        def changed(result: tuple[Pronunciation, PronunciationList]) -> None:
            self._arrived(result[1])
            self.begin_new()

        task = Task(work, Queue.LIBRARY, topic=_CHANGING, saves=True)
        self._tools.bridge.submit(task, Reply(done=changed, failed=self._failed))

    def _arrived(self, found: PronunciationList) -> None:
        self._entries = found.entries
        with QSignalBlocker(self.table):
            self.table.setRowCount(len(found.entries))
            for place, entry in enumerate(found.entries):
                self._fill_row(place, entry)
            self.table.setCurrentCell(-1, -1)
        self._tell(said("\n".join(found.notes)))
        wanted, self._wanted = Pronunciation(self._wanted, ""), ""
        known = [place for place, entry in enumerate(found.entries) if wanted.word and entry.key == wanted.key]
        if known and not self.spoken.text():
            self.table.setCurrentCell(known[0], 0)
        self._show_state()

    def _fill_row(self, place: int, entry: Pronunciation) -> None:
        for column_number, text in enumerate((entry.word, entry.spoken, self._name_of(entry.voice_id))):
            item = QTableWidgetItem(one_line(text))
            item.setToolTip(plain_tip(text))
            self.table.setItem(place, column_number, item)

    def _row_chosen(self) -> None:
        if self.chosen:
            self._show_entry(self.chosen)

    def _show_entry(self, entry: Pronunciation) -> None:
        self._offer_voices(entry.voice_id)
        self.word.setText(entry.word)
        self.spoken.setText(entry.spoken)
        self._show_state()

    def _offer_voices(self, voice_id: str) -> None:
        """All voices, the chosen one, and the one an entry is for."""
        own = self._speaking.voice.id if self._speaking.voice else ""
        with QSignalBlocker(self.whose):
            self.whose.clear()
            for each in dict.fromkeys(("", own, voice_id)):
                self.whose.addItem(self._name_of(each), each)
            self.whose.setCurrentIndex(max(0, self.whose.findData(voice_id)))

    def _name_of(self, voice_id: str) -> str:
        if not voice_id:
            return tr("All voices")
        voice = self._tools.voices.voice(voice_id)
        return voice.name if voice else tr("Another voice")

    def _said(self, clip: AudioClip) -> None:
        self._tools.playback.play(WORD_KEY, clip)

    def _failed(self, error: VoiceClonerError) -> None:
        if not isinstance(error, Cancelled):
            self._tell(error_words(error))

    def _tell(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))
        self.fit()

    def _show_state(self) -> None:
        typed, engine = self.typed, self._speaking.engine
        is_whole = bool(typed.word.strip() and typed.spoken.strip())
        self.keep_button.setEnabled(is_whole and typed != self.chosen)
        self.say_button.setEnabled(bool(typed.word.strip()) and self._speaking.voice is not None)
        self.remove_button.setEnabled(self.chosen is not None)
        if typed.phonemes and engine and not engine.abilities.takes_phonemes:
            self.hint.setText(
                tr("{engine}, with which the chosen voice speaks, cannot say phonemes.", engine=engine.title)
            )
        else:
            self.hint.setText(_HINT)
        if is_whole and self.trouble.text():
            self._tell("")
