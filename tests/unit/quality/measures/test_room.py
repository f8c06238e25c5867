import numpy as np
import pytest

from tests.support.clips import clip, noise, silence, tone
from voicecloner.quality.measures.room import room_sound

RATE = 48_000


def dbfs(level: float) -> float:
    return 10 ** (level / 20)


def hum(hz: float, level_dbfs: float, harmonics: tuple[int, ...] = (1, 2, 3, 5)) -> np.ndarray:
    """The first line has `level_dbfs` as its root mean square, the others are weaker by their number."""
    return np.sum([tone(2.0, RATE, hz * k, np.sqrt(2) * dbfs(level_dbfs) / k) for k in harmonics], axis=0)


@pytest.mark.parametrize("level_dbfs", [-80, -60, -40])
def test_the_floor_is_the_level_of_the_room(level_dbfs: float) -> None:
    sound = room_sound(clip(noise(2.0, 16_000, rms=dbfs(level_dbfs)), 16_000))
    assert sound.floor_dbfs == pytest.approx(level_dbfs, abs=0.5)
    assert sound.spread_db < 1
    assert sound.hum_hz is None
    assert not sound.is_zero


def test_an_offset_and_rumble_are_no_noise() -> None:
    sound = room_sound(clip(noise(2.0, RATE, rms=dbfs(-70)) + tone(2.0, RATE, 12.0, 0.05) + np.float32(0.1), RATE))
    assert sound.floor_dbfs < -50


@pytest.mark.parametrize("mains_hz", [50, 60])
@pytest.mark.parametrize("stray_hz", [-0.2, 0.0, 0.2])
@pytest.mark.parametrize("level_dbfs", [-40, -70])
def test_hum_is_told_with_its_frequency_and_level(mains_hz: int, stray_hz: float, level_dbfs: float) -> None:
    room = noise(2.0, RATE, rms=dbfs(-65))
    sound = room_sound(clip(room + hum(mains_hz + stray_hz, level_dbfs), RATE))
    expected_dbfs = level_dbfs + 10 * np.log10(1 + 1 / 4 + 1 / 9 + 1 / 25)
    assert sound.hum_hz == mains_hz
    assert sound.hum_dbfs == pytest.approx(expected_dbfs, abs=2)


def test_a_lone_line_must_stand_out_more() -> None:
    room = noise(2.0, RATE, rms=dbfs(-65))
    assert room_sound(clip(room + hum(50, -50, (1,)), RATE)).hum_hz == 50
    assert room_sound(clip(room + hum(50, -95, (1,)), RATE)).hum_hz is None


def test_noise_and_other_tones_do_not_hum() -> None:
    for seed in range(20):
        drawn = np.random.default_rng(seed).normal(0, 1, 2 * RATE)
        brown = np.cumsum(drawn)
        for sound in (drawn, brown / np.abs(brown).max()):
            assert room_sound(clip((1e-2 * sound).astype(np.float32), RATE)).hum_hz is None
    whistle = tone(2.0, RATE, 440.0, 0.1) + noise(2.0, RATE, rms=1e-4)
    assert room_sound(clip(whistle, RATE)).hum_hz is None


def test_a_bang_shows_in_the_spread() -> None:
    room = noise(2.0, RATE, rms=dbfs(-65))
    room[RATE : RATE + RATE // 3] += noise(1.0, RATE, rms=0.1)[: RATE // 3]
    sound = room_sound(clip(room, RATE))
    assert sound.spread_db > 30
    assert sound.floor_dbfs < -60


def test_exact_silence_is_told() -> None:
    sound = room_sound(clip(silence(2.0, RATE), RATE))
    assert sound.is_zero
    assert sound.floor_dbfs == -120


def test_too_short_a_sound_is_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        room_sound(clip(noise(0.9, RATE), RATE))
