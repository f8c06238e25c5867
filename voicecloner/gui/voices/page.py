"""Voices: find one, look at it, hear it and its recording, speak with it, describe, rename or delete it.

What goes wrong: none there yet (three steps are shown), none found (said so), a name already taken (message), deleted
by mistake (Undo in the message bar, Ctrl+Z, and 30 days of use in the trash, which opens here).
"""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLabel,
    QListView,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from voicecloner.api.voices import TRASH_DAYS, NamedVoice, VoiceList
from voicecloner.domain.voice import Voice
from voicecloner.gui.parts.basics import GAP_PX, SMALL_GAP_PX, Card, button, label, row
from voicecloner.gui.parts.dialogs.name import NameQuestion, ask_for_name
from voicecloner.gui.parts.empty_state import EmptyState
from voicecloner.gui.parts.row_roles import ITEM_ROLE
from voicecloner.gui.parts.scroll_page import SIDE_PX
from voicecloner.gui.parts.search_field import SearchField
from voicecloner.gui.parts.two_line_delegate import TwoLineDelegate
from voicecloner.gui.voices.leaving_voices import LeavingVoices
from voicecloner.gui.voices.trash_view import TrashView
from voicecloner.gui.voices.voice_details import VoiceDetails
from voicecloner.gui.voices.voice_rows import VoicesModel
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.gui.window.rebuilding import rebuild

_STEPS = (
    "Record yourself, or drop a recording onto this window.",
    "Look at its review.",
    "Name the voice, say whose it is, and press Create voice.",
)
_ORDERS = (("Recently used", "recent"), ("Name", "name"), ("Newest", "created"))
_TYPING_PAUSE_MS = 120
_NARROW_PX = 640
_VOICES, _EMPTY, _NO_MATCH, _TRASH = range(4)


class VoicesView(QListView):
    """The list; Enter, F2 and Del act on the chosen voice.

    Signals:
        rename_pressed, delete_pressed: F2, Del.
    """

    rename_pressed = Signal()
    delete_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_F2:
            self.rename_pressed.emit()
        elif key == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class VoicesPage(QWidget):
    """The page.

    Signals:
        speak_asked: with a `Voice`.
        capture_asked: the user wants to make a first voice.
    """

    speak_asked = Signal(object)
    capture_asked = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__()
        self._tools = tools
        self._wanted_id = self._heard_id = ""
        self._needs_rebuild: dict[str, str] = {}
        self.search = SearchField("Search voices", "Search name, id, tags, notes")
        self.order = QComboBox()
        self.order.setAccessibleName("Sort by")
        for name, key in _ORDERS:
            self.order.addItem(name, key)
        self.count = QLabel()
        self.count.setProperty("kind", "muted")
        self.model = VoicesModel(self)
        self.view = VoicesView()
        self.details = VoiceDetails(tools)
        self.leaving = LeavingVoices(tools, self.view, lambda: self.voice)
        self.trash = TrashView(tools)
        self.trash_button = button("&Trash", "trash", self.toggle_trash, "", "Deleted voices (Alt+T)")
        self._is_in_trash = False
        self._place = _EMPTY
        self.stack = QStackedWidget()
        self._layout = QVBoxLayout(self)
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._build()
        self._connect()

    @property
    def voice(self) -> Voice | None:
        """The chosen voice."""
        index = self.view.currentIndex()
        found: Voice | None = index.data(ITEM_ROLE) if index.isValid() else None
        return found

    def refresh(self) -> None:
        """Look the list up anew."""
        query, order = self.search.text(), str(self.order.currentData())
        manage = self._tools.app
        task = Task(lambda _progress, _cancel: manage.manage_voices.list(query, order), Queue.LIBRARY, topic="voices")
        self._tools.bridge.submit(task, Reply(done=self._arrived))

    def choose(self, voice: Voice, *, then_hear: bool = False) -> None:
        """Choose this voice as soon as it is listed, and have it say a sentence if that is wanted."""
        self._wanted_id = voice.id
        self._heard_id = voice.id if then_hear else ""
        if self._is_in_trash:
            self._show_trash(is_shown=False)
        self.search.clear()
        self.refresh()

    def rename(self, voice: Voice | None = None) -> None:
        """Ask for another name."""
        voice = voice or self.voice
        if voice is None:
            return
        question = NameQuestion("Rename a voice", f"New name for “{voice.name}”:", voice.name, "Rename")
        ask_for_name(self, question, lambda name: self.rename_to(voice, name) if name.strip() != voice.name else None)

    def rename_to(self, voice: Voice, name: str) -> None:
        """Give the voice this name."""
        app = self._tools.app
        task = Task(lambda _progress, _cancel: app.manage_voices.rename(voice.id, name), Queue.LIBRARY)
        self._tools.bridge.submit(task, Reply(done=lambda _voice: self._tools.voices.refresh()))

    def delete(self, voice: Voice | None = None) -> None:
        """Put a voice into the trash; the message bar offers to undo that."""
        voice = voice or self.voice
        if voice is None:
            return
        app = self._tools.app
        task = Task(lambda _progress, _cancel: app.manage_voices.delete(voice.id), Queue.LIBRARY)
        self._tools.bridge.submit(task, Reply(done=self._deleted))

    def rebuild(self, voice: Voice | None = None) -> None:
        """Make a voice anew from its kept recording."""
        voice = voice or self.voice
        if voice is not None:
            rebuild(self._tools, voice)

    def focus(self) -> None:
        """Give the focus to the list, or to what is there instead."""
        places = {_VOICES: self.view, _EMPTY: self.empty.button, _NO_MATCH: self.search, _TRASH: self.trash.view}
        places[self.stack.currentIndex()].setFocus()

    def toggle_trash(self) -> None:
        """Show the trash, or the voices again."""
        self._show_trash(is_shown=not self._is_in_trash)

    def toggle_playback(self) -> bool:
        """Hear the chosen voice, or pause; whether there is one."""
        return self.details.audition.toggle()

    def describe(self, voice: Voice, tags: tuple[str, ...], notes: str) -> None:
        """Give a voice these tags and notes."""
        app = self._tools.app
        task = Task(
            lambda _progress, _cancel: app.manage_voices.describe(voice.id, tags=tags, notes=notes), Queue.LIBRARY
        )
        self._tools.bridge.submit(task, Reply(done=lambda _voice: self._tools.voices.refresh()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side_px = SIDE_PX if event.size().width() >= _NARROW_PX else SMALL_GAP_PX
        self._layout.setContentsMargins(side_px, GAP_PX, side_px, GAP_PX)

    def _build(self) -> None:
        self.view.setModel(self.model)
        self.view.setItemDelegate(TwoLineDelegate(self.view))
        self.view.setAccessibleName("Voices")
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        listed, shown = Card(), Card()
        listed.body.setContentsMargins(6, 6, 6, 6)
        shown.body.setContentsMargins(2, 2, 2, 2)
        listed.body.addWidget(self.view)
        shown.body.addWidget(self.details)
        listed.setMinimumWidth(140)
        shown.setMinimumWidth(320)
        splitter = QSplitter()
        splitter.setHandleWidth(GAP_PX // 2)
        splitter.setChildrenCollapsible(False)
        for number, (part, stretch) in enumerate(((listed, 2), (shown, 3))):
            splitter.addWidget(part)
            splitter.setStretchFactor(number, stretch)
        splitter.setSizes([2, 5])  # by what they wish for, the list would cut its lines off
        self.empty = EmptyState(
            "voices", "No voices yet", "\n".join(f"{n}.  {s}" for n, s in enumerate(_STEPS, 1)), "Make a voice"
        )
        self.no_match = EmptyState("search", "No voice matches", "Try fewer letters, or another word.", "Show all")
        self.stack.addWidget(splitter)
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.no_match)
        self.stack.addWidget(self.trash)
        layout = self._layout
        layout.setSpacing(GAP_PX * 3 // 4)
        head = row(label("Voices", "title"), spacing_px=SMALL_GAP_PX)
        head.addWidget(self.count, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        layout.addLayout(head)
        self.trash_button.hide()
        tools = row(self.search, self.order, self.trash_button)
        tools.setStretch(0, 1)
        layout.addLayout(tools)
        layout.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self._pause.timeout.connect(self.refresh)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.order.activated.connect(lambda _index: self.refresh())
        self.view.selectionModel().currentChanged.connect(lambda now, _before: self._show(now))
        self.view.activated.connect(lambda _index: self._speak())
        self.view.rename_pressed.connect(self.rename)
        self.view.delete_pressed.connect(self.delete)
        self.details.speak_asked.connect(self.speak_asked)
        self.details.rename_asked.connect(self.rename)
        self.details.delete_asked.connect(self.delete)
        self.details.export_asked.connect(self.leaving.ask_where_to_save)
        self.details.rebuild_asked.connect(self.rebuild)
        self.details.described.connect(self.describe)
        self.empty.pressed.connect(self.capture_asked)
        self.no_match.pressed.connect(self.search.clear)
        self._tools.voices.changed.connect(lambda _voices: self.refresh())
        self.trash.counted.connect(self._trash_counted)
        self.trash.restored.connect(self._restored)
        self.trash.left.connect(lambda: self._show_trash(is_shown=False))

    def _show(self, index: QModelIndex) -> None:
        voice: Voice | None = index.data(ITEM_ROLE) if index.isValid() else None
        self.details.show_voice(voice, self._needs_rebuild.get(voice.id, "") if voice else "")

    def _speak(self) -> None:
        if self.voice:
            self.speak_asked.emit(self.voice)

    def _arrived(self, found: VoiceList) -> None:
        chosen_id = self._wanted_id or (self.voice.id if self.voice else "")
        self._wanted_id = ""
        before = self.view.currentIndex().row()
        self._needs_rebuild = dict(found.needs_rebuild)
        self.model.show(found.voices, found.needs_rebuild)
        self.count.setText(f"{found.count} of {found.quota}")
        self.count.setToolTip("Voices in the library, and how many it may hold (see Settings)")
        self._place = _VOICES if found.voices else _NO_MATCH if found.count else _EMPTY
        self._show_place()
        self._select(self.model.row_of(chosen_id) if chosen_id else 0, before)
        if self.voice and self.voice.id == self._heard_id:
            self._heard_id = ""
            self.view.setFocus()
            self.details.audition.hear()

    def _select(self, wanted: int, before: int) -> None:
        """Keep the choice; where it is gone, choose its neighbour."""
        last = self.model.rowCount() - 1
        index = self.model.index(wanted if wanted >= 0 else min(max(0, before), last), 0)
        self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._show(index)

    def _show_place(self) -> None:
        self.stack.setCurrentIndex(_TRASH if self._is_in_trash else self._place)
        self.search.setEnabled(self._place != _EMPTY and not self._is_in_trash)
        self.order.setEnabled(not self._is_in_trash)

    def _show_trash(self, *, is_shown: bool) -> None:
        self._is_in_trash = is_shown
        self._show_place()
        if is_shown:
            self.trash.refresh()
        (self.trash.view if is_shown else self.view).setFocus()

    def _trash_counted(self, count: int) -> None:
        self.trash_button.say(f"&Trash ({count})" if count else "&Trash")
        self.trash_button.setVisible(count > 0)
        if not count and self._is_in_trash:
            self._show_trash(is_shown=False)

    def _deleted(self, voice: NamedVoice) -> None:
        self._tools.voices.refresh()
        hint = f"It stays in the trash for {TRASH_DAYS} days on which VoiceCloner is used."
        self._tools.undo.offer(voice.id, f"“{voice.name}” was deleted.", hint, lambda: self._restore(voice))

    def _restore(self, voice: NamedVoice) -> None:
        app = self._tools.app
        task = Task(lambda _progress, _cancel: app.manage_voices.restore(voice.id), Queue.LIBRARY)

        def restored(back: Voice) -> None:
            self._tools.voices.refresh()
            self._tools.messages.tell(Message(f"“{back.name}” is back."))
            self._restored(back)

        self._tools.bridge.submit(task, Reply(done=restored))

    def _restored(self, voice: Voice) -> None:
        """Choose it as soon as it is listed."""
        self._wanted_id = voice.id
