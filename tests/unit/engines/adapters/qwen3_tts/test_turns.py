import threading

import pytest

from voicecloner.engines.adapters.qwen3_tts.turns import taking_turns


def count(hand_over, to=3, done=None):
    try:
        for number in range(to):
            hand_over(number)
    finally:
        if done is not None:
            done.append(threading.current_thread())


def test_what_is_handed_over_is_read_in_order():
    assert list(taking_turns(count)) == [0, 1, 2]


def test_nothing_is_worked_out_before_it_is_asked_for():
    made = []

    def work(hand_over):
        for number in range(3):
            made.append(number)
            hand_over(number)

    reading = taking_turns(work)
    assert made == []
    assert next(reading) == 0
    assert made == [0]
    assert next(reading) == 1
    assert made == [0, 1]
    reading.close()


def test_an_error_comes_after_what_was_made():
    def work(hand_over):
        hand_over(1)
        raise ValueError("broken")

    reading = taking_turns(work)
    assert next(reading) == 1
    with pytest.raises(ValueError, match="broken"):
        next(reading)


def test_leaving_early_ends_the_work():
    done = []
    reading = taking_turns(lambda hand_over: count(hand_over, to=10**9, done=done))
    next(reading)
    reading.close()
    assert [thread.is_alive() for thread in done] == [False]


def test_nothing_to_hand_over():
    assert list(taking_turns(lambda _hand_over: None)) == []
