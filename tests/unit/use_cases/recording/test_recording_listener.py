import threading

import numpy as np
import pytest

from tests.support.clips import noise
from tests.support.waiting import wait_until
from voicecloner.quality.live.live_review import LiveReview
from voicecloner.use_cases.recording import recording_listener
from voicecloner.use_cases.recording.recording_listener import RecordingListener

RATE = 48_000
SOUND = noise(1.0, RATE)


class Gate:
    """Remembers what it heard and on which thread; waits for `may_go_on` before each block."""

    def __init__(self) -> None:
        self.heard = []
        self.threads = set()
        self.is_finished = False
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    @property
    def review(self) -> LiveReview:
        return LiveReview(seconds=sum(map(len, self.heard)) / RATE)

    def add(self, block, sample_rate):
        self.may_go_on.wait(10)
        assert sample_rate == RATE
        self.threads.add(threading.current_thread())
        self.heard.append(block)

    def finish(self):
        self.is_finished = True


def feed(listener, samples=SOUND):
    for start in range(0, len(samples), 1600):
        listener.put(samples[start : start + 1600], RATE)


def test_everything_is_heard_in_order_on_a_thread_of_its_own():
    gate = Gate()
    listener = RecordingListener(gate)
    feed(listener)
    listener.close()
    np.testing.assert_array_equal(np.concatenate(gate.heard), SOUND)
    assert gate.is_finished
    assert listener.review == LiveReview(seconds=1.0)
    assert len(gate.threads) == 1
    assert threading.current_thread() not in gate.threads


def test_who_speaks_does_not_wait_for_the_gate():
    gate = Gate()
    gate.may_go_on.clear()
    listener = RecordingListener(gate)
    feed(listener)
    assert gate.heard == []
    gate.may_go_on.set()
    listener.close()
    assert listener.review == LiveReview(seconds=1.0)


def test_a_gate_that_is_far_behind_hears_silence_for_what_it_missed(monkeypatch):
    monkeypatch.setattr(recording_listener, "_MOST_BLOCKS", 3)
    gate = Gate()
    gate.may_go_on.clear()
    listener = RecordingListener(gate)
    feed(listener)
    gate.may_go_on.set()
    wait_until(lambda: len(gate.heard) >= 3, what="the gate to catch up")
    wait_until(lambda: listener._blocks.qsize() == 0, what="the queue to be empty")
    listener.put(SOUND[:100], RATE)
    listener.close()
    heard = np.concatenate(gate.heard)
    assert len(heard) == len(SOUND) + 100
    np.testing.assert_array_equal(heard[:4800], SOUND[:4800])
    assert not heard[-1700:-100].any()
    np.testing.assert_array_equal(heard[-100:], SOUND[:100])


def test_a_gate_that_fails_is_logged_and_tells_nothing_more(caplog):
    gate = Gate()
    listener = RecordingListener(gate)
    listener.put(SOUND, RATE - 1)
    wait_until(lambda: listener.review is None, what="the failure")
    listener.put(SOUND, RATE)
    listener.close()
    assert gate.heard == []
    assert caplog.messages == ["The live review of a recording failed."]


def test_closing_twice_does_nothing():
    listener = RecordingListener(Gate())
    listener.close()
    listener.close()
    assert listener.review == LiveReview()


@pytest.mark.parametrize("blocks", [0, 1])
def test_a_recording_without_sound_can_be_closed(blocks):
    gate = Gate()
    listener = RecordingListener(gate)
    feed(listener, SOUND[: blocks * 10])
    listener.close()
    assert gate.is_finished
