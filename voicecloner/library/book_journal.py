"""The sound of one chapter while it grows: pieces one behind the other, and beside them a journal of what is whole.

A piece counts once its line stands in the journal, which is written after its sound, in one go. What a kill, a full
disk or a power cut has left behind the last whole line is cut off before anything is added; so no piece is ever lost
that counted, and none is there twice.
"""

import json
import os
import time
import zlib
from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import numpy as np
import numpy.typing as npt

from voicecloner.atomic import storage_error
from voicecloner.domain.audio import Samples

Pcm = npt.NDArray[np.int16]
_FRAME_BYTES = 2
_BLOCK_FRAMES = 1 << 16
_SYNC_EVERY_S = 5.0  # more than this is never made anew after a power cut
_LONGEST_LINE_BYTES = 1_000_000


@dataclass(frozen=True)
class PieceRecord:
    """What the journal knows of a piece.

    Attributes:
        said: a fingerprint of what was said, by whom and how; tells whether it is what is to be said here.
        text: as it is written in the document.
        start_s: where its speech begins in the chapter, behind the pause, seconds.
        end_s: where it ends.
        words: text, start and end of each word in seconds from the chapter's start; empty where nobody knows.
        done: characters of the chapter that are said with it.
        end_frame: of its sound in the chapter.
        crc: of its sound, CRC-32.
    """

    said: int
    text: str
    start_s: float
    end_s: float
    words: tuple[tuple[str, float, float], ...]
    done: int
    end_frame: int = 0
    crc: int = 0


class ChapterJournal:
    """The sound of a chapter and what is in it. Used as context manager while pieces are added.

    Args:
        folder: exists.
        number: of the chapter.
    """

    def __init__(self, folder: Path, number: int) -> None:
        self._sound_path = folder / f"{number:05}.pcm"
        self._lines_path = folder / f"{number:05}.jsonl"
        self._undo = ExitStack()
        self._sound: BinaryIO | None = None
        self._lines: BinaryIO | None = None
        self._frames, self._kept_bytes = 0, 0
        self._seen = (0, 0)
        self._synced_s = time.monotonic()

    @property
    def frames(self) -> int:
        """How much sound counts, at the rate at which it was added."""
        return self._frames

    def kept(self) -> Generator[PieceRecord]:
        """The pieces that are whole, in order. Adding goes on behind the last one for which `keep` was called.

        Raises:
            StorageError: it may not be read.
        """
        self._seen = (0, 0)
        try:
            with ExitStack() as open_files:
                if not (self._lines_path.exists() and self._sound_path.exists()):
                    return
                lines = open_files.enter_context(self._lines_path.open("rb"))
                sound = open_files.enter_context(self._sound_path.open("rb"))
                while record := self._next(lines, sound):
                    self._seen = (record.end_frame, lines.tell())
                    yield record
        except OSError as error:
            raise storage_error(error, self._lines_path) from error

    def keep(self) -> None:
        """The piece that `kept` gave last counts, and so do those before it."""
        self._frames, self._kept_bytes = self._seen

    def last(self) -> PieceRecord | None:
        """The last piece, found without reading all; None where there is none yet."""
        try:
            with self._lines_path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - _LONGEST_LINE_BYTES))
                whole = file.read().rpartition(b"\n")[0]
        except OSError:
            return None
        return _read(whole.rpartition(b"\n")[2] + b"\n")

    def blocks(self) -> Generator[Samples]:
        """The sound, float32, -1..1, block by block.

        Raises:
            StorageError: it may not be read.
        """
        try:
            if not self._sound_path.exists():  # nothing of the chapter could be said
                return
            with self._sound_path.open("rb") as file:
                while content := file.read(_BLOCK_FRAMES * _FRAME_BYTES):
                    yield np.frombuffer(content, "<i2").astype(np.float32) / np.float32(32_768.0)
        except OSError as error:
            raise storage_error(error, self._sound_path) from error

    def __enter__(self) -> Self:
        """Cut off what does not count, and be ready to add.

        Raises:
            StorageError: it may not be written.
        """
        try:
            self._sound = self._undo.enter_context(_opened(self._sound_path, self._frames * _FRAME_BYTES))
            self._lines = self._undo.enter_context(_opened(self._lines_path, self._kept_bytes))
        except OSError as error:
            self._undo.close()
            raise storage_error(error, self._lines_path) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._sync()
        except OSError as refusal:
            if error is None:
                raise storage_error(refusal, self._lines_path) from refusal
        finally:
            self._undo.close()

    def add(self, samples: Samples, record: PieceRecord) -> None:
        """The next piece; from here on it counts.

        Args:
            samples: float32, shape (frames,), -1..1.
            record: what is known of it, but where its sound ends and what its sum is.

        Raises:
            StorageError: disk full or gone.
        """
        if self._sound is None or self._lines is None:
            raise ValueError("pieces are added within the journal's context")
        content = _as_pcm(samples)
        end_frame = self._frames + len(samples)
        fields = asdict(record) | {"end_frame": end_frame, "crc": zlib.crc32(content)}
        line = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
        try:
            self._sound.write(content)
            self._sound.flush()
            self._lines.write(line)
            self._lines.flush()
            if time.monotonic() - self._synced_s >= _SYNC_EVERY_S:
                self._sync()
        except OSError as error:
            raise storage_error(error, self._lines_path) from error
        self._frames = end_frame

    def _sync(self) -> None:
        for file in (self._sound, self._lines):
            if file is not None:
                os.fsync(file.fileno())
        self._synced_s = time.monotonic()

    def _next(self, lines: BinaryIO, sound: BinaryIO) -> PieceRecord | None:
        """The next record whose sound is there and is what it was; None at the end of what counts."""
        record = _read(lines.readline(_LONGEST_LINE_BYTES))
        if record is None or record.end_frame < self._seen[0]:
            return None
        size = (record.end_frame - self._seen[0]) * _FRAME_BYTES
        content = sound.read(size)
        return record if len(content) == size and zlib.crc32(content) == record.crc else None


def _read(line: bytes) -> PieceRecord | None:
    if not line.endswith(b"\n"):
        return None
    try:
        fields = json.loads(line)
        words = tuple((str(text), float(start), float(end)) for text, start, end in fields["words"])
        return PieceRecord(**{**fields, "words": words})
    except (ValueError, TypeError, KeyError):
        return None


def _opened(path: Path, size: int) -> BinaryIO:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    file = os.fdopen(descriptor, "r+b")
    file.truncate(size)
    file.seek(size)
    return file


def _as_pcm(samples: Samples) -> bytes:
    scaled = np.clip(np.round(samples * np.float32(32_768.0)), -32_768, 32_767)
    return scaled.astype("<i2").tobytes()
