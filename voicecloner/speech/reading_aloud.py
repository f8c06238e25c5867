"""How a text sounds, without a voice: for comparing it with a recording."""

from voicecloner.domain.listening import ReadText
from voicecloner.errors import InvalidRequest
from voicecloner.speech.espeak import PAUSE, espeak
from voicecloner.speech.espeak_languages import espeak_voice

_WORDS_PER_MINUTE = 175


def read_aloud(text: str, language: str) -> ReadText | None:
    """The sounds of `text` and the time it takes to say; None for a language espeak-ng does not speak.

    Raises:
        EngineError: the speech synthesizer cannot be loaded.
    """
    try:
        voice = espeak_voice(language)
    except InvalidRequest:
        return None
    spoken = espeak().speak(text, voice, _WORDS_PER_MINUTE)
    sounds = tuple(phoneme.name for phoneme in spoken.phonemes if phoneme.name != PAUSE)
    return ReadText(sounds, len(spoken.samples) / spoken.sample_rate)
