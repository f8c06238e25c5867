"""Pure functions on sound: rate, offset, level, loudness, channels, and the pairs a waveform is painted from."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import soxr

from voicecloner.domain.audio import Level, Samples

_FULL_SCALE = 0.999
"""From here on a sample counts as clipped; the top of 16-bit sound is 0.99997."""
_SILENT_RMS = 1e-4
"""-80 dBFS: a channel below carries nothing anyone said."""
_QUIET_CHANNEL = 0.1
"""-20 dB: a channel that much below the loudest one carries crosstalk at most."""
_QUIET_AMONG_MANY = 0.3
"""-10 dB: the front channels of a film's sound hold its room, the centre holds its words."""
_SAME_CORRELATION = 0.98
_OPPOSITE_CORRELATION = -0.7
_LOUDNESS_BLOCK_S = 0.4
_BLOCK_FRAMES = 1 << 18
_HOLD_S = 0.005


def resample(samples: Samples, from_rate: int, to_rate: int) -> Samples:
    """Change the sample rate with soxr's HQ filter (aliases below -140 dB).

    Args:
        samples: shape (frames,).
        from_rate: Hz.
        to_rate: Hz.

    Returns:
        float32, shape (round(frames * to_rate / from_rate),).
    """
    if from_rate == to_rate or not len(samples):
        return samples
    return np.asarray(soxr.resample(samples, from_rate, to_rate, quality="HQ"), np.float32)


def remove_dc(samples: Samples) -> Samples:
    """Shift the sound so that its mean is 0."""
    if not len(samples):
        return samples
    return (samples - np.mean(samples, dtype=np.float64)).astype(np.float32)


def limit_peak(samples: Samples, peak: float) -> Samples:
    """Turn the whole sound down so that no sample exceeds `peak` (0..1); a quieter sound stays as it is."""
    found = _peak(samples)
    return samples if found <= peak else (samples * (peak / found)).astype(np.float32)


def peak_pairs(samples: Samples, sample_rate: int, pair_ms: float = 50.0) -> npt.NDArray[np.float32]:
    """Lowest and highest sample of each stretch of `pair_ms`, for painting a waveform.

    Returns:
        shape (n, 2), columns low and high; the last stretch may be shorter than the others.
    """
    if not len(samples):
        return np.zeros((0, 2), np.float32)
    starts = np.arange(0, len(samples), max(1, round(sample_rate * pair_ms / 1000.0)))
    low, high = np.minimum.reduceat(samples, starts), np.maximum.reduceat(samples, starts)
    return np.stack([low, high], axis=1)


def level_of(samples: Samples) -> Level:
    """Meter reading of a block; -inf dBFS for digital silence and for an empty block."""
    if not len(samples):
        return Level(-np.inf, -np.inf)
    peak = _peak(samples)
    rms = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    return Level(_decibels(peak), _decibels(rms), clipped=peak >= _FULL_SCALE)


def loudness_lufs(samples: Samples, sample_rate: int) -> float:
    """Integrated loudness after ITU-R BS.1770-4, in LUFS; -inf for silence.

    The standard measures in blocks of 0.4 s. A shorter sound is repeated until it fills one.
    """
    if not len(samples) or not _peak(samples):
        return -np.inf
    import pyloudnorm  # brings scipy.signal, a second that the window's start need not wait for

    block_frames = int(np.ceil(_LOUDNESS_BLOCK_S * sample_rate)) + 1
    filled = np.resize(samples, max(len(samples), block_frames)).astype(np.float64)
    return float(pyloudnorm.Meter(sample_rate).integrated_loudness(filled))


def to_loudness(
    samples: Samples, sample_rate: int, target_lufs: float = -23.0, peak_ceiling_dbfs: float = -1.0
) -> Samples:
    """Bring the sound to a loudness with one gain, less of it where the peak would pass the ceiling.

    Args:
        samples: shape (frames,).
        sample_rate: Hz.
        target_lufs: the loudness wanted.
        peak_ceiling_dbfs: no sample louder than this; infinity where the peaks are seen to afterwards.

    Returns:
        a new array; silence comes back unchanged.
    """
    loudness = loudness_lufs(samples, sample_rate)
    if not np.isfinite(loudness):
        return samples
    gain_db = min(target_lufs - loudness, peak_ceiling_dbfs - _decibels(_peak(samples)))
    return np.asarray(samples * 10.0 ** (gain_db / 20.0), np.float32)


def hold_peaks(samples: Samples, sample_rate: int, ceiling_dbfs: float = -1.0) -> Samples:
    """Turn the sound down around peaks above the ceiling only: within 10 ms on either side, without a jump in gain.

    Unlike `to_loudness` with its one gain, a single loud sample does not make all the rest quieter.
    """
    ceiling = 10.0 ** (ceiling_dbfs / 20.0)
    if _peak(samples) <= ceiling:
        return samples
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    width = 2 * round(_HOLD_S * sample_rate) + 1
    wanted = ceiling / np.maximum(np.abs(samples, dtype=np.float64), ceiling)
    gain = uniform_filter1d(minimum_filter1d(wanted, width, mode="nearest"), width, mode="nearest")
    held = np.clip(samples * gain, -ceiling, ceiling)  # what is cut off here are errors of rounding
    return np.asarray(held, np.float32)


class ChosenChannel(NamedTuple):
    """One channel made of several.

    Attributes:
        samples: the mono sound.
        note: a sentence telling which channel it is; None where there was only one.
        channel: its number, counted from 1; None where all were mixed.
    """

    samples: Samples
    note: str | None
    channel: int | None


def choose_channel(
    frames_by_channels: npt.NDArray[np.float32], listen: Callable[[], int | None] | None = None
) -> ChosenChannel:
    """Make one channel of several: the one with the speech.

    Channels that carry the same sound are averaged; those with opposite phase are not, because their average would be
    silence. Of others `listen` tells which one has the speech. Without it, and where it hears none, the first channel
    is used unless it is silent beside the others, then the loudest one.

    Args:
        frames_by_channels: shape (frames, channels), finite.
        listen: finds the channel with the clearest speech, counted from 0; asked only where there is a choice.
    """
    channels = frames_by_channels.shape[1]
    if channels == 1:
        return ChosenChannel(np.ascontiguousarray(frames_by_channels[:, 0]), None, 1)
    covariance = _covariance(frames_by_channels)
    by_level = _channel_with_speech(np.sqrt(np.diag(covariance)))
    if by_level == 0 and _all_alike(covariance):
        mixed = np.asarray(np.mean(frames_by_channels, axis=1, dtype=np.float64), np.float32)
        return ChosenChannel(mixed, f"All {channels} channels carry the same sound and were mixed into one.", None)
    heard = listen() if listen and not _is_sure(covariance) else None
    used = by_level if heard is None else heard
    note = _channel_note(used, covariance)
    return ChosenChannel(np.ascontiguousarray(frames_by_channels[:, used]), note, used + 1)


def channel_with_speech(frames_by_channels: npt.NDArray[np.float32]) -> Samples:
    """The first channel unless it is silent beside the others, then the loudest one: `choose_channel` for a block.

    Args:
        frames_by_channels: shape (frames, channels), finite.

    Returns:
        shape (frames,).
    """
    if frames_by_channels.shape[1] == 1:
        return np.ascontiguousarray(frames_by_channels[:, 0])
    rms = np.sqrt(np.diag(_covariance(frames_by_channels)))
    return np.ascontiguousarray(frames_by_channels[:, _channel_with_speech(rms)])


def _channel_with_speech(rms: npt.NDArray[np.float64]) -> int:
    quiet = _QUIET_CHANNEL if len(rms) == 2 else _QUIET_AMONG_MANY
    silent = max(_SILENT_RMS, quiet * float(np.max(rms)))
    return 0 if rms[0] >= silent else int(np.argmax(rms))


def _is_sure(covariance: npt.NDArray[np.float64]) -> bool:
    """Whether nobody needs to listen: but for one channel there is silence, or two are each other's opposite."""
    powers = np.diag(covariance)
    if len(powers) == 2 and _correlations(covariance)[1] < _OPPOSITE_CORRELATION:
        return True
    return int(np.sum(np.sqrt(powers) >= _SILENT_RMS)) <= 1


def _channel_note(used: int, covariance: npt.NDArray[np.float64]) -> str:
    channels = len(covariance)
    rms = np.sqrt(np.diag(covariance))
    if used and rms[0] >= max(_SILENT_RMS, _QUIET_CHANNEL * float(np.max(rms))):
        return f"Channel {used + 1} of {channels} is used, because the speech is clearest there."
    if used:
        return f"Channel {used + 1} of {channels} is used, because channel 1 is silent."
    if channels == 2 and _channel_with_speech(np.sqrt(np.diag(covariance))[::-1]):
        return "Channel 1 of 2 is used, because channel 2 is silent."
    if channels == 2 and _correlations(covariance)[1] < _OPPOSITE_CORRELATION:
        return "Channel 1 of 2 is used alone, because the two channels have opposite phase and would cancel each other."
    return f"Channel 1 of {channels} is used."


def _all_alike(covariance: npt.NDArray[np.float64]) -> bool:
    powers = np.diag(covariance)
    within_1_db = bool(np.all((powers > 0.79 * powers[0]) & (powers < 1.26 * powers[0])))
    return within_1_db and bool(np.all(_correlations(covariance) > _SAME_CORRELATION))


def _correlations(covariance: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Correlation of every channel with the first; 0 where one of the two is constant."""
    scale = np.sqrt(covariance[0, 0] * np.diag(covariance))
    return np.asarray(np.divide(covariance[0], scale, out=np.zeros_like(scale), where=scale > 0))


def _covariance(frames_by_channels: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Covariance of the channels, in blocks: a long file must not be copied to float64 as a whole."""
    means = np.asarray(np.mean(frames_by_channels, axis=0, dtype=np.float64))
    total = np.zeros((len(means), len(means)))
    for start in range(0, len(frames_by_channels), _BLOCK_FRAMES):
        block = frames_by_channels[start : start + _BLOCK_FRAMES] - means
        total += block.T @ block
    return total / max(1, len(frames_by_channels))


def _peak(samples: Samples) -> float:
    return float(max(np.max(samples), -np.min(samples))) if len(samples) else 0.0


def _decibels(amplitude: float) -> float:
    return float(20.0 * np.log10(amplitude)) if amplitude > 0 else -np.inf
