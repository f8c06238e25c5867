import numpy as np
import pytest

from tests.support.clips import noise, silence, tone
from tests.support.speech import espeak_speech
from voicecloner.quality.frames import FrameMeter
from voicecloner.sound.resampling import resample
from voicecloner.speech.vad import SpeechDetector

DETECTOR = SpeechDetector()


class Always:
    """Hears speech everywhere."""

    def add(self, samples_16k):
        assert np.abs(samples_16k).max(initial=0.0) <= 1.0
        return np.ones(len(samples_16k) // 512, np.float32)


def measured(sound, sample_rate=16_000, blocks=1, speech=None):
    meter = FrameMeter(speech or Always(), sample_rate)
    parts = [meter.push(block.astype(np.float32)) for block in np.array_split(sound, blocks)]
    return np.concatenate([*parts, meter.push(np.zeros(0, np.float32), is_last=True)])


@pytest.mark.parametrize("sample_rate", [8_000, 16_000, 44_100, 48_000])
def test_power_is_that_of_the_sound_at_any_rate(sample_rate):
    frames = measured(tone(4.0, sample_rate, amplitude=0.5), sample_rate, blocks=3)
    assert len(frames) == pytest.approx(4.0 / 0.032, abs=3)
    assert frames["power"][20:-20] == pytest.approx(0.125, rel=0.05)


@pytest.mark.parametrize("hz", [85, 120, 180, 240, 320])
def test_pitch_is_found(hz):
    harmonics = sum(tone(3.0, hz=hz * k, amplitude=0.3 / k) for k in range(1, 6))
    pitch = measured(harmonics)["pitch"][5:-5]
    assert 2 ** np.median(pitch) == pytest.approx(hz, rel=0.05)  # lags are whole samples at 4 kHz


@pytest.mark.parametrize("sound", [silence(2.0), noise(2.0)])
def test_what_has_no_period_has_no_pitch(sound):
    assert np.isnan(measured(sound)["pitch"]).mean() > 0.9


def test_timbre_is_where_the_power_is():
    timbre = measured(tone(2.0, hz=1000.0))["timbre"][5:-5]
    assert np.all(timbre.argmax(axis=1) == 5)
    assert timbre.mean(axis=1) == pytest.approx(0.0, abs=1e-3)
    assert measured(0.1 * tone(2.0, hz=1000.0))["timbre"][10, 5] == pytest.approx(timbre[5, 5], abs=10.5)


def test_cut_peaks_are_seen_in_their_block_only():
    clean, cut = noise(4.0, rms=0.2), np.clip(noise(4.0, rms=0.6), -0.5, 0.5)
    clipped = measured(np.concatenate([clean, cut]), blocks=2)["clipped"]
    assert clipped[:100].max() < 0.02
    assert clipped[-100:].min() > 5.0


def test_speech_comes_out_alike_however_the_sound_comes_in():
    spoken = espeak_speech()
    sound = resample(spoken.samples, spoken.sample_rate, 16_000)
    whole = measured(sound, speech=DETECTOR.stream())["speech"]
    pieces = measured(sound, blocks=4, speech=DETECTOR.stream())["speech"]
    assert len(whole) == len(pieces)
    assert np.mean((whole > 0.5) == (pieces > 0.5)) > 0.97
    assert np.mean(whole > 0.5) > 0.6


def test_a_quiet_voice_is_found_like_a_loud_one():
    spoken = espeak_speech()
    quiet = measured(0.01 * spoken.samples, spoken.sample_rate, blocks=3, speech=DETECTOR.stream())["speech"]
    loud = measured(spoken.samples, spoken.sample_rate, blocks=3, speech=DETECTOR.stream())["speech"]
    assert np.mean((quiet > 0.5) == (loud > 0.5)) > 0.97
