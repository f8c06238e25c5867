"""Flat tops: peaks cut off by a microphone input, a converter or an earlier gain."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.domain.quality import Span
from voicecloner.speech.vad import edges, merged

TOP = 0.998
MIN_RUN = 2
_MERGE_S = 0.1
_FAINT = 10 ** (-50 / 20)
_ONE_SIDED = 0.2
_LEAST_SAMPLES = 1_000
_LOWEST_CREST = 0.2
_HALF_WAY = 15
_ENOUGH_CRESTS = 12


@dataclass(frozen=True)
class Clipping:
    """Where peaks were cut off.

    Attributes:
        share_percent: clipped samples among all samples, in percent.
        spans: where, neighbours within 0.1 s joined.
    """

    share_percent: float
    spans: tuple[Span, ...] = ()


def clipping(clip: AudioClip) -> Clipping:
    """Samples that stay at the recording's own highest or lowest value.

    Runs of two and more samples within 0.2 % of the extreme are counted, each side by itself and measured from the
    mean, so that sound that was clipped and lowered afterwards, or carries an offset, is found too. An unclipped voice
    touches its highest value once or twice; limits on the share leave room for that. Codecs such as MP3 wash the
    flat tops away: clipping before such a codec is not seen.

    Args:
        clip: any finite sound. Below -50 dBFS the steps of 16-bit sound look like flat tops: nothing is counted there.
    """
    if not len(clip.samples):
        return Clipping(0.0)
    tops = (edges(side) for side in _at_extremes(clip.samples))
    # A single sample at the top is where a wave happened to be caught; two and more are where it was cut.
    runs = sorted((start, end) for side in tops for start, end in zip(*side, strict=True) if end - start >= MIN_RUN)
    spans = [Span(start / clip.sample_rate, end / clip.sample_rate) for start, end in runs]
    share = 100.0 * sum(end - start for start, end in runs) / len(clip.samples)
    return Clipping(share, merged(spans, _MERGE_S))


def _at_extremes(samples: Samples) -> Iterator[npt.NDArray[np.bool_]]:
    """Shape (frames,) for each side: which samples touch the highest value, and which the lowest."""
    mean = float(samples.mean(dtype=np.float64))
    up, down = float(samples.max()) - mean, mean - float(samples.min())
    # A side that hardly leaves the mean is silence beside a click, not a row of cut peaks.
    needed = max(_FAINT, _ONE_SIDED * max(up, down))
    if up >= needed:
        yield samples >= mean + TOP * up
    if down >= needed:
        yield samples <= mean - TOP * down


def pile_up(clip: AudioClip) -> float:
    """How much the crests of the waveform crowd at one height, as a ratio.

    Clipping that was resampled or coded afterwards leaves no flat tops, but its crests still end near the height at
    which they were cut. Crests are counted by height in steps of 2 %; the fullest step in the upper half is compared
    with those 6 to 18 % lower. A voice has fewer crests the higher they are: up to about 2.0.

    Returns:
        0 for recordings of less than 1000 samples.
    """
    if len(clip.samples) < _LEAST_SAMPLES:
        return 0.0
    level = float(np.abs(clip.samples).max())
    if not level:
        return 0.0
    scaled = clip.samples / np.float32(level)
    scaled -= np.float32(scaled.mean(dtype=np.float64))
    return max(_crowding(scaled), _crowding(np.negative(scaled, out=scaled)))


def _crowding(samples: Samples) -> float:
    loud = 1 + np.flatnonzero(samples[1:-1] > _LOWEST_CREST)
    heights = samples[loud]
    crests = heights[(heights >= samples[loud - 1]) & (heights > samples[loud + 1])]
    counts, _ = np.histogram(crests, bins=np.arange(_LOWEST_CREST, 1.021, 0.02))
    smooth = np.convolve(counts, np.ones(3), "same")
    steps = [n for n in range(_HALF_WAY, len(smooth)) if smooth[n] >= _ENOUGH_CRESTS]
    # The three in the divisor keep a handful of crests above an empty stretch from counting as a crowd.
    return max((float(smooth[n] / (smooth[n - 9 : n - 3].mean() + 3)) for n in steps), default=0.0)
