"""Books that are being read aloud: each in a folder of its own until it is whole, so that nothing is lost."""

import json
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from voicecloner.atomic import make_folder, read_file, storage_error, write_atomically
from voicecloner.errors import InvalidRequest, StorageError
from voicecloner.file_lock import is_held, try_hold
from voicecloner.library.book_journal import ChapterJournal

_VERSION = 1
_ERASED = "erased-"


@dataclass(frozen=True)
class BookRecord:
    """What is kept of a book that is being read.

    Attributes:
        key: a fingerprint of all that decides how it sounds; the same book said the same way has the same one.
        title: of the document.
        source: path of the document.
        out: where it is to be saved.
        voice: name of the voice that reads it.
        started_at: when reading began, UTC, ISO 8601.
        chapters: characters of each chapter, by its number.
        asked: all that was asked for; empty in books of earlier versions.
    """

    key: str
    title: str
    source: str
    out: str
    voice: str
    started_at: str
    chapters: Mapping[str, int]
    asked: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class UnfinishedBook:
    """A book in work.

    Attributes:
        id: random.
        folder: where it grows.
        record: what it is.
    """

    id: str
    folder: Path
    record: BookRecord

    @property
    def fraction(self) -> float:
        """How much of it is said, 0..1."""
        total = sum(self.record.chapters.values())
        last = [self.journal(int(number)).last() for number in self.record.chapters]
        return min(1.0, sum(each.done for each in last if each) / total) if total else 0.0

    @property
    def is_being_read(self) -> bool:
        """Whether a program is at work on it."""
        try:
            return bool(is_held(self.folder / "lock"))
        except OSError:
            return False

    def journal(self, number: int) -> ChapterJournal:
        """The sound of one chapter."""
        return ChapterJournal(self.folder, number)

    def published(self, number: int) -> str:
        """In which file, and how, a chapter was saved already; empty where it was not."""
        try:
            return read_file(self._note(number)).decode("utf-8", "surrogateescape")
        except OSError:
            return ""

    def note_published(self, number: int, how: str) -> None:
        """Keep in mind that a chapter was saved, in which file and how.

        Raises:
            StorageError
        """
        write_atomically(self._note(number), how.encode("utf-8", "surrogateescape"))

    def _note(self, number: int) -> Path:
        return self.folder / f"{number:05}.saved"


class BookStore:
    """All books in work.

    Args:
        folder: made when it is needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where they grow; it may not be there yet."""
        return self._folder

    def list(self) -> tuple[UnfinishedBook, ...]:
        """All of them, the oldest first; folders in which nothing can be read are left alone.

        Raises:
            StorageError: the folder may not be read.
        """
        try:
            folders = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
        except OSError as error:
            raise storage_error(error, self._folder) from error
        books = [book for folder in folders if not folder.name.startswith(_ERASED) and (book := _read(folder))]
        return tuple(sorted(books, key=lambda book: book.record.started_at))

    def find(self, book_id: str) -> UnfinishedBook:
        """The one whose id is, or begins with, this.

        Raises:
            InvalidRequest: none, or several.
        """
        found = [book for book in self.list() if book_id and book.id.startswith(book_id)]
        if len(found) != 1:
            raise InvalidRequest(f"No single unfinished book has the id “{book_id}”.", "See: voicecloner book list")
        return found[0]

    def begun(self, key: str) -> UnfinishedBook | None:
        """The one with this fingerprint; None where it was not begun yet."""
        return next((book for book in self.list() if book.record.key == key), None)

    def begin(self, record: BookRecord) -> UnfinishedBook:
        """Make room for a new one.

        Raises:
            StorageError
        """
        for erased in self._folder.glob(f"{_ERASED}*"):  # what a kill has left of it
            shutil.rmtree(erased, ignore_errors=True)
        book_id = secrets.token_hex(8)
        folder = self._folder / book_id
        make_folder(folder)
        return self.renew(UnfinishedBook(book_id, folder, record), record)

    def renew(self, book: UnfinishedBook, record: BookRecord) -> UnfinishedBook:
        """Keep in mind what is asked for now; it began when it began.

        Raises:
            StorageError
        """
        kept = replace(record, started_at=book.record.started_at)
        write_atomically(book.folder / "book.json", json.dumps({"version": _VERSION, **asdict(kept)}).encode())
        return replace(book, record=kept)

    def erase(self, book: UnfinishedBook) -> None:
        """Remove what was made of it by now; what was saved stays.

        Raises:
            StorageError
        """
        erased = book.folder.with_name(f"{_ERASED}{book.id}")
        try:
            book.folder.rename(erased)  # in one step: a kill meanwhile leaves no half of a book
        except OSError as error:
            raise storage_error(error, book.folder) from error
        shutil.rmtree(erased, ignore_errors=True)

    @contextmanager
    def working_on(self, book: UnfinishedBook) -> Iterator[None]:
        """Keep other programs from it within the block.

        Raises:
            StorageError: another one is at work on it.
        """
        try:
            file = (book.folder / "lock").open("wb")
        except OSError as error:
            raise storage_error(error, book.folder) from error
        with file:
            if try_hold(file) is False:
                raise StorageError(f"“{book.record.title}” is just being read aloud.", "Wait, or stop it there.")
            yield


def now_text() -> str:
    """The moment as records keep it."""
    return datetime.now(UTC).isoformat()


def _read(folder: Path) -> UnfinishedBook | None:
    try:
        fields = json.loads(read_file(folder / "book.json"))
        if fields.pop("version") != _VERSION:
            return None
        datetime.fromisoformat(fields["started_at"])
        return UnfinishedBook(folder.name, folder, BookRecord(**fields))
    except (OSError, ValueError, TypeError, KeyError):
        return None
