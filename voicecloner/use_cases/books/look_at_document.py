"""What there is to know of a document before it is read: its chapters, about how long they are, and who speaks."""

from dataclasses import dataclass, field
from pathlib import Path

from voicecloner.domain.document import Chapter
from voicecloner.jobs import NEVER, CancelToken
from voicecloner.speech.documents.apart import read_document
from voicecloner.use_cases.books.plan_book import names_in
from voicecloner.use_cases.books.room import expected_chapter_s


@dataclass(frozen=True)
class SeenChapter:
    """One chapter.

    Attributes:
        number: counted from 1.
        title: as the table of contents calls it.
        words: how many there are.
        seconds: about how long it is when it is read at a usual pace.
        names: those in brackets with which its paragraphs begin, each once.
    """

    number: int
    title: str
    words: int
    seconds: float
    names: tuple[str, ...]


@dataclass(frozen=True)
class SeenDocument:
    """A document that can be read aloud.

    Attributes:
        path: the file.
        title: never empty.
        author: who wrote it; empty where the file does not say.
        language: BCP 47 tag the file names; empty where it names none.
        cover: a JPEG or PNG picture; empty where there is none.
        chapters: never empty.
        notes: what was left out, each in one sentence.
    """

    path: Path
    title: str
    author: str
    language: str
    cover: bytes = field(repr=False)
    chapters: tuple[SeenChapter, ...]
    notes: tuple[str, ...]


def look_at_document(path: Path, cancel: CancelToken = NEVER) -> SeenDocument:
    """Find out what is in it.

    Args:
        path: the file.
        cancel: stops reading it.

    Raises:
        UnreadableDocument, StorageError, Cancelled: as of `read_document`.
    """
    found = read_document(path, cancel)
    chapters = tuple(_seen(number, chapter) for number, chapter in enumerate(found.chapters, 1))
    return SeenDocument(path, found.title, found.author, found.language, found.cover, chapters, found.notes)


def _seen(number: int, chapter: Chapter) -> SeenChapter:
    return SeenChapter(number, chapter.title, chapter.words, expected_chapter_s(chapter), names_in((chapter,)))
