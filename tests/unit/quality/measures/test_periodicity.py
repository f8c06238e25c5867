import numpy as np
import pytest
import soxr

from tests.support.clips import noise, silence, tone
from voicecloner.domain.audio import AudioClip
from voicecloner.quality.measures.periodicity import PERIODIC, WINDOW, periodicity


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
    samples = soxr.resample(spoken.samples, spoken.sample_rate, 16_000)
    cut = windows(samples)
    loud = cut[np.square(cut).mean(axis=1) > 0.1 * np.percentile(np.square(cut).mean(axis=1), 90)]
    assert np.mean(periodicity(loud) > PERIODIC) > 0.6


def test_the_level_does_not_matter() -> None:
    faint = windows(buzz(120) * np.float32(1e-3))
    assert periodicity(faint) == pytest.approx(periodicity(windows(buzz(120))), abs=1e-3)
