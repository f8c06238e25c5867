"""A document: what is in it, who reads it, and how far reading is.

What goes wrong: a document that cannot be read (message, the drop zone stays), no voice, no chapter ticked (said beside
the button), files that are there already or no room (message, before anything is read), the engine fails or the user
stops (message; what was said is kept and listed as not finished).
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel

from voicecloner.gui.long_texts.book_form import BookForm
from voicecloner.gui.long_texts.book_work import BookWork
from voicecloner.gui.long_texts.chapter_list import ChapterList
from voicecloner.gui.long_texts.cover import COVER_PX, Sight
from voicecloner.gui.long_texts.made_line import MadeLine
from voicecloner.gui.parts.basics import Card, button, column, label, row
from voicecloner.gui.translation import listed, said, tr
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.gui.wording import counted, seconds_words
from voicecloner.wording import time_words

if TYPE_CHECKING:
    from voicecloner.api.books import MadeBook, SeenChapter, SeenDocument

PLAYBACK_KEY = "book"


class BookCard(Card):
    """The card; there only while it holds a document.

    Args:
        tools: the window's tools.
        work: reads documents.

    Signals:
        left: the user wants another document.
    """

    left = Signal()

    def __init__(self, tools: PageTools, work: BookWork) -> None:
        super().__init__()
        self._work = work
        self._other_work = ""
        self.document: SeenDocument | None = None
        self.title, self.facts, self.notes = label("", "heading"), label("", "muted"), label("", "muted")
        self.cover = QLabel()
        self.chapters = ChapterList()
        self.counted = label("", "muted")
        self.all_button = button(tr("All"), "", self._tick_all, tip=tr("Tick all chapters"))
        self.none_button = button(tr("None"), "", self._tick_none, tip=tr("Tick no chapter"))
        self.form = BookForm(tools)
        self.missing = label("", "missing")
        self.read_button = button(tr("Read aloud"), "speak", self.read, "primary", tr("Ctrl+Enter"))
        self.stop_button = button(tr("Stop"), "stop", work.stop, tip=tr("Stop; what was said is kept (Esc)"))
        self.leave_button = button(tr("Another document"), "close", self.leave, "quiet", tr("Choose another document"))
        self.made = MadeLine(tools, PLAYBACK_KEY)
        self._build()
        self._connect()
        self._show_state()
        self.hide()

    @property
    def what_is_missing(self) -> str:
        """What has to be done before it can be read, in one sentence; empty if nothing."""
        if self.form.reader.lacks_voices:
            return tr("There is no voice yet: make one on the Capture page.")
        if not self.form.reader.voice_id:
            return tr("Choose a voice.")
        if not self.chapters.chosen:
            return tr("Tick a chapter.")
        return self._other_work

    def show_document(self, sight: Sight) -> None:
        """Hold this one."""
        document = sight.document
        self.document = document
        self.title.setText(document.title)
        self.facts.setText(_facts(document))
        self.notes.setText(said(" ".join(document.notes)))
        self.notes.setVisible(bool(document.notes))
        self._show_cover(sight.cover)
        self.made.forget()
        self.form.show_document(document)
        self.chapters.show_chapters(document.chapters)
        self.show()
        self._show_state()

    def read(self) -> None:
        """Read it aloud, if everything is there."""
        if self.document is None or self.what_is_missing or self._work.is_reading:
            return
        self.made.forget()
        request = self.form.request(self.document.path, self.chapters.chosen, are_all=self.chapters.are_all_chosen)
        self._work.read(request, self.document.title)

    def leave(self) -> None:
        """Hold nothing more."""
        self.document = None
        self.made.forget()
        self.hide()
        self.left.emit()

    def wait_for(self, other_work: str) -> None:
        """Say that it can only be read when other work is done; empty: it can be now."""
        self._other_work = other_work
        self._show_state()

    def set_narrow(self, *, is_narrow: bool) -> None:
        """One field below the other where there is no room side by side."""
        self.leave_button.say("" if is_narrow else tr("Another document"), tr("Another document"))
        self.form.set_narrow(is_narrow=is_narrow)

    def focus(self) -> None:
        """Give the focus to the chapters."""
        self.chapters.setFocus()

    def toggle_playback(self) -> bool:
        """Play or pause what was made; whether there is anything."""
        return self.made.isVisible() and self.made.play_button.play_or_pause()

    def _build(self) -> None:
        self.cover.setFixedSize(COVER_PX / 2)
        self.cover.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.cover.setAccessibleName(tr("Cover"))
        words = column(self.title, self.facts, self.notes, None, spacing_px=4)
        head = row(self.cover, spacing_px=16)
        head.addLayout(words, 1)
        head.addWidget(self.leave_button, 0, Qt.AlignmentFlag.AlignTop)
        ticks = row(self.counted, self.all_button, self.none_button)
        ticks.setStretch(0, 1)
        foot = row(self.read_button, self.stop_button, spacing_px=12)
        foot.addWidget(self.missing, 1)
        self.body.addLayout(head)
        self.body.addWidget(self.chapters)
        self.body.addLayout(ticks)
        self.body.addWidget(self.form)
        self.body.addSpacing(4)
        self.body.addLayout(foot)
        self.body.addWidget(self.made)

    def _connect(self) -> None:
        self.chapters.ticked.connect(self._ticked)
        self.form.changed.connect(self._show_state)
        self._work.state_changed.connect(self._show_state)
        self._work.chapter_begun.connect(self._show_begun)
        self._work.ended.connect(lambda: self.chapters.show_begun(0))
        self._work.made.connect(self._made)

    def _tick_all(self) -> None:
        self.chapters.tick_all(is_ticked=True)

    def _tick_none(self) -> None:
        self.chapters.tick_all(is_ticked=False)

    def _ticked(self) -> None:
        chosen = self.chapters.chosen
        self.form.show_names(chosen)
        self.counted.setText(_chosen_words(chosen, self.document))
        self._show_state()

    def _show_cover(self, picture: QImage) -> None:
        self.cover.setVisible(not picture.isNull())
        if not picture.isNull():
            pixmap = QPixmap.fromImage(picture)
            pixmap.setDevicePixelRatio(2.0)
            self.cover.setPixmap(pixmap)

    @property
    def _is_mine(self) -> bool:
        """Whether it is this document that is read, not one that is gone on with."""
        return self.document is not None and self.document.path.absolute() == self._work.source.absolute()

    def _show_begun(self, number: int) -> None:
        if self._is_mine:
            self.chapters.show_begun(number)

    def _made(self, made: "MadeBook") -> None:
        sounds = [path for path in made.paths if path.suffix not in {".srt", ".vtt"}]
        facts = listed((counted(made.chapters, "chapter"), seconds_words(made.seconds)))
        if self._is_mine:
            self.chapters.show_read()
            self.made.tell(
                tr("“{title}” was read aloud: {facts}.", title=made.title, facts=facts), made.folder, sounds[0]
            )
            if self.isVisible():
                self.made.play_button.setFocus()  # what had the focus could not be used while it was read

    def _show_state(self) -> None:
        is_reading, missing = self._work.is_reading, self.what_is_missing
        held_focus = any(each.hasFocus() for each in (self.read_button, self.stop_button, self))
        self.read_button.setVisible(not is_reading)
        self.read_button.setEnabled(not missing)
        self.stop_button.say(tr("Stopping…") if self._work.is_stopping else tr("Stop"))
        self.stop_button.setEnabled(not self._work.is_stopping)
        self.stop_button.setVisible(is_reading)
        self.missing.setText("" if is_reading else missing)
        self.leave_button.setEnabled(not is_reading)
        self.chapters.set_locked(is_locked=is_reading)
        for part in (self.form, self.all_button, self.none_button):
            part.setEnabled(not is_reading)  # what is being read goes by what was chosen
        if held_focus:  # one takes the other's place; Qt would hand the focus of a hidden button to whatever comes next
            wanted = self.stop_button if is_reading else self.read_button
            (wanted if wanted.isEnabled() else self).setFocus()


def _facts(document: "SeenDocument") -> str:
    words = sum(chapter.words for chapter in document.chapters)
    facts = (document.author, counted(len(document.chapters), "chapter"), counted(words, "word"), document.path.name)
    return " · ".join(filter(None, facts))


def _chosen_words(chosen: "tuple[SeenChapter, ...]", document: "SeenDocument | None") -> str:
    count = len(document.chapters) if document else 0
    length = tr(", about {time}", time=time_words(sum(chapter.seconds for chapter in chosen))) if chosen else ""
    which = (
        tr("All chapters")
        if len(chosen) == count
        else tr("{count} of {chapters}", count=len(chosen), chapters=counted(count, "chapter"))
    )
    return f"{which}{length}"
