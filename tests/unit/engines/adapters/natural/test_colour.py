from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.made_speech import RATE_HZ, buzz, made_colour
from voicecloner.engines.adapters.natural.bands import BANDS, FRAME, HOP, centres_hz, measured_levels_db
from voicecloner.engines.adapters.natural.colour import MOST_DB, Colour, colour_of, coloured


def whole(pieces: Sequence[np.ndarray], colour: Colour | None) -> np.ndarray:
    return np.concatenate([np.zeros(0, np.float32), *coloured(pieces, colour)])


def test_no_gains_leave_speech_as_it_is():
    sound, colour = buzz(), made_colour(np.zeros((3, BANDS)))
    is_speech = np.repeat(colour.classes.pauses_db(measured_levels_db(sound))[:-1, 0] == 0, HOP)[: len(sound)]
    is_speech = np.convolve(is_speech, np.ones(2 * FRAME), "same") > 2 * FRAME - 1
    assert is_speech.mean() > 0.2
    assert np.allclose(whole([sound], colour)[is_speech], sound[is_speech], atol=1e-6)


def test_a_hum_in_a_pause_goes_under_and_a_hiss_does_not():
    time_s = np.arange(RATE_HZ) / RATE_HZ
    hum = (3e-4 * np.sin(2 * np.pi * 80 * time_s)).astype(np.float32)
    hiss = np.diff(np.random.default_rng(2).normal(size=RATE_HZ // 2 + 1) * 0.02).astype(np.float32)
    sound, colour = np.concatenate([buzz(2.0), hum, hiss, buzz(1.0)]), made_colour(np.zeros((3, BANDS)))
    found = whole([sound], colour)
    pause, hissing = (slice(round(a * RATE_HZ), round(b * RATE_HZ)) for a, b in ((2.2, 2.8), (3.1, 3.4)))
    assert np.sqrt(np.mean(found[pause] ** 2)) < 0.01 * np.sqrt(np.mean(sound[pause] ** 2))
    assert np.sqrt(np.mean(found[hissing] ** 2)) == pytest.approx(np.sqrt(np.mean(sound[hissing] ** 2)), rel=0.02)


def test_no_colour_leaves_the_pieces_as_they_are():
    pieces = [buzz(0.5), buzz(0.3)]
    assert [len(piece) for piece in coloured(pieces, None)] == [len(piece) for piece in pieces]


@cache
def coloured_in_one_piece() -> tuple[np.ndarray, Colour, np.ndarray]:
    """A sound, a colour, and the sound in it."""
    sound, colour = buzz(1.2), made_colour(np.random.default_rng(0).normal(size=(3, BANDS)) * 5)
    return sound, colour, whole([sound], colour)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 30_000), max_size=6))
def test_where_the_sound_is_cut_makes_no_difference(cuts: list[int]):
    sound, colour, uncut = coloured_in_one_piece()
    pieces = np.split(sound, sorted(min(cut, len(sound)) for cut in cuts))
    assert np.allclose(whole(pieces, colour), uncut, atol=1e-6)


def test_a_gain_for_all_classes_is_heard_in_its_band():
    gains = np.zeros((2, BANDS))
    high = centres_hz() > 3000
    gains[:, high] = 9.0
    noise = (np.random.default_rng(1).normal(size=48_000) * 0.05).astype(np.float32)
    louder = measured_levels_db(whole([noise], made_colour(gains))) - measured_levels_db(noise)
    inner = slice(10, -10)
    assert np.median(louder[inner, centres_hz() > 4500]) == pytest.approx(9.0, abs=0.5)
    assert np.median(louder[inner, centres_hz() < 2200]) == pytest.approx(0.0, abs=0.5)


def test_gains_are_limited():
    colour = made_colour(np.full((2, BANDS), 60.0))
    assert colour.gains(measured_levels_db(buzz(0.5))).max() <= MOST_DB


def test_an_empty_sound_stays_empty():
    assert len(whole([], made_colour(np.zeros((2, BANDS))))) == 0


def test_a_colour_is_read_as_it_was_saved():
    colour = made_colour(np.random.default_rng(0).normal(size=(4, BANDS)))
    read = colour_of(colour.arrays())
    assert read is not None
    assert np.array_equal(read.gains_db, colour.gains_db)
    assert np.array_equal(read.classes.means, colour.classes.means)


def test_no_arrays_are_no_colour():
    assert colour_of({}) is None


@pytest.mark.parametrize("name", ["gains_db", "means", "variances", "mean_db"])
def test_damaged_arrays_are_refused(name: str):
    arrays = made_colour(np.zeros((2, BANDS))).arrays()
    with pytest.raises(ValueError, match=name):
        colour_of(arrays | {name: np.full_like(arrays[name], np.nan)})


def test_a_missing_array_is_refused():
    arrays = made_colour(np.zeros((2, BANDS))).arrays()
    del arrays["projection"]
    with pytest.raises(KeyError):
        colour_of(arrays)
