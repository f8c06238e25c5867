"""Whether the vocal folds swing: a whisper has no pitch."""

import numpy as np

from voicecloner.quality.measures.activity import during
from voicecloner.quality.measures.recording import MeasuredRecording
from voicecloner.sound.pitch import PitchTrack

_PERIODIC = 0.7
_BELOW_LOUD = 0.1
_ENOUGH_FRAMES = 30


def voiced_percent(recording: MeasuredRecording, track: PitchTrack) -> float | None:
    """Share of the loudest speech that has a pitch between 61 and 500 Hz, in percent.

    The loudest 10 dB of speech below 1 kHz are vowels, in normal speech nearly all of them voiced. A frame is voiced if
    its periodicity is 0.7 or more.

    Args:
        recording: tells where somebody speaks.
        track: its pitch.

    Returns:
        None with less than 0.3 s of speech.
    """
    spoken = during(recording.speech, track.times_s)
    if np.count_nonzero(spoken) < _ENOUGH_FRAMES:
        return None
    power = track.power[spoken]
    loud = power > np.percentile(power, 90) * _BELOW_LOUD
    return 100.0 * float(np.mean(track.periodicity[spoken][loud] > _PERIODIC)) if loud.any() else None
