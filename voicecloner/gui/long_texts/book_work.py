"""Reading documents aloud, in the background."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from voicecloner.domain.quality import Severity
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.gui.long_texts.cover import Sight, look
from voicecloner.gui.parts.open_folder import open_folder
from voicecloner.gui.translation import said, tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.jobs import CancelToken, Progress

if TYPE_CHECKING:
    from voicecloner.api.books import BookRequest, MadeBook

READING = "book"
"""The topic under which documents are read aloud."""
_LOOK = "book-look"
Making = Callable[[Progress, CancelToken, Callable[[int], None]], "MadeBook"]


class BookWork(QObject):
    """Has documents looked at and read.

    Args:
        tools: the window's tools.

    Attributes:
        is_looking, is_reading: what is under way.
        is_stopping: whether reading is about to end because the user wants it.
        source: the document that is being read, or was read last.

    Signals:
        seen: a `Sight` of a document that can be read.
        chapter_begun: the number of the chapter whose turn it is.
        state_changed: work began or ended.
        made: a `MadeBook`.
        ended: reading ended, whatever the reason.
    """

    seen = Signal(object)
    chapter_begun = Signal(int)
    state_changed = Signal()
    made = Signal(object)
    ended = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tools.bridge)
        self._tools = tools
        self.is_looking = self.is_reading = self.is_stopping = False
        self.source = Path()

    def look(self, path: Path) -> None:
        """Find out what is in a document."""
        self.is_looking = True
        self.state_changed.emit()
        task = Task(
            lambda _progress, cancel: look(path, cancel), Queue.FILES, tr("Looking at {name}", name=path.name), _LOOK
        )
        self._tools.bridge.submit(task, Reply(done=self._looked, failed=self._not_looked))

    def read(self, request: "BookRequest", title: str) -> None:
        """Read a document aloud, or go on with it."""
        app = self._tools.app
        self._begin(
            lambda progress, cancel, begun: app.make_book(request, progress=progress, cancel=cancel, on_chapter=begun),
            request.source,
            title,
        )

    def resume(self, book_id: str, source: Path, title: str) -> None:
        """Go on with a book that was broken off."""
        app = self._tools.app
        self._begin(
            lambda progress, cancel, begun: app.make_book.resume(
                book_id, progress=progress, cancel=cancel, on_chapter=begun
            ),
            source,
            title,
        )

    def stop(self) -> None:
        """Stop reading; what was said is kept."""
        self.is_stopping = self.is_reading
        self._tools.bridge.stop_topic(READING)
        self.state_changed.emit()

    def _begin(self, make: Making, source: Path, title: str) -> None:
        if self.is_reading:
            return
        self.source = source
        post = self._tools.bridge.post

        def begun(number: int) -> None:  # called in a worker's thread
            post(lambda: self.chapter_begun.emit(number))

        self.is_reading = True
        self.state_changed.emit()
        task = Task(
            lambda progress, cancel: make(progress, cancel, begun),
            Queue.LONG,
            tr("Reading “{title}” aloud", title=title),
            READING,
        )
        self._tools.bridge.submit(task, Reply(done=self._made, failed=self._failed))

    def _looked(self, sight: Sight) -> None:
        self.is_looking = False
        self.seen.emit(sight)
        self.state_changed.emit()

    def _not_looked(self, error: VoiceClonerError) -> None:
        self.is_looking = False
        self.state_changed.emit()
        self._tools.messages.tell_error(error)

    def _made(self, made: "MadeBook") -> None:
        self._over()
        self.made.emit(made)
        severity = Severity.WARN if made.notes else Severity.OK
        words = tr("“{title}” was read aloud.", title=made.title)
        notes, see = said(" ".join(made.notes)), lambda: open_folder(made.folder)
        self._tools.messages.tell(Message(words, notes, severity, tr("Open folder"), see, stays=True))

    def _failed(self, error: VoiceClonerError) -> None:
        self._over()
        if isinstance(error, Cancelled):
            hint = tr("Press “Go on” below “Not finished”, now or at any later start.")
            self._tools.messages.tell(Message(said(error.message), hint))
        else:
            self._tools.messages.tell_error(error)

    def _over(self) -> None:
        self.is_reading = self.is_stopping = False
        self.state_changed.emit()
        self.ended.emit()
        self._tools.voices.refresh()  # some were used
