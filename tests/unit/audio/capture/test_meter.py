import math

import numpy as np
import pytest

from tests.support.clips import noise, silence, tone
from voicecloner.audio.capture.meter import Meter

RATE = 48_000


def metered(*blocks):
    meter = Meter(RATE)
    for block in blocks:
        meter.add(block)
    return meter


def test_nothing_yet_is_silence():
    level = metered().level
    assert (level.peak_dbfs, level.rms_dbfs, level.clipped) == (-math.inf, -math.inf, False)


def test_a_sine_of_half_scale():
    level = metered(tone(1.0, RATE, hz=1000.0, amplitude=0.5)).level
    assert level.peak_dbfs == pytest.approx(-6.02, abs=0.01)
    assert level.rms_dbfs == pytest.approx(-9.03, abs=0.01)


def test_the_level_is_that_of_the_last_tenth_of_a_second():
    meter = metered(tone(0.3, RATE), silence(0.09, RATE))
    assert meter.level.peak_dbfs > -7
    meter.add(silence(0.06, RATE))
    assert meter.level.peak_dbfs == -math.inf


def test_full_scale_is_counted_and_shown():
    loud = np.array([0.5, 32767 / 32768, -1.0, 0.998], np.float32)
    meter = metered(loud, silence(0.05, RATE))
    assert meter.clipped_samples == 2
    assert meter.level.clipped


@pytest.mark.parametrize("block_frames", [1, 77, 2400, 5000, 48_000])
def test_pairs_do_not_depend_on_the_blocks(block_frames):
    sound = noise(0.512, RATE) if block_frames == 1 else noise(2.03, RATE)
    meter = metered(*(sound[start : start + block_frames] for start in range(0, len(sound), block_frames)))
    whole = sound[: len(sound) // 2400 * 2400].reshape(-1, 2400)
    np.testing.assert_array_equal(meter.pairs, np.stack((whole.min(1), whole.max(1)), 1))
    assert meter.frames == len(sound)


def test_pairs_handed_out_do_not_change_when_more_sound_comes():
    meter = metered(noise(1.0, RATE))
    early = meter.pairs
    kept = early.copy()
    meter.add(noise(60.0, RATE, seed=1))
    np.testing.assert_array_equal(early, kept)
    np.testing.assert_array_equal(meter.pairs[:20], kept)
    with pytest.raises(ValueError, match="read-only"):
        early[0] = 0


def test_a_run_of_zeros_is_counted_across_blocks_and_ended_by_any_sound():
    meter = metered(noise(0.1, RATE), silence(0.5, RATE), silence(0.25, RATE))
    assert meter.zero_frames == 36_000
    meter.add(np.array([0, 1e-9, 0, 0], np.float32))
    assert meter.zero_frames == 2
