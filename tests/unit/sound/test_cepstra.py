"""Cepstra beside those of librosa, where it is installed."""

import numpy as np
import pytest

from tests.support.speech import espeak_speech
from voicecloner.sound.cepstra import CEPSTRA, RATE_HZ, spoken_cepstra
from voicecloner.sound.resampling import resample


@pytest.fixture(scope="module")
def speech():
    said = espeak_speech("The old man was walking through the street. He opened the window.")
    return resample(said.samples, said.sample_rate, RATE_HZ)


def test_they_are_those_of_librosa(speech):
    feature = pytest.importorskip("librosa.feature", reason="librosa is not installed")
    cepstra = feature.mfcc(y=speech, sr=RATE_HZ, n_mfcc=20, n_fft=512, hop_length=160, n_mels=40, fmin=100, fmax=7000)
    is_loud = cepstra[0] > np.percentile(cepstra[0], 95) - 150.0
    expected = np.concatenate([cepstra[1:], feature.delta(cepstra)[1:]])[:, is_loud].T
    assert spoken_cepstra(speech) == pytest.approx(expected, abs=0.02)


def test_how_loud_it_was_recorded_makes_no_difference(speech):
    assert spoken_cepstra(speech) == pytest.approx(spoken_cepstra(speech * np.float32(0.5)), abs=0.02)


def test_silence_between_words_is_left_out(speech):
    silent = np.zeros(RATE_HZ, np.float32)
    with_pause = spoken_cepstra(np.concatenate([speech, silent, speech]))
    assert abs(len(with_pause) - 2 * len(spoken_cepstra(speech))) < 30


@pytest.mark.parametrize("samples", [0, 1, 500])
def test_there_are_none_of_next_to_nothing(samples):
    assert spoken_cepstra(np.zeros(samples, np.float32)).shape == (0, CEPSTRA)
