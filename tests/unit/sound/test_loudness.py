"""Loudness and true peak are what FFmpeg's meter finds, however the sound is cut into blocks."""

import numpy as np
import pytest

from tests.support.clips import noise, silence, syllables, tone
from tests.support.sound_files import judged
from voicecloner.sound.loudness import LoudnessMeter, TruePeakMeter


def lufs(samples, sample_rate, blocks=1):
    meter = LoudnessMeter(sample_rate)
    for block in np.array_split(samples, blocks):
        meter.push(block)
    return meter.lufs()


def dbtp(samples, sample_rate, blocks=1):
    meter = TruePeakMeter(sample_rate)
    for block in np.array_split(samples, blocks):
        meter.push(block)
    return meter.dbtp()


@pytest.mark.parametrize("sample_rate", [8_000, 22_050, 24_000, 48_000, 96_000])
@pytest.mark.parametrize("blocks", [1, 7, 200])
def test_loudness_is_that_of_ffmpeg(sample_rate, blocks):
    sound = np.concatenate([syllables(4.0, sample_rate), silence(3.0, sample_rate), 0.05 * syllables(3.0, sample_rate)])
    assert lufs(sound, sample_rate, blocks) == pytest.approx(judged(sound, sample_rate)[0], abs=0.03)


def test_a_tone_of_the_standard_has_the_loudness_it_says():
    """EBU Tech 3341: 1 kHz at -23 dBFS in one of two channels would be -26; in mono the same, as one channel."""
    sound = tone(20.0, 48_000, hz=997.0, amplitude=1.0)
    assert lufs(sound, 48_000) == pytest.approx(-3.01, abs=0.05)


def test_pauses_and_silence_do_not_count():
    spoken = syllables(6.0, 24_000)
    with_pauses = np.concatenate([spoken, silence(30.0, 24_000)])
    assert lufs(with_pauses, 24_000) == pytest.approx(lufs(spoken, 24_000), abs=0.3)
    assert lufs(silence(3.0), 16_000) == -np.inf
    assert lufs(np.zeros(0, np.float32), 16_000) == -np.inf


@pytest.mark.parametrize("seconds", [0.05, 0.2, 0.39, 0.41])
def test_a_short_sound_is_as_loud_as_a_long_one_of_its_kind(seconds):
    assert lufs(tone(seconds, 24_000), 24_000, 3) == pytest.approx(lufs(tone(5.0, 24_000), 24_000), abs=0.3)


def test_peaks_between_the_samples_are_seen():
    at_a_quarter = np.tile(np.array([0.5, 0.5, -0.5, -0.5], np.float32), 6_000)  # whose samples miss the peaks
    assert dbtp(at_a_quarter, 24_000, 9) == pytest.approx(20 * np.log10(0.5 * np.sqrt(2)), abs=0.1)
    assert dbtp(silence(1.0), 16_000) == -np.inf


@pytest.mark.parametrize("sample_rate", [16_000, 44_100, 192_000])
def test_true_peak_is_that_of_ffmpeg(sample_rate):
    sound = noise(2.0, sample_rate)
    assert dbtp(sound, sample_rate, 5) == pytest.approx(judged(sound, sample_rate)[1], abs=0.25)
