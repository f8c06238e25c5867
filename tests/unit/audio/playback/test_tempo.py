"""Sound that is heard faster or slower."""

import numpy as np
import pytest

from tests.support.clips import noise, syllables, tone
from voicecloner.audio.playback.tempo import Tempo, checked_speed
from voicecloner.errors import InvalidRequest

RATE = 24_000


def heard(tempo, sound, block=4000):
    blocks = [tempo.push(sound[start : start + block]) for start in range(0, len(sound), block)]
    return np.concatenate([*blocks, tempo.finish()])


def pitch_hz(sound):
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return np.argmax(spectrum) * RATE / len(sound)


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.25, 2.0])
def test_the_length_is_another_and_the_pitch_is_not(speed):
    sound = tone(4.0, RATE, hz=220.0)
    said = heard(Tempo(RATE, speed), sound)
    assert len(said) / len(sound) * speed == pytest.approx(1.0, abs=0.0001)
    assert pitch_hz(said) == pytest.approx(220.0, abs=2.0)
    assert np.abs(said).max() == pytest.approx(np.abs(sound).max(), abs=0.05)


def test_at_its_own_speed_every_sample_stays():
    sound = noise(2.0, RATE)
    np.testing.assert_array_equal(heard(Tempo(RATE), sound), sound)


@pytest.mark.parametrize("block", [1, 7, 333, 100_000])
def test_the_size_of_the_blocks_makes_no_difference(block):
    sound = syllables(0.5, RATE)
    np.testing.assert_array_equal(heard(Tempo(RATE, 1.5), sound, block), heard(Tempo(RATE, 1.5), sound))


def test_a_speed_that_changes_on_the_way_counts_from_the_next_block():
    sound = noise(6.0, RATE)
    tempo = Tempo(RATE)
    blocks = [tempo.push(sound[:RATE])]
    tempo.speed = 2.0
    blocks.append(tempo.push(sound[RATE : 3 * RATE]))
    tempo.speed = 1.0
    said = np.concatenate([*blocks, tempo.push(sound[3 * RATE :]), tempo.finish()])
    assert len(said) / RATE == pytest.approx(5.0, abs=0.01)
    np.testing.assert_array_equal(said[:RATE], sound[:RATE])
    np.testing.assert_array_equal(said[-3 * RATE :], sound[-3 * RATE :])
    assert [tempo.source_s(heard_s) for heard_s in (0.5, 1.0, 1.5, 2.0, 3.0, 9.0)] == pytest.approx(
        [0.5, 1.0, 2.0, 3.0, 4.0, 6.0], abs=0.01
    )


def test_of_nothing_comes_nothing():
    assert len(heard(Tempo(RATE, 2.0), np.zeros(0, np.float32))) == 0


@pytest.mark.parametrize("speed", [0.4, 2.1, 0.0, -1.0, float("nan")])
def test_other_speeds_are_refused(speed):
    with pytest.raises(InvalidRequest):
        checked_speed(speed)
