"""Voices: find one, look at it, hear it and its recording, speak with it, describe, rename or delete it.

What goes wrong: none there yet (three steps are shown), none found (said so), a name already taken (message), deleted
by mistake (Undo in the message bar, Ctrl+Z, and 30 days of use in the trash, which opens here).
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLabel,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from voicecloner.api.voices import ListedVoices, VoiceRow, WholeVoice
from voicecloner.domain.voice import Voice, VoiceSummary
from voicecloner.errors import VoiceClonerError
from voicecloner.gui.parts.basics import GAP_PX, SMALL_GAP_PX, button, label, row
from voicecloner.gui.parts.dialogs.name import NameQuestion, ask_for_name
from voicecloner.gui.parts.empty_state import EmptyState
from voicecloner.gui.parts.scroll_page import SIDE_PX
from voicecloner.gui.parts.search_field import SearchField
from voicecloner.gui.translation import said, tr
from voicecloner.gui.voices.chosen_voice import ChosenVoice
from voicecloner.gui.voices.filter_button import FilterButton
from voicecloner.gui.voices.leaving_voices import LeavingVoices
from voicecloner.gui.voices.list_and_details import ListAndDetails
from voicecloner.gui.voices.selection_bar import SelectionBar
from voicecloner.gui.voices.trash_view import TrashView
from voicecloner.gui.voices.voice_changes import VoiceChanges
from voicecloner.gui.voices.voice_delegate import VoiceDelegate
from voicecloner.gui.voices.voice_details import VoiceDetails
from voicecloner.gui.voices.voice_finder import VoiceFinder
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.gui.window.rebuilding import rebuild

_STEPS = (
    tr("Record yourself, or drop a recording onto this window."),
    tr("Look at its review."),
    tr("Name the voice, say whose it is, and press Create voice."),
)
_ORDERS = ((tr("Recently used"), "recent"), (tr("Name"), "name"), (tr("Newest"), "created"), (tr("Score"), "score"))
_TYPING_PAUSE_MS = 120
_NARROW_PX = 640
_LOW_PX = 320
_ROWS_LAID_OUT = 2000
_VOICES, _EMPTY, _NO_MATCH, _TRASH = range(4)


class VoicesView(QListView):
    """The list; Enter, F2 and Del act on the chosen voice.

    Signals:
        rename_pressed, delete_pressed: F2, Del.
    """

    rename_pressed = Signal()
    delete_pressed = Signal()

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """What the program chooses is chosen alone, whatever keys are held down just then."""
        if event is None:
            return QItemSelectionModel.SelectionFlag.ClearAndSelect
        return super().selectionCommand(index, event)

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
        self._wanted_id = self._heard_id = self._spoken_id = self._renamed_id = ""
        self._wanted_number: int | None = None
        self._chosen_number: int | None = None
        self._chosen_place = 0
        self._listed: ListedVoices | None = None
        self.search = SearchField(tr("Search voices"), tr("Search name, id, tags, notes"))
        self.order = QComboBox()
        self.order.setAccessibleName(tr("Sort by"))
        for name, key in _ORDERS:
            self.order.addItem(name, key)
        self.count = QLabel()
        self.count.setProperty("kind", "muted")
        self.count.setToolTip(tr("Voices in the library, and how many it may hold (see Settings)"))
        self.filter = FilterButton(self._engine_title)
        self.finder = VoiceFinder(tools, self)
        self.model = self.finder.model
        self.view = VoicesView()
        self.view.setModel(self.model)
        self.several = SelectionBar(self.view, self.model)
        self.changes = VoiceChanges(tools, self)
        self.chosen = ChosenVoice(tools, self)
        self.details = VoiceDetails(tools)
        self.both = ListAndDetails(self.view, self.several, self.details)
        self.leaving = LeavingVoices(tools, self.view, lambda: self.summary)
        self.trash = TrashView(tools)
        self.trash_button = button(tr("&Trash"), "trash", self.toggle_trash, "", tr("Deleted voices (Alt+T)"))
        self._is_in_trash = False
        self._place = _EMPTY
        self.stack = QStackedWidget()
        self._layout = QVBoxLayout(self)
        self._above = QWidget()
        self._title = label(tr("Voices"), "title")
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._build()
        self._connect()
        if tools.voices.listed:  # it was built after they were looked up
            self.refresh()

    @property
    def voice(self) -> Voice | None:
        """The chosen voice; None until it was read whole, a moment after it was chosen."""
        row, voice = self._row, self.chosen.voice
        return voice if row and voice and voice.id == row.voice.id else None

    @property
    def summary(self) -> VoiceSummary | None:
        """What the list knows of the chosen voice."""
        row = self._row
        return row.voice if row else None

    @property
    def _row(self) -> VoiceRow | None:
        index = self.view.currentIndex()
        return self.model.row_at(index.row()) if index.isValid() else None

    def refresh(self) -> None:
        """Look the list up anew, and by what it can be filtered."""
        self.finder.look_at_kinds()
        self.look_up()

    def look_up(self) -> None:
        """Look the list up anew."""
        self.finder.find(self.filter.request(self.search.text(), str(self.order.currentData())), self._wanted_id)

    def choose(self, voice: Voice, *, then_hear: bool = False) -> None:
        """Choose this voice as soon as it is listed, and have it say a sentence if that is wanted."""
        self._wanted_id = voice.id
        self._heard_id = voice.id if then_hear else ""
        if self._is_in_trash:
            self._show_trash(is_shown=False)
        self.search.clear()
        self.filter.clear()
        self.both.show_details()
        self.refresh()

    def rename(self) -> None:
        """Let the name of the chosen voice be changed where it stands."""
        if self.voice:
            self.both.show_details()
            self.details.ensureWidgetVisible(self.details.name)
            self.details.name.edit()
        elif self.summary:  # the details are still of the one before
            self._renamed_id = self.summary.id

    def delete(self, voice: Voice | VoiceSummary | None = None) -> None:
        """Put a voice, or all that are chosen, into the trash; the message bar offers to undo that."""
        self._go_to_list()
        if voice is None and self.several.isVisibleTo(self):
            self.changes.delete(self.several.numbers)
        elif voice := voice or self.summary:
            self.changes.delete_one(voice)

    def _engine_title(self, engine_id: str) -> str:
        return next((each.title for each in self._tools.engines.engines if each.id == engine_id), engine_id)

    def rebuild(self, voice: Voice | None = None) -> None:
        """Make a voice anew from its kept recording."""
        voice = voice or self.voice
        if voice is not None:
            rebuild(self._tools, voice, self.measure)

    def measure(self, voice: Voice) -> None:
        """Find out in the background how a new voice came out."""
        self.details.scorer.score(voice, is_asked=False)

    def focus(self) -> None:
        """Give the focus to the list, or to what is there instead."""
        listed = self.details.speak_button if self.both.covers_list else self.view
        places = {_VOICES: listed, _EMPTY: self.empty.button, _NO_MATCH: self.search, _TRASH: self.trash.view}
        places[self.stack.currentIndex()].setFocus()

    def begin_search(self) -> None:
        """Let a voice be searched for."""
        self.both.show_details(is_in_front=False)
        self.search.setFocus()
        self.search.selectAll()

    def toggle_trash(self) -> None:
        """Show the trash, or the voices again."""
        self._show_trash(is_shown=not self._is_in_trash)

    def toggle_playback(self) -> bool:
        """Hear the chosen voice, or pause; whether there is one."""
        if self.voice is None and self.summary:  # the details are still of the one before
            self._heard_id = self.summary.id
            return True
        return self.details.audition.toggle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side_px = SIDE_PX if event.size().width() >= _NARROW_PX else SMALL_GAP_PX
        self._layout.setContentsMargins(side_px, GAP_PX, side_px, GAP_PX)
        self.both.set_narrow(is_narrow=event.size().width() < _NARROW_PX)
        self._show_title()

    def _build(self) -> None:
        self._build_view()
        self.empty = EmptyState(
            "voices", tr("No voices yet"), "\n".join(f"{n}.  {s}" for n, s in enumerate(_STEPS, 1)), tr("Make a voice")
        )
        self.no_match = EmptyState(
            "search", tr("No voice matches"), tr("Try fewer letters, or another word."), tr("Show all")
        )
        self.stack.addWidget(self.both)
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.no_match)
        self.stack.addWidget(self.trash)
        layout = self._layout
        layout.setSpacing(GAP_PX * 3 // 4)
        self._build_above()  # first: the tab key goes where parts were put into the page, in that order
        layout.addWidget(self._above)
        layout.addWidget(self.stack, 1)

    def _build_above(self) -> None:
        """What finds voices."""
        layout = QVBoxLayout(self._above)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP_PX * 3 // 4)
        head = row(self._title, spacing_px=SMALL_GAP_PX)
        head.addWidget(self.count, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        layout.addLayout(head)
        self.trash_button.hide()
        tools = row(self.search, self.order, self.filter, self.trash_button)
        tools.setStretch(0, 1)
        layout.addLayout(tools)

    def _build_view(self) -> None:
        self.view.setItemDelegate(VoiceDelegate(self.view))
        self.view.setAccessibleName(tr("Voices"))
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)  # otherwise each row of a long list is measured
        self.view.setLayoutMode(QListView.LayoutMode.Batched)  # a hundred thousand rows at once would take 150 ms
        self.view.setBatchSize(_ROWS_LAID_OUT)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def _connect(self) -> None:
        self._pause.timeout.connect(self.look_up)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.order.activated.connect(lambda _index: self.look_up())
        self.filter.changed.connect(self.look_up)
        self.finder.found.connect(self._arrived)
        self.finder.completed.connect(self._completed)
        self.finder.kinds_changed.connect(self.filter.offer)
        self.model.dataChanged.connect(lambda *_: self._show())  # the row chosen may only now have been read
        self.view.selectionModel().currentChanged.connect(lambda *_: self._show())
        self.view.selectionModel().selectionChanged.connect(lambda *_: self.several.look())
        self.model.modelReset.connect(self.several.look)  # nothing is chosen then, which no signal tells
        self.several.delete_asked.connect(self.changes.delete)
        self.several.tag_asked.connect(self._ask_for_tag)
        self.several.export_asked.connect(self.leaving.ask_where_to_save_several)
        self.changes.restored.connect(self._restored)
        self.chosen.read.connect(self._show_whole)
        self.view.activated.connect(lambda _index: self._activated())
        self.view.clicked.connect(lambda _index: self._clicked())
        self.both.left.connect(self.view.setFocus)
        for turned in (self.both.turned, self.stack.currentChanged):
            turned.connect(lambda *_: self._show_above())
        self.view.rename_pressed.connect(self.rename)
        self.view.delete_pressed.connect(self.delete)
        self.details.speak_asked.connect(self._speak)
        self.details.name.renamed.connect(self.changes.rename)
        self.details.name.left.connect(self.view.setFocus)
        self.changes.renamed.connect(self._renamed)
        self.changes.not_renamed.connect(self._not_renamed)
        self.details.delete_asked.connect(self.delete)
        self.details.export_asked.connect(self.leaving.ask_where_to_save)
        self.details.rebuild_asked.connect(self.rebuild)
        self.details.review_asked.connect(self.changes.review)
        self.details.described.connect(self.changes.describe)
        self.empty.pressed.connect(self.capture_asked)
        self.no_match.pressed.connect(self._show_all)
        self._tools.voices.changed.connect(lambda _voices: self.refresh())
        self.trash.counted.connect(self._trash_counted)
        self.trash.restored.connect(self._restored)
        self.trash.left.connect(lambda: self._show_trash(is_shown=False))

    def _show(self) -> None:
        """Show the chosen voice, if it was read by now."""
        index, row = self.view.currentIndex(), self._row
        if index.isValid():
            self._chosen_place, (self._chosen_number,) = index.row(), self.model.numbers_at([index.row()])
        if row is None and index.isValid():
            return
        self.chosen.look_at(row)

    def _show_whole(self, whole: WholeVoice | None) -> None:
        """Show the chosen voice, and do what was asked of it before it was read."""
        self.details.show_whole(whole)
        spoken_id, self._spoken_id = self._spoken_id, ""
        renamed_id, self._renamed_id = self._renamed_id, ""
        if whole and whole.voice.id == renamed_id:
            self.rename()
        if whole and whole.voice.id == spoken_id:
            self._speak(whole.voice)
        elif whole and whole.voice.id == self._heard_id:
            self._heard_id = ""
            self.view.setFocus()
            self.details.audition.hear()

    def _clicked(self) -> None:
        """A click with Ctrl or Shift chooses several, which the list itself has buttons for."""
        if QGuiApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier and self.both.hides_details:
            self.both.show_details()
            self.focus()

    def _activated(self) -> None:
        """Speak with the voice; where only the list is seen, show what is known of it first."""
        if self.both.hides_details:
            self.both.show_details()
            self.focus()
        else:
            self._speak()

    def _go_to_list(self) -> None:
        if self.both.covers_list:
            self.both.show_details(is_in_front=False)
            self.view.setFocus()

    def _show_above(self) -> None:
        """Where the details are in front of the list, what finds voices would only take their room."""
        self._above.setVisible(not self.both.covers_list or self.stack.currentIndex() != _VOICES)

    def _show_title(self) -> None:
        """The trash has a heading of its own: with both, its list has no room in a low window below a message."""
        is_shown = not self._is_in_trash or self.height() >= _LOW_PX
        self._title.setVisible(is_shown)
        self.count.setVisible(is_shown)

    def _speak(self, voice: Voice | None = None) -> None:
        if voice := voice or self.voice:
            self._tools.voices.include(voice)
            self.speak_asked.emit(voice)
        elif self.summary:
            self._spoken_id = self.summary.id

    def _ask_for_tag(self, numbers: Sequence[int]) -> None:
        question = NameQuestion(tr("Add a tag"), tr("A tag for {count} voices:", count=len(numbers)), "", tr("Add"))
        ask_for_name(self, question, lambda tag: self.changes.tag(numbers, tag.strip()))

    def _show_all(self) -> None:
        self.filter.clear()
        self.search.clear()
        self.look_up()

    def _arrived(self, listed: ListedVoices) -> None:
        # it may be there before the answer in which it was asked for
        wanted = listed.wanted if listed.wanted is not None else self.model.number_of(self._wanted_id)
        if wanted is not None:
            self._wanted_id, self._wanted_number = "", wanted
        self._listed = listed
        self._place = _VOICES if listed.numbers else _NO_MATCH if listed.count else _EMPTY
        self._say_count("+" if listed.rest else "")
        self._show_place()
        self._select()

    def _completed(self) -> None:
        self._say_count()
        self._select()

    def _say_count(self, more: str = "") -> None:
        listed = self._listed
        if listed is None:
            return
        found = (
            tr("{number}{more} found · ", number=self.model.rowCount(), more=more) if listed.request.is_narrowed else ""
        )
        held = (
            tr("{count} of {quota}: delete one first", count=listed.count, quota=listed.quota)
            if listed.count >= listed.quota
            else tr("{count} of {quota}", count=listed.count, quota=listed.quota)
        )
        self.count.setText(f"{found}{held}")

    def _select(self) -> None:
        """Choose the voice that is wanted; keep the choice otherwise, or where it is gone its neighbour."""
        place = self.model.place_of(self._wanted_number)
        if place >= 0:
            self._wanted_number = None
        elif not self.view.currentIndex().isValid():  # others are listed now
            place = self.model.place_of(self._chosen_number)
            place = place if place >= 0 else min(self._chosen_place, self.model.rowCount() - 1)
        if place >= 0:
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.view.selectionModel().setCurrentIndex(self.model.index(place, 0), flag)
        self._show()

    def _show_place(self) -> None:
        self.stack.setCurrentIndex(_TRASH if self._is_in_trash else self._place)
        self.search.setEnabled(self._place != _EMPTY and not self._is_in_trash)
        self.order.setEnabled(not self._is_in_trash)
        self.filter.setEnabled(self._place != _EMPTY and not self._is_in_trash)

    def _show_trash(self, *, is_shown: bool) -> None:
        self._is_in_trash = is_shown
        self._show_title()
        self._show_place()
        if is_shown:
            self.trash.refresh()
        (self.trash.view if is_shown else self.view).setFocus()

    def _trash_counted(self, count: int) -> None:
        self.trash_button.say(tr("&Trash ({count})", count=count) if count else tr("&Trash"))
        self.trash_button.setVisible(count > 0)
        if not count and self._is_in_trash:
            self._show_trash(is_shown=False)

    def _renamed(self, voice: Voice) -> None:
        if self.voice and self.voice.id == voice.id:
            self.details.name.show_voice(voice)
            self.details.name.end()

    def _not_renamed(self, voice: Voice, error: VoiceClonerError) -> None:
        """Below the field, or where the user has gone on to another voice, in the message bar."""
        if self.voice and self.voice.id == voice.id:
            self.details.name.tell(voice, said(error.message))
        else:
            self._tools.messages.tell_error(error)

    def _restored(self, voice: Voice) -> None:
        """Choose it as soon as it is listed."""
        self._wanted_id = voice.id
