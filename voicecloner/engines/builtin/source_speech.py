"""espeak-ng's speech described frame by frame: what is being said, and how it sounds, in numbers to learn from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from voicecloner.engines.builtin.analysis import ENVELOPE_CEPSTRA, envelope_of_power
from voicecloner.engines.builtin.features import (
    FRAME_S,
    Features,
    cepstra,
    frame_count,
    log_mel,
    log_mel_of_power,
    power_spectra,
    speech_activity,
)
from voicecloner.speech.espeak import PAUSE, Phoneme, SpokenText

Integers = npt.NDArray[np.int32]
CEPSTRA = 18
STATES = 3
"""Beginning, middle and end of a phoneme are told apart."""

_CONTEXT_WEIGHTS = {-12: 0.35, -8: 0.5, -4: 0.7, 0: 1.0, 4: 0.7, 8: 0.5, 12: 0.35}  # frames of 5 ms around the frame


@dataclass(frozen=True, eq=False)
class SourceSpeech:
    """espeak-ng's speech with features at 5 ms.

    Attributes:
        spoken: the sound and its phonemes.
        log_mels: shape (frames, 40).
        segment: index into `spoken.phonemes` of each frame, shape (frames,).
        position: how far each frame is into its phoneme, 0..1.
    """

    spoken: SpokenText
    log_mels: Features
    segment: Integers
    position: Features

    @property
    def frames(self) -> int:
        """Number of 5 ms frames."""
        return len(self.log_mels)

    @cached_property
    def cepstra(self) -> Features:
        """Mel-cepstra, shape (frames, CEPSTRA)."""
        return cepstra(self.log_mels, CEPSTRA)

    @cached_property
    def active(self) -> npt.NDArray[np.bool_]:
        """Frames with speech."""
        return speech_activity(self.log_mels)

    def power(self, frames: npt.NDArray[np.integer]) -> Features:
        """Power spectra of the given frames, shape (frames, bins); they are large, so they are not kept."""
        return power_spectra(self.spoken.samples, self.spoken.sample_rate, frames)

    def numbers(self, index: Mapping[str, int], offset: int = 0) -> Integers:
        """Number of each frame's phoneme, or of the one `offset` phonemes later (earlier when negative), -1: unknown.

        Args:
            index: the number of each known phoneme.
            offset: in phonemes; beyond either end there is a pause.
        """
        padded = [PAUSE, *(p.name for p in self.spoken.phonemes), PAUSE]
        numbers = np.array([index.get(name, -1) for name in padded], np.int32)
        return numbers[np.clip(self.segment + 1 + offset, 0, len(padded) - 1)]


def describe(spoken: SpokenText) -> SourceSpeech:
    """Features and phoneme labels of speech by espeak-ng."""
    return _described(spoken, log_mel(spoken.samples, spoken.sample_rate))


def describe_with_power(spoken: SpokenText) -> tuple[SourceSpeech, Features]:
    """The same, and the power spectra of all frames, for the price of the features alone."""
    every = np.arange(frame_count(len(spoken.samples), spoken.sample_rate))
    power = power_spectra(spoken.samples, spoken.sample_rate, every)
    return _described(spoken, log_mel_of_power(power, spoken.sample_rate)), power


def _described(spoken: SpokenText, log_mels: Features) -> SourceSpeech:
    segment, position = _frame_labels(spoken.phonemes, len(log_mels))
    return SourceSpeech(spoken, log_mels, segment, position)


def envelope_cepstra(power: Features, sample_rate: int, warp: float = 1.0) -> Features:
    """Cepstra of power spectra in the bands of the user's envelopes, shape (frames, ENVELOPE_CEPSTRA).

    Args:
        power: espeak-ng's, see `SourceSpeech.power`.
        sample_rate: Hz.
        warp: vocal-tract length factor: 1.1 reads the spectrum 10 % higher up.
    """
    return cepstra(envelope_of_power(power, sample_rate, warp), ENVELOPE_CEPSTRA)


def _frame_labels(phonemes: tuple[Phoneme, ...], frames: int) -> tuple[Integers, Features]:
    times_s = np.arange(frames) * FRAME_S
    starts_s = np.array([p.start_s for p in phonemes] or [0.0])
    ends_s = np.array([p.end_s for p in phonemes] or [1.0])
    segment = np.clip(np.searchsorted(starts_s, times_s, side="right") - 1, 0, len(starts_s) - 1)
    position = (times_s - starts_s[segment]) / np.maximum(ends_s - starts_s, FRAME_S)[segment]
    return segment.astype(np.int32), np.clip(position, 0, 0.999).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Labels:
    """Which phoneme each frame belongs to, as indices into a `SourceSpace`'s names (-1: not among them).

    Attributes:
        phoneme, before, after: shape (frames,).
        position: 0..1 within the phoneme, shape (frames,).
    """

    phoneme: Integers
    before: Integers
    after: Integers
    position: Features

    def take(self, frames: Integers) -> "Labels":
        """The labels of the given frames, in their order."""
        return Labels(self.phoneme[frames], self.before[frames], self.after[frames], self.position[frames])

    @property
    def state(self) -> Integers:
        """Index of the third of the phoneme: phoneme * STATES + 0..2."""
        third = np.minimum(self.position * STATES, STATES - 1).astype(np.int32)
        return np.asarray(self.phoneme * STATES + third, np.int32)


@dataclass(frozen=True, eq=False)
class SourceSpace:
    """The frame of reference of one voice: how espeak-ng's cepstra are normalized and which phonemes are known.

    Attributes:
        mean, scale: of the cepstra of active frames, shape (CEPSTRA,).
        names: phonemes of the reference.
    """

    mean: Features
    scale: Features
    names: tuple[str, ...]

    def keys(self, source: SourceSpeech) -> Features:
        """Normalized cepstra of each frame and of its neighbours up to 60 ms away, shape (frames, 7 * CEPSTRA)."""
        reach = max(_CONTEXT_WEIGHTS)
        padded = np.pad((source.cepstra - self.mean) / self.scale, ((reach, reach), (0, 0)), "edge")
        views = [padded[reach + o : reach + o + source.frames] * np.float32(w) for o, w in _CONTEXT_WEIGHTS.items()]
        return np.concatenate(views, axis=1)

    def labels(self, source: SourceSpeech) -> Labels:
        """Phoneme labels of each frame."""
        index = {name: number for number, name in enumerate(self.names)}
        return Labels(source.numbers(index), source.numbers(index, -1), source.numbers(index, 1), source.position)

    def one_hot(self, labels: Labels, weight: float = 2.0) -> Features:
        """Phoneme third, and the neighbours the more the nearer they are; shape (frames, 5 * names)."""
        count, frames = len(self.names), len(labels.phoneme)
        table = np.zeros((frames, (STATES + 2) * count), np.float32)
        rows = np.arange(frames)
        known, before, after = labels.phoneme >= 0, labels.before >= 0, labels.after >= 0
        table[rows[known], labels.state[known]] = weight
        table[rows[before], STATES * count + labels.before[before]] = 1 - labels.position[before]
        table[rows[after], (STATES + 1) * count + labels.after[after]] = labels.position[after]
        return table


def space_of(sources: list[SourceSpeech]) -> SourceSpace:
    """The space spanned by espeak-ng's version of the reference."""
    active = np.concatenate([s.cepstra[s.active] for s in sources])
    names = {p.name for s in sources for p in s.spoken.phonemes} | {PAUSE}
    return SourceSpace(active.mean(axis=0), active.std(axis=0) + np.float32(1e-3), tuple(sorted(names)))
