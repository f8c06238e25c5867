"""From references to a basic voice: espeak-ng reads a text in many ways, and the likest is kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from voicecloner.domain.audio import ReferenceClip, Samples
from voicecloner.engines.adapters.basic.shaping import filtered, shaped, usual_pitch_st, variant
from voicecloner.engines.adapters.basic.spectrum import (
    Bands,
    band_levels,
    gain_between,
    recorded_levels,
    speech_level_db,
    syllables_per_s,
)
from voicecloner.engines.adapters.basic.vocoder import (
    SAMPLE_RATE,
    SpeechFrames,
    Track,
    analyse,
    recorded_pitch_hz,
    render,
    semitones,
)
from voicecloner.engines.adapters.basic.voice_model import Manner, VoiceModel
from voicecloner.engines.contract.refusals import joined
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.paths import resource
from voicecloner.sound.resampling import resample
from voicecloner.speech.espeak import espeak
from voicecloner.speech.espeak_languages import espeak_voice
from voicecloner.speech.speaker import ENCODER_RATE_HZ, Embedding, SpeakerEncoder

LONGEST_S = 60.0
"""Seconds of reference that are listened to; more changes nothing."""

# Voice variants of espeak-ng that a recognizer hears best, of those without flutter: with it espeak-ng says no text
# twice alike in one process.
_SOURCES = ("mike2", "Diogo")

_FORMANTS = (0.9, 0.95, 1.0, 1.05, 1.1, 1.15, 1.2)
_RATE_WPM = 160.0
_TRIAL_SENTENCES = 2
_PITCH_FACTORS = (0.5, 2.2)
# Slower, and it is the recording that is odd; faster, and espeak-ng loses words.
_LIKELY_RATES_WPM = (110.0, 195.0)

_LEVEL_DB = -23.0
_LISTENING = "Listening to the recording"
_FITTING = "Fitting the voice"


@dataclass(frozen=True, eq=False)
class _Heard:
    """What the reference sounds like."""

    embedding: Embedding
    levels: Bands
    pitch_st: Track
    syllables_per_s: float


@dataclass(frozen=True, eq=False)
class _Trial:
    """What espeak-ng says to be compared with the reference, in one of its variants."""

    source: str
    frames: SpeechFrames
    usual_st: float
    spread_st: float
    syllables_per_s: float


def clone(references: Sequence[ReferenceClip], progress: Progress, cancel: CancelToken) -> VoiceModel:
    """A voice from recordings at `SAMPLE_RATE`.

    Raises:
        InvalidRequest: there is no voice in them, or their language is unknown.
        Cancelled: `cancel` was set.
    """
    language, encoder = references[0].language, SpeakerEncoder()
    espeak_voice(language)
    progress(ProgressUpdate(_LISTENING, 0.0))
    heard = _listen(joined(references, LONGEST_S), encoder, cancel)
    choices = [(source, formants) for source in _SOURCES for formants in _FORMANTS]

    def tried() -> Iterator[tuple[float, VoiceModel]]:
        for number, (source, formants) in enumerate(choices):
            cancel.raise_if_cancelled()
            progress(ProgressUpdate(_FITTING, 0.3 + 0.7 * number / len(choices)))
            voice, sound = _candidate(heard, _trial(language, source), language, formants)
            yield float(encoder.embed(resample(sound, SAMPLE_RATE, ENCODER_RATE_HZ)) @ heard.embedding), voice

    return max(tried(), key=lambda trial: trial[0])[1]


def _listen(samples: Samples, encoder: SpeakerEncoder, cancel: CancelToken) -> _Heard:
    pitch_hz = recorded_pitch_hz(samples, cancel)
    if not len(pitch_hz):
        raise InvalidRequest("There is no voice in the reference.", "Record or choose one with speech.")
    embedding = encoder.embed(resample(samples, SAMPLE_RATE, ENCODER_RATE_HZ))
    return _Heard(embedding, recorded_levels(samples), semitones(pitch_hz), syllables_per_s(samples))


@lru_cache(8)
def _trial(language: str, source: str) -> _Trial:
    voice = variant(language, source)
    samples = espeak().speak(_trial_text(language), voice, _RATE_WPM).samples
    frames = analyse(samples)
    spread_st = _spread(semitones(frames.pitch_hz[frames.pitch_hz > 0]))
    return _Trial(source, frames, usual_pitch_st(voice), spread_st, syllables_per_s(samples))


def _trial_text(language: str) -> str:
    """The beginning of the script the user may have read; the English one where there is none in the language."""
    try:
        script = resource(f"scripts/{language.lower().split('-')[0]}/calm.txt")
    except FileNotFoundError:
        script = resource("scripts/en/calm.txt")
    body = script.read_text("utf-8").partition("\n\n")[2]
    return " ".join(body.splitlines()[:_TRIAL_SENTENCES])


def _candidate(heard: _Heard, trial: _Trial, language: str, formants: float) -> tuple[VoiceModel, Samples]:
    manner = Manner(
        source=trial.source,
        language=language,
        formants=formants,
        pitch_st=float(np.median(heard.pitch_st)),
        pitch_factor=float(np.clip(_spread(heard.pitch_st) / trial.spread_st, *_PITCH_FACTORS)),
        rate_wpm=float(np.clip(_RATE_WPM * heard.syllables_per_s / trial.syllables_per_s, *_LIKELY_RATES_WPM)),
    )
    frames = shaped(trial.frames, manner, trial.usual_st)
    gain_db = gain_between(heard.levels, band_levels(frames.envelope))
    sound = render(filtered(frames, gain_db))
    return VoiceModel(manner, gain_db + _LEVEL_DB - speech_level_db(sound)), sound


def _spread(pitch_st: Track) -> float:
    """Semitones from the 10th to the 90th percentile."""
    low, high = np.percentile(pitch_st, [10, 90])
    return max(float(high - low), 0.5)
