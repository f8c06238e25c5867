import numpy as np
import pytest

from tests.support.clips import noise, silence, syllables
from voicecloner.audio.capture.inputs import InputChooser

RATE = 48_000
BLOCK = 1600


def feed(chooser, columns):
    """Everything in blocks as PortAudio gives them; returns what was taken."""
    sound = np.stack(columns, axis=1)
    return np.concatenate([chooser.pick(sound[start : start + BLOCK]) for start in range(0, len(sound), BLOCK)])


def quiet(seconds=3.0, rms=1e-5, seed=9):
    return noise(seconds, RATE, rms, seed)


@pytest.mark.parametrize("inputs", [2, 4, 18])
@pytest.mark.parametrize("place", [0, 1, -1])
def test_the_one_that_is_heard_is_taken_at_its_full_level(inputs, place):
    columns = [quiet(seed=seed) for seed in range(inputs)]
    columns[place] = syllables(3.0, RATE)
    chooser = InputChooser(inputs, RATE)
    taken = feed(chooser, columns)
    assert chooser.number == range(inputs)[place] + 1
    assert np.array_equal(taken[RATE:], columns[place][RATE:])


def test_the_one_that_was_chosen_is_kept_though_another_is_louder():
    mine, loud = 0.1 * syllables(3.0, RATE), noise(3.0, RATE, 0.3)
    chooser = InputChooser(2, RATE, wanted=1)
    assert np.array_equal(feed(chooser, [mine, loud]), mine)


def test_an_input_that_was_spoken_into_is_kept():
    speech = np.concatenate([syllables(4.0, RATE), silence(2.0, RATE)])
    loopback = np.concatenate([silence(4.0, RATE), noise(2.0, RATE, 0.3)])
    chooser = InputChooser(2, RATE)
    assert np.array_equal(feed(chooser, [speech, loopback]), speech)


def test_a_little_louder_is_no_reason_to_leave():
    one, other = 0.5 * syllables(3.0, RATE, seed=1), 0.9 * syllables(3.0, RATE, seed=1)
    chooser = InputChooser(2, RATE)
    feed(chooser, [one, other])
    assert chooser.number == 1


def test_levels_of_each():
    chooser = InputChooser(3, RATE)
    feed(chooser, [noise(3.0, RATE, 0.1), silence(3.0, RATE), noise(3.0, RATE, 0.01, seed=1)])
    assert chooser.levels_dbfs == pytest.approx((-20.0, -120.0, -40.0), abs=0.5)


@pytest.mark.parametrize("wanted", [0, 5, -1])
def test_one_that_is_not_there_is_chosen_by_level(wanted):
    chooser = InputChooser(2, RATE, wanted)
    feed(chooser, [quiet(), syllables(3.0, RATE)])
    assert chooser.number == 2


def test_a_single_input_is_passed_on_untouched():
    sound = syllables(1.0, RATE)
    assert np.array_equal(feed(InputChooser(1, RATE), [sound]), sound)


def test_a_single_input_has_no_number_to_choose():
    chooser = InputChooser(1, RATE)
    chooser.pick(np.ones((480, 1), np.float32))
    assert (chooser.levels_dbfs, chooser.number) == ((), 1)
