import threading

import numpy as np
import pytest

from voicecloner.engines.adapters.pocket_onnx.called_back import sound_of
from voicecloner.errors import Cancelled
from voicecloner.jobs import CancelToken


class Library:
    """Makes sound when told to, and notes what its callback answers."""

    def __init__(self) -> None:
        self.go_on = threading.Semaphore(0)
        self.ended = threading.Event()
        self.answers: list[int] = []

    def work(self, callback):
        buffer = np.zeros(3, np.float64)
        for number in (1, 2, 3):
            self.go_on.acquire()
            buffer[:] = number  # the same memory again: what was handed out must have been copied
            self.answers.append(callback(buffer, number / 3))
            if not self.answers[-1]:
                break
        self.ended.set()


@pytest.fixture
def library():
    return Library()


def listen(work, cancel=None, turn=None):
    return sound_of(work, turn or threading.Lock(), cancel or CancelToken())


def test_everything_arrives_in_order_and_stays_as_it_was(library):
    library.go_on.release(3)
    pieces = list(listen(library.work))
    assert [list(piece) for piece in pieces] == [[1, 1, 1], [2, 2, 2], [3, 3, 3]]
    assert {piece.dtype for piece in pieces} == {np.dtype(np.float32)}
    assert library.answers == [1, 1, 1]


def test_a_piece_comes_while_the_library_is_still_at_work(library):
    library.go_on.release()
    pieces = listen(library.work)
    assert list(next(pieces)) == [1, 1, 1]
    assert not library.ended.is_set()
    library.go_on.release(2)
    assert len(list(pieces)) == 2


def test_cancelling_ends_the_waiting_at_once_and_the_work_at_its_next_question(library):
    cancel = CancelToken()
    pieces = listen(library.work, cancel)
    library.go_on.release()
    next(pieces)
    threading.Timer(0.05, cancel.cancel).start()
    with pytest.raises(Cancelled):
        next(pieces)
    assert not library.ended.is_set()
    library.go_on.release()
    assert library.ended.wait(5)
    assert library.answers == [1, 0]


def test_leaving_early_stops_the_work(library):
    library.go_on.release()
    pieces = listen(library.work)
    next(pieces)
    pieces.close()
    library.go_on.release()
    assert library.ended.wait(5)
    assert library.answers == [1, 0]


def test_what_was_left_before_its_turn_is_not_begun(library):
    turn, cancel = threading.Lock(), CancelToken()
    with turn:
        cancel.cancel()
        with pytest.raises(Cancelled):
            next(listen(library.work, cancel, turn))
    speaking = [thread for thread in threading.enumerate() if thread.name == "speaking"]
    for thread in speaking:
        thread.join(5)
    assert not library.ended.is_set()


def test_the_next_waits_for_the_one_that_was_left(library):
    turn = threading.Lock()
    library.go_on.release()
    first = listen(library.work, turn=turn)
    next(first)
    first.close()
    order = []
    second = listen(lambda callback: order.append(library.ended.is_set()), turn=turn)
    threading.Timer(0.05, library.go_on.release).start()
    assert list(second) == []
    assert order == [True]


def test_what_the_library_raises_is_raised(library):
    def broken(callback):
        callback(np.ones(2, np.float32), 0.5)
        raise RuntimeError("no more")

    pieces = listen(broken)
    assert len(next(pieces)) == 2
    with pytest.raises(RuntimeError, match="no more"):
        next(pieces)
