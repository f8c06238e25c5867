"""Read a document aloud, however long it is: what was said stays, whatever ends the program."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from voicecloner.atomic import is_there, make_folder, require_writable
from voicecloner.domain.document import Chapter
from voicecloner.engines.contract.engine import EngineHost
from voicecloner.errors import Cancelled, InvalidRequest, either
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress
from voicecloner.library.book_journal import ChapterJournal, PieceRecord
from voicecloner.library.books import BookRecord, BookStore, UnfinishedBook, now_text
from voicecloner.provenance.marking import Marker
from voicecloner.use_cases.books.book_pieces import BookPiece, PieceMaker, chapter_pieces
from voicecloner.use_cases.books.book_request import BookRequest
from voicecloner.use_cases.books.chapter_files import chapter_path
from voicecloner.use_cases.books.kept_request import kept_request, request_of
from voicecloner.use_cases.books.plan_book import BookPlan, PlanBook
from voicecloner.use_cases.books.room import require_room
from voicecloner.use_cases.books.save_book import SaveBook
from voicecloner.use_cases.speaking.publishing import Publishing
from voicecloner.use_cases.speaking.take_maker import UNMARKED, TakeMaker
from voicecloner.wording import time_words

_FORESEEN_AFTER_S = 3.0
NewMarker = Callable[[int], Marker | None]
OnChapter = Callable[[int], None]


def no_chapter(_chapter: int) -> None:
    """Nobody asks which chapter is read."""


@dataclass(frozen=True)
class MadeBook:
    """A document that was read aloud.

    Attributes:
        title: of the document.
        out: the folder or the file that was asked for.
        paths: what was saved: one file, or one for each chapter; subtitles beside them.
        seconds: of sound.
        chapters: how many.
        words: how many.
        kept_fraction: how much of it was said already when this began, 0..1.
        notes: what the user should know.
    """

    title: str
    out: Path
    paths: tuple[Path, ...]
    seconds: float
    chapters: int
    words: int
    kept_fraction: float
    notes: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where what was saved lies."""
        return self.paths[0].parent


class MakeBook:
    """The use case: call it with a `BookRequest`.

    Args:
        plan: reads the document and finds who reads it.
        maker: has voices loaded.
        host: the engines.
        books: where unfinished ones are kept.
        new_marker: marks what is said.
        publishing: how files get into the user's folders.
    """

    def __init__(
        self,
        plan: PlanBook,
        maker: TakeMaker,
        host: EngineHost,
        books: BookStore,
        new_marker: NewMarker,
        publishing: Publishing,
    ) -> None:
        self._publishing = publishing
        self.plan, self._maker, self._host, self._books, self._new_marker = plan, maker, host, books, new_marker

    def __call__(
        self,
        request: BookRequest,
        *,
        progress: Progress = no_progress,
        cancel: CancelToken = NEVER,
        on_chapter: OnChapter = no_chapter,
    ) -> MadeBook:
        """Read it, or go on where the same was broken off.

        Args:
            request: what is to be read, and how.
            progress: gets the part that is said, with the time left.
            cancel: stops within a sentence; what was said stays, and the same request goes on with it.
            on_chapter: gets the number of each chapter when its turn comes.

        Raises:
            UnreadableDocument, InvalidRequest, VoiceNotFound, VoiceNeedsRebuild, ReviewFailed: it cannot be read so.
            EngineError, Cancelled: what was said until then is kept.
            StorageError: the same, or there is no room for it.
        """
        return self._made(self.plan(request, cancel), on_chapter, progress, cancel)

    def resume(
        self,
        book_id: str,
        *,
        progress: Progress = no_progress,
        cancel: CancelToken = NEVER,
        on_chapter: OnChapter = no_chapter,
    ) -> MadeBook:
        """Go on with an unfinished book as it was asked for.

        Args:
            book_id: the beginning of its id suffices.
            progress, cancel, on_chapter: as above.

        Raises:
            InvalidRequest: there is no such book, or its document or a voice is another one by now.
            as above
        """
        book = self._books.find(book_id)
        plan = self.plan(request_of(book.record.asked), cancel)
        if plan.key != book.record.key:
            raise InvalidRequest(
                f"“{book.record.title}” cannot be continued: its document or one of its voices was changed.",
                "Begin it anew, or bring the document back as it was.",
            )
        return self._made(plan, on_chapter, progress, cancel)

    def unfinished(self) -> tuple[UnfinishedBook, ...]:
        """Books that were broken off, or are being read.

        Raises:
            StorageError
        """
        return self._books.list()

    def discard(self, book_id: str) -> UnfinishedBook:
        """Erase what was made of an unfinished book; chapters that were saved stay.

        Raises:
            InvalidRequest: there is no such book.
            StorageError: it is being read, or cannot be erased.
        """
        book = self._books.find(book_id)
        with self._books.working_on(book):
            pass
        self._books.erase(book)
        return book

    def _made(self, plan: BookPlan, on_chapter: OnChapter, progress: Progress, cancel: CancelToken) -> MadeBook:
        record = _record(plan)
        begun = self._books.begun(plan.key)
        _require_savable(plan, is_begun=begun is not None and begun.record.out == record.out)
        self._publishing.finish_for(plan.narrator.voice.id)  # what cannot sign is told before hours of work
        require_room(plan, begun.fraction if begun else 0.0, self._books.folder)
        book = begun or self._books.begin(record)
        with self._books.working_on(book):
            watched = _Watched(plan, book.fraction, progress, on_chapter)
            made = self._read(plan, self._books.renew(book, record), watched, cancel)
        self._books.erase(book)
        return made

    def _read(self, plan: BookPlan, book: UnfinishedBook, watched: "_Watched", cancel: CancelToken) -> MadeBook:
        for reader in plan.cast:
            self._maker.load_voice(reader.voice, watched.progress, cancel)
            self._maker.note_use(reader.voice)
        save = SaveBook(plan, book, self._publishing, watched.saves, cancel)
        pieces = PieceMaker(self._host, self._new_marker, plan.sample_rate)
        for number, chapter in plan.chapters.items():
            journal = book.journal(number)
            watched.chapter_begins(number, chapter)
            with watched.telling_what_is_kept():
                _speak(journal, chapter_pieces(plan, chapter), pieces, watched, cancel)
                save.chapter_is_whole(number, journal.frames)
        _require_sound(save.seconds)
        watched.is_said()
        with watched.telling_what_is_kept():
            paths = save.finished()
        return MadeBook(
            title=plan.document.title,
            out=plan.request.out,
            paths=paths,
            seconds=save.seconds,
            chapters=len(plan.chapters),
            words=plan.words,
            kept_fraction=watched.kept_fraction,
            notes=(*self._notes(plan), *save.notes),
        )

    def _notes(self, plan: BookPlan) -> tuple[str, ...]:
        is_marked = self._new_marker(plan.sample_rate) is not None
        return (*plan.notes, *self._host.notes(), *(() if is_marked else (UNMARKED,)))


def _speak(
    journal: ChapterJournal, pieces: Iterable[BookPiece], maker: PieceMaker, watched: "_Watched", cancel: CancelToken
) -> None:
    """Say what is not said yet of a chapter.

    Raises:
        EngineError, StorageError, Cancelled
    """
    left = iter(pieces)
    kept = journal.kept()
    first: list[BookPiece] = []
    for piece in left:
        cancel.raise_if_cancelled()
        record = next(kept, None)
        if record is None or record.said != piece.said:
            first = [piece]
            break
        journal.keep()
    kept.close()
    with journal:
        for piece in chain(first, left):
            cancel.raise_if_cancelled()
            sound, made = maker.made(piece, journal.frames, cancel)
            journal.add(sound, made)
            watched.said(made)


class _Watched:
    """Tells how far the book is.

    Attributes:
        kept_fraction: how much was said already, 0..1.
        progress: gets each step.
    """

    def __init__(self, plan: BookPlan, kept_fraction: float, progress: Progress, on_chapter: OnChapter) -> None:
        self.kept_fraction = kept_fraction
        self.progress = progress
        self._plan, self._on_chapter = plan, on_chapter
        self._total = max(1, plan.characters)
        self._before, self._stage, self._characters, self._chapters = 0, "", 0, 0
        self._foreseen: _TimeLeft | None = None
        self._fraction = kept_fraction

    def chapter_begins(self, place: int, chapter: Chapter) -> None:
        """The next chapter, with its number in the document; it is counted among those that are read."""
        self._before += self._characters
        self._characters = chapter.characters
        self._chapters = number = self._chapters + 1
        self._stage = f"Chapter {number} of {len(self._plan.chapters)}: {chapter.title}"
        self._on_chapter(place)

    def said(self, record: PieceRecord) -> None:
        """A piece is said and kept."""
        self._fraction = min(1.0, (self._before + record.done) / self._total)
        if self._foreseen is None:
            self._foreseen = _TimeLeft(self._fraction)
        self.progress(ProgressUpdate(self._stage, self._fraction, self._foreseen.at(self._fraction)))

    def is_said(self) -> None:
        """All is said; what is left to do is to write the one file."""
        self._foreseen = _TimeLeft(0.0)
        if self._plan.request.is_one_file:
            self.progress(ProgressUpdate("Saving", 0.0))

    def saves(self, update: ProgressUpdate) -> None:
        """A file is being written: the one of the book, or that of a chapter, while there is more to say."""
        if self._plan.request.is_one_file and update.fraction is not None and self._foreseen:
            self.progress(replace(update, detail=self._foreseen.at(update.fraction)))
        else:
            self.progress(replace(update, fraction=self._fraction))

    @contextmanager
    def telling_what_is_kept(self) -> Iterator[None]:
        """Who stops within the block hears how much of the book is kept.

        Raises:
            Cancelled
        """
        try:
            yield
        except Cancelled as stopped:
            percent = int(100 * self._fraction)
            raise Cancelled(
                f"Stopped: {percent} % of the book is said and kept.", "The same command goes on with it."
            ) from stopped


class _TimeLeft:
    """Foresees the end of work from how fast it goes.

    Args:
        fraction: how much was done when it began, 0..1.
    """

    def __init__(self, fraction: float) -> None:
        self._began_s, self._first = time.monotonic(), fraction

    def at(self, fraction: float) -> str:
        """In words; empty while nothing can be said."""
        passed_s, done = time.monotonic() - self._began_s, fraction - self._first
        if passed_s < _FORESEEN_AFTER_S or done <= 0.0 or fraction >= 1.0:
            return ""
        return f"about {time_words(passed_s * (1.0 - fraction) / done)} left"


def _record(plan: BookPlan) -> BookRecord:
    request = plan.request
    return BookRecord(
        key=plan.key,
        title=plan.document.title,
        source=str(_absolute(request.source)),
        out=str(_absolute(request.out)),
        voice=plan.narrator.voice.name,
        started_at=now_text(),
        chapters={str(number): chapter.characters for number, chapter in plan.chapters.items()},
        asked=kept_request(request, plan.narrator.voice.id),
    )


def _require_savable(plan: BookPlan, *, is_begun: bool) -> None:
    """Refuse before all the work what would be refused after it, and what would replace files unasked.

    Raises:
        InvalidRequest, StorageError
    """
    request = plan.request
    if request.is_one_file:
        require_writable(request.out)
        targets = [request.out]
    else:
        make_folder(request.out)
        require_writable(request.out / "trial")
        targets = [chapter_path(plan, number) for number in plan.chapters]
    there = next((path for path in targets if is_there(path)), None)
    if there is not None and not (request.overwrites or is_begun):
        hint = either(
            "Choose another folder or name, or tick “Replace files that are there”", "book --overwrite … to replace it"
        )
        raise InvalidRequest(f"“{there}” is there already.", hint)


def _require_sound(seconds: float) -> None:
    if seconds <= 0.0:
        raise InvalidRequest(
            "Nothing of this document can be spoken: the engine has no sound for what it is written in.",
            "Choose a voice that speaks its language.",
        )


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()
