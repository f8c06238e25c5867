"""Noise that comes in bursts between the words: dishes, a keyboard, clicks.

The median of the pauses, which stands for a steady background, passes over it: most moments of a pause are quiet.
"""

from dataclasses import dataclass

import numpy as np

from voicecloner.domain.quality import Span
from voicecloner.quality.measures.level import speech_power
from voicecloner.quality.measures.noise import SILENCE_POWER, near_speech
from voicecloner.quality.measures.recording import MeasuredRecording
from voicecloner.sound.levels import power_db
from voicecloner.speech.vad import FRAME_S, edges

# The detector takes a third of a second to notice that somebody speaks from the first moment on.
_WARM_UP_FRAMES = 10
_ENOUGH_FRAMES = 4
# A burst that much below the voice and louder is pointed at.
_HEARD_DB = 15.0


@dataclass(frozen=True)
class Bursts:
    """What is heard in the pauses.

    Attributes:
        below_voice_db: how far the mean power of the pauses lies below that of the voice.
        spans: the pauses with the loudest moments.
    """

    below_voice_db: float
    spans: tuple[Span, ...]


def bursts(recording: MeasuredRecording) -> Bursts | None:
    """How loud the pauses are in the mean, 64 ms and more away from anything that may be speech.

    The loudest pause is left out: a cough, a door, or a word that the detector did not take for speech is no noise that
    goes on.

    Returns:
        None without speech, without two pauses, or with less than 0.13 s left to listen to.
    """
    powers, voice = recording.powers, speech_power(recording.powers, recording.probabilities)
    quiet = ~near_speech(recording.probabilities) & (powers > SILENCE_POWER)
    # What the detector has not noticed yet would be taken for a burst.
    quiet[:_WARM_UP_FRAMES] = False
    pauses = list(zip(*edges(quiet), strict=True))
    if not voice or len(pauses) < 2:
        return None
    loudest = max(pauses, key=lambda pause: float(powers[slice(*pause)].sum()))
    rest = np.concatenate([powers[slice(*pause)] for pause in pauses if pause != loudest])
    if len(rest) < _ENOUGH_FRAMES:
        return None
    least = voice * 10 ** (-_HEARD_DB / 10)
    loud = (pause for pause in pauses if powers[slice(*pause)].max() > least)
    spans = tuple(Span(start * FRAME_S, end * FRAME_S) for start, end in loud)
    return Bursts(power_db(voice / max(float(rest.mean()), SILENCE_POWER)), spans)
