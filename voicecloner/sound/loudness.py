"""How loud sound of any length is, block by block: loudness after ITU-R BS.1770-4 and EBU R 128, and true peak.

Memory grows by ten numbers for each second of sound.
"""

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.sound.levels import amplitude_db, peak_of
from voicecloner.sound.resampling import resampler

_HOP_S = 0.1
_HOPS_IN_BLOCK = 4
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0
_OFFSET_LU = -0.691
_TRUE_PEAK_RATE_HZ = 192_000
# The two filters of the standard as it draws them for any rate: gain in dB, quality and corner in Hz (Mansbridge, Finn
# and Reiss 2012; FFmpeg and libebur128 have the same ones).
_SHELF = (3.999843853973347, 0.7071752369554196, 1681.974450955533)
_HIGH_PASS = (0.5003270373238773, 38.13547087602444)


class LoudnessMeter:
    """Measures one sound that comes in blocks.

    Args:
        sample_rate: Hz.
    """

    def __init__(self, sample_rate: int) -> None:
        self._sections = _k_weighting(sample_rate)
        self._state = np.zeros((len(self._sections), 2))
        self._hop = round(_HOP_S * sample_rate)
        self._short: Samples = np.zeros(0, np.float32)  # the beginning, for a sound that has no whole block
        self._rest: npt.NDArray[np.float64] = np.zeros(0)
        self._powers: list[npt.NDArray[np.float64]] = []

    def push(self, samples: Samples) -> None:
        """Measure the next samples, shape (frames,)."""
        if not self._powers:
            self._short = np.concatenate([self._short, samples])[: _HOPS_IN_BLOCK * self._hop]
        self._push(samples)

    def lufs(self) -> float:
        """Integrated loudness of all that was pushed; -inf for silence.

        A sound of less than 0.4 s is taken as if it were repeated: silence behind it would make it quieter than it is.
        """
        hops = np.concatenate([np.zeros(0), *self._powers])
        if len(hops) >= _HOPS_IN_BLOCK:
            return _gated(np.convolve(hops, np.full(_HOPS_IN_BLOCK, 1 / _HOPS_IN_BLOCK), "valid"))
        frames = _HOPS_IN_BLOCK * self._hop
        if not len(self._short) or len(self._short) >= frames:
            return -np.inf
        return _repeated(self._short, frames, self._sections)

    def _push(self, samples: Samples) -> None:
        from scipy.signal import sosfilt  # a second that only who measures waits for

        if not len(samples):
            return
        weighted, self._state = sosfilt(self._sections, samples.astype(np.float64), zi=self._state)
        waiting = np.concatenate([self._rest, weighted])
        hops = len(waiting) // self._hop
        self._rest = waiting[hops * self._hop :]
        if hops:
            self._powers.append(np.square(waiting[: hops * self._hop]).reshape(hops, self._hop).mean(axis=1))


class TruePeakMeter:
    """The highest level between the samples, too, as a converter makes it: found at 192 kHz or more.

    Args:
        sample_rate: Hz.
    """

    def __init__(self, sample_rate: int) -> None:
        factor = oversampling(sample_rate)
        self._change = resampler(sample_rate, sample_rate * factor) if factor > 1 else None
        self._peak = 0.0

    def push(self, samples: Samples) -> None:
        """Look at the next samples, shape (frames,)."""
        self._peak = max(self._peak, peak_of(samples))
        if self._change is not None:
            self._peak = max(self._peak, peak_of(self._change.resample_chunk(samples)))

    def dbtp(self) -> float:
        """The highest level of all that was pushed, in dB relative to full scale; -inf for silence. Push no more."""
        if self._change is not None:
            self._peak = max(self._peak, peak_of(self._change.resample_chunk(np.zeros(0, np.float32), last=True)))
            self._change = None
        return amplitude_db(self._peak)


def oversampling(sample_rate: int) -> int:
    """By how much sound of this rate, in Hz, is oversampled so that its true peak is seen."""
    return max(1, -(-_TRUE_PEAK_RATE_HZ // sample_rate))


def _gated(powers: npt.NDArray[np.float64]) -> float:
    """Loudness of blocks of 0.4 s: silence does not count, nor what is far below the rest."""
    heard = powers[powers > 10.0 ** ((_ABSOLUTE_GATE_LUFS - _OFFSET_LU) / 10.0)]
    if not len(heard):
        return -np.inf
    loud = heard[heard > heard.mean() * 10.0 ** (_RELATIVE_GATE_LU / 10.0)]
    return float(_OFFSET_LU + 10.0 * np.log10(loud.mean()))


def _repeated(samples: Samples, frames: int, sections: npt.NDArray[np.float64]) -> float:
    from scipy.signal import sosfilt

    weighted = np.asarray(sosfilt(sections, np.resize(samples, 2 * frames).astype(np.float64)))
    return _gated(np.array([np.square(weighted[frames:]).mean()]))


def _k_weighting(sample_rate: int) -> npt.NDArray[np.float64]:
    """The standard's filters as second-order sections."""
    gain_db, quality, corner_hz = _SHELF
    k = np.tan(np.pi * corner_hz / sample_rate)
    high, band = 10.0 ** (gain_db / 20.0), 10.0 ** (gain_db / 20.0 * 0.4996667741545416)
    shelf = [high + band * k / quality + k * k, 2.0 * (k * k - high), high - band * k / quality + k * k]
    sections = [[*shelf, *_poles(k, quality)]]
    quality, corner_hz = _HIGH_PASS
    k = np.tan(np.pi * corner_hz / sample_rate)
    high_pass = _poles(k, quality)
    # with the gain at its poles' own scale, as the standard prints it: 1, -2, 1
    sections.append([high_pass[0], -2.0 * high_pass[0], high_pass[0], *high_pass])
    return np.array([[value / section[3] for value in section] for section in sections])


def _poles(k: float, quality: float) -> list[float]:
    return [1.0 + k / quality + k * k, 2.0 * (k * k - 1.0), 1.0 - k / quality + k * k]
