"""Spectral envelope and pitch of a recording. Envelopes are WORLD's CheapTrick (Morise 2015).

Envelopes are kept as `BANDS` mel bands up to 12 kHz, which is what the ear can tell apart and a sixth of the size.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.engines.builtin.features import (
    FRAME_S,
    Features,
    hz_to_mel,
    mel_filters,
    mel_to_hz,
    smooth,
)
from voicecloner.engines.builtin.pitch import find_f0
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate

SAMPLE_RATE = 24_000
BANDS = 80
ENVELOPE_CEPSTRA = 30
"""Enough to describe formants; finer detail stays with the recorded frames."""

HOP = round(FRAME_S * SAMPLE_RATE)
"""Samples in a frame."""
_FFT_SIZE = 1024  # WORLD's choice for 24 kHz
_LOWEST_BAND_HZ = 60.0
_FLOOR = 1e-12
_BLOCK_FRAMES = 400  # 2 s: about 0.1 s of work between two looks at the cancel token
_MARGIN_FRAMES = 20
_SHORTEST_ISLAND_FRAMES = 6  # 30 ms: no voiced sound is shorter
_LARGEST_F0_STEP = 0.12  # of log F0 in 5 ms: two semitones


@dataclass(frozen=True, eq=False)
class VoiceFrames:
    """A recording in numbers, one row for every 5 ms.

    Attributes:
        envelope: natural log power in mel bands, shape (frames, BANDS).
        log_f0: natural log of F0 in Hz, drawn through unvoiced frames, shape (frames,).
        voiced: shape (frames,).
    """

    envelope: Features
    log_f0: Features
    voiced: npt.NDArray[np.bool_]


def analyse(samples: Samples, progress: Progress, cancel: CancelToken) -> VoiceFrames:
    """Envelope and pitch of a recording at `SAMPLE_RATE`, at least half a second long."""
    signal = np.ascontiguousarray(samples, dtype=np.float64)
    f0 = find_f0(samples, SAMPLE_RATE, cancel)
    parts = []
    for start in range(0, len(f0), _BLOCK_FRAMES):
        cancel.raise_if_cancelled()
        progress(ProgressUpdate("Learning the sound of the voice", start / len(f0)))
        parts.append(_envelope_block(signal, f0, start))
    envelope = np.concatenate(parts)
    f0 = _clean_f0(f0, envelope)
    return VoiceFrames(envelope, continuous_log_f0(f0), f0 > 0)


def _envelope_block(signal: npt.NDArray[np.float64], f0: Features, start: int) -> Features:
    """Envelope of `_BLOCK_FRAMES` frames."""
    import pyworld

    end = min(start + _BLOCK_FRAMES, len(f0))
    first = max(0, start - _MARGIN_FRAMES)
    piece = np.ascontiguousarray(signal[first * HOP : (end + _MARGIN_FRAMES) * HOP])
    times = (np.arange(start, end) - first) * FRAME_S
    pitch = np.ascontiguousarray(f0[start:end], dtype=np.float64)
    power = pyworld.cheaptrick(piece, pitch, times, SAMPLE_RATE, fft_size=_FFT_SIZE)
    return envelope_of_power(power.astype(np.float32), SAMPLE_RATE)


def _clean_f0(f0: Features, envelope: Features) -> Features:
    """F0 without quiet, jumping or very short voiced stretches, and without islands far from their surroundings."""
    from scipy.signal import medfilt

    loudness = smooth(envelope[:, : BANDS // 2].mean(axis=1), 2)
    low, high = np.percentile(loudness, [5, 95])
    voiced = (f0 > 0) & (loudness > low + 0.2 * (high - low))
    log_f0 = np.log(np.maximum(f0, 1.0))
    jumps = np.flatnonzero((np.abs(np.diff(log_f0)) > _LARGEST_F0_STEP) & voiced[1:] & voiced[:-1])
    for offset in (-1, 0, 1, 2):
        voiced[np.clip(jumps + offset, 0, len(voiced) - 1)] = False
    _drop_islands(voiced)
    frames = np.flatnonzero(voiced)
    if len(frames) > 41:
        voiced[frames[np.abs(log_f0[frames] - medfilt(log_f0[frames], 41)) > 0.45]] = False
    return np.where(voiced, f0, 0.0).astype(np.float32)


def _drop_islands(voiced: npt.NDArray[np.bool_]) -> None:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], voiced, [False]]).astype(np.int8)))
    for start, end in edges.reshape(-1, 2):
        if end - start < _SHORTEST_ISLAND_FRAMES:
            voiced[start:end] = False


def continuous_log_f0(f0: npt.NDArray[np.floating]) -> Features:
    """Log F0 with straight lines through unvoiced frames; log 120 Hz where nothing is voiced."""
    voiced = np.flatnonzero(f0 > 0)
    if len(voiced) < 2:
        return np.full(len(f0), np.log(120.0), np.float32)
    return np.asarray(np.interp(np.arange(len(f0)), voiced, np.log(f0[voiced])), np.float32)


def band_centres_hz() -> npt.NDArray[np.float64]:
    """Centre of each envelope band, Hz."""
    mel = np.linspace(hz_to_mel(_LOWEST_BAND_HZ), hz_to_mel(SAMPLE_RATE / 2), BANDS + 2)[1:-1]
    return mel_to_hz(mel)


def envelope_of_power(power: Features, sample_rate: int, warp: float = 1.0) -> Features:
    """Log mel bands (frames, BANDS) of power spectra (frames, fft bins); the floor above the Nyquist frequency."""
    filters = mel_filters(BANDS, 2 * (power.shape[1] - 1), sample_rate, SAMPLE_RATE / 2, warp)
    return np.asarray(np.log(power @ filters.T + np.float32(_FLOOR)))
