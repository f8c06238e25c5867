import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.clips import noise, syllables
from voicecloner.audio.files.overview import Overview
from voicecloner.sound.outline import peak_pairs


def overview(sound, blocks, most_pairs=4000, sample_rate=16_000):
    found = Overview(sample_rate, most_pairs)
    for block in np.array_split(sound, blocks):
        found.push(block)
    return found


def test_a_short_sound_is_shown_finely():
    found = overview(syllables(2.0), 7)
    assert found.pair_s == 0.01
    assert found.pairs == pytest.approx(peak_pairs(syllables(2.0), 16_000, 10.0))


@pytest.mark.parametrize("seconds", [45.0, 300.0, 301.3])
def test_a_long_one_in_no_more_pairs_than_wanted(seconds):
    found = overview(noise(seconds), 50, most_pairs=1000)
    assert 500 <= len(found.pairs) <= 1000
    assert len(found.pairs) * found.pair_s == pytest.approx(seconds, abs=found.pair_s)


@given(frames=st.integers(0, 40_000), blocks=st.integers(1, 30), most=st.integers(2, 60))
def test_however_it_comes_in_the_pairs_are_those_of_the_whole(frames, blocks, most):
    sound = noise(frames / 16_000, seed=frames)
    found = overview(sound, blocks, most)
    expected = peak_pairs(sound, 16_000, 1000 * found.pair_s)
    assert np.array_equal(found.pairs, expected[:most])
