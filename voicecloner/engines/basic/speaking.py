"""From text to sound in a basic voice."""

from collections.abc import Iterator

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.engines.basic.emphasis import read_marks, stressed
from voicecloner.engines.basic.pieces import parts
from voicecloner.engines.basic.shaping import filtered, shaped, softly_limited, usual_pitch_st, variant
from voicecloner.engines.basic.vocoder import analyse, render
from voicecloner.engines.basic.voice_model import VoiceModel
from voicecloner.jobs import CancelToken
from voicecloner.speech.espeak import RATE_RANGE_WPM, espeak
from voicecloner.speech.espeak_languages import spoken_language


def say(voice: VoiceModel, text: str, options: SpeechOptions, cancel: CancelToken) -> Iterator[Samples]:
    """Pieces of float32 sound at `SAMPLE_RATE`, to be played one after the other.

    Raises:
        InvalidRequest: the language is unknown.
        Cancelled: `cancel` was set.
    """
    name = variant(spoken_language(options.language, voice.manner.language), voice.manner.source)
    wanted_wpm = voice.manner.rate_wpm * options.speed
    stretch = float(np.clip(wanted_wpm, *RATE_RANGE_WPM)) / wanted_wpm
    for part in parts(text):
        marked = read_marks(part)
        spoken = espeak().speak(marked.text, name, wanted_wpm, cancel)
        frames = analyse(spoken.samples)
        cancel.raise_if_cancelled()
        person = filtered(shaped(frames, voice.manner, usual_pitch_st(name)), voice.gain_db)
        sound = softly_limited(render(stressed(person, marked, spoken), stretch))
        if len(sound):
            yield sound
