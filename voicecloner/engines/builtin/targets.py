"""What the search compares: predicted spectra and their movement, espeak-ng's sound, phonemes and their neighbours."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.engines.builtin.features import Features, cepstra, slopes, smooth, speech_activity
from voicecloner.engines.builtin.roughness import bursts
from voicecloner.engines.builtin.selection import Units
from voicecloner.engines.builtin.source_speech import Labels, SourceSpeech, envelope_cepstra
from voicecloner.engines.builtin.voice_model import VoiceModel

_JOIN_CEPSTRA = 20
_JOIN_PITCH_WEIGHT = 6.0
_SLOPE_REACH = 3


@dataclass(frozen=True)
class Weights:
    """How much each part counts in the distance of a frame; docs/builtin-engine.md says how they were chosen."""

    prediction: float = 3.5
    key: float = 5.0
    phoneme: float = 1.0
    context: float = 0.3
    position: float = 0.5
    residual: float = 0.3


_WEIGHTS = Weights()
_NOISE_SHARE = 0.5
_FULL_NOISE_FROM = 0.1
_BLEND = (0.4, 0.6)  # without espeak-ng's spectra, and what is added with nothing but them
_NOISE_BLEND = (0.75, 0.2)
_DIMENSIONS = 96
"""The search compares this many principal components: they hold more than 99 % of what tells frames apart."""


@dataclass(frozen=True, eq=False)
class Wanted:
    """What is to be said, at 5 ms.

    Attributes:
        cepstra: predicted envelope cepstra, shape (frames, cepstra).
        targets: rows to search with, shape (frames, dimensions).
        blend: how far the chosen frames are to be drawn to the cepstra, shape (frames, 1).
    """

    cepstra: Features
    targets: Features
    blend: Features

    def part(self, frames: slice | npt.NDArray[np.integer]) -> "Wanted":
        """A span of it, or the given frames."""
        return Wanted(self.cepstra[frames], self.targets[frames], self.blend[frames])


class TargetSpace:
    """Puts the user's frames and what is wanted into the same coordinates, where Euclidean distance is the cost."""

    def __init__(self, voice: VoiceModel, weights: Weights = _WEIGHTS) -> None:
        self._voice = voice
        self._weights = weights
        count = len(voice.deviation)
        order = np.concatenate([[0.6], np.full(12, 1.3), np.full(count - 13, 0.6)])
        static = order / np.sqrt(2 * count) / voice.deviation
        moving = np.concatenate([[1.0], order[1:]]) * 0.6 * 3.0 / np.sqrt(2 * count) / voice.deviation
        self._static = (static * weights.prediction).astype(np.float32)
        self._moving = (moving * weights.prediction).astype(np.float32)
        self.units = self._units()

    def _units(self) -> Units:
        """The user's frames for the search."""
        voice = self._voice
        own = cepstra(voice.frames.envelope, len(voice.deviation))
        clips = [own[voice.clip == c] for c in np.unique(voice.clip)]
        moving = np.concatenate([slopes(c, _SLOPE_REACH) for c in clips])
        active = speech_activity(voice.frames.envelope, 0.25)
        shape = own[:, :_JOIN_CEPSTRA]
        shape = shape / (shape[active].std(axis=0) + np.float32(1e-3))
        joins = np.concatenate([shape, _JOIN_PITCH_WEIGHT * voice.frames.log_f0[:, None]], axis=1).astype(np.float32)
        targets = self._rows(own, moving, voice.keys, voice.labels)
        self._axes = _principal_axes(targets, _DIMENSIONS)
        penalty = np.float32(self._weights.residual) * voice.residual
        found = bursts(voice.sound.samples, voice.frames.voiced)
        return Units(targets @ self._axes, penalty, joins, voice.clip, bursts=found)

    def predict(self, source: SourceSpeech, f0: Features, source_share: float) -> Wanted:
        """The user's envelope cepstra for espeak-ng's speech, and the rows to search with.

        Args:
            source: espeak-ng's speech.
            f0: of it, Hz, 0 where unvoiced, shape (frames,).
            source_share: of espeak-ng's own spectra, 0..1; noise, which carries more of the words than of the person,
                gets more.
        """
        noise = smooth((f0 <= 0).astype(np.float32), 1)[:, None]
        space = self._voice.space
        keys, labels = space.keys(source), space.labels(source)
        predicted = self._voice.spectrum.predict(np.concatenate([keys, space.one_hot(labels)], axis=1))
        predicted = self._spread(smooth(predicted, 1.5), source.active)
        moved = self._moved(source)
        most = source_share + (1 - source_share) * _NOISE_SHARE * min(1.0, source_share / _FULL_NOISE_FROM)
        share = (source_share + noise * (most - source_share)).astype(np.float32)
        usual, noisy = (least + more * source_share for least, more in (_BLEND, _NOISE_BLEND))
        blend = (usual + noise * (noisy - usual)).astype(np.float32)
        predicted = (1 - share) * predicted + share * moved
        rows = self._rows(predicted, slopes(predicted, _SLOPE_REACH), keys, labels)
        return Wanted(predicted, rows @ self._axes, blend)

    def _moved(self, source: SourceSpeech) -> Features:
        """espeak-ng's spectra moved to the user's mean and spread."""
        voice = self._voice
        factor = np.clip(voice.deviation / voice.source_deviation, 0.5, 2)
        moved = (
            smooth(envelope_cepstra(source.power(np.arange(source.frames)), source.spoken.sample_rate, voice.warp), 1)
            - voice.source_mean
        ) * factor + voice.mean
        return np.asarray(moved, np.float32)

    def _spread(self, predicted: Features, active: npt.NDArray[np.bool_]) -> Features:
        """Give each coefficient but loudness the spread that regression takes away (global variance, Toda 2007)."""
        if active.sum() < 20:
            return predicted
        mean = predicted[active].mean(axis=0)
        missing = np.clip(self._voice.deviation / (predicted[active].std(axis=0) + 1e-6), 1, 2)
        missing[0] = 1
        return np.asarray((predicted - mean) * missing + mean, np.float32)

    def _rows(self, own: Features, moving: Features, keys: Features, labels: Labels) -> Features:
        weights, names = self._weights, len(self._voice.space.names)
        phonemes = np.zeros((len(own), 3 * names + 1), np.float32)
        rows = np.arange(len(own))
        weighted = (
            (labels.phoneme, weights.phoneme),
            (labels.before, weights.context),
            (labels.after, weights.context),
        )
        for block, (label, weight) in enumerate(weighted):
            known = label >= 0
            phonemes[rows[known], block * names + label[known]] = weight / np.sqrt(2)
        phonemes[:, -1] = labels.position * weights.position
        parts = [own * self._static, moving * self._moving, keys * np.float32(weights.key / np.sqrt(keys.shape[1]))]
        return np.concatenate([*parts, phonemes], axis=1).astype(np.float32)


def _principal_axes(rows: Features, count: int) -> Features:
    """The directions in which rows differ most, shape (dimensions, count or fewer)."""
    centred = rows - rows.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return np.ascontiguousarray(axes[:, ::-1][:, :count])
