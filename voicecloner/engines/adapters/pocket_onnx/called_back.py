"""A library that hands its sound to a callback, turned into an iterator."""

import queue
import threading
from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.jobs import CancelToken

Callback: TypeAlias = Callable[[Samples, float], int]
"""Is given samples and the done part; 0 tells the library to stop."""


def sound_of(work: Callable[[Callback], None], turn: threading.Lock, cancel: CancelToken) -> Iterator[Samples]:
    """Do `work` in a thread of its own and yield what it hands to its callback.

    Once cancelled or closed the iterator ends at once; the thread ends as soon as the library asks its callback.

    Args:
        work: calls the library.
        turn: held while it works; the next one waits for it, in its own thread.
        cancel: ends the iterator.

    Raises:
        Cancelled: `cancel` was set; and whatever `work` raises
    """
    heard: queue.SimpleQueue[Samples | BaseException | None] = queue.SimpleQueue()
    stop = threading.Event()

    def hear(samples: Samples, _progress: float) -> int:
        heard.put(np.array(samples, dtype=np.float32))
        return 0 if stop.is_set() else 1

    def run() -> None:
        outcome: BaseException | None = None
        try:
            with turn:
                if not stop.is_set():
                    work(hear)
        except BaseException as error:  # noqa: BLE001 - nothing is swallowed: it is raised where the sound is awaited
            outcome = error
        heard.put(outcome)

    threading.Thread(target=run, name="speaking").start()
    with cancel.calling(lambda: heard.put(None)):
        try:
            yield from _until_the_end(heard, cancel)
        finally:
            stop.set()


def _until_the_end(
    heard: "queue.SimpleQueue[Samples | BaseException | None]", cancel: CancelToken
) -> Iterator[Samples]:
    while True:
        piece = heard.get()
        cancel.raise_if_cancelled()
        if piece is None:
            return
        if isinstance(piece, BaseException):
            raise piece
        yield piece
