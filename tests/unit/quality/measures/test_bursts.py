import numpy as np
import pytest

from tests.support.clips import SAMPLE_RATE, clip, noise
from voicecloner.quality.measures.bursts import bursts
from voicecloner.quality.measures.recording import measured
from voicecloner.speech.vad import FRAME

SPEECH_S, PAUSE_S, ROUNDS = 1.0, 0.8, 6
ROUND = round((SPEECH_S + PAUSE_S) * SAMPLE_RATE)


class KnowingDetector:
    """Knows that each round begins with speech."""

    def probabilities(self, samples_16k):
        centres = (np.arange(-(-len(samples_16k) // FRAME)) + 0.5) * FRAME
        return (centres % ROUND < SPEECH_S * SAMPLE_RATE).astype(np.float32)


def recording(pauses_hit=(), burst_rms=0.1):
    """Speech (noise of -20 dBFS) and quiet pauses, with a knock of 50 ms in some of them."""
    sound = noise(ROUNDS * (SPEECH_S + PAUSE_S), rms=1e-4)
    for index in range(ROUNDS):
        start = index * ROUND
        sound[start : start + SAMPLE_RATE] += noise(SPEECH_S, rms=0.1, seed=index)
        if index in pauses_hit:
            knock = start + round(1.4 * SAMPLE_RATE)
            sound[knock : knock + 800] += noise(0.05, rms=burst_rms, seed=50 + index)
    return measured(clip(sound), KnowingDetector())


def test_quiet_pauses_are_far_below_the_voice():
    found = bursts(recording())
    assert found.below_voice_db == pytest.approx(60.0, abs=2.0)
    assert found.spans == ()


@pytest.mark.parametrize("burst_rms", [0.1, 0.3])
def test_knocks_in_every_pause_are_heard(burst_rms):
    found = bursts(recording(range(ROUNDS), burst_rms))
    expected_db = -20.0 - 20 * np.log10(burst_rms) + 10 * np.log10(0.67 / 0.05)
    assert found.below_voice_db == pytest.approx(expected_db, abs=2.0)
    assert len(found.spans) == ROUNDS


def test_a_single_knock_is_let_pass():
    assert bursts(recording((2,))).below_voice_db > 50.0


def test_the_first_moments_do_not_count():
    """The detector needs a third of a second to notice speech; that speech is no noise."""

    class Late(KnowingDetector):
        def probabilities(self, samples_16k):
            found = super().probabilities(samples_16k)
            found[:9] = 0.0
            return found

    assert bursts(measured(recording().clip, Late())).below_voice_db > 50.0


class Always:
    def __init__(self, value):
        self._value = value

    def probabilities(self, samples_16k):
        return np.full(-(-len(samples_16k) // FRAME), self._value, np.float32)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_without_pauses_or_speech_nothing_is_told(value):
    assert bursts(measured(recording().clip, Always(value))) is None
