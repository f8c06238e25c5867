"""Copying of content that is counted, hashed and can be stopped."""

import hashlib
from collections.abc import Callable
from typing import BinaryIO, NamedTuple

from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.wording import size_words

BLOCK_BYTES = 1 << 20


class Copied(NamedTuple):
    """What was copied: how long it is, and its SHA-256 in hex."""

    size_bytes: int
    sha256: str


class Pace:
    """Tells how far a work is that copies so many bytes in all, and stops it where that was asked for.

    Args:
        stage: what is being done, for the user.
        total_bytes: of the whole work; 0 where there is nothing to copy.
        progress: gets each step.
        cancel: stops the work.
    """

    def __init__(self, stage: str, total_bytes: int, progress: Progress, cancel: CancelToken) -> None:
        self._stage = stage
        self._total_bytes = total_bytes
        self._progress = progress
        self._cancel = cancel
        self._done_bytes = 0

    def step(self, size_bytes: int) -> None:
        """So many bytes more are done.

        Raises:
            Cancelled
        """
        self._cancel.raise_if_cancelled()
        self._done_bytes += size_bytes
        fraction = min(1.0, self._done_bytes / self._total_bytes) if self._total_bytes else None
        detail = f"{size_words(self._done_bytes)} of {size_words(self._total_bytes)}" if fraction is not None else ""
        self._progress(ProgressUpdate(self._stage, fraction, detail))


def copy_hashed(source: BinaryIO, target: BinaryIO | None, step: Callable[[int], None]) -> Copied:
    """Copy the rest of `source`; without a `target` it is only read.

    Args:
        source: open for reading.
        target: open for writing.
        step: called with the length of each piece; whatever it raises stops the copying.

    Raises:
        OSError
    """
    digest, size_bytes = hashlib.sha256(), 0
    while block := source.read(BLOCK_BYTES):
        digest.update(block)
        size_bytes += len(block)
        if target is not None:
            target.write(block)
        step(len(block))
    return Copied(size_bytes, digest.hexdigest())
