"""When sound is heard that is still being made: makers of many paces, on a clock of the test's own."""

import pytest

from voicecloner.audio.playback.buffering import Buffering, Pace

STEP_S = 0.01


class Listener:
    """Plays what a maker makes, as the player does.

    Attributes:
        buffering: what is tried.
        began_s: when the first sound was heard, after the maker had begun.
        silent_s: how long there was silence between the first sound and the last.
    """

    def __init__(self, before: Pace | None = None, expected_s: float = 0.0, rate: float = 1.0) -> None:
        self.now = 0.0
        self.buffering = Buffering(expected_s, before, lambda: self.now)
        self.buffering.rate = rate
        self.began_s: float | None = None
        self.silent_s = 0.0

    def hear(self, pieces: list[tuple[float, float]]) -> "Listener":
        """Pieces of sound, each with how long it took to make it and how long it is, in seconds."""
        held_s, waiting, due_s = 0.0, list(pieces), pieces[0][0]
        while waiting or held_s > 1e-6:
            self.now += STEP_S
            while waiting and self.now >= due_s - 1e-9:
                held_s += waiting[0][1]
                self.buffering.arrived(waiting.pop(0)[1])
                due_s += waiting[0][0] if waiting else 0.0
            if not waiting:
                self.buffering.finished()
            held_s -= self._heard(held_s)
        return self

    def _heard(self, held_s: float) -> float:
        if not self.buffering.is_enough():
            self.silent_s += STEP_S if self.began_s is not None else 0.0
            return 0.0
        if held_s <= 1e-6:
            self.buffering.ran_dry()
            self.silent_s += STEP_S
            return 0.0
        self.began_s = self.now if self.began_s is None else self.began_s
        return min(held_s, STEP_S * self.buffering.rate)


FAST = [(0.2, 0.4)] + [(0.1, 0.5)] * 60
BURSTS = [(0.2, 0.3)] + [(0.9, 0.3), (0.1, 1.5)] * 10
SLOW = [(0.5, 0.4)] + [(0.5, 0.4)] * 60
VERY_SLOW = [(1.5, 0.5)] * 30
MAKERS = {"fast": FAST, "in bursts": BURSTS, "slow": SLOW, "very slow": VERY_SLOW}


def total_s(pieces):
    return sum(seconds for _made, seconds in pieces)


@pytest.mark.parametrize("pieces", MAKERS.values(), ids=MAKERS)
def test_an_unknown_maker_is_heard_with_its_first_piece(pieces):
    assert Listener().hear(pieces).began_s == pytest.approx(pieces[0][0], abs=2 * STEP_S)


def test_a_fast_maker_never_lets_anybody_wait():
    listener = Listener().hear(FAST)
    assert (listener.buffering.gaps, listener.silent_s) == (0, 0.0)
    again = Listener(listener.buffering.pace).hear(FAST)
    assert (again.buffering.gaps, again.began_s) == (0, pytest.approx(FAST[0][0], abs=2 * STEP_S))


@pytest.mark.parametrize("pieces", [BURSTS, SLOW, VERY_SLOW], ids=["in bursts", "slow", "very slow"])
def test_after_one_gap_there_is_no_second_one(pieces):
    listener = Listener(expected_s=total_s(pieces)).hear(pieces)
    assert listener.buffering.gaps == 1


@pytest.mark.parametrize("pieces", [BURSTS, SLOW, VERY_SLOW], ids=["in bursts", "slow", "very slow"])
def test_the_next_sound_of_the_same_maker_has_no_gap_at_all(pieces):
    learned = Listener(expected_s=total_s(pieces)).hear(pieces).buffering.pace
    again = Listener(learned, total_s(pieces)).hear(pieces)
    assert (again.buffering.gaps, again.silent_s) == (0, 0.0)
    made_s = sum(made for made, _seconds in pieces)
    assert again.began_s <= max(3.0, 1.3 * (made_s - total_s(pieces)) + 3.0)


def test_a_short_sound_of_a_slow_maker_begins_sooner_than_a_long_one():
    learned = Pace(0.8, 0.0, 0.5)
    short, long = (Listener(learned, total_s(SLOW[:count])).hear(SLOW[:count]) for count in (10, 60))
    assert short.began_s < long.began_s / 2
    assert (short.buffering.gaps, long.buffering.gaps) == (0, 0)


def test_heard_at_twice_the_speed_a_fast_maker_may_be_slow():
    pieces = [(0.3, 0.45)] * 60
    first = Listener(None, total_s(pieces), rate=2.0).hear(pieces)
    assert first.buffering.gaps == 1
    again = Listener(first.buffering.pace, total_s(pieces), rate=2.0).hear(pieces)
    assert again.buffering.gaps == 0
    assert Listener(first.buffering.pace, total_s(pieces)).hear(pieces).buffering.gaps == 0


def test_of_an_unknown_length_gaps_get_rarer():
    pieces = [(1.0, 0.5)] * 120
    assert Listener().hear(pieces).buffering.gaps <= 6


def test_a_better_guess_of_the_length_counts():
    buffering = Buffering(100.0, Pace(0.5, 0.0, 0.5))
    buffering.arrived(2.0)
    assert not buffering.is_enough()
    buffering.expect(2.5)
    assert buffering.is_enough()


def test_what_is_whole_is_heard_at_once():
    buffering = Buffering(100.0, Pace(0.1, 0.0, 0.5))
    buffering.arrived(0.5)
    assert (buffering.is_enough(), buffering.is_gathering) == (False, True)
    buffering.finished()
    assert (buffering.is_enough(), buffering.is_gathering) == (True, False)
    buffering.ran_dry()
    assert buffering.gaps == 0


def test_of_little_sound_nothing_is_learned():
    before = Pace(2.0, 0.1, 0.2)
    listener = Listener(before).hear([(1.0, 0.2), (1.0, 0.2)])
    assert listener.buffering.pace == before
    assert Listener().hear([(1.0, 0.2), (1.0, 0.2)]).buffering.pace is None
