import numpy as np
import pytest

from tests.support.clips import clip, noise, tone
from voicecloner.domain.audio import AudioClip
from voicecloner.errors import InvalidRequest
from voicecloner.quality.measures.recording import measured
from voicecloner.sound.levels import power_db
from voicecloner.speech.vad import SpeechDetector


class Listener:
    """A detector that remembers what it was given and hears speech everywhere."""

    def __init__(self) -> None:
        self.heard = np.zeros(0, np.float32)

    def probabilities(self, samples_16k: np.ndarray) -> np.ndarray:
        self.heard = samples_16k
        return np.ones(-(-len(samples_16k) // 512), np.float32)


@pytest.mark.parametrize("sample_rate", [8_000, 16_000, 22_050, 44_100, 48_000, 96_000])
def test_frame_powers_do_not_depend_on_the_sample_rate(sample_rate: int) -> None:
    recording = measured(clip(tone(2.0, sample_rate, hz=1000, amplitude=0.1), sample_rate), Listener())
    assert len(recording.powers) == len(recording.probabilities) == 62
    assert power_db(float(np.median(recording.powers))) == pytest.approx(-23.01, abs=0.1)


def test_an_offset_and_rumble_are_not_heard() -> None:
    quiet = tone(2.0, hz=1000, amplitude=0.01)
    alone = measured(clip(quiet), Listener())
    burdened = measured(clip(quiet - np.float32(0.26) + tone(2.0, hz=10, amplitude=0.1)), Listener())
    assert power_db(float(np.median(burdened.powers))) == pytest.approx(
        power_db(float(np.median(alone.powers))), abs=0.6
    )
    assert measured(clip(quiet - np.float32(0.26)), Listener()).peak == pytest.approx(0.01, rel=0.01)


def test_a_quiet_voice_is_raised_for_the_detector_but_silence_is_not_blown_up() -> None:
    listener = Listener()
    measured(clip(tone(1.0, amplitude=0.01)), listener)
    assert 0.5 < np.abs(listener.heard).max() < 0.9
    measured(clip(tone(1.0, amplitude=1e-5)), listener)
    assert np.abs(listener.heard).max() < 0.002


def test_sound_beyond_any_scale_does_not_overflow(detector: SpeechDetector) -> None:
    huge = np.array([3e38, -3e38] * 2000, np.float32)
    recording = measured(clip(huge), detector)
    assert np.isfinite(recording.powers).all()
    assert recording.peak == pytest.approx(3e38, rel=1e-3)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_numbers_are_refused(detector: SpeechDetector, bad: float) -> None:
    samples = noise(1.0)
    samples[500] = bad
    with pytest.raises(InvalidRequest, match="not numbers"):
        measured(clip(samples), detector)


@pytest.mark.parametrize("sample_rate", [0, -16_000, 999, 1_000_000_000])
def test_an_absurd_sample_rate_is_refused(detector: SpeechDetector, sample_rate: int) -> None:
    with pytest.raises(InvalidRequest, match="sample rate"):
        measured(AudioClip(noise(0.1), sample_rate), detector)


def test_several_channels_are_refused(detector: SpeechDetector) -> None:
    with pytest.raises(InvalidRequest, match="mono"):
        measured(AudioClip(np.zeros((100, 2), np.float32), 16_000), detector)
