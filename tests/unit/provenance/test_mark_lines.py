import numpy as np
import pytest

from tests.support.clips import tone
from voicecloner.provenance.mark_lines import MARK_RATE_HZ, changed_by, levels_of, lines_of, sound_of


@pytest.mark.parametrize("frames", [1, 200, 257, 8_000, 8_037])
def test_the_sound_comes_back_from_its_lines(frames):
    sound = np.random.default_rng(1).normal(0, 0.1, frames).astype(np.float32)
    assert sound_of(lines_of(sound), frames) == pytest.approx(sound, abs=1e-4)


def test_levels_are_decibels_in_the_networks_unit():
    quiet = levels_of(lines_of(tone(1.0, MARK_RATE_HZ, hz=1_000.0, amplitude=0.05)))
    loud = levels_of(lines_of(tone(1.0, MARK_RATE_HZ, hz=1_000.0, amplitude=0.5)))
    assert loud.shape == (128, 101)
    line = 1_000 * 512 // MARK_RATE_HZ
    assert loud[line, 50] - quiet[line, 50] == pytest.approx(20 / 195, abs=1e-3)


def test_nothing_is_added_to_silence_and_nothing_above_the_lines():
    lines = lines_of(tone(1.0, MARK_RATE_HZ, hz=3_000.0))
    lines[:5] = 0
    change = np.full((128, len(lines)), 0.01, np.float32)
    added = changed_by(lines, change)
    assert not added[:5].any()
    assert not added[:, 128:].any()
    assert np.abs(added[50, :128]) == pytest.approx(np.abs(lines[50, :128]) * (10 ** (1.95 / 20) - 1))
