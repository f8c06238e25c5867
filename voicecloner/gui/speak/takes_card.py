"""The takes below the text: what was spoken, now and before the last start, until the rule erases it."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent

from voicecloner.api.speaking import KeptTake, TakeList
from voicecloner.domain.synthesis import Take
from voicecloner.domain.text import shortened
from voicecloner.gui.parts.basics import Card, button, label, row
from voicecloner.gui.parts.row_roles import ITEM_ROLE
from voicecloner.gui.parts.search_field import SearchField
from voicecloner.gui.parts.two_line_delegate import TwoLineDelegate
from voicecloner.gui.speak.take_rows import TakesModel
from voicecloner.gui.speak.takes_view import TakesView
from voicecloner.gui.translation import tr, tr_many
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools, TakeCatalogue
from voicecloner.gui.wording import size_words
from voicecloner.jobs import CancelToken, Progress

PAGE = TakeCatalogue.PAGE
_ROWS_SHOWN = 4
_NARROW_PX = 540
_LEAST_PX = 400
# While the user types nothing is looked for.
_PAUSE_MS = 150
_TOPIC = "takes-search"


class TakesCard(Card):
    """A search, a list and what can be done with the chosen take; there only while there are any.

    Args:
        tools: the window's tools.

    Signals:
        chosen: the `Take` to be shown.
        played: the `Take` to be shown and played.
        deleted: the `Take` that is no longer there.
        save_asked: the `Take` to be saved as a file.
        again_asked: the `Take` that is to be said once more.
        export_asked: the chosen takes are to be exported.
    """

    chosen = Signal(object)
    played = Signal(object)
    deleted = Signal(object)
    save_asked = Signal(object)
    again_asked = Signal(object)
    export_asked = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tr("Takes"))
        self._tools = tools
        self.model = TakesModel(self)
        self.view = TakesView()
        self.search = SearchField(tr("Search takes"), tr("Search what was said, or the voice"))
        self.no_match = label("", "muted")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self.rule = label("", "muted")
        self.delete_button = button(tr("Delete"), "trash", self.delete, "danger", tr("Delete the chosen takes (Del)"))
        self.play_button = button(
            tr("Play"), "play", lambda: self.played.emit(self.take), tip=tr("Play this take (Enter)")
        )
        self.save_button = button(
            tr("Save as…"), "save", lambda: self.save_asked.emit(self.take), tip=tr("Save this take")
        )
        self.export_button = button(
            tr("Export…"),
            "folder",
            self.export_asked.emit,
            tip=tr("Format, loudness and names of the chosen takes (Ctrl+E)"),
        )
        self.again_button = button(
            tr("Say again"),
            "rescan",
            lambda: self.again_asked.emit(self.take),
            tip=tr("Say the same once more"),
        )
        self.favourite_button = button(
            tr("Favourite"), "star", self.toggle_favourite, tip=tr("Keep this take for good, or not")
        )
        self.older_button = button(tr("Show older"), "chevron", self.show_older, tip=tr("Show more of the takes"))
        self._limit = PAGE
        self._with_words_px = 0
        self._build()
        self._connect()
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.save_button.text():
            self._with_words_px = super().minimumSizeHint().width()
        is_narrow = event.size().width() < max(_NARROW_PX, self._with_words_px)
        parts = (
            (self.save_button, tr("Save as…")),
            (self.export_button, tr("Export…")),
            (self.again_button, tr("Say again")),
            (self.favourite_button, tr("Favourite")),
            (self.delete_button, tr("Delete")),
        )
        for made, name in parts:
            made.say("" if is_narrow else name, name)

    def minimumSizeHint(self) -> QSize:
        # its buttons may lose their words
        return QSize(_LEAST_PX, super().minimumSizeHint().height())

    @property
    def take(self) -> Take | None:
        """The chosen one."""
        index = self.view.currentIndex()
        found: Take | None = index.data(ITEM_ROLE) if index.isValid() else None
        return found

    @property
    def chosen_takes(self) -> tuple[Take, ...]:
        """All that are chosen, the first spoken first; the one with the focus where none is marked."""
        rows = sorted((index.row() for index in self._chosen), reverse=True)
        return tuple(self.model.index(row, 0).data(ITEM_ROLE) for row in rows)

    @property
    def _chosen(self) -> list[QModelIndex]:
        current = self.view.currentIndex()
        return self.view.selectionModel().selectedIndexes() or ([current] if current.isValid() else [])

    def delete(self) -> None:
        """Delete the chosen takes; the message bar offers to undo that."""
        chosen, takes = self.chosen_takes, self._tools.app.manage_takes
        if chosen:
            task = Task(lambda _progress, _cancel: [takes.delete(take) for take in chosen], Queue.LIBRARY, saves=True)
            self._tools.bridge.submit(task, Reply(done=self._deleted))

    def toggle_favourite(self) -> None:
        """Keep the chosen takes for good, or let the rule count for them again."""
        chosen, takes, wanted = self.chosen_takes, self._tools.app.manage_takes, not self._is_favourite

        def work(_progress: Progress, _cancel: CancelToken) -> None:
            for take in chosen:
                takes.mark_favourite(take, is_favourite=wanted)

        task = Task(work, Queue.LIBRARY, saves=True)
        self._tools.bridge.submit(task, Reply(done=lambda _done: self._tools.takes.refresh()))

    def show_older(self) -> None:
        """Show a page more of what is kept, or was found."""
        self._limit += PAGE
        self._look()

    def choose(self, take: Take) -> None:
        """Mark this one as the chosen one."""
        self._select([self.model.row_of(take)])

    def _build(self) -> None:
        self.view.setModel(self.model)
        self.view.setItemDelegate(TwoLineDelegate(self.view))
        self.view.setAccessibleName(tr("Takes"))
        self.view.setMouseTracking(True)  # without it rows are not told that the mouse is over them
        self.no_match.setAlignment(Qt.AlignmentFlag.AlignTop)
        for part in (self.rule, self.search, self.no_match, self.view):
            self.body.addWidget(part)
        self.body.addLayout(row(self.play_button, self.save_button, self.export_button, self.again_button))
        self.body.addLayout(row(self.favourite_button, self.older_button, None, self.delete_button))

    def _connect(self) -> None:
        self.view.clicked.connect(self._clicked)
        self.view.activated.connect(lambda index: self.played.emit(index.data(ITEM_ROLE)))
        self.view.delete_pressed.connect(self.delete)
        # the view has one only since it has its model
        for changed in (self.view.selectionModel().currentChanged, self.view.selectionModel().selectionChanged):
            changed.connect(lambda _now, _before: self._show_state())
        self._pause.timeout.connect(self._look)
        self.search.textChanged.connect(lambda _text: self._search_anew())
        self._tools.takes.changed.connect(lambda _found: self._look())

    def _clicked(self, index: QModelIndex) -> None:
        if len(self.chosen_takes) <= 1:  # while several are being chosen, the one that is shown stays
            self.chosen.emit(index.data(ITEM_ROLE))

    def _deleted(self, deleted: list[Take]) -> None:
        self._tools.takes.refresh()
        for take in deleted:
            self.deleted.emit(take)
        hint = tr("It can be brought back until VoiceCloner is closed.")
        if len(deleted) > 1:
            hint = tr("They can be brought back until VoiceCloner is closed.")
        self._tools.undo.offer(str(deleted[-1].path), _deleted_words(deleted), hint, lambda: self._restore(deleted))

    def _restore(self, deleted: list[Take]) -> None:
        takes = self._tools.app.manage_takes

        def done(kept: list[KeptTake]) -> None:
            self._tools.takes.refresh()
            self._tools.messages.tell(Message(_back_words(deleted)))
            self.chosen.emit(kept[-1].take)

        task = Task(lambda _progress, _cancel: [takes.restore(take) for take in deleted], Queue.LIBRARY, saves=True)
        self._tools.bridge.submit(task, Reply(done=done))

    def _search_anew(self) -> None:
        self._limit = PAGE
        self._pause.start()

    def _look(self) -> None:
        """Show all takes, or those that are searched for."""
        # an answer to words typed before would take the place of this one
        self._tools.bridge.forget_topic(_TOPIC)
        query, takes = self.search.text().strip(), self._tools.app.manage_takes
        if not query and self._limit == PAGE:
            self._show(self._tools.takes.listed)
            return
        limit = self._limit
        task = Task(lambda _progress, _cancel: takes.list(query, limit, counts_all=False), Queue.LIBRARY, topic=_TOPIC)
        self._tools.bridge.submit(task, Reply(done=self._show))

    def _show(self, found: TakeList) -> None:
        current, before = self.take, self.view.currentIndex().row()
        several = self.chosen_takes
        self.model.show(found.takes)
        self.rule.setText(
            tr_many(
                "What is spoken is kept for {number} day on which VoiceCloner is used, then it is erased, except "
                "favourites. It takes up {size} on the disk. Save elsewhere what you want to keep.",
                "What is spoken is kept for {number} days on which VoiceCloner is used, then it is erased, except "
                "favourites. It takes up {size} on the disk. Save elsewhere what you want to keep.",
                found.kept_days,
                size=size_words(found.size_bytes),
            )
        )
        self.older_button.setVisible(found.count > len(found.takes))
        query = self.search.text().strip()
        all_of_them = len(self._tools.takes.kept)
        self.setVisible(bool(all_of_them))
        self.no_match.setText(tr("No take matches “{text}”.", text=shortened(query, 40)))
        self.no_match.setVisible(not found.takes)
        self.view.setVisible(bool(found.takes))
        if found.takes:
            height_px = self.view.sizeHintForRow(0) * min(all_of_them, _ROWS_SHOWN) + 4
            for part in (self.view, self.no_match):  # nothing moves while one searches
                part.setFixedHeight(height_px)
        rows = [self.model.row_of(take) for take in several]
        if current:
            wanted = self.model.row_of(current)
            rows = [wanted if wanted >= 0 else min(before, self.model.rowCount() - 1), *rows]
        if rows:
            self._select(rows)
        self._show_state()

    def _select(self, places: Sequence[int]) -> None:
        """Choose these rows, the first as the current one; -1 is none."""
        choose = QItemSelectionModel.SelectionFlag
        first = self.model.index(places[0], 0) if places[0] >= 0 else QModelIndex()
        self.view.selectionModel().setCurrentIndex(first, choose.ClearAndSelect)
        for place in places[1:]:
            if place >= 0:
                self.view.selectionModel().select(self.model.index(place, 0), choose.Select)

    def _show_state(self) -> None:
        count, take = len(self.chosen_takes), self.take
        for made in (self.play_button, self.save_button):
            made.setEnabled(take is not None and count == 1)
        for made in (self.export_button, self.favourite_button, self.delete_button):
            made.setEnabled(count > 0)
        # the text of what was converted is the name of the recording
        self.again_button.setEnabled(take is not None and count == 1 and not take.ways)
        self.favourite_button.set_icon("starred" if self._is_favourite else "star")
        tip = tr("Let the rule apply to it again") if self._is_favourite else tr("Keep it for good")
        self.favourite_button.setToolTip(tip)

    @property
    def _is_favourite(self) -> bool:
        """Whether all that are chosen are."""
        kept = [self.model.kept_at(index) for index in self._chosen]
        return bool(kept) and all(each is not None and each.is_favourite for each in kept)


def _deleted_words(takes: Sequence[Take]) -> str:
    if len(takes) == 1:
        return tr("“{text}” was deleted.", text=shortened(takes[0].text, 60))
    return tr_many("{number} take was deleted.", "{number} takes were deleted.", len(takes))


def _back_words(takes: Sequence[Take]) -> str:
    if len(takes) == 1:
        return tr("“{text}” is back.", text=shortened(takes[0].text, 60))
    return tr_many("{number} take is back.", "{number} takes are back.", len(takes))
