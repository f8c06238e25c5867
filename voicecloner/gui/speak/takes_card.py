"""The takes below the text: what was spoken, now and before the last start, until the rule erases it."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QListView

from voicecloner.api.speaking import KeptTake, TakeList
from voicecloner.domain.synthesis import Take
from voicecloner.domain.text import shortened
from voicecloner.gui.parts.basics import Card, button, label, row
from voicecloner.gui.parts.row_roles import ITEM_ROLE
from voicecloner.gui.parts.search_field import SearchField
from voicecloner.gui.parts.two_line_delegate import TwoLineDelegate
from voicecloner.gui.speak.take_rows import TakesModel
from voicecloner.gui.translation import tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools, TakeCatalogue
from voicecloner.gui.wording import size_words

PAGE = TakeCatalogue.PAGE
_ROWS_SHOWN = 4
_NARROW_PX = 540
_LEAST_PX = 400
# While the user types nothing is looked for.
_PAUSE_MS = 150
_TOPIC = "takes-search"


class TakesView(QListView):
    """The list; Del and Enter act on the chosen take.

    Signals:
        delete_pressed: Del.
    """

    delete_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


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
    """

    chosen = Signal(object)
    played = Signal(object)
    deleted = Signal(object)
    save_asked = Signal(object)
    again_asked = Signal(object)

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tr("Takes"))
        self._tools = tools
        self.model = TakesModel(self)
        self.view = TakesView()
        self.search = SearchField(tr("Search takes"), tr("Search what was said, or the voice"))
        self.no_match = label("", "muted")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self.rule = label("", "muted")
        self.delete_button = button(tr("Delete"), "trash", self.delete, "danger", tr("Delete the chosen take (Del)"))
        self.play_button = button(
            tr("Play"), "play", lambda: self.played.emit(self.take), tip=tr("Play this take (Enter)")
        )
        self.save_button = button(
            tr("Save as…"), "save", lambda: self.save_asked.emit(self.take), tip=tr("Save this take")
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

    def delete(self) -> None:
        """Delete the chosen take; the message bar offers to undo that."""
        take = self.take
        if take is None:
            return
        takes = self._tools.app.manage_takes
        task = Task(lambda _progress, _cancel: takes.delete(take), Queue.LIBRARY)
        self._tools.bridge.submit(task, Reply(done=self._deleted))

    def toggle_favourite(self) -> None:
        """Keep the chosen take for good, or let the rule count for it again."""
        kept = self.model.kept_at(self.view.currentIndex())
        if kept is None:
            return
        takes, wanted = self._tools.app.manage_takes, not kept.is_favourite
        task = Task(lambda _progress, _cancel: takes.mark_favourite(kept.take, is_favourite=wanted), Queue.LIBRARY)
        self._tools.bridge.submit(task, Reply(done=lambda _kept: self._tools.takes.refresh()))

    def show_older(self) -> None:
        """Show a page more of what is kept, or was found."""
        self._limit += PAGE
        self._look()

    def choose(self, take: Take) -> None:
        """Mark this one as the chosen one."""
        self._select(self.model.row_of(take))

    def _build(self) -> None:
        self.view.setModel(self.model)
        self.view.setItemDelegate(TwoLineDelegate(self.view))
        self.view.setAccessibleName(tr("Takes"))
        self.view.setMouseTracking(True)  # without it rows are not told that the mouse is over them
        self.no_match.setAlignment(Qt.AlignmentFlag.AlignTop)
        for part in (self.rule, self.search, self.no_match, self.view):
            self.body.addWidget(part)
        self.body.addLayout(row(self.play_button, self.save_button, self.again_button, self.favourite_button))
        self.body.addLayout(row(self.older_button, None, self.delete_button))

    def _connect(self) -> None:
        self.view.clicked.connect(lambda index: self.chosen.emit(index.data(ITEM_ROLE)))
        self.view.activated.connect(lambda index: self.played.emit(index.data(ITEM_ROLE)))
        self.view.delete_pressed.connect(self.delete)
        # the view has one only since it has its model
        self.view.selectionModel().currentChanged.connect(lambda _now, _before: self._show_state())
        self._pause.timeout.connect(self._look)
        self.search.textChanged.connect(lambda _text: self._search_anew())
        self._tools.takes.changed.connect(lambda _found: self._look())

    def _deleted(self, take: Take) -> None:
        self._tools.takes.refresh()
        self.deleted.emit(take)
        text = tr("“{text}” was deleted.", text=shortened(take.text, 60))
        hint = tr("It can be brought back until VoiceCloner is closed.")
        self._tools.undo.offer(str(take.path), text, hint, lambda: self._restore(take))

    def _restore(self, take: Take) -> None:
        takes = self._tools.app.manage_takes

        def done(kept: KeptTake) -> None:
            self._tools.takes.refresh()
            self._tools.messages.tell(Message(tr("“{text}” is back.", text=shortened(take.text, 60))))
            self.chosen.emit(kept.take)

        task = Task(lambda _progress, _cancel: takes.restore(take), Queue.LIBRARY)
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
        chosen, before = self.take, self.view.currentIndex().row()
        self.model.show(found.takes)
        self.rule.setText(
            tr(
                "What is spoken is kept for {days} days on which VoiceCloner is used, then it is erased; "
                "favourites are never erased so. {size} on the disk. Save what you want to keep elsewhere.",
                days=found.kept_days,
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
        if chosen:
            wanted = self.model.row_of(chosen)
            self._select(wanted if wanted >= 0 else min(before, self.model.rowCount() - 1))
        self._show_state()

    def _select(self, place: int) -> None:
        index = self.model.index(place, 0) if place >= 0 else QModelIndex()
        self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _show_state(self) -> None:
        for made in (self.play_button, self.save_button, self.again_button, self.delete_button):
            made.setEnabled(self.take is not None)
        # the text of what was converted is the name of the recording
        self.again_button.setEnabled(self.take is not None and not self.take.ways)
        kept = self.model.kept_at(self.view.currentIndex())
        self.favourite_button.setEnabled(kept is not None)
        is_favourite = kept is not None and kept.is_favourite
        self.favourite_button.set_icon("starred" if is_favourite else "star")
        self.favourite_button.setToolTip(
            tr("Let the rule count for it again") if is_favourite else tr("Keep it for good")
        )
