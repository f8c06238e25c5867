"""How loud sound of any length is, block by block: loudness after ITU-R BS.1770-4 and EBU R 128, and true peak.

Memory grows by ten numbers for each second of sound.
"""

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.sound.levels import amplitude_db, peak_of
from voicecloner.sound.resampling import resample

_HOP_S = 0.1
# After so long nothing is left of what the filters have heard: exp(-2 pi 38 Hz 0.25 s) is 1e-26.
_MEMORY_S = 0.25
HOPS_IN_BLOCK = 4
"""Loudness is that of blocks of 0.4 s, one each 0.1 s."""
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0
_OFFSET_LU = -0.691
_TRUE_PEAK_RATE_HZ = 192_000
_STRETCH_FRAMES = 1 << 13
MARGIN_FRAMES = 128
"""On both sides of a stretch, for the filter that finds the levels between its samples."""
HIDDEN = 0.5
"""Levels between samples are hardly ever more than twice as high as the highest sample beside them."""
# The two filters of the standard as it draws them for any rate: gain in dB, quality and corner in Hz (Mansbridge, Finn
# and Reiss 2012; FFmpeg and libebur128 have the same ones).
_TREBLE = (3.999843853973347, 0.7071752369554196, 1681.974450955533)
_HIGH_PASS = (0.5003270373238773, 38.13547087602444)


class LoudnessMeter:
    """Measures one sound that comes in blocks.

    Args:
        sample_rate: Hz.
    """

    def __init__(self, sample_rate: int) -> None:
        self._weighting = _Weighting(sample_rate)
        self._sample_rate = sample_rate
        self._hop = round(_HOP_S * sample_rate)
        self._short: Samples = np.zeros(0, np.float32)  # the beginning, for a sound that has no whole block
        self._rest: npt.NDArray[np.float64] = np.zeros(0)
        self._powers: list[npt.NDArray[np.float64]] = []

    def push(self, samples: Samples) -> npt.NDArray[np.float64]:
        """Measure the next samples, shape (frames,); returns them as loud as they are heard."""
        if len(self._short) < HOPS_IN_BLOCK * self._hop:
            self._short = np.concatenate([self._short, samples])[: HOPS_IN_BLOCK * self._hop]
        weighted = self._weighting.weighted(samples)
        waiting = np.concatenate([self._rest, weighted])
        hops = len(waiting) // self._hop
        self._rest = waiting[hops * self._hop :]
        if hops:
            self._powers.append(np.square(waiting[: hops * self._hop]).reshape(hops, self._hop).mean(axis=1))
        return weighted

    def lufs(self) -> float:
        """Integrated loudness of all that was pushed; -inf for silence.

        A sound of less than 0.4 s is taken as if it were repeated: silence behind it would make it quieter than it is.
        """
        hops = np.concatenate([np.zeros(0), *self._powers])
        if len(hops) >= HOPS_IN_BLOCK:
            return gated_lufs(hops)
        frames = HOPS_IN_BLOCK * self._hop
        if not len(self._short) or len(self._short) >= frames:
            return -np.inf
        weighted = _Weighting(self._sample_rate).weighted(np.resize(self._short, 2 * frames))
        return _gated(np.array([np.square(weighted[frames:]).mean()]))


class TruePeakMeter:
    """The highest level between the samples, too, as a converter makes it: found at 192 kHz or more.

    Args:
        sample_rate: Hz.
    """

    def __init__(self, sample_rate: int) -> None:
        self._rate, self._factor = sample_rate, oversampling(sample_rate)
        self._peak, self._start = 0.0, 0
        self._waiting: Samples = np.zeros(0, np.float32)

    def push(self, samples: Samples) -> None:
        """Look at the next samples, shape (frames,)."""
        self._waiting = np.concatenate([self._waiting, samples])
        while len(self._waiting) >= _STRETCH_FRAMES:
            self._look(self._waiting[:_STRETCH_FRAMES], end=-MARGIN_FRAMES)
            self._waiting = self._waiting[_STRETCH_FRAMES - 2 * MARGIN_FRAMES :]
            self._start = MARGIN_FRAMES

    def dbtp(self) -> float:
        """The highest level of all that was pushed, in dB relative to full scale; -inf for silence."""
        self._look(self._waiting, end=None)
        return amplitude_db(self._peak)

    def _look(self, stretch: Samples, end: int | None) -> None:
        """Look at a stretch, but for its edges where the sound goes on: a filter rings where it is cut."""
        highest = peak_of(stretch[self._start : end])
        self._peak = max(self._peak, highest)
        if self._factor > 1 and highest > self._peak * HIDDEN:
            between = resample(stretch, self._rate, self._rate * self._factor)
            inner = between[self._start * self._factor : end and end * self._factor]
            self._peak = max(self._peak, peak_of(inner))


def oversampling(sample_rate: int) -> int:
    """By how much sound of this rate, in Hz, is oversampled so that its true peak is seen."""
    return max(1, -(-_TRUE_PEAK_RATE_HZ // sample_rate))


def gated_lufs(hops: npt.NDArray[np.float64]) -> float:
    """Integrated loudness.

    Args:
        hops: the mean power of each 0.1 s of weighted sound; `HOPS_IN_BLOCK` at least.
    """
    return _gated(np.convolve(hops, np.full(HOPS_IN_BLOCK, 1 / HOPS_IN_BLOCK), "valid"))


def _gated(powers: npt.NDArray[np.float64]) -> float:
    """Loudness of blocks of 0.4 s: silence does not count, nor what is far below the rest."""
    heard = powers[powers > 10.0 ** ((_ABSOLUTE_GATE_LUFS - _OFFSET_LU) / 10.0)]
    if not len(heard):
        return -np.inf
    loud = heard[heard > heard.mean() * 10.0 ** (_RELATIVE_GATE_LU / 10.0)]
    return float(_OFFSET_LU + 10.0 * np.log10(loud.mean()))


class _Weighting:
    """The standard's filters, by Fourier transforms: what scipy has for it takes seconds to load.

    Each stretch is filtered together with what came before it, as far back as the filters remember.
    """

    def __init__(self, sample_rate: int) -> None:
        self._memory = round(_MEMORY_S * sample_rate)
        self._size = 1 << int(np.ceil(np.log2(4 * self._memory)))
        self._response = _k_response(np.exp(-2j * np.pi * np.arange(self._size // 2 + 1) / self._size), sample_rate)
        self._before = np.zeros(self._memory)

    def weighted(self, samples: Samples) -> npt.NDArray[np.float64]:
        """The next samples, as loud as they are heard."""
        whole = np.concatenate([self._before, samples])
        self._before = whole[len(whole) - self._memory :]
        step = self._size - self._memory
        parts = [self._filtered(whole[start : start + self._size]) for start in range(0, len(samples), step)]
        return np.concatenate([np.zeros(0), *parts])

    def _filtered(self, stretch: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        spectrum = np.fft.rfft(stretch, self._size) * self._response
        return np.fft.irfft(spectrum, self._size)[self._memory : len(stretch)]


def _k_response(z: npt.NDArray[np.complex128], sample_rate: int) -> npt.NDArray[np.complex128]:
    """What the standard's filters make of each frequency; `z` is one sample of delay at it."""
    gain_db, quality, corner_hz = _TREBLE
    k = np.tan(np.pi * corner_hz / sample_rate)
    high, band = 10.0 ** (gain_db / 20.0), 10.0 ** (gain_db / 20.0 * 0.4996667741545416)
    treble = (
        (high + band * k / quality + k * k) + 2.0 * (k * k - high) * z + (high - band * k / quality + k * k) * z * z
    )
    response = treble / _poles(z, k, quality)
    quality, corner_hz = _HIGH_PASS
    k = np.tan(np.pi * corner_hz / sample_rate)
    # with the scale of its poles, as the standard prints it: 1, -2, 1
    high_pass: npt.NDArray[np.complex128] = response * (1.0 - z) ** 2 * (1.0 + k / quality + k * k)
    return high_pass / _poles(z, k, quality)


def _poles(z: npt.NDArray[np.complex128], k: float, quality: float) -> npt.NDArray[np.complex128]:
    return (1.0 + k / quality + k * k) + 2.0 * (k * k - 1.0) * z + (1.0 - k / quality + k * k) * z * z
