"""A constant voltage under the sound."""

import numpy as np

from voicecloner.domain.audio import AudioClip


def offset_percent(clip: AudioClip) -> float:
    """How far the mean of the samples lies from zero, in percent of full scale; 0 for an empty recording."""
    return 100.0 * abs(float(clip.samples.mean(dtype=np.float64))) if len(clip.samples) else 0.0
