"""What is heard besides the voice."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.quality.measures.level import speech_power
from voicecloner.quality.measures.recording import MeasuredRecording, Powers
from voicecloner.sound.levels import power_db
from voicecloner.speech.vad import Probabilities

MAYBE_SPEECH = 0.3
LOWEST_FLOOR_DBFS = -120.0
SILENCE_POWER = 10 ** (-110 / 10)
"""Digital silence: less than any 16-bit recording holds."""
_MARGIN_FRAMES = 2
_ENOUGH_FRAMES = 24
_QUIETEST_PERCENT = 10


@dataclass(frozen=True)
class Noise:
    """Background of a recording.

    Attributes:
        floor_dbfs: level of the background, not below -120; None for an empty recording.
        snr_db: how far the speech stands above it; None without speech.
    """

    floor_dbfs: float | None
    snr_db: float | None


def noise(recording: MeasuredRecording) -> Noise:
    """Noise floor and signal-to-noise ratio, from the pauses that the speech detector finds.

    The floor is the median power of frames at least two frames (64 ms) away from anything that may be speech. Where
    there are under 24 such frames (0.77 s), or none because babble never lets go, it is the tenth percentile of all
    frames: within 2 dB of the pauses' median on real speech with real noise at 0-20 dB. The ratio compares it with
    the mean power of certain speech less that floor. Digital silence (padding, dropouts, gates; below
    -110 dBFS, less than any 16-bit recording holds) counts only where there is nothing else.
    """
    floor = noise_power(recording.powers, recording.probabilities)
    if floor is None:
        return Noise(None, None)
    floor = max(floor, 10 ** (LOWEST_FLOOR_DBFS / 10))
    speech = speech_power(recording.powers, recording.probabilities)
    return Noise(power_db(floor), _ratio_db(speech, floor) if speech else None)


def noise_power(powers: Powers, probabilities: Probabilities) -> float | None:
    """Power of the background, or None if there are no frames.

    Args:
        powers: shape (frames,).
        probabilities: shape (frames,).
    """
    if not len(powers):
        return None
    sounding = powers > SILENCE_POWER
    if not sounding.any():
        return 0.0
    pauses = powers[sounding & ~near_speech(probabilities)]
    # The median: a cough in a pause is not the room.
    if len(pauses) >= _ENOUGH_FRAMES:
        return float(np.median(pauses))
    return float(np.percentile(powers[sounding], _QUIETEST_PERCENT))


def near_speech(probabilities: Probabilities) -> npt.NDArray[np.bool_]:
    """Which frames lie within 64 ms of anything that may be speech; shape (frames,) of shape (frames,)."""
    around = np.ones(2 * _MARGIN_FRAMES + 1)
    reached = np.convolve(probabilities > MAYBE_SPEECH, around)[_MARGIN_FRAMES:-_MARGIN_FRAMES]
    return reached > 0


def _ratio_db(speech: float, floor: float) -> float:
    """Speech frames hold the noise as well: it is taken off. A tenth of the floor is the least that is told apart."""
    return power_db(max(speech - floor, 0.1 * floor) / floor)
