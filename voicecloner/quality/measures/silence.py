"""The longest stretch of a sound in which nothing is heard."""

import numpy as np

from voicecloner.domain.audio import AudioClip

_FRAME_S = 0.02
_AUDIBLE_RMS = 10 ** (-55 / 20)


def longest_silence_s(clip: AudioClip) -> float:
    """Length of the longest stretch below -55 dBFS, the ends included, in seconds; all of it for silence."""
    frame = max(1, round(_FRAME_S * clip.sample_rate))
    count = len(clip.samples) // frame
    power = np.mean(np.square(clip.samples[: count * frame].reshape(count, frame), dtype=np.float64), axis=1)
    audible = np.flatnonzero(power > _AUDIBLE_RMS**2)
    edges = np.concatenate([[-1], audible, [count]])
    return float((np.diff(edges).max() - 1) * frame / clip.sample_rate)
