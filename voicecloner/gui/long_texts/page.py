"""Long texts: a document read aloud chapter by chapter, or the lines of a table said into a file each."""

from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup

from voicecloner.api.batches import TABLE_SUFFIXES
from voicecloner.api.books import DOCUMENT_SUFFIXES
from voicecloner.domain.quality import Severity
from voicecloner.gui.long_texts.book_card import BookCard
from voicecloner.gui.long_texts.book_work import BookWork
from voicecloner.gui.long_texts.cover import Sight
from voicecloner.gui.long_texts.file_card import FileCard
from voicecloner.gui.long_texts.table_card import TableCard
from voicecloner.gui.long_texts.table_work import TableWork
from voicecloner.gui.long_texts.unfinished_card import Unfinished, UnfinishedCard
from voicecloner.gui.parts.basics import Button, row
from voicecloner.gui.parts.scroll_page import ScrollPage
from voicecloner.gui.translation import tr
from voicecloner.gui.window.page_tools import Message, PageTools

_NARROW_PX = 700
_DOCUMENTS = tr("Plain text, Markdown, HTML, EPUB, DOCX, SRT, WebVTT")
_TABLES = tr("CSV, TSV, XLSX or JSONL with a column “text”, or TXT with one text per line")
_BUSY_BOOK = tr("A book is being read: wait for it, or stop it.")
_BUSY_TABLE = tr("The lines of a table are being said: wait for them, or stop them.")


class LongTextsPage(ScrollPage):
    """The page: a choice between books and tables above, what was not finished, then the chosen one.

    Args:
        tools: the window's tools.
    """

    def __init__(self, tools: PageTools) -> None:
        super().__init__(
            tr("Long texts"), tr("Have a book read aloud, or each line of a table said into a file of its own.")
        )
        self._tools = tools
        self.book_button = self._choice(tr("Book or document"), "book", tr("Read a document aloud, chapter by chapter"))
        self.table_button = self._choice(
            tr("Table of lines"), "table", tr("Say each line of a table into a file of its own")
        )
        self.book_work, self.table_work = BookWork(tools), TableWork(tools)
        self.unfinished = UnfinishedCard(tools, self.table_button)
        self.document_card = FileCard(tools, tr("Drop a document here"), _DOCUMENTS, DOCUMENT_SUFFIXES)
        self.book_card = BookCard(tools, self.book_work)
        self.list_card = FileCard(tools, tr("Drop a table here"), _TABLES, TABLE_SUFFIXES)
        self.table_card = TableCard(tools, self.table_work)
        self._group = QButtonGroup(self)
        self._build()
        self._connect()
        self.show_books()

    @property
    def is_at_work(self) -> bool:
        """Whether a book is being read, or lines are being said."""
        return self.book_work.is_reading or self.table_work.is_saying

    @property
    def shows_books(self) -> bool:
        """Whether books are chosen, not tables."""
        return self.book_button.isChecked()

    def look_up(self) -> None:
        """Look up what was not finished."""
        self.unfinished.look_up()

    def take(self, path: Path) -> None:
        """Show this document or table; a text file is what is chosen above."""
        suffix = path.suffix.lower()
        is_document, is_table = suffix in DOCUMENT_SUFFIXES, suffix in TABLE_SUFFIXES
        if self.is_at_work:
            words = _BUSY_BOOK if self.book_work.is_reading else _BUSY_TABLE
            self._tools.messages.tell(Message(words, "", Severity.WARN))
            return
        if is_table and not (is_document and self.shows_books):
            self.show_tables()
            self._take_table(path)
        else:
            self.show_books()
            self.book_work.look(path)

    def show_books(self) -> None:
        """Choose books."""
        self.book_button.setChecked(True)
        self._show_cards()

    def show_tables(self) -> None:
        """Choose tables."""
        self.table_button.setChecked(True)
        self._show_cards()

    def choose_file(self) -> None:
        """Ask for a document or a table."""
        if not self.is_at_work:
            (self.document_card if self.shows_books else self.list_card).choose()

    def start(self) -> None:
        """Read the document, or say the lines, that are shown."""
        if self.shows_books:
            self.book_card.read()
        else:
            self.table_card.say()

    def light(self, *, is_lit: bool) -> None:
        """Show where a file that is dragged over the window may be dropped."""
        for card in (self.document_card, self.list_card):
            card.zone.light(is_lit=is_lit)

    def toggle_playback(self) -> bool:
        """Play or pause what was made; whether there is anything."""
        return self.book_card.toggle_playback() if self.shows_books else self.table_card.toggle_playback()

    def focus(self) -> None:
        """Give the focus to what there is to do first."""
        if self.shows_books and self.book_card.document:
            self.book_card.focus()
        elif not self.shows_books and self.table_card.isVisible():
            self.table_card.focus()
        else:
            (self.document_card if self.shows_books else self.list_card).choose_button.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look_up()

    def event(self, event: QEvent) -> bool:
        """The user who comes back to the window may have begun, or stopped, something by a command meanwhile."""
        if event.type() == QEvent.Type.WindowActivate:  # comes to what is seen alone
            self.look_up()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = event.size().width() < _NARROW_PX
        self.book_card.set_narrow(is_narrow=is_narrow)
        self.table_card.set_narrow(is_narrow=is_narrow)

    def _choice(self, words: str, icon_name: str, tip: str) -> Button:
        made = Button(words, icon_name, "", tip)
        made.setCheckable(True)
        return made

    def _build(self) -> None:
        for choice in (self.book_button, self.table_button):
            self._group.addButton(choice)
        self.column.addLayout(row(self.book_button, self.table_button, None))
        for card in (self.unfinished, self.document_card, self.book_card, self.list_card, self.table_card):
            self.column.addWidget(card)
        self.column.addStretch(1)

    def _connect(self) -> None:
        self._group.buttonClicked.connect(lambda _button: self._show_cards())
        self.document_card.chosen.connect(self.take)
        self.list_card.chosen.connect(self._take_table)
        self.book_work.seen.connect(self._show_document)
        for card in (self.book_card, self.table_card):
            card.left.connect(self._show_cards)
        for work in (self.book_work, self.table_work):
            work.state_changed.connect(self._tell_busy)
            work.ended.connect(self.look_up)
        self.unfinished.resume_asked.connect(self._resume)

    def _take_table(self, path: Path) -> None:
        self.table_card.show_table(path)
        self._show_cards()

    def _show_document(self, sight: Sight) -> None:
        self.book_card.show_document(sight)
        self._show_cards()

    def _show_cards(self) -> None:
        books, has_document, has_table = self.shows_books, bool(self.book_card.document), self.table_card.has_table
        self.document_card.setVisible(books and not has_document)
        self.book_card.setVisible(books and has_document)
        self.list_card.setVisible(not books and not has_table)
        self.table_card.setVisible(not books and has_table)

    def _tell_busy(self) -> None:
        self.book_card.wait_for(_BUSY_TABLE if self.table_work.is_saying else "")
        self.table_card.wait_for(_BUSY_BOOK if self.book_work.is_reading else "")
        self.unfinished.set_busy(is_busy=self.is_at_work)

    def _resume(self, each: Unfinished) -> None:
        if self.is_at_work:
            return
        if each.book_id:
            self.book_work.resume(each.book_id, each.source, each.title)
        else:
            self.table_work.resume(each.folder, each.source)
