"""A book that is said becomes files: one for each chapter, or one with chapters and a cover, and subtitles beside."""

from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np

from voicecloner.audio.files.audiobook import AudiobookTags, write_audiobook
from voicecloner.audio.files.id3 import ChapterMark
from voicecloner.audio.files.saving import SavedSound, SoundOptions, SourceSound, Watch, save_sound
from voicecloner.domain.audio import Samples
from voicecloner.jobs import NEVER, CancelToken, Progress, no_progress
from voicecloner.library.books import UnfinishedBook
from voicecloner.use_cases.books.chapter_files import chapter_path
from voicecloner.use_cases.books.plan_book import BookPlan
from voicecloner.use_cases.books.subtitles import Cue, cues, write_subtitles
from voicecloner.use_cases.speaking.publishing import Publishing
from voicecloner.use_cases.speaking.speak import marks_of

BETWEEN_CHAPTERS_S = 1.5


class SaveBook:
    """Saves a book while it is said.

    Args:
        plan: what it is.
        book: where its sound grows.
        publishing: how files get into the user's folders.
        progress: gets how far the writing of a file is.
        cancel: stops it; nothing of the file is left then.

    Attributes:
        seconds: of sound in all chapters that are whole.
        notes: what the user should know of the files.
    """

    def __init__(
        self,
        plan: BookPlan,
        book: UnfinishedBook,
        publishing: Publishing,
        progress: Progress = no_progress,
        cancel: CancelToken = NEVER,
    ) -> None:
        self._publishing = publishing
        self.seconds = 0.0
        self.notes: tuple[str, ...] = ()
        self._plan, self._book, self._progress, self._cancel = plan, book, progress, cancel
        self._frames: dict[int, int] = {}

    def chapter_is_whole(self, number: int, frames: int) -> None:
        """All of a chapter is said; in a folder it gets its file at once.

        Raises:
            StorageError, Cancelled
        """
        self.seconds += frames / self._plan.sample_rate
        if not frames:  # a page with nothing but signs
            return
        self._frames[number] = frames
        if not self._plan.request.is_one_file:
            self._save_chapter(number, chapter_path(self._plan, number))

    def finished(self) -> tuple[Path, ...]:
        """All chapters are whole; returns what was saved.

        Raises:
            StorageError, Cancelled
        """
        request = self._plan.request
        if not request.is_one_file:
            sounds = [chapter_path(self._plan, number) for number in self._frames]
        else:
            sounds = [request.out]
            self._save_whole(request.out)
        suffix = f".{request.subtitles}"
        return (*sounds, *(path.with_suffix(suffix) for path in sounds if request.subtitles))

    def _save_chapter(self, number: int, path: Path) -> None:
        if path.exists() and self._book.published(number) == self._published_as(path):
            return
        sound = SourceSound(self._plan.sample_rate, self._frames[number], self._book.journal(number).blocks)
        watch = Watch(self._progress, self._cancel, f"Saving {path.name}")
        with self._publishing.growing(path) as part:
            tags = self._chapter_tags(number)
            self._note(save_sound(path, sound, self._how, metadata=tags, part=part, watch=watch))
        if self._plan.request.subtitles:
            write_subtitles(path.with_suffix(f".{self._plan.request.subtitles}"), self._cues(number, 0.0))
        self._book.note_published(number, self._published_as(path))

    def _save_whole(self, path: Path) -> None:
        frames = sum(self._frames.values()) + len(self._frames) * self._gap
        tags = AudiobookTags(self._whole_tags(), tuple(self._marks()), self._plan.document.cover)
        sound = SourceSound(self._plan.sample_rate, frames, self._blocks)
        with self._publishing.growing(path) as part:
            watch = Watch(self._progress, self._cancel)
            self._note(write_audiobook(path, sound, tags, self._how, part=part, watch=watch))
        if self._plan.request.subtitles:
            shown = (cue for number, start_s in self._starts() for cue in self._cues(number, start_s))
            write_subtitles(path.with_suffix(f".{self._plan.request.subtitles}"), shown)

    @property
    def _how(self) -> SoundOptions:
        wanted = SoundOptions(loudness_lufs=self._plan.request.loudness_lufs)
        return self._publishing.options(wanted, self._plan.narrator.voice.id)

    def _note(self, saved: SavedSound) -> None:
        self.notes += tuple(f"“{saved.path.name}”: {note}" for note in saved.notes)

    def _published_as(self, path: Path) -> str:
        """Where a chapter is saved and how: what was saved otherwise is saved anew."""
        loudness_lufs = self._plan.request.loudness_lufs
        return f"{path.absolute()}" if loudness_lufs is None else f"{path.absolute()}\0{loudness_lufs:g} LUFS"

    def _cues(self, number: int, offset_s: float) -> Iterator[Cue]:
        records = self._book.journal(number).kept()
        return cues(records, are_words_shown=self._plan.request.are_words_shown, offset_s=offset_s)

    def _starts(self) -> Iterator[tuple[int, float]]:
        """Number of each chapter, and where it begins in the one file, seconds."""
        at = 0
        for number, frames in self._frames.items():
            yield number, at / self._plan.sample_rate
            at += frames + self._gap

    def _marks(self) -> Iterator[ChapterMark]:
        for number, start_s in self._starts():
            end_s = start_s + (self._frames[number] + self._gap) / self._plan.sample_rate
            yield ChapterMark(self._plan.chapters[number].title, start_s, end_s)

    def _blocks(self) -> Generator[Samples]:
        for number in self._frames:
            yield from self._book.journal(number).blocks()
            yield np.zeros(self._gap, np.float32)

    @property
    def _gap(self) -> int:
        return round(BETWEEN_CHAPTERS_S * self._plan.sample_rate)

    def _chapter_tags(self, number: int) -> dict[str, str]:
        voice, title = self._plan.narrator.voice, self._plan.chapters[number].title
        marks = marks_of(voice.name, voice.id, title)
        return {**marks, **self._dated, "album": self._plan.document.title, "tracknumber": str(number)}

    def _whole_tags(self) -> dict[str, str]:
        voice, document = self._plan.narrator.voice, self._plan.document
        marks = {**marks_of(voice.name, voice.id, document.title), **self._dated}
        written = {"composer": document.author} if document.author else {}
        return {**marks, **written, "album": document.title, "genre": "Audiobook"}

    @property
    def _dated(self) -> dict[str, str]:
        """The day on which reading began, so that an interruption over midnight changes nothing."""
        return {"date": self._book.record.started_at[:10]}
