"""The pitch of voices: placed, roughly, and whether there is any."""

import numpy as np
import pytest

from tests.support.clips import noise, silence, tone
from tests.support.tunes import RATE, gliding, hiss, humming
from voicecloner.domain.audio import AudioClip
from voicecloner.sound.pitch import PERIODIC, WINDOW, periodicity, pitch_of, rough_pitch
from voicecloner.sound.resampling import resample


@pytest.mark.parametrize("hz", [75.0, 110.0, 220.5, 440.0])
def test_the_pitch_of_a_steady_voice_is_found(hz):
    track = pitch_of(humming(2.0, hz))
    found_hz = 2 ** (track.semitones / 12)
    assert np.median(found_hz) == pytest.approx(hz, rel=0.01)
    assert np.median(track.periodicity) > 0.9


def test_a_glide_is_followed():
    track = pitch_of(gliding(2.0, 100.0, 180.0))
    assert track.semitones[-20] - track.semitones[20] == pytest.approx(0.8 * 12 * np.log2(1.8), abs=1.0)


def test_hiss_has_no_pitch():
    assert np.median(pitch_of(hiss(2.0)).periodicity) < 0.6


@pytest.mark.parametrize("frames", [0, 100, RATE // 5])
def test_next_to_nothing_has_no_frames(frames):
    track = pitch_of(hiss(1.0)[:frames])
    assert len(track.times_s) == len(track.power) == len(track.periodicity) == len(track.semitones) == 0


def windows(samples: np.ndarray) -> np.ndarray:
    return np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[:: WINDOW // 2]


def buzz(hz: float) -> np.ndarray:
    return np.sum([tone(1.0, hz=hz * k, amplitude=0.1) for k in range(1, 8)], axis=0)


@pytest.mark.parametrize("hz", [70, 110, 200, 350, 480])
def test_a_voice_of_any_pitch_repeats_itself(hz: float) -> None:
    assert periodicity(windows(buzz(hz))).min() > 0.9


def test_hiss_and_silence_do_not() -> None:
    assert np.mean(periodicity(windows(noise(4.0))) > PERIODIC) < 0.1
    assert periodicity(windows(silence(1.0))).tolist() == [0.0] * len(windows(silence(1.0)))


def test_most_of_speech_is_voiced(spoken: AudioClip) -> None:
    samples = resample(spoken.samples, spoken.sample_rate, 16_000)
    cut = windows(samples)
    loud = cut[np.square(cut).mean(axis=1) > 0.1 * np.percentile(np.square(cut).mean(axis=1), 90)]
    assert np.mean(periodicity(loud) > PERIODIC) > 0.6


def test_the_level_does_not_matter() -> None:
    faint = windows(buzz(120) * np.float32(1e-3))
    assert periodicity(faint) == pytest.approx(periodicity(windows(buzz(120))), abs=1e-3)


@pytest.mark.parametrize("hz", [75.0, 110.0, 220.5, 390.0])
def test_the_rough_pitch_is_right_within_a_tone(hz: float) -> None:
    found = rough_pitch(humming(1.024, hz).astype(np.float64))
    assert len(found) == 16
    assert 2 ** np.median(found) == pytest.approx(hz, rel=0.06)


def test_noise_and_silence_have_no_rough_pitch() -> None:
    assert np.isnan(rough_pitch(hiss(1.024).astype(np.float64))).mean() > 0.9
    assert np.isnan(rough_pitch(np.zeros(2 * WINDOW))).all()
