"""espeak-ng's speech moved towards a person's: pitch, formants, long-term spectrum."""

from dataclasses import replace
from functools import cache

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.basic.spectrum import Bands, gain_curve, with_formants_at
from voicecloner.engines.adapters.basic.vocoder import SpeechFrames, analyse, hertz, semitones
from voicecloner.engines.adapters.basic.voice_model import Manner
from voicecloner.speech.espeak import espeak
from voicecloner.speech.espeak_languages import espeak_voice

# Read by nearly every language of espeak-ng.
_NUMBERS = "1 2 3 4 5 6. 7 8 9 10 11 12."
_NUMBERS_RATE_WPM = 160.0
# Of most of its variants, for the three languages that are silent about numbers.
_USUAL_PITCH_ST = 11.1
_PITCH_LIMITS_HZ = (50.0, 800.0)
_FEWEST_VOICED = 40
# Louder samples are bent so that none reaches 1.0.
_KNEE = 0.8


def variant(language: str, source: str) -> str:
    """Name of espeak-ng's voice for a language and a voice variant.

    Raises:
        InvalidRequest: espeak-ng does not speak the language.
    """
    return f"{espeak_voice(language)}+{source}"


@cache
def usual_pitch_st(voice: str) -> float:
    """Where espeak-ng's pitch lies in a voice, semitones over 55 Hz: in languages with tones it is another."""
    frames = analyse(espeak().speak(_NUMBERS, voice, _NUMBERS_RATE_WPM).samples)
    voiced = frames.pitch_hz[frames.pitch_hz > 0]
    return float(np.median(semitones(voiced))) if len(voiced) >= _FEWEST_VOICED else _USUAL_PITCH_ST


def with_pitch(speech: SpeechFrames, manner: Manner, usual_st: float) -> SpeechFrames:
    """The melody moved to the person's median and range; `usual_st` is where espeak-ng's lies."""
    voiced = speech.pitch_hz > 0
    moved = manner.pitch_st + manner.pitch_factor * (semitones(np.where(voiced, speech.pitch_hz, 1.0)) - usual_st)
    return replace(speech, pitch_hz=np.where(voiced, np.clip(hertz(moved), *_PITCH_LIMITS_HZ), 0.0))


def shaped(speech: SpeechFrames, manner: Manner, usual_st: float) -> SpeechFrames:
    """With the person's pitch and formants."""
    return with_pitch(speech.with_envelope(with_formants_at(speech.envelope, manner.formants)), manner, usual_st)


def filtered(speech: SpeechFrames, gain_db: Bands) -> SpeechFrames:
    """With the person's long-term spectrum.

    WORLD gives every frame the minimum phase of its envelope, so this is a minimum-phase filter.
    """
    return speech.with_envelope(speech.envelope * gain_curve(gain_db))


def softly_limited(sound: Samples) -> Samples:
    """Samples beyond the knee bent towards 1.0, never reaching it."""
    beyond = np.maximum(np.abs(sound) - _KNEE, 0)
    bent = _KNEE + (0.99 - _KNEE) * np.tanh(beyond / (0.99 - _KNEE))
    return np.where(beyond > 0, np.sign(sound) * bent, sound).astype(np.float32)
