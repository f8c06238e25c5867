"""Flat tops: peaks cut off by a microphone input, a converter or an earlier gain."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.domain.quality import Span
from voicecloner.quality.vad import edges, merged

TOP = 0.998
MIN_RUN = 2
_MERGE_S = 0.1
_FAINT = 10 ** (-50 / 20)
_ONE_SIDED = 0.2


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
