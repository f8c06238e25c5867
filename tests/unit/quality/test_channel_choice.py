import numpy as np
import pytest

from tests.support.clips import noise, silence, syllables
from voicecloner.domain.quality import Span
from voicecloner.quality.channel_choice import channel_with_clearest_speech

RATE = 16_000


def in_syllables(clip):
    """Finds the stand-in for speech: what swells four times a second."""
    blocks = clip.samples[: clip.frames // 400 * 400].reshape(-1, 400).std(axis=1)
    swells = np.abs(np.fft.rfft(blocks - blocks.mean()))
    rate = np.fft.rfftfreq(len(blocks), 400 / RATE)[swells.argmax()]
    is_speech = abs(rate - 4.0) < 0.3 and swells.max() > 0.3 * swells.sum() / 3
    return [Span(0.25 * i + 0.06, 0.25 * i + 0.19) for i in range(int(4 * clip.seconds))] if is_speech else []


def chosen(*columns):
    return channel_with_clearest_speech(np.stack(columns, axis=1), RATE, in_syllables)


def ambience(rms, seed=0):
    return noise(10.0, rms=rms, seed=seed)


@pytest.mark.parametrize("centre", range(6))
def test_the_only_one_with_speech(centre):
    columns = [ambience(0.03, seed) for seed in range(6)]
    columns[centre] = syllables(10.0)
    assert chosen(*columns) == centre


def test_a_louder_hum_is_no_speech():
    assert chosen(ambience(0.3), 0.2 * syllables(10.0)) == 1


def test_the_first_of_two_like_ones():
    assert chosen(syllables(10.0, seed=1), syllables(10.0, seed=2)) == 0


def test_the_clearer_one_of_two():
    speech = syllables(10.0)
    assert chosen(0.05 * speech + ambience(0.004), speech) == 1


@pytest.mark.parametrize("columns", [(ambience(0.1), ambience(0.1, 1)), (silence(10.0), silence(10.0))])
def test_nobody_speaks(columns):
    assert chosen(*columns) is None


def test_the_loudest_half_minute_of_a_long_one_is_listened_to():
    late = np.concatenate([silence(60.0), syllables(30.0), silence(20.0)])
    assert chosen(np.resize(ambience(0.001), len(late)), late) == 1


def test_at_most_eight_are_listened_to():
    heard = []

    def listen(clip):
        heard.append(clip)
        return in_syllables(clip)

    columns = [ambience(0.01, seed) for seed in range(17)] + [syllables(10.0)]
    assert channel_with_clearest_speech(np.stack(columns, axis=1), RATE, listen) == 17
    assert len(heard) == 8
