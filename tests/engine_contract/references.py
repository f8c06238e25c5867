"""References of every kind, spoken by eSpeak NG, and how an engine is made to speak, whichever kind it is."""

import re
from collections.abc import Generator, Iterable
from itertools import cycle
from pathlib import Path
from typing import cast

import numpy as np
import soxr

from tests.support.speech import PANGRAMS, espeak_speech
from voicecloner.domain.audio import AudioChunk, AudioClip, ReferenceClip, Samples
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.engines.contract.engine import (
    ConvertingEngine,
    Engine,
    EngineHost,
    EngineInfo,
    Requirements,
    SpeakingEngine,
    VoiceData,
)
from voicecloner.jobs import CancelToken

SAMPLE_RATE = 22_050
TEXT = "The birch canoe slid on the smooth planks. Glue the sheet to the dark blue background."
OTHER_TEXT = "It is easy to tell the depth of a well."
_SENTENCES = re.split(r"(?<=\.) ", PANGRAMS)


def enough_s(wants: Requirements) -> float:
    """How much speech the engine is tried with, seconds: not more than 6 unless it asks for more."""
    return max(wants.min_reference_s, min(wants.ideal_reference_s, 6.0))


def speech(seconds: float, sample_rate: int = SAMPLE_RATE) -> ReferenceClip:
    """At least so many seconds of whole sentences, with their words."""
    said: list[AudioClip] = []
    words: list[str] = []
    for sentence in cycle(_SENTENCES):
        said.append(espeak_speech(sentence))
        words.append(sentence)
        if sum(clip.seconds for clip in said) >= seconds:
            break
    samples = soxr.resample(np.concatenate([clip.samples for clip in said]), said[0].sample_rate, sample_rate)
    return sound(np.asarray(samples, np.float32), sample_rate, " ".join(words))


def sound(samples: Samples, sample_rate: int = SAMPLE_RATE, words: str = PANGRAMS) -> ReferenceClip:
    """Any sound, with words that may not belong to it."""
    return ReferenceClip(AudioClip(samples, sample_rate), words, "en")


def spoken(text: str, sample_rate: int) -> AudioClip:
    """A piece of speech to be converted."""
    made = espeak_speech(text)
    return AudioClip(np.asarray(soxr.resample(made.samples, made.sample_rate, sample_rate), np.float32), sample_rate)


def saying(
    engine: Engine, voice: VoiceData, text: str = TEXT, *, seed: int = 5, cancel: CancelToken | None = None
) -> Generator[AudioChunk]:
    """The engine says a text; one that only converts says it again, as somebody else has said it."""
    token = cancel or CancelToken()
    if engine.info().abilities.can_synthesize:
        said = cast(SpeakingEngine, engine).synthesize(voice, text, SpeechOptions("en", seed=seed), token)
        return cast(Generator[AudioChunk], said)
    return converting(engine, voice, spoken(text, engine.info().requirements.reference_sample_rate), seed, token)


def converting(
    engine: Engine, voice: VoiceData, recording: AudioClip, seed: int = 5, cancel: CancelToken | None = None
) -> Generator[AudioChunk]:
    """The engine says speech again."""
    said = cast(ConvertingEngine, engine).convert(voice, recording, seed, cancel or CancelToken())
    return cast(Generator[AudioChunk], said)


def saying_there(host: EngineHost, info: EngineInfo, voice_file: Path, seed: int = 5) -> Iterable[AudioChunk]:
    """As `saying`, in the engine's own process."""
    if info.abilities.can_synthesize:
        options = SpeechOptions("en", seed=seed)
        return host.synthesize(info.id, voice_file, TEXT, options, cancel=CancelToken())
    said = spoken(TEXT, info.requirements.reference_sample_rate)
    return host.convert(info.id, voice_file, said, seed=seed, cancel=CancelToken())


def assert_same_sound(made: Samples, wanted: Samples, device: str) -> None:
    """The very same samples; a graphics card may add up in another order: there a twentieth of the loudest passes."""
    assert len(made) == len(wanted)
    tolerance = 0.0 if device == "cpu" else 0.05 * float(np.abs(wanted).max())
    np.testing.assert_allclose(made, wanted, rtol=0.0, atol=tolerance)


def joined(chunks: Iterable[AudioChunk]) -> Samples:
    """All the sound."""
    return np.concatenate([np.zeros(0, np.float32), *(chunk.samples for chunk in chunks)])
