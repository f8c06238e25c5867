"""A reference recording for the demonstration, where there is no person to record."""

import numpy as np

from voicecloner.domain.audio import AudioClip
from voicecloner.speech.espeak import espeak

_SPEAKER = "+f2"
_WORDS_PER_MINUTE = 150
# A quiet room: without any noise the pauses would be digital silence, which no microphone gives.
_ROOM_TONE_RMS = 10 ** (-66 / 20)


def demo_speech(text: str, language: str = "en-us") -> AudioClip:
    """`text` said by a synthetic speaker in a quiet room.

    Args:
        text: what to say.
        language: of the text, as espeak-ng calls it.

    Raises:
        EngineError: the speech synthesizer cannot be loaded.
    """
    spoken = espeak().speak(text, f"{language}{_SPEAKER}", _WORDS_PER_MINUTE)
    hiss = np.random.default_rng(0).normal(0.0, _ROOM_TONE_RMS, len(spoken.samples))
    return AudioClip((0.7 * spoken.samples + hiss).astype(np.float32), spoken.sample_rate)
