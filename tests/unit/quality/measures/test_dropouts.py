"""Dropouts in coarse sound, where soft passages stand still between two steps."""

import numpy as np

from voicecloner.domain.audio import AudioClip
from voicecloner.quality.measures.dropouts import dropouts
from voicecloner.quality.measures.recording import measured


def in_8_bit(clip):
    return AudioClip((np.round(clip.samples * 127) / 128).astype(np.float32), clip.sample_rate)


def test_8_bit_speech_has_no_dropouts(spoken, detector):
    assert dropouts(measured(in_8_bit(spoken), detector)) == ()


def test_values_stuck_in_loud_8_bit_speech_are_found(spoken, detector):
    coarse = in_8_bit(spoken)
    samples = coarse.samples.copy()
    loudest = int(np.argmax(np.convolve(np.abs(samples), np.ones(4000), mode="same")))
    samples[loudest : loudest + round(0.02 * coarse.sample_rate)] = 0.2
    (span,) = dropouts(measured(AudioClip(samples, coarse.sample_rate), detector))
    assert span.start_s <= loudest / coarse.sample_rate + 0.001 < span.end_s
