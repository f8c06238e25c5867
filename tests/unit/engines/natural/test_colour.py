from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.engines.natural.made_speech import buzz, made_colour
from voicecloner.engines.natural.bands import BANDS, centres_hz, measured_levels_db
from voicecloner.engines.natural.colour import MOST_DB, Colour, colour_of, coloured


def whole(pieces: Sequence[np.ndarray], colour: Colour | None) -> np.ndarray:
    return np.concatenate([np.zeros(0, np.float32), *coloured(pieces, colour)])


def test_no_gains_leave_the_sound_as_it_is():
    sound = buzz()
    assert np.allclose(whole([sound], made_colour(np.zeros((3, BANDS)))), sound, atol=1e-6)


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
