"""Reading, piece by piece, what a library hands to a callback while it works."""

import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Generic, TypeVar

PieceT = TypeVar("PieceT")
HandOver = Callable[[PieceT], None]


class _LeftEarly(BaseException):
    """Nobody reads on. Not an `Exception`, which a library might catch and go on."""


@dataclass(frozen=True)
class _Piece(Generic[PieceT]):
    content: PieceT


@dataclass(frozen=True)
class _End:
    error: BaseException | None


def taking_turns(work: Callable[[HandOver[PieceT]], None]) -> Generator[PieceT]:
    """What `work` hands over, as it does; what it raises is raised here.

    `work` runs in a thread of its own, but only while the reader waits for the next piece: two that compute at once
    would fight for the same processor cores. Closing the iterator ends `work` where it handed over its last piece.

    Args:
        work: called with the function that takes its pieces.
    """
    pieces: SimpleQueue[_Piece[PieceT] | _End] = SimpleQueue()
    turn = threading.Semaphore(0)
    left = threading.Event()

    def hand_over(content: PieceT) -> None:
        pieces.put(_Piece(content))
        turn.acquire()
        if left.is_set():
            raise _LeftEarly

    def run() -> None:
        try:
            work(hand_over)
        except BaseException as error:  # noqa: BLE001 - nothing is swallowed: it is raised where the pieces are read
            pieces.put(_End(error))
        else:
            pieces.put(_End(None))

    worker = threading.Thread(target=run, name="turns", daemon=True)
    worker.start()
    try:
        yield from _until_end(pieces, turn)
    finally:
        left.set()
        turn.release()
        worker.join()


def _until_end(pieces: "SimpleQueue[_Piece[PieceT] | _End]", turn: threading.Semaphore) -> Generator[PieceT]:
    while isinstance(piece := pieces.get(), _Piece):
        yield piece.content
        turn.release()
    if piece.error is not None:
        raise piece.error
