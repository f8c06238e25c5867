import numpy as np
import pytest

from tests.support.clips import clip, noise, silence, tone
from voicecloner.domain.audio import AudioClip
from voicecloner.quality.measures.level import offset_percent, peak_dbfs, speech_power, speech_rms_dbfs
from voicecloner.quality.measures.recording import measured
from voicecloner.speech.vad import SpeechDetector


def test_only_certain_speech_counts() -> None:
    powers = np.array([1.0, 0.01, 0.03, 4.0])
    probabilities = np.array([0.6, 0.9, 0.7, 0.0], np.float32)
    assert speech_power(powers, probabilities) == pytest.approx(0.02)
    assert speech_power(powers, np.zeros(4, np.float32)) == 0.0


@pytest.mark.parametrize("gain_db", [0.0, -10.0, -25.0])
def test_speech_and_peak_follow_the_gain(detector: SpeechDetector, spoken: AudioClip, gain_db: float) -> None:
    loud = measured(spoken, detector)
    quiet = measured(AudioClip(spoken.samples * np.float32(10 ** (gain_db / 20)), spoken.sample_rate), detector)
    for measure in (speech_rms_dbfs, peak_dbfs):
        before, after = measure(loud), measure(quiet)
        assert before is not None
        assert after == pytest.approx(before + gain_db, abs=0.3)


def test_silence_around_it_does_not_lower_the_speech(detector: SpeechDetector, spoken: AudioClip) -> None:
    gap = silence(10.0, spoken.sample_rate)
    padded = AudioClip(np.concatenate((gap, spoken.samples, gap)), spoken.sample_rate)
    expected = speech_rms_dbfs(measured(spoken, detector))
    assert expected is not None
    assert speech_rms_dbfs(measured(padded, detector)) == pytest.approx(expected, abs=0.3)


def test_the_peak_is_relative_to_full_scale(detector: SpeechDetector) -> None:
    assert peak_dbfs(measured(clip(tone(amplitude=0.1)), detector)) == pytest.approx(-20.0, abs=0.05)


def test_without_speech_or_signal_there_is_no_level(detector: SpeechDetector) -> None:
    assert speech_rms_dbfs(measured(clip(noise(2.0)), detector)) is None
    assert peak_dbfs(measured(clip(silence(2.0)), detector)) is None


@pytest.mark.parametrize("offset", [-0.3, 0.0, 0.05])
def test_the_offset_is_measured_whatever_its_sign(offset: float) -> None:
    assert offset_percent(clip(tone(1.0) + np.float32(offset))) == pytest.approx(abs(offset) * 100, abs=0.01)


def test_nothing_has_no_offset() -> None:
    assert offset_percent(clip(silence(0.0))) == 0.0
