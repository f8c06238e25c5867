"""Sound from the user's own waveform: pitch-synchronous overlap-add (Moulines and Charpentier 1990).

The recording is cut into grains around its pitch marks; new speech lays grains of the chosen frames at the new pitch
and filters each to the wanted envelope. Unlike a vocoder this keeps what makes a voice alive: its phase, breath and
bursts.
"""

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.engines.builtin.analysis import BANDS, HOP, SAMPLE_RATE, band_centres_hz
from voicecloner.engines.builtin.features import Features, hz_to_mel
from voicecloner.engines.builtin.roughness import roughness

Positions = npt.NDArray[np.int32]
_FFT_SIZE = 2048
_LONGEST_PERIOD = SAMPLE_RATE // 50
_SEARCH = 0.2
"""How far the next pitch mark may lie from one period on, share of the period."""

_CEILING_PERCENTILE = 90
"""Of the recording's roughness: what is put together anew may not jump more sharply than this."""

_REACH_FRAMES = 2
"""How far from a cut the grains still touch it."""

_GAIN_RANGE = (-3.5, 1.5)  # natural log amplitude: -30 to 13 dB; more would blow a loud grain up into a burst


@dataclass(frozen=True, eq=False)
class GrainSource:
    """The recording and its pitch marks.

    Attributes:
        samples: float32, `HOP` for each frame.
        marks: sample positions, rising; at pitch pulses where voiced, every 5 ms elsewhere.
    """

    samples: Samples
    marks: Positions

    @cached_property
    def ceiling(self) -> float:
        """The roughness that no grain may pass where the recording is cut."""
        return float(np.percentile(roughness(self.samples), _CEILING_PERCENTILE)) if len(self.samples) >= HOP else 0.0


@dataclass(frozen=True, eq=False)
class GrainPlan:
    """What to make sound of, one row for every 5 ms.

    Attributes:
        frames: the user's frame to take, shape (frames,).
        f0: Hz, 0 where unvoiced, shape (frames,).
        gain: wanted minus own log power in mel bands, shape (frames, BANDS).
    """

    frames: npt.NDArray[np.int64]
    f0: npt.NDArray[np.floating]
    gain: Features


def find_marks(samples: Samples, f0: Features) -> Positions:
    """Pitch marks of one recording: the highest peak of each period, and a mark every 5 ms where there is no pitch."""
    from scipy.ndimage import gaussian_filter1d

    dull = gaussian_filter1d(samples, SAMPLE_RATE / 6000)  # below about 1 kHz, where one peak a period stands out
    peaks = np.concatenate([dull[k : k + _LONGEST_PERIOD] for k in range(0, len(dull), 40 * HOP)] or [dull])
    dull = dull if peaks.max(initial=0) >= -peaks.min(initial=0) else -dull
    periods = np.where(f0 > 0, SAMPLE_RATE / np.maximum(f0, 1), HOP).astype(np.float64)
    marks, position, was_voiced = list[int](), 0.0, False
    while position < len(samples):
        frame = min(int(position) // HOP, len(f0) - 1)
        if f0[frame] > 0:
            position = _nearby_peak(dull, position, periods[frame], 0.5 if not was_voiced else _SEARCH)
        was_voiced = bool(f0[frame] > 0)
        marks.append(int(position))
        position += periods[frame]
    return np.unique(np.array(marks, np.int32))


def _nearby_peak(signal: Samples, position: float, period: float, reach: float) -> float:
    start, end = max(0, int(position - reach * period)), int(position + reach * period) + 1
    piece = signal[start:end]
    if not len(piece):
        return position
    away = (np.arange(start, start + len(piece)) - position) / (reach * period)
    height = piece - np.float32(0.15 * np.abs(piece).max()) * away**2
    return float(start + int(height.argmax()))


def render(source: GrainSource, plan: GrainPlan) -> Samples:
    """Sound of the plan, float32, shape (HOP * frames,)."""
    total = len(plan.frames) * HOP
    instants = _instants(plan.f0, total)
    here = np.minimum(instants // HOP, len(plan.frames) - 1)
    wanted = plan.frames[here] * HOP + instants % HOP
    marks = source.marks[_nearest(source.marks, wanted)]
    grains = _cut(source.samples, marks, instants)
    spectra = np.fft.rfft(grains, _FFT_SIZE) * np.exp(np.clip(0.5 * plan.gain[here], *_GAIN_RANGE) @ _bins())
    filtered = np.asarray(np.fft.irfft(spectra, _FFT_SIZE), np.float32)
    _soften(filtered, np.flatnonzero(_near_cuts(plan.frames)[here]), source.ceiling)
    return _overlap_add(filtered, instants, grains.shape[1] // 2, total)


def _near_cuts(frames: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether each frame is within 10 ms of a place where the recording is not simply followed, shape (frames,)."""
    from scipy.ndimage import maximum_filter1d

    cuts = np.concatenate([[False], np.diff(frames) != 1])
    return np.asarray(maximum_filter1d(cuts.astype(np.int8), 2 * _REACH_FRAMES + 1) > 0)


def _soften(grains: Features, which: npt.NDArray[np.int64], ceiling: float) -> None:
    """Turn down those grains that jump more sharply than `ceiling`: a burst out of its place is heard as a click."""
    rough = np.abs(np.diff(grains[which], 2, axis=1)).max(axis=1, initial=0)
    sharp = rough > ceiling
    grains[which[sharp]] *= (ceiling / rough[sharp])[:, None]


def _instants(f0: npt.NDArray[np.floating], total: int) -> npt.NDArray[np.int64]:
    periods = np.where(f0 > 0, SAMPLE_RATE / np.maximum(f0, 50), HOP)
    found, position = [], 0.0
    while position < total:
        found.append(int(position))
        position += periods[min(int(position) // HOP, len(periods) - 1)]
    return np.array(found, np.int64)


def _nearest(marks: Positions, wanted: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    after = np.clip(np.searchsorted(marks, wanted), 1, len(marks) - 1)
    return after - (wanted - marks[after - 1] < marks[after] - wanted)


def _cut(samples: Samples, marks: Positions, instants: npt.NDArray[np.int64]) -> Features:
    """Grains around the marks, fading in from the instant before and out to the one after: all add up to 1."""
    reach = _LONGEST_PERIOD
    padded = np.pad(samples, (reach, reach))
    grains = padded[marks[:, None] + np.arange(2 * reach)[None]]
    gaps = np.diff(instants, prepend=instants[0] - HOP, append=instants[-1] + HOP)
    offset = np.arange(-reach, reach)[None]
    share = np.where(offset < 0, -offset / np.maximum(gaps[:-1], 1)[:, None], offset / np.maximum(gaps[1:], 1)[:, None])
    return np.asarray(grains * (0.5 + 0.5 * np.cos(np.pi * np.minimum(share, 1))), np.float32)


@cache
def _bins() -> Features:
    """Linear interpolation on the mel scale from bands to FFT bins, shape (BANDS, bins)."""
    bins = hz_to_mel(np.arange(_FFT_SIZE // 2 + 1) * SAMPLE_RATE / _FFT_SIZE)
    place = np.clip(np.interp(bins, hz_to_mel(band_centres_hz()), np.arange(BANDS)), 0, BANDS - 1.001)
    low = place.astype(np.int64)
    weights = np.zeros((BANDS, len(bins)), np.float32)
    weights[low, np.arange(len(bins))] = 1 - (place - low)
    weights[low + 1, np.arange(len(bins))] += place - low
    return weights


def _overlap_add(grains: Features, instants: npt.NDArray[np.int64], reach: int, total: int) -> Samples:
    """Add the grains up; what a zero-phase filter rings before a grain sits at the end of its FFT frame."""
    width = grains.shape[1]
    sound = np.zeros(total + 2 * width, np.float64)
    rolled = np.roll(grains, (width - 2 * reach) // 2, axis=1)
    shift = width - reach - (width - 2 * reach) // 2
    for grain, instant in zip(rolled, instants, strict=True):
        sound[instant + shift : instant + shift + width] += grain
    return sound[width : width + total].astype(np.float32)
