"""The long-term spectrum of speech in thirds of an octave, the length of the vocal tract, and the pace."""

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.basic.vocoder import BINS, SAMPLE_RATE, Track
from voicecloner.sound.spectra import decibels, hann

Bands = npt.NDArray[np.float64]
"""Decibels, shape (BANDS,)."""

_FRAME = 2 * (BINS - 1)
_HOP = _FRAME // 4
_LINES_HZ = np.arange(BINS) * SAMPLE_RATE / _FRAME
_LOWEST_HZ = 80.0
BANDS = 21
"""Thirds of an octave from 80 Hz to 8 kHz, which recordings of 16 kHz still hold; above it the last one goes on."""
CENTRES_HZ = _LOWEST_HZ * 2 ** (np.arange(BANDS) / 3)
# Speech is what comes so near to the loudest parts.
_SPEECH_DB = 35.0
_LARGEST_GAIN_DB = 12.0
# Bands that lie further below the loudest were cut off by a filter; those of speech do not.
_HELD_DB = 60.0
_LEVEL_STEP_S = 0.01
_SYLLABLE_STEPS = 9


def band_levels(power: npt.NDArray[np.floating]) -> Bands:
    """Level of each third of an octave.

    Args:
        power: frames of power spectra, shape (frames, BINS); quiet ones do not count.
    """
    loudness = decibels(power.sum(axis=1))
    mean = power[loudness > np.percentile(loudness, 95) - _SPEECH_DB].mean(axis=0)
    return np.asarray(decibels(_band_weights() @ mean), np.float64)


def _band_weights() -> Track:
    distance = np.abs(np.log2(np.maximum(_LINES_HZ, 1.0) / CENTRES_HZ[:, None])) * 3
    inside = (distance <= 0.5) | (distance <= distance.min(axis=1, keepdims=True))
    return np.asarray(inside / inside.sum(axis=1, keepdims=True))


def recorded_levels(samples: Samples) -> Bands:
    """`band_levels` of sound at `SAMPLE_RATE`, half a second or more."""
    views = np.lib.stride_tricks.sliding_window_view(samples, _FRAME)[::_HOP] * hann(_FRAME)
    return band_levels(np.abs(np.fft.rfft(views)) ** 2)


def gain_between(wanted: Bands, found: Bands) -> Bands:
    """What brings one long-term spectrum to another, without the level, at most 12 dB.

    Where a recording holds nothing, as above 4 kHz on a telephone, the nearest bands that it holds speak for them.
    """
    held = np.flatnonzero(wanted > wanted.max() - _HELD_DB)
    gain = np.interp(np.arange(BANDS), held, (wanted - found)[held])
    return np.asarray(np.clip(gain - np.median(gain), -_LARGEST_GAIN_DB, _LARGEST_GAIN_DB))


def gain_curve(gain_db: Bands) -> Track:
    """Factor of power in each line, smooth between the bands, shape (BINS,)."""
    heights = np.interp(np.log(np.maximum(_LINES_HZ, 1.0)), np.log(CENTRES_HZ), gain_db)
    return np.asarray(10 ** (heights / 10))


def with_formants_at(envelope: Track, factor: float) -> Track:
    """Envelopes with everything `factor` times as high up: above 1 is a shorter vocal tract.

    Args:
        envelope: power, shape (frames, BINS).
        factor: of frequency, 0.5..2.
    """
    places = np.minimum(np.arange(BINS) / factor, BINS - 1)
    below = np.minimum(places.astype(np.int64), BINS - 2)
    share = places - below
    logs = np.log(envelope)
    return np.asarray(np.exp((1 - share) * logs[:, below] + share * logs[:, below + 1]))


def speech_level_db(samples: Samples) -> float:
    """RMS of the parts of sound at `SAMPLE_RATE` with speech, dB relative to full scale."""
    power = _step_power(samples)
    level = decibels(power)
    return float(decibels(power[level > np.percentile(level, 95) - _SPEECH_DB].mean()))


def _step_power(samples: Samples) -> Track:
    step = round(_LEVEL_STEP_S * SAMPLE_RATE)
    steps = samples[: len(samples) // step * step].reshape(-1, step).astype(np.float64)
    return np.asarray((steps**2).mean(axis=1))


def syllables_per_s(samples: Samples) -> float:
    """Pace of speech at `SAMPLE_RATE`: humps of its loudness per second of speech (de Jong and Wempe 2009)."""
    window = np.hanning(_SYLLABLE_STEPS)
    level = np.convolve(decibels(_step_power(samples) + 1e-9), window / window.sum(), "same")
    speech = level > np.percentile(level, 95) - _SPEECH_DB
    humps = (level[1:-1] > level[:-2]) & (level[1:-1] >= level[2:]) & speech[1:-1]
    return max(1, int(humps.sum())) / (max(1, int(speech.sum())) * _LEVEL_STEP_S)
