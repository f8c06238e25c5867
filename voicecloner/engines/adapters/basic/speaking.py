"""From text to sound in a basic voice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from voicecloner.domain.audio import Samples, WordTime
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.engines.adapters.basic.emphasis import Emphasis, emphasis_of, read_marks
from voicecloner.engines.adapters.basic.pieces import parts
from voicecloner.engines.adapters.basic.shaping import filtered, shaped, softly_limited, usual_pitch_st, variant
from voicecloner.engines.adapters.basic.vocoder import SAMPLE_RATE, analyse, render
from voicecloner.engines.adapters.basic.voice_model import VoiceModel
from voicecloner.jobs import CancelToken
from voicecloner.speech.espeak import PAUSE, RATE_RANGE_WPM, Utterance, espeak
from voicecloner.speech.espeak_languages import spoken_language

_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, eq=False)
class SaidPiece:
    """Sound of a sentence or clause at `SAMPLE_RATE`, and when its words are said, from the first piece's start."""

    samples: Samples
    words: tuple[WordTime, ...]


def say(voice: VoiceModel, text: str, options: SpeechOptions, cancel: CancelToken) -> Iterator[SaidPiece]:
    """What is to be played one after the other.

    Raises:
        InvalidRequest: the language is unknown.
        Cancelled: `cancel` was set.
    """
    name = variant(spoken_language(options.language, voice.manner.language), voice.manner.source)
    wanted_wpm = voice.manner.rate_wpm * options.speed
    stretch = float(np.clip(wanted_wpm, *RATE_RANGE_WPM)) / wanted_wpm
    start_s, place = 0.0, 0
    for part in parts(text):
        marked = read_marks(part)
        spoken = espeak().speak(marked.text, name, wanted_wpm, cancel)
        frames = analyse(spoken.samples, cancel)
        emphasis = emphasis_of(marked, spoken, len(frames.pitch_hz))
        cancel.raise_if_cancelled()
        person = filtered(shaped(frames, voice.manner, usual_pitch_st(name)), voice.gain_db)
        samples = softly_limited(render(emphasis.of(person), stretch))
        if len(samples):
            found = _words(spoken, marked.text, text, place)
            yield SaidPiece(samples, tuple(_timed(word, emphasis, stretch, start_s) for word in found))
            start_s += len(samples) / SAMPLE_RATE
            place = found[-1].end_character if found else place


def _words(spoken: Utterance, said: str, text: str, place: int) -> list[WordTime]:
    """Words that espeak-ng said, where they stand in the text from `place` on, timed as it said them."""
    found = []
    pauses = [phoneme.start_s for phoneme in spoken.phonemes if phoneme.name == PAUSE]
    for word in spoken.words:
        match = _WORD.match(said, word.position)
        at = text.find(match[0], place) if match else -1
        if match is None or at < 0:
            continue
        place = at + len(match[0])
        end_s = min([pause for pause in pauses if word.start_s < pause < word.end_s], default=word.end_s)
        found.append(WordTime(at, place, word.start_s, end_s))
    return found


def _timed(word: WordTime, emphasis: Emphasis, stretch: float, start_s: float) -> WordTime:
    begin_s, end_s = (start_s + stretch * emphasis.time_s(time_s) for time_s in (word.start_s, word.end_s))
    return WordTime(word.first_character, word.end_character, begin_s, end_s)
