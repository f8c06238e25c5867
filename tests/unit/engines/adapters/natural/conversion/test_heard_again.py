import numpy as np
import pytest

from voicecloner.domain.audio import Samples
from voicecloner.domain.synthesis import ConversionWay
from voicecloner.engines.adapters.natural.conversion.heard_again import Attempt, best_of

WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


class Studio:
    """Says what it is told to; each sound is the number of its words in `heard`."""

    def __init__(self) -> None:
        self.heard: list[list[str]] = []

    def attempt(self, words: list[str], way: ConversionWay = ConversionWay.WORDS, worth_above: float = 0.0) -> Attempt:
        def say() -> Samples:
            self.heard.append(words)
            return np.full(10, len(self.heard) - 1, np.float32)

        return Attempt(say, way, worth_above)

    def hear(self, samples: Samples) -> list[str]:
        return self.heard[int(samples[0])]


@pytest.fixture
def studio() -> Studio:
    return Studio()


def test_of_several_attempts_the_one_that_keeps_most_words_is_taken(studio: Studio) -> None:
    attempts = [
        studio.attempt(WORDS[:6]),
        studio.attempt(WORDS[:9], ConversionWay.WORLD),
        studio.attempt(WORDS[:7]),
    ]
    best = best_of(attempts, WORDS, studio.hear)
    assert (best.way, best.lost) == (ConversionWay.WORLD, pytest.approx(0.1))
    assert studio.hear(best.samples) == WORDS[:9]


def test_of_attempts_that_keep_as_many_the_first_is_taken(studio: Studio) -> None:
    attempts = [studio.attempt(WORDS[:8]), studio.attempt(WORDS[2:], ConversionWay.WORLD)]
    assert best_of(attempts, WORDS, studio.hear).way is ConversionWay.WORDS


def test_nothing_more_is_tried_once_it_is_not_worth_it(studio: Studio) -> None:
    attempts = [
        studio.attempt(WORDS[:7]),
        studio.attempt(WORDS[:9], worth_above=0.05),
        studio.attempt(WORDS, ConversionWay.WORLD, worth_above=0.1),
        studio.attempt(WORDS, worth_above=0.05),
    ]
    assert best_of(attempts, WORDS, studio.hear).lost == 0.0
    assert len(studio.heard) == 3, "one word of ten is no reason to say it in another way"


def test_words_that_were_never_said_count_as_lost(studio: Studio) -> None:
    attempts = [studio.attempt([*WORDS, "and", "so", "on"]), studio.attempt(WORDS[:9])]
    assert best_of(attempts, WORDS, studio.hear).lost == pytest.approx(0.1)


def test_where_no_words_are_known_the_first_attempt_is_taken_unheard(studio: Studio) -> None:
    def deaf(_samples: Samples) -> list[str]:
        raise AssertionError("nobody is to listen")

    best = best_of([studio.attempt([]), studio.attempt(WORDS, worth_above=0.05)], (), deaf)
    assert (best.lost, len(studio.heard)) == (0.0, 1)
