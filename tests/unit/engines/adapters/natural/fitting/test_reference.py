import numpy as np
import pytest
import soxr

from tests.support.made_speech import RATE_HZ, buzz
from voicecloner.engines.adapters.natural.fitting.reference import highest_hz, measured_pitch, speech_of
from voicecloner.errors import InvalidRequest


def test_long_pauses_are_left_out():
    room = (np.random.default_rng(0).normal(size=3 * RATE_HZ) * 1e-4).astype(np.float32)
    kept = speech_of(np.concatenate([room, buzz(3.0), room, buzz(2.0), room]))
    assert 4.5 < len(kept) / RATE_HZ < 6.0


def test_silence_is_refused():
    with pytest.raises(InvalidRequest, match="no voice"):
        speech_of(np.zeros(RATE_HZ, np.float32))


def test_the_pitch_is_found():
    pitch = measured_pitch(buzz(4.0, pitch_hz=140.0))
    assert pitch.median_hz == pytest.approx(140.0, rel=0.05)
    assert pitch.low_hz < pitch.median_hz < pitch.high_hz


def test_creak_does_not_count_as_range():
    sung, creak = buzz(6.0, pitch_hz=170.0), buzz(1.2, pitch_hz=80.0)
    plain, creaky = measured_pitch(sung), measured_pitch(np.concatenate([sung, creak]))
    assert creaky.low_hz == pytest.approx(plain.low_hz, rel=0.06)
    assert creaky.median_hz == pytest.approx(plain.median_hz, rel=0.06)


def test_noise_without_pitch_is_refused():
    clicks = np.zeros(2 * RATE_HZ, np.float32)
    clicks[::RATE_HZ] = 0.5
    with pytest.raises(InvalidRequest, match="no voice"):
        measured_pitch(clicks)


def test_a_recording_of_16_khz_is_known_to_end_at_8_khz():
    noise = (np.random.default_rng(0).normal(size=16_000 * 3) * 0.05).astype(np.float32)
    widened = soxr.resample(noise, 16_000, RATE_HZ).astype(np.float32)
    assert 7000 < highest_hz(widened) < 9000


def test_a_recording_of_full_width_reaches_up():
    noise = (np.random.default_rng(0).normal(size=RATE_HZ * 3) * 0.05).astype(np.float32)
    assert highest_hz(noise) > 11_000
