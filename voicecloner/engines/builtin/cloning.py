"""From references to a voice, with and without a transcript."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voicecloner.domain.audio import ReferenceClip, Samples
from voicecloner.engines.builtin.alignment import AlignmentTask, align
from voicecloner.engines.builtin.analysis import HOP, SAMPLE_RATE, VoiceFrames, analyse
from voicecloner.engines.builtin.espeak import RATE_RANGE_WPM, espeak
from voicecloner.engines.builtin.corpus import corpus_text
from voicecloner.engines.builtin.matching import MatchTask, match
from voicecloner.engines.builtin.espeak_languages import espeak_voice
from voicecloner.engines.builtin.features import Features, cepstra, log_mel, power_spectra, speech_activity
from voicecloner.engines.builtin.grains import GrainSource, find_marks
from voicecloner.engines.builtin.regression import KernelRidge, fit_kernel_ridge
from voicecloner.engines.builtin.source_speech import Integers, Labels, SourceSpace, SourceSpeech, describe, space_of
from voicecloner.engines.builtin.voice_model import VoiceModel
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import CancelToken, Progress, part_of

ENVELOPE_CEPSTRA = 30
_SOURCE_VARIANT = "klatt6"
_FIRST_RATE_WPM = 160.0


@dataclass(frozen=True, eq=False)
class Reading:
    """A recording beside espeak-ng's reading.

    Attributes:
        source: espeak-ng's speech.
        frames: the recording's frames.
        source_frame: which of espeak-ng's frames each of the recording's frames matches, shape (frames,).
    """

    source: SourceSpeech
    frames: VoiceFrames
    source_frame: Integers


def clone_with_transcript(references: Sequence[ReferenceClip], progress: Progress, cancel: CancelToken) -> VoiceModel:
    """A voice from recordings whose words are known."""
    mels = [log_mel(r.clip.samples, SAMPLE_RATE) for r in references]
    sources, rate_wpm = _read_alike(references, mels, cancel)
    space = space_of(sources)
    tasks = [AlignmentTask(s.log_mels, _states(space, s), m) for s, m in zip(sources, mels, strict=True)]
    paths = align(tasks, part_of(progress, 0.05, 0.25), cancel)
    step = part_of(progress, 0.25, 0.8)
    frames = [analyse(r.clip.samples, part_of(step, k/len(references), (k+1)/len(references)), cancel) for k, r in enumerate(references)]
    readings = [Reading(s, f, p[: len(f.voiced)]) for s, f, p in zip(sources, frames, paths, strict=True)]
    return build_voice(readings, space, references, rate_wpm)


def clone_from_sound(references: Sequence[ReferenceClip], progress: Progress, cancel: CancelToken) -> VoiceModel:
    """A voice from recordings of unknown words."""
    mels = [log_mel(r.clip.samples, SAMPLE_RATE) for r in references]
    language = references[0].language
    spoken = espeak().speak(corpus_text(language), f"{espeak_voice(language)}+{_SOURCE_VARIANT}", _FIRST_RATE_WPM, cancel)
    source = describe(spoken)
    space = space_of([source])
    task = MatchTask(power_spectra(spoken.samples, spoken.sample_rate), spoken.sample_rate, mels)
    paths = match(task, part_of(progress, 0.05, 0.5), cancel)
    step = part_of(progress, 0.5, 0.9)
    frames = [analyse(r.clip.samples, part_of(step, k/len(references), (k+1)/len(references)), cancel) for k, r in enumerate(references)]
    readings = [Reading(source, f, p[: len(f.voiced)]) for f, p in zip(frames, paths, strict=True)]
    rate_wpm = _FIRST_RATE_WPM
    return build_voice(readings, space, references, rate_wpm)


def _states(space: SourceSpace, source: SourceSpeech) -> Integers:
    return space.labels(source).state


def _read_alike(
    references: Sequence[ReferenceClip], mels: list[Features], cancel: CancelToken
) -> tuple[list[SourceSpeech], float]:
    """espeak-ng reads the transcripts as fast as the user did."""
    voices = [f"{espeak_voice(r.language)}+{_SOURCE_VARIANT}" for r in references]
    texts = [r.transcript for r in references]
    first = [describe(espeak().speak(t, v, _FIRST_RATE_WPM, cancel)) for t, v in zip(texts, voices, strict=True)]
    spoken = sum(int(s.active.sum()) for s in first if s.spoken.phonemes)
    heard = sum(int(speech_activity(m).sum()) for m in mels)
    if not spoken or not heard:
        raise InvalidRequest("Nothing in the transcript can be spoken.", "Type the words that are spoken in the recording.")
    rate_wpm = float(np.clip(_FIRST_RATE_WPM * spoken / heard, *RATE_RANGE_WPM))
    sources = [describe(espeak().speak(t, v, rate_wpm, cancel)) for t, v in zip(texts, voices, strict=True)]
    return sources, rate_wpm


def build_voice(
    readings: list[Reading], space: SourceSpace, references: Sequence[ReferenceClip], rate_wpm: float
) -> VoiceModel:
    """The voice from recordings that are matched with espeak-ng's speech."""
    frames = _joined([r.frames for r in readings])
    keys = np.concatenate([space.keys(r.source)[r.source_frame] for r in readings])
    labels = _joined_labels([space.labels(r.source).take(r.source_frame) for r in readings])
    inputs = np.concatenate([keys, space.one_hot(labels)], axis=1)
    outputs = cepstra(frames.envelope, ENVELOPE_CEPSTRA)
    spectrum, residual = _robust_spectrum(inputs, outputs)
    active = speech_activity(frames.envelope, 0.25)
    return VoiceModel(
        source_voice=_SOURCE_VARIANT,
        language=references[0].language,
        rate_wpm=rate_wpm,
        level_rms=_active_rms([r.clip.samples for r in references]),
        space=space,
        frames=frames,
        sound=_sound([r.clip.samples for r in references], [r.frames for r in readings]),
        clip=np.repeat(np.arange(len(readings), dtype=np.int32), [len(r.source_frame) for r in readings]),
        keys=keys,
        labels=labels,
        residual=residual,
        spectrum=spectrum,
        deviation=outputs[active].std(axis=0),
        equalizer=np.zeros(frames.envelope.shape[1], np.float32),
    )


def _sound(recordings: list[Samples], frames: list[VoiceFrames]) -> GrainSource:
    """All recordings in a row, `HOP` samples for each frame, and their pitch marks."""
    samples, marks, start = [], [], 0
    for recording, track in zip(recordings, frames, strict=True):
        length = HOP * len(track.voiced)
        whole = np.pad(recording[:length], (0, max(0, length - len(recording))))
        samples.append(whole)
        marks.append(start + find_marks(whole, np.where(track.voiced, np.exp(track.log_f0), 0)))
        start += length
    return GrainSource(np.concatenate(samples), np.concatenate(marks).astype(np.int32))


def _joined(parts: list[VoiceFrames]) -> VoiceFrames:
    return VoiceFrames(*(np.concatenate([getattr(p, n) for p in parts]) for n in VoiceFrames.__dataclass_fields__))


def _joined_labels(parts: list[Labels]) -> Labels:
    return Labels(*(np.concatenate([getattr(p, n) for p in parts]) for n in Labels.__dataclass_fields__))


def _robust_spectrum(inputs: Features, outputs: Features) -> tuple[KernelRidge, Features]:
    """Regression that trusts frames the less the worse a first fit explains them, and the final misfit of each frame."""
    scale = outputs.std(axis=0) + np.float32(1e-3)
    misfit = _misfit(fit_kernel_ridge(inputs, outputs), inputs, outputs, scale)
    trust = 1 / (1 + (misfit / max(float(np.percentile(misfit, 75)), 1e-6)) ** 4)
    model = fit_kernel_ridge(inputs, outputs, weights=trust.astype(np.float32))
    return model, _misfit(model, inputs, outputs, scale)


def _misfit(model: KernelRidge, inputs: Features, outputs: Features, scale: Features) -> Features:
    difference = (model.predict(inputs) - outputs) / scale
    return np.sqrt((difference**2).mean(axis=1))


def _active_rms(recordings: list[Samples]) -> float:
    """RMS over 25 ms windows that hold speech."""
    loud = []
    for samples in recordings:
        windows = samples[: len(samples) // 600 * 600].reshape(-1, 600)
        power = (windows.astype(np.float64) ** 2).mean(axis=1)
        loud.append(power[power > 0.1 * power.mean()])
    power = np.concatenate(loud)
    return float(np.sqrt(power.mean())) if len(power) else 0.0
