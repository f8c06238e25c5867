import numpy as np
import pytest

from tests.support.made_speech import RATE_HZ, buzz
from voicecloner.engines.adapters.natural.fitting.heard import listen, pace_of, windows_of
from voicecloner.speech.speaker import WINDOW_FRAMES


def test_silence_around_the_speech_is_left_out():
    silence = np.zeros(2 * RATE_HZ, np.float32)
    heard = listen(np.concatenate([silence, buzz(2.0), silence]))
    assert len(heard.bands) == len(heard.levels) == len(heard.is_active)
    assert 1.6 < len(heard.bands) / 100 < 2.4


def test_how_loud_the_recording_is_makes_no_difference():
    assert np.allclose(listen(buzz() * np.float32(0.1)).bands, listen(buzz()).bands, rtol=1e-3, atol=1e-9)


def test_gains_leave_the_sound_as_loud_as_it_is():
    heard = listen(buzz())
    louder = heard.coloured(np.linspace(-10, 10, 40))
    assert louder.mean() == pytest.approx(heard.coloured(np.zeros(40)).mean(), rel=1e-4)
    assert not np.allclose(louder, heard.coloured(np.zeros(40)))


@pytest.mark.parametrize(("rms_db", "counted_db"), [(-40.0, -30.0), (-30.0, -30.0), (-18.0, -18.0)])
def test_a_recording_counts_as_loud_as_it_is_but_quiet_ones_are_raised(rms_db: float, counted_db: float):
    heard = listen(buzz())
    rms = 10 ** (rms_db / 20)
    power = heard.as_recorded(rms, rms).mean() / heard.bands.mean()
    assert 10 * np.log10(power) == pytest.approx(counted_db + 30.0, abs=0.01)


def test_speech_with_pauses_around_it_is_louder_than_the_whole():
    heard = listen(buzz())
    power = heard.as_recorded(rms=0.02, whole_rms=0.01).mean() / heard.bands.mean()
    assert 10 * np.log10(power) == pytest.approx(20 * np.log10(2.0), abs=0.01)


def test_a_flattened_sound_has_the_neutral_spectrum():
    neutral = np.linspace(1.0, 0.1, 40)
    spectrum = listen(buzz()).flattened(neutral).mean(axis=0)
    assert np.allclose(spectrum / spectrum.sum(), neutral / neutral.sum(), rtol=1e-3)


@pytest.mark.parametrize(("frames", "count"), [(50, 1), (160, 1), (221, 2), (400, 4)])
def test_windows_cover_the_sound(frames: int, count: int):
    found = windows_of(np.ones((frames, 40), np.float32))
    assert found.shape == (count, WINDOW_FRAMES, 40)


def test_faster_speech_has_a_faster_pace():
    slow = buzz(4.0)
    fast = np.interp(np.arange(0, len(slow), 1.3), np.arange(len(slow)), slow).astype(np.float32)
    assert pace_of([listen(fast)]) == pytest.approx(1.3 * pace_of([listen(slow)]), rel=0.15)
