"""How loud sound is, and making it as loud as it should be."""

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples

FULL_SCALE = 0.999
"""From here on a sample counts as cut off: the highest positive 16-bit number is 0.99997, and drivers with a gain stage
end slightly lower."""
_LOUDNESS_BLOCK_S = 0.4
_HOLD_S = 0.005


def peak_of(samples: npt.NDArray[np.floating]) -> float:
    """Highest absolute sample, 0 for none; without the copy of the whole sound that `np.abs` would make."""
    return float(max(samples.max(initial=0.0), -samples.min(initial=0.0)))


def power_of(samples: npt.NDArray[np.floating]) -> float:
    """Mean square of all samples, 1 for a full-scale square wave; 0 for none."""
    return float(np.mean(np.square(samples, dtype=np.float64))) if len(samples) else 0.0


def rms_of(samples: npt.NDArray[np.floating]) -> float:
    """Root of `power_of`."""
    return float(np.sqrt(power_of(samples)))


def amplitude_db(amplitude: float) -> float:
    """Decibels of an amplitude, e.g. a peak, relative to 1; -inf for 0."""
    return float(20.0 * np.log10(amplitude)) if amplitude > 0 else -np.inf


def power_db(power: float) -> float:
    """Decibels of a power, e.g. a mean square, relative to 1; -200 for 0, so that the result is always finite."""
    return float(10 * np.log10(max(power, 1e-20)))


def remove_dc(samples: Samples) -> Samples:
    """Shift the sound so that its mean is 0."""
    if not len(samples):
        return samples
    return (samples - np.mean(samples, dtype=np.float64)).astype(np.float32)


def limit_peak(samples: Samples, peak: float) -> Samples:
    """Turn the whole sound down so that no sample exceeds `peak` (0..1); a quieter sound stays as it is."""
    found = peak_of(samples)
    return samples if found <= peak else (samples * (peak / found)).astype(np.float32)


def loudness_lufs(samples: Samples, sample_rate: int) -> float:
    """Integrated loudness after ITU-R BS.1770-4, in LUFS; -inf for silence.

    The standard measures in blocks of 0.4 s. A shorter sound is repeated until it fills one.
    """
    if not len(samples) or not peak_of(samples):
        return -np.inf
    import pyloudnorm  # brings scipy.signal, a second that the window's start need not wait for

    block_frames = int(np.ceil(_LOUDNESS_BLOCK_S * sample_rate)) + 1
    # Repeated rather than padded: silence would make it quieter than it is.
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
    gain_db = min(target_lufs - loudness, peak_ceiling_dbfs - amplitude_db(peak_of(samples)))
    return np.asarray(samples * 10.0 ** (gain_db / 20.0), np.float32)


def hold_peaks(samples: Samples, sample_rate: int, ceiling_dbfs: float = -1.0) -> Samples:
    """Turn the sound down around peaks above the ceiling only: within 10 ms on either side, without a jump in gain.

    Unlike `to_loudness` with its one gain, a single loud sample does not make all the rest quieter.
    """
    ceiling = 10.0 ** (ceiling_dbfs / 20.0)
    if peak_of(samples) <= ceiling:
        return samples
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    width = 2 * round(_HOLD_S * sample_rate) + 1
    wanted = ceiling / np.maximum(np.abs(samples, dtype=np.float64), ceiling)
    # Lowest gain of the surroundings, then smoothed over as much: never above what a peak needs, and never a jump.
    gain = uniform_filter1d(minimum_filter1d(wanted, width, mode="nearest"), width, mode="nearest")
    held = np.clip(samples * gain, -ceiling, ceiling)  # what is cut off here are errors of rounding
    return np.asarray(held, np.float32)
