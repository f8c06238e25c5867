import numpy as np
import pytest

from tests.support.clips import noise, silence
from voicecloner.domain.audio import AudioClip
from voicecloner.quality.measures.silence import longest_silence_s

RATE_HZ = 16_000


@pytest.mark.parametrize(("parts", "seconds"), [((0.5, 1.0, 0.2), 1.0), ((0.1, 0.5, 2.0), 0.5)])
def test_the_longest_silence_between_sounds_is_measured(parts, seconds):
    first, gap, last = parts
    sound = np.concatenate([noise(first, RATE_HZ), silence(gap, RATE_HZ), noise(last, RATE_HZ)])
    assert longest_silence_s(AudioClip(sound, RATE_HZ)) == pytest.approx(seconds, abs=0.05)


def test_silence_is_silent_all_through_and_nothing_has_none():
    assert longest_silence_s(AudioClip(silence(3.0, RATE_HZ), RATE_HZ)) == pytest.approx(3.0, abs=0.05)
    assert longest_silence_s(AudioClip(np.zeros(0, np.float32), RATE_HZ)) == 0.0
