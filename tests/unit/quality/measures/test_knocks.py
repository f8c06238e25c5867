import numpy as np
import pytest

from tests.support import recording_faults as faults
from tests.support.clips import SAMPLE_RATE, clip, noise
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Severity
from voicecloner.quality.analyzer import Analyzer
from voicecloner.quality.measures.knocks import knocks
from voicecloner.quality.measures.recording import measured
from voicecloner.speech.vad import FRAME

SECONDS = 12.0


class Always:
    """Takes every moment for speech, as the detector does where knocks leave no pause."""

    def __init__(self, value=1.0):
        self._value = value

    def probabilities(self, samples_16k):
        return np.full(-(-len(samples_16k) // FRAME), self._value, np.float32)


def hum_of_a_voice():
    """Harmonics of 120 Hz that fall off as those of a vowel, swelling four times a second."""
    times_s = np.arange(round(SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
    vowel = sum(np.sin(2 * np.pi * 120 * k * times_s + k) / k**2 for k in range(1, 30))
    return 0.1 * vowel * (1.05 + np.sin(2 * np.pi * 4 * times_s)) + noise(SECONDS, rms=1e-4)


def knocked(sound, count, gain):
    """The sound with so many bursts of noise of 10 ms, of `gain` times its RMS."""
    made, loud = sound.copy(), gain * np.sqrt(np.mean(sound**2))
    for number in range(count):
        start = round((0.5 + number) * (SECONDS - 1) / count * SAMPLE_RATE)
        made[start : start + 160] += noise(0.01, rms=loud, seed=number)
    return made.astype(np.float32)


def counted(sound, detector=None):
    return knocks(measured(clip(sound.astype(np.float32)), detector or Always()))


def test_knocks_louder_than_the_voice_are_counted_and_shown():
    found = counted(knocked(hum_of_a_voice(), 12, 4.0))
    assert found.per_minute == pytest.approx(60.0, rel=0.1)
    first = found.spans[0]
    assert first.start_s < 0.5 * (SECONDS - 1) / 12 < first.end_s


@pytest.mark.parametrize("gain", [0.0, 0.3, 0.7])
def test_what_is_softer_than_the_voice_is_none(gain):
    assert counted(knocked(hum_of_a_voice(), 12, gain)).per_minute == 0.0


def test_a_hiss_that_begins_slowly_is_none():
    sound, swell = hum_of_a_voice(), np.sin(np.linspace(0, np.pi, 3200))
    for start in range(SAMPLE_RATE, 11 * SAMPLE_RATE, SAMPLE_RATE):
        sound[start : start + 3200] += swell * noise(0.2, rms=0.4, seed=start)
    assert counted(sound).per_minute == 0.0


def test_a_few_in_a_short_recording_are_not_many_in_a_minute():
    short = knocked(hum_of_a_voice(), 12, 4.0)[: 2 * SAMPLE_RATE]
    assert counted(short).per_minute <= 18.0


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.5])
def test_short_sounds_do_no_harm(seconds):
    counted(hum_of_a_voice()[: round(seconds * SAMPLE_RATE)])


def test_without_speech_nothing_is_told():
    assert counted(hum_of_a_voice(), Always(0.0)) is None


@pytest.mark.parametrize(("gap_s", "severity"), [(0.35, Severity.FAIL), (60.0, Severity.OK)])
def test_the_review_fails_speech_between_keys(analyzer: Analyzer, spoken: AudioClip, gap_s, severity):
    keys, step = np.zeros(spoken.frames), round(gap_s * spoken.sample_rate)
    for place in range(step, spoken.frames - 400, step):
        keys[place : place + 200] += noise(1.0, spoken.sample_rate, seed=place)[:200] * np.linspace(1, 0, 200)
    sound = faults.mixed(spoken, keys, 5.0) if keys.any() else spoken
    (finding,) = [each for each in analyzer.review(sound).findings if each.check == "noise"]
    assert finding.severity is severity, finding.message
