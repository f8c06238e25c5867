"""A spectrogram that grows shows what the finished one shows."""

import numpy as np
import pytest

from tests.support.clips import tone
from voicecloner.quality.live.live_spectrum import LiveSpectrum
from voicecloner.quality.sound_picture import BANDS, height_of

_RATE_HZ = 48_000


def fed(samples: np.ndarray, block: int = 1600, rate_hz: int = _RATE_HZ) -> LiveSpectrum:
    made = LiveSpectrum()
    for start in range(0, len(samples), block):
        made.add(samples[start : start + block], rate_hz)
    return made


def loudest_band(levels: np.ndarray) -> int:
    return int(np.argmax(levels.astype(float).mean(axis=0)))


@pytest.mark.parametrize("hz", [300.0, 1000.0, 3000.0])
def test_a_tone_is_where_its_frequency_is(hz: float) -> None:
    picture = fed(tone(2.0, _RATE_HZ, hz)).picture
    assert picture is not None
    assert loudest_band(picture.levels) == pytest.approx(height_of(hz) * BANDS, abs=1.5)


def test_its_length_is_that_of_the_sound() -> None:
    picture = fed(tone(3.0, _RATE_HZ, 500.0)).picture
    assert picture is not None
    assert picture.seconds == pytest.approx(3.0, abs=0.1)
    assert picture.column_s == pytest.approx(0.02)
    assert np.isnan(picture.pitch_hz).all()


def test_sound_and_silence_are_told_apart_at_their_moments() -> None:
    heard = tone(2.0, _RATE_HZ, 500.0)
    heard[:_RATE_HZ] = 0
    picture = fed(heard).picture
    assert picture is not None
    first, last = picture.levels[:45], picture.levels[-40:]
    assert first.max() == 0
    assert last.max() > 200


def test_the_size_of_the_blocks_does_not_matter() -> None:
    heard = tone(1.0, _RATE_HZ, 700.0)
    small, large = fed(heard, 441).picture, fed(heard, 9600).picture
    assert small is not None
    assert large is not None
    both = min(len(small.levels), len(large.levels))
    assert np.abs(small.levels[:both].astype(int) - large.levels[:both]).max() <= 2


def test_a_long_sound_gets_coarser_and_not_longer() -> None:
    made = fed(np.tile(tone(1.0, 16_000, 400.0), 100), 3200, 16_000)
    picture = made.picture
    assert picture is not None
    assert 800 <= len(picture.levels) <= 1600
    assert picture.seconds == pytest.approx(100.0, abs=0.3)
    assert loudest_band(picture.levels) == pytest.approx(height_of(400.0) * BANDS, abs=1.5)


def test_a_louder_moment_dims_what_was_before() -> None:
    heard = tone(2.0, _RATE_HZ, 500.0)
    heard[:_RATE_HZ] *= 0.03
    made = LiveSpectrum()
    made.add(heard[:_RATE_HZ], _RATE_HZ)
    before = made.picture
    made.add(heard[_RATE_HZ:], _RATE_HZ)
    assert before is not None
    assert made.picture is not None
    assert made.picture.levels[20:30].max() < before.levels[20:30].max()
    assert made.picture.levels[-10:].max() > 240
