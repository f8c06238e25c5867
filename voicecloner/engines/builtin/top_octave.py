"""A plausible top for recordings that end at 8 kHz or so: spectral translation (Makhoul and Berouti 1979).

What is just below the limit is repeated above it, as loud as the highest half octave of the same moment and falling
from there on: an /s/ stays bright, a vowel stays dull. Nothing below the limit is touched.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.engines.builtin.analysis import BANDS, HOP, SAMPLE_RATE, VoiceFrames, band_centres_hz
from voicecloner.engines.builtin.features import Features, smooth

_WINDOW = 4 * HOP
_FFT_SIZE = 512
_LOWEST_LIMIT_HZ = 5000.0  # below it there is too little to repeat, and a telephone stays a telephone
_TOP_FALL_PER_OCTAVE = 2.8  # natural log power: 12 dB
_CLIFF = 5.8  # natural log power within a few bands: 25 dB

Spectra = npt.NDArray[np.complexfloating]


def complete(frames: VoiceFrames, samples: Samples) -> tuple[VoiceFrames, Samples]:
    """A recording and its frames with a top where they had none."""
    envelope = frames.envelope
    return replace(frames, envelope=fill_top(envelope)), with_top(samples, _band_limit_hz(envelope))


def with_top(samples: Samples, limit_hz: float) -> Samples:
    """The recording with sound above `limit_hz`, float32 of the same length.

    Args:
        samples: float32 at `SAMPLE_RATE`, shape (frames,).
        limit_hz: above it the recording has nothing.
    """
    limit = round(limit_hz * _FFT_SIZE / SAMPLE_RATE)
    missing = _FFT_SIZE // 2 + 1 - limit
    if limit_hz < _LOWEST_LIMIT_HZ or missing <= 2:
        return samples
    padded = np.pad(samples, (_WINDOW, 2 * _WINDOW))
    window = np.sqrt(np.hanning(_WINDOW + 1)[:-1]).astype(np.float32)
    starts = np.arange(0, len(padded) - _WINDOW, HOP)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[starts] * window
    top = np.fft.irfft(_translated(np.fft.rfft(frames, _FFT_SIZE), limit), _FFT_SIZE)[:, :_WINDOW] * window
    sound = padded.astype(np.float32)
    for phase in range(_WINDOW // HOP):  # every fourth frame lies end to end
        rows = top[phase :: _WINDOW // HOP]
        sound[phase * HOP : phase * HOP + rows.size] += (rows.reshape(-1) / 2).astype(np.float32)
    return sound[_WINDOW : _WINDOW + len(samples)]


def _translated(spectra: Spectra, limit: int) -> Spectra:
    """Spectra with nothing below bin `limit` and a copy of what is just below it above."""
    bins = spectra.shape[1]
    below = spectra[:, round(limit / 1.35) : round(limit * 0.95)]
    level = np.sqrt(smooth((np.abs(below) ** 2).mean(axis=1), 1))
    place, edge = np.arange(limit, bins), round(0.96 * limit)  # the last few bins already fade
    width = min(bins - limit, edge // 2)
    taken = edge - width + (place - limit) % width
    turn = np.outer(np.arange(len(spectra)) * HOP, place - taken) % _FFT_SIZE  # frames must still add up in phase
    piece = spectra[:, taken] * np.exp(2j * np.pi / _FFT_SIZE * turn).astype(np.complex64)
    strength = np.sqrt((np.abs(piece) ** 2).mean(axis=1)) + 1e-9
    fall = np.exp(-0.5 * _TOP_FALL_PER_OCTAVE * np.log2(place / limit))
    top = np.zeros_like(spectra)
    top[:, limit:] = piece * (level / strength)[:, None] * fall
    return top


def fill_top(envelope: Features) -> Features:
    """Give a recording that ends at 8 kHz or so a quiet, plausible top.

    The band limit is where the long-term spectrum falls off a cliff. Above it each frame continues at the level of
    its own highest half octave, falling by `_TOP_FALL_PER_OCTAVE`: frames of /s/ stay bright, vowels stay dull.
    """
    limit = _band_limit(envelope)
    if limit >= BANDS:
        return envelope
    hz = band_centres_hz()
    basis = (hz > hz[limit] / 1.35) & (hz < hz[limit] * 0.95)
    basis[limit - 1 if not basis.any() else BANDS - 1] |= not basis.any()
    level = smooth(envelope[:, basis].mean(axis=1), 1)[:, None]
    filled = envelope.copy()
    fall = _TOP_FALL_PER_OCTAVE * np.log2(hz[limit:] / hz[limit])
    filled[:, limit:] = level - fall[None].astype(np.float32)
    return filled


def _band_limit_hz(envelope: Features) -> float:
    """Where a recording's sound ends, by its envelopes before `fill_top`; half of `SAMPLE_RATE` where it does not."""
    limit = _band_limit(envelope)
    return SAMPLE_RATE / 2 if limit >= BANDS else float(band_centres_hz()[limit])


def _band_limit(envelope: Features) -> int:
    """First band above which the loud frames hold nothing, or BANDS."""
    loud = envelope[envelope.mean(axis=1) >= np.percentile(envelope.mean(axis=1), 50)]
    average = np.log(np.exp(loud.astype(np.float64)).mean(axis=0))
    low = int(np.searchsorted(band_centres_hz(), 3000.0))
    drops = average[low:-4] - average[low + 4 :]
    if not len(drops) or drops.max() < _CLIFF:
        return BANDS
    cliff = low + int(drops.argmax())
    return cliff + int((average[cliff : cliff + 4] - average[cliff + 1 : cliff + 5]).argmax()) + 1
