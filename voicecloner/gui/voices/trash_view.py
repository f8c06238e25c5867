"""The trash on the Voices page: what lies in it and for how long, bring it back, or erase it now.

What goes wrong: the name was given to another voice meanwhile (another one is asked for), the library is full (said),
a voice that cannot be read (it can only be erased).
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QListView

from voicecloner.api.voices import TRASH_DAYS, EmptiedTrash, ErasedVoice, Trash
from voicecloner.domain.voice import Voice
from voicecloner.errors import NameTaken, VoiceClonerError
from voicecloner.gui.parts.basics import Card, button, label, row
from voicecloner.gui.parts.dialogs.name import NameQuestion, ask_for_name
from voicecloner.gui.parts.dialogs.question import Question, ask
from voicecloner.gui.parts.row_roles import ITEM_ROLE
from voicecloner.gui.parts.two_line_delegate import TwoLineDelegate
from voicecloner.gui.translation import listed, tr, tr_many
from voicecloner.gui.voices.trash_rows import TrashLine, TrashModel
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.gui.wording import counted

_RULE = tr(
    "Deleted voices stay here for {days} days on which VoiceCloner is used, with their "
    "recordings; then they are erased.",
    days=TRASH_DAYS,
)
_LOWEST_PX = 48  # in the lowest window, with a message above
_LOW_PX = 220


class TrashListView(QListView):
    """The list; Enter brings back, Del erases.

    Signals:
        restore_pressed, erase_pressed: Enter, Del.
    """

    restore_pressed = Signal()
    erase_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.erase_pressed.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.restore_pressed.emit()
        else:
            super().keyPressEvent(event)


class TrashView(Card):
    """The list and its buttons.

    Args:
        tools: the window's tools.

    Signals:
        counted: how many voices lie in the trash.
        restored: a `Voice` is back.
        left: the user wants to see the voices again.
    """

    counted = Signal(int)
    restored = Signal(object)
    left = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__()
        self._tools = tools
        self.model = TrashModel(self)
        self.view = TrashListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(TwoLineDelegate(self.view))
        self.view.setAccessibleName(tr("Deleted voices"))
        self.view.setMouseTracking(True)
        self.view.setMinimumHeight(_LOWEST_PX)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.back_button = button(tr("Voices"), "voices", self.left.emit, "", tr("Back to the voices (Alt+T)"))
        self.restore_button = button(tr("Restore"), "undo", self.restore, "primary", tr("Bring the voice back (Enter)"))
        self.erase_button = button(
            tr("Erase now…"), "trash", self.ask_to_erase, "danger", tr("Erase it for good (Del)")
        )
        self.empty_button = button(
            tr("Erase all…"), "trash", self.ask_to_empty, "danger", tr("Empty the trash for good")
        )
        head = row(label(tr("Trash"), "heading"), self.back_button)
        head.setStretch(0, 1)
        self.body.addLayout(head)
        self._rule = label(_RULE, "muted")
        self.body.addWidget(self._rule)
        self.body.addWidget(self.view, 1)
        self.body.addLayout(row(self.restore_button, self.erase_button, None, self.empty_button))
        self.view.restore_pressed.connect(self.restore)
        self.view.erase_pressed.connect(self.ask_to_erase)
        self.view.selectionModel().currentChanged.connect(lambda _now, _before: self._show_state())
        tools.voices.changed.connect(lambda _voices: self.refresh())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rule.setVisible(event.size().height() >= _LOW_PX)  # each line of the list says the same in short

    @property
    def line(self) -> TrashLine | None:
        """The chosen voice."""
        index = self.view.currentIndex()
        found: TrashLine | None = index.data(ITEM_ROLE) if index.isValid() else None
        return found

    def refresh(self) -> None:
        """Look into the trash anew."""
        app = self._tools.app
        task = Task(lambda _progress, _cancel: app.manage_voices.trash(), Queue.LIBRARY, topic="trash")
        self._tools.bridge.submit(task, Reply(done=self._arrived))

    def restore(self) -> None:
        """Bring the chosen voice back."""
        line = self.line
        if line and line.is_whole:
            self._restore(line)

    def ask_to_erase(self) -> None:
        """Ask, then erase the chosen voice."""
        line, app = self.line, self._tools.app
        if line is None:
            return
        task = Task(lambda _progress, _cancel: app.manage_voices.takes_of(line.id), Queue.LIBRARY)
        self._tools.bridge.submit(task, Reply(done=lambda takes: self._ask_to_erase(line, takes)))

    def ask_to_empty(self) -> None:
        """Ask, then erase all."""
        question = Question(
            tr_many("Erase {number} voice for good?", "Erase {number} voices for good?", self.model.rowCount()),
            tr(
                "Their recordings and what was spoken with them are erased too. This cannot be undone. Files you saved "
                "elsewhere stay."
            ),
            tr("Erase all"),
            tr("Keep them"),
            is_loss=True,
        )
        ask(self, question, self._empty)

    def _restore(self, line: TrashLine, name: str = "") -> None:
        app = self._tools.app

        def failed(error: VoiceClonerError) -> None:
            if isinstance(error, NameTaken):
                self._ask_for_name(line, name or line.name)
            else:
                self._tools.messages.tell_error(error)

        task = Task(lambda _progress, _cancel: app.manage_voices.restore(line.id, name), Queue.LIBRARY, saves=True)
        self._tools.bridge.submit(task, Reply(done=self._restored, failed=failed))

    def _ask_for_name(self, line: TrashLine, taken: str) -> None:
        words = tr("Another voice is called “{taken}” now. Bring it back as:", taken=taken)
        question = NameQuestion(tr("Restore a voice"), words, f"{taken} 2", tr("Restore"))
        ask_for_name(self, question, lambda name: self._restore(line, name))

    def _restored(self, voice: Voice) -> None:
        self._tools.undo.forget(voice.id)
        self._tools.voices.refresh()
        self._tools.messages.tell(Message(tr("“{name}” is back.", name=voice.name)))
        self.restored.emit(voice)

    def _ask_to_erase(self, line: TrashLine, takes: int) -> None:
        question = Question(
            tr("Erase “{name}” for good?", name=line.name),
            _what_is_erased(takes),
            tr("Erase it"),
            tr("Keep it"),
            is_loss=True,
        )
        ask(self, question, lambda: self._erase(line))

    def _erase(self, line: TrashLine) -> None:
        app = self._tools.app
        task = Task(lambda _progress, _cancel: app.manage_voices.erase(line.id), Queue.LIBRARY)
        self._tools.bridge.submit(task, Reply(done=self._erased))

    def _erased(self, voice: ErasedVoice) -> None:
        self._tools.undo.forget(voice.id)
        takes = counted(voice.takes, "take")
        told = (
            tr("“{name}” was erased, with {takes}.", name=voice.name, takes=takes)
            if voice.takes
            else tr("“{name}” was erased.", name=voice.name)
        )
        self._gone(told, voice.left)

    def _empty(self) -> None:
        app = self._tools.app
        task = Task(lambda _progress, _cancel: app.manage_voices.empty_trash(), Queue.LIBRARY)
        self._tools.bridge.submit(task, Reply(done=self._emptied))

    def _emptied(self, emptied: EmptiedTrash) -> None:
        self._gone(tr_many("{number} voice was erased.", "{number} voices were erased.", emptied.erased), emptied.left)

    def _gone(self, words: str, left: Sequence[Path]) -> None:
        self.refresh()
        self._tools.takes.refresh()
        names = listed(path.name for path in left)
        told = tr(
            "A damaged index that was set aside in the folder of your files may still contain traces of it: {names}.",
            names=names,
        )
        self._tools.messages.tell(Message(words, told if left else ""))

    def _arrived(self, trash: Trash) -> None:
        before = max(0, self.view.currentIndex().row())
        self.model.show(trash)
        count = self.model.rowCount()
        place = self.model.index(min(before, count - 1), 0) if count else QModelIndex()
        self.view.selectionModel().setCurrentIndex(place, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._show_state()
        self.counted.emit(count)

    def _show_state(self) -> None:
        line = self.line
        self.restore_button.setEnabled(line is not None and line.is_whole)
        self.erase_button.setEnabled(line is not None)
        self.empty_button.setEnabled(self.model.rowCount() > 0)


def _what_is_erased(takes: int) -> str:
    if not takes:
        return tr("Its recordings are erased too. This cannot be undone. Files you saved elsewhere stay.")
    return tr(
        "Its recordings and what it has spoken ({takes}) are erased too. This cannot be undone. Files you saved "
        "elsewhere stay.",
        takes=counted(takes, "take"),
    )
