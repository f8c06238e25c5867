import numpy as np
import pytest
import pyworld

from voicecloner.engines.adapters.basic.vocoder import (
    BINS,
    FRAME_S,
    SAMPLE_RATE,
    analyse,
    hertz,
    recorded_pitch_hz,
    render,
    semitones,
)
from voicecloner.errors import Cancelled
from voicecloner.jobs import CancelToken
from voicecloner.speech.espeak import espeak


def test_semitones_and_back():
    np.testing.assert_allclose(semitones([55, 110, 220]), [0, 12, 24])
    np.testing.assert_allclose(hertz(semitones([60.0, 333.0])), [60, 333])


@pytest.mark.parametrize("stretch", [0.5, 1.0, 1.7])
def test_a_copy_is_as_long_as_wanted_and_keeps_its_pitch(stretch: float):
    said = espeak().speak("We were away a year ago.", "en-us+f2", 160).samples
    copy = render(analyse(said), stretch)
    assert copy.dtype == np.float32
    assert len(copy) == pytest.approx(stretch * len(said), rel=0.02)
    before, after = (np.median(recorded_pitch_hz(sound, CancelToken())) for sound in (said, copy))
    assert after == pytest.approx(before, rel=0.03)


@pytest.mark.parametrize("frames", [0, 1, 200, 2000])
def test_what_is_too_short_for_speech_is_no_trouble(frames: int):
    speech = analyse(np.full(frames, 0.1, np.float32))
    assert speech.envelope.shape[1] == BINS
    assert np.isfinite(render(speech)).all()


def test_a_long_sentence_is_taken_apart_in_pieces_that_are_seen_nowhere():
    said = espeak().speak("We were away a year ago, and nobody knew where all of us had been. " * 2, "en-us", 160)
    frames = analyse(said.samples)
    signal = np.ascontiguousarray(said.samples, np.float64)
    whole = pyworld.d4c(signal, frames.pitch_hz, FRAME_S * np.arange(len(frames.pitch_hz)), SAMPLE_RATE, fft_size=1024)
    assert len(frames.noise) > 800
    # WORLD adds a little noise of its own to what it looks at, which begins anew with each piece
    np.testing.assert_allclose(frames.noise, whole, atol=0.1)
    assert np.abs(frames.noise - whole).mean() < 0.005


def test_stop_does_not_wait_for_the_end_of_the_sentence():
    stopped = CancelToken()
    stopped.cancel()
    with pytest.raises(Cancelled):
        analyse(np.full(SAMPLE_RATE, 0.1, np.float32), stopped)


def test_a_hum_has_its_pitch_and_silence_none():
    times_s = np.arange(4 * SAMPLE_RATE) / SAMPLE_RATE
    hum = sum(np.sin(2 * np.pi * 130 * k * times_s) / k for k in range(1, 20)).astype(np.float32)
    assert np.median(recorded_pitch_hz(hum, CancelToken())) == pytest.approx(130, rel=0.01)
    assert not len(recorded_pitch_hz(np.zeros(SAMPLE_RATE, np.float32), CancelToken()))


def test_listening_for_pitch_stops_when_asked():
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        recorded_pitch_hz(np.zeros(SAMPLE_RATE, np.float32), token)
