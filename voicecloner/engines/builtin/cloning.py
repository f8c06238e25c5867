"""From references to a voice, with and without a transcript."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TypeVar

import numpy as np

from voicecloner.domain.audio import ReferenceClip, Samples
from voicecloner.engines.builtin.alignment import AlignmentTask, align
from voicecloner.engines.builtin.analysis import ENVELOPE_CEPSTRA, HOP, SAMPLE_RATE, VoiceFrames, analyse
from voicecloner.engines.builtin.corpus import corpus_text
from voicecloner.engines.builtin.features import (
    Features,
    cepstra,
    log_mel,
    speech_activity,
)
from voicecloner.engines.builtin.grains import GrainSource, find_marks
from voicecloner.engines.builtin.matching import MatchTask, match
from voicecloner.engines.builtin.regression import KernelRidge, fit_kernel_ridge
from voicecloner.engines.builtin.source_speech import (
    Integers,
    Labels,
    SourceSpace,
    SourceSpeech,
    describe,
    describe_with_power,
    envelope_cepstra,
    space_of,
)
from voicecloner.engines.builtin.stretches import Stretch, choose
from voicecloner.engines.builtin.top_octave import complete
from voicecloner.engines.builtin.voice_model import VoiceModel
from voicecloner.engines.builtin.word_fit import fit_of, syllables_per_s
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate, part_of
from voicecloner.speech.espeak import RATE_RANGE_WPM, espeak
from voicecloner.speech.espeak_languages import espeak_voice

TracksT = TypeVar("TracksT", VoiceFrames, Labels)

_SOURCE_VARIANT = "klatt6"
"""The formant voice of espeak-ng whose movements a regression follows best."""

_FIRST_RATE_WPM = 160.0
_FRAMES_PER_CHECK = 2000
_TRACT_FACTORS = (0.8, 0.84, 0.88, 0.92, 0.96, 1.0, 1.04, 1.08, 1.12, 1.17, 1.22, 1.27)
_FRAMES_FOR_TRACT = 1000
_FRAMES_FOR_MEANS = 3000
_SHARE_AT_NO_QUALITY = 0.18
_SHARE_PER_QUALITY = 0.4
_SHARE_RANGE = (0.02, 0.15)
"""The worse the words are aligned, the less the frames found for them can be trusted to be clear."""

_SHARE_FROM_SOUND = 0.6
_SHAPE_CEPSTRA = 14
_LIKELY_RATES_WPM = (100.0, 300.0)
"""Outside of these it is the recording that is odd (long pauses, a missing transcript part), not the speaker."""


@dataclass(frozen=True, eq=False)
class Reading:
    """A recording beside speech by espeak-ng.

    Attributes:
        samples: the recording at `SAMPLE_RATE`.
        frames: its frames.
        source: espeak-ng's speech.
        source_frame: which of espeak-ng's frames each of the recording's frames matches, shape (frames,).
    """

    samples: Samples
    frames: VoiceFrames
    source: SourceSpeech
    source_frame: Integers


@dataclass(frozen=True)
class Manner:
    """How the voice is to speak: see the attributes of the same names in `VoiceModel`."""

    language: str
    rate_wpm: float
    transcribed: bool
    source_share: float


def clone_with_transcript(references: Sequence[ReferenceClip], progress: Progress, cancel: CancelToken) -> VoiceModel:
    """A voice from recordings whose words are known; as from unknown words where these turn out not to be spoken there.

    Raises:
        InvalidRequest: the transcript cannot be spoken, or its language is unknown.
        Cancelled: `cancel` was set.
    """
    mels = [log_mel(r.clip.samples, SAMPLE_RATE) for r in references]
    sources, rate_wpm = _read_alike(references, mels, cancel)
    space = space_of(sources)
    tasks = [AlignmentTask(s.log_mels, space.labels(s).state, m) for s, m in zip(sources, mels, strict=True)]
    paths = align(tasks, part_of(progress, 0.05, 0.4), cancel)
    fit = fit_of(tasks, [space.keys(s) for s in sources], paths)
    if not fit.speaks_for_the_words(syllables_per_s([s.log_mels for s in sources]) / syllables_per_s(mels)):
        return clone_from_sound(references, part_of(progress, 0.4, 1), cancel)
    stretches = choose(mels, fit.misfits)
    readings = _readings(
        [_cut(references, s) for s in stretches],
        [sources[s.clip] for s in stretches],
        [paths[s.clip][s.start : s.end] for s in stretches],
        part_of(progress, 0.4, 0.8),
        cancel,
    )
    share = float(np.clip(_SHARE_AT_NO_QUALITY - _SHARE_PER_QUALITY * fit.quality, *_SHARE_RANGE))
    manner = Manner(references[0].language, rate_wpm, transcribed=True, source_share=share)
    return _build(readings, space, manner, part_of(progress, 0.8, 1), cancel)


def clone_from_sound(references: Sequence[ReferenceClip], progress: Progress, cancel: CancelToken) -> VoiceModel:
    """A voice from recordings of unknown words.

    Raises:
        InvalidRequest: the language is unknown.
        Cancelled: `cancel` was set.
    """
    mels = [log_mel(r.clip.samples, SAMPLE_RATE) for r in references]
    stretches = choose(mels)
    mels = [mels[s.clip][s.start : s.end] for s in stretches]
    language = references[0].language
    source, power = _corpus_speech(language)
    cancel.raise_if_cancelled()
    task = MatchTask(power, source.spoken.sample_rate, mels)
    paths = match(task, part_of(progress, 0.05, 0.5), cancel)
    pieces = [_cut(references, s) for s in stretches]
    readings = _readings(pieces, [source] * len(mels), paths, part_of(progress, 0.5, 0.8), cancel)
    rate_wpm = _FIRST_RATE_WPM * syllables_per_s(mels) / syllables_per_s([source.log_mels])
    manner = Manner(language, rate_wpm, transcribed=False, source_share=_SHARE_FROM_SOUND)
    return _build(readings, space_of([source]), manner, part_of(progress, 0.8, 1), cancel)


@lru_cache(2)
def _corpus_speech(language: str) -> tuple[SourceSpeech, Features]:
    """Half a minute of espeak-ng and its power spectra; the same for every voice of a language."""
    return describe_with_power(espeak().speak(corpus_text(language), _variant(language), _FIRST_RATE_WPM))


def _cut(references: Sequence[ReferenceClip], stretch: Stretch) -> Samples:
    return references[stretch.clip].clip.samples[stretch.start * HOP : stretch.end * HOP]


def _variant(language: str) -> str:
    return f"{espeak_voice(language)}+{_SOURCE_VARIANT}"


def _read_alike(
    references: Sequence[ReferenceClip], mels: list[Features], cancel: CancelToken
) -> tuple[list[SourceSpeech], float]:
    """espeak-ng reads the transcripts as fast as the user did."""

    def read(rate_wpm: float) -> list[SourceSpeech]:
        return [describe(espeak().speak(r.transcript, _variant(r.language), rate_wpm, cancel)) for r in references]

    first = read(_FIRST_RATE_WPM)
    spoken = sum(int(s.active.sum()) for s in first if s.spoken.phonemes)
    heard = sum(int(speech_activity(m).sum()) for m in mels)
    if not spoken or not heard or not all(s.spoken.phonemes for s in first):
        raise InvalidRequest(
            "Nothing in the transcript can be spoken.", "Type the words that are spoken in the recording."
        )
    rate_wpm = float(np.clip(_FIRST_RATE_WPM * spoken / heard, *RATE_RANGE_WPM))
    return read(rate_wpm), rate_wpm


def _readings(
    recordings: list[Samples],
    sources: list[SourceSpeech],
    paths: list[Integers],
    progress: Progress,
    cancel: CancelToken,
) -> list[Reading]:
    readings = []
    for number, (recording, source, path) in enumerate(zip(recordings, sources, paths, strict=True)):
        step = part_of(progress, number / len(recordings), (number + 1) / len(recordings))
        frames, samples = complete(analyse(recording, step, cancel), recording)
        readings.append(Reading(samples, frames.part(len(path)), source, path))
    return readings


def _build(
    readings: list[Reading], space: SourceSpace, manner: Manner, progress: Progress, cancel: CancelToken
) -> VoiceModel:
    """The voice from recordings that are matched with espeak-ng's speech."""
    progress(ProgressUpdate("Putting the voice together", 0.0))
    frames = _joined(VoiceFrames, [r.frames for r in readings])
    keys = np.concatenate([space.keys(r.source)[r.source_frame] for r in readings])
    labels = _joined(Labels, [space.labels(r.source).take(r.source_frame) for r in readings])
    own = cepstra(frames.envelope, ENVELOPE_CEPSTRA)
    inputs = np.concatenate([keys, space.one_hot(labels)], axis=1)
    spectrum, residual = _robust_spectrum(inputs, own, 1 if manner.transcribed else 2, cancel)
    speech = own[speech_activity(frames.envelope, 0.25)]
    warp = _tract_factor(readings, own)
    source_speech = np.concatenate(
        [_spoken_cepstra(source, warp) for source in {id(r.source): r.source for r in readings}.values()]
    )
    return VoiceModel(
        source_voice=_SOURCE_VARIANT,
        language=manner.language,
        transcribed=manner.transcribed,
        rate_wpm=float(np.clip(manner.rate_wpm, *_LIKELY_RATES_WPM)),
        space=space,
        frames=frames,
        sound=_sound(readings),
        clip=np.repeat(np.arange(len(readings), dtype=np.int32), [len(r.source_frame) for r in readings]),
        keys=keys,
        labels=labels,
        residual=residual,
        spectrum=spectrum,
        mean=speech.mean(axis=0),
        deviation=speech.std(axis=0) + np.float32(1e-3),
        source_mean=source_speech.mean(axis=0),
        source_deviation=source_speech.std(axis=0) + np.float32(1e-3),
        warp=warp,
        source_share=manner.source_share,
    )


def _spoken_cepstra(source: SourceSpeech, warp: float) -> Features:
    spoken = np.flatnonzero(source.active)
    spoken = spoken[:: max(1, len(spoken) // _FRAMES_FOR_MEANS)]
    return envelope_cepstra(source.power(spoken), source.spoken.sample_rate, warp)


def _tract_factor(readings: list[Reading], own: Features) -> float:
    """The vocal-tract length factor that makes espeak-ng's spectra follow the user's best (correlation of cepstra)."""
    spoken = [speech_activity(r.frames.envelope, 0.4) & r.source.active[r.source_frame] for r in readings]
    every = max(1, sum(int(s.sum()) for s in spoken) // _FRAMES_FOR_TRACT)
    places = [np.flatnonzero(s)[::every] for s in spoken]
    starts = np.cumsum([0, *(len(s) for s in spoken)])
    place = np.concatenate([start + p for start, p in zip(starts, places, strict=False)])
    power = np.concatenate([r.source.power(r.source_frame[p]) for r, p in zip(readings, places, strict=True)])
    mine = _standard(own[place][:, 1:_SHAPE_CEPSTRA])
    sample_rate = readings[0].source.spoken.sample_rate

    def fit(warp: float) -> float:
        theirs = envelope_cepstra(power, sample_rate, warp)[:, 1:_SHAPE_CEPSTRA]
        return float((_standard(theirs) * mine).mean())

    return max(_TRACT_FACTORS, key=fit)


def _standard(track: Features) -> Features:
    return np.asarray((track - track.mean(axis=0)) / (track.std(axis=0) + np.float32(1e-3)))


def _sound(readings: list[Reading]) -> GrainSource:
    """All recordings in a row, `HOP` samples for each frame, and their pitch marks."""
    samples, marks, start = [], [], 0
    for reading in readings:
        length = HOP * len(reading.frames.voiced)
        whole = np.pad(reading.samples[:length], (0, max(0, length - len(reading.samples))))
        samples.append(whole)
        marks.append(start + find_marks(whole, np.where(reading.frames.voiced, np.exp(reading.frames.log_f0), 0)))
        start += length
    return GrainSource(np.concatenate(samples), np.concatenate(marks).astype(np.int32))


def _joined(kind: type[TracksT], parts: list[TracksT]) -> TracksT:
    """One set of tracks from several, end to end."""
    return kind(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(kind)))


def _robust_spectrum(
    inputs: Features, outputs: Features, thinned: int, cancel: CancelToken
) -> tuple[KernelRidge, Features]:
    """Regression that trusts frames the less the worse a first fit explains them, and each frame's final misfit.

    The first fit learns from every `thinned`-th frame.
    """
    first = fit_kernel_ridge(inputs[::thinned], outputs[::thinned])
    misfit = _misfit(first, inputs, outputs, cancel)
    trust = 1 / (1 + (misfit / max(float(np.percentile(misfit, 75)), 1e-6)) ** 4)
    model = fit_kernel_ridge(inputs, outputs, weights=trust.astype(np.float32))
    return model, _misfit(model, inputs, outputs, cancel)


def _misfit(model: KernelRidge, inputs: Features, outputs: Features, cancel: CancelToken) -> Features:
    """RMS error of each frame, in standard deviations of the outputs."""
    scale = outputs.std(axis=0) + np.float32(1e-3)
    misfit = np.zeros(len(inputs), np.float32)
    for start in range(0, len(inputs), _FRAMES_PER_CHECK):
        cancel.raise_if_cancelled()
        part = slice(start, start + _FRAMES_PER_CHECK)
        misfit[part] = np.sqrt((((model.predict(inputs[part]) - outputs[part]) / scale) ** 2).mean(axis=1))
    return misfit
