"""What several benchmarks of engines time in the same way."""

import contextlib
from collections.abc import Callable, Iterator

from voicecloner.domain.audio import AudioChunk
from voicecloner.errors import Cancelled
from voicecloner.jobs import CancelToken


def stopping_s(say: Callable[[CancelToken], Iterator[AudioChunk]], clock: Callable[[], float]) -> float:
    """How long sound goes on being made after it was stopped at its first piece, by this clock."""
    cancel = CancelToken()
    chunks = say(cancel)
    next(chunks)
    cancel.cancel()
    started = clock()
    with contextlib.suppress(Cancelled):
        next(chunks)
    return clock() - started
