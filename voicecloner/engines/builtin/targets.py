"""What the search compares: predicted spectra and their movement, espeak-ng's sound, phonemes and their neighbours."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.engines.builtin.features import Features, cepstra, slopes, smooth, speech_activity
from voicecloner.engines.builtin.selection import Units
from voicecloner.engines.builtin.source_speech import Labels, SourceSpeech, envelope_cepstra
from voicecloner.engines.builtin.voice_model import VoiceModel

_JOIN_CEPSTRA = 20
_JOIN_PITCH_WEIGHT = 6.0
_SLOPE_REACH = 3


@dataclass(frozen=True)
class Tuning:
    """Weights of the search and of the mix; docs/builtin-engine.md says how they were chosen.

    Attributes:
        prediction, key, phoneme, context, position, residual: how much each counts in the distance of a frame.
        source: share of espeak-ng's own spectral movement in the predicted spectrum; more is clearer, less more alike.
        blend: how far the chosen frames are drawn to the predicted spectrum.
        lead: how far the pitch is drawn to espeak-ng's sentence melody.
    """

    source: float
    blend: float
    prediction: float = 3.5
    key: float = 1.0
    phoneme: float = 1.0
    context: float = 0.3
    position: float = 0.5
    residual: float = 0.3
    lead: float = 0.3
    noise_source: float = 0.6
    noise_blend: float = 0.9


TRANSCRIPT_TUNING = Tuning(source=0.15, blend=0.6)
EMBEDDING_TUNING = Tuning(source=0.5, blend=0.8)


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

    def part(self, frames: slice) -> "Wanted":
        """A span of it."""
        return Wanted(self.cepstra[frames], self.targets[frames], self.blend[frames])


class TargetSpace:
    """Puts the user's frames and what is wanted into the same coordinates, where Euclidean distance is the cost."""

    def __init__(self, voice: VoiceModel, tuning: Tuning) -> None:
        self._voice = voice
        self._tuning = tuning
        count = len(voice.deviation)
        order = np.concatenate([[0.6], np.full(12, 1.3), np.full(count - 13, 0.6)])
        static = order / np.sqrt(2 * count) / voice.deviation
        moving = np.concatenate([[1.0], order[1:]]) * 0.6 * 3.0 / np.sqrt(2 * count) / voice.deviation
        self._static = (static * tuning.prediction).astype(np.float32)
        self._moving = (moving * tuning.prediction).astype(np.float32)

    def units(self) -> Units:
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
        return Units(targets, np.float32(self._tuning.residual) * voice.residual, joins, voice.clip)

    def predict(self, source: SourceSpeech, f0: Features) -> Wanted:
        """The user's envelope cepstra for espeak-ng's speech, and the rows to search with.

        Args:
            source: espeak-ng's speech.
            f0: of it, Hz, 0 where unvoiced, shape (frames,).
        """
        noise = smooth((f0 <= 0).astype(np.float32), 1)[:, None]
        space = self._voice.space
        keys, labels = space.keys(source), space.labels(source)
        predicted = self._voice.spectrum.predict(np.concatenate([keys, space.one_hot(labels)], axis=1))
        predicted = self._spread(smooth(predicted, 1.5), source.active)
        moved = self._moved(source)
        share, blend = self._shares(noise)
        predicted = (1 - share) * predicted + share * moved
        return Wanted(predicted, self._rows(predicted, slopes(predicted, _SLOPE_REACH), keys, labels), blend)

    def _shares(self, noise: Features) -> tuple[Features, Features]:
        """Share of espeak-ng's spectra and blend of each frame, shape (frames, 1)."""
        t = self._tuning
        share, blend = t.source + noise * (t.noise_source - t.source), t.blend + noise * (t.noise_blend - t.blend)
        return share.astype(np.float32), blend.astype(np.float32)

    def _moved(self, source: SourceSpeech) -> Features:
        """espeak-ng's spectra moved to the user's mean and spread."""
        voice = self._voice
        factor = np.clip(voice.deviation / voice.source_deviation, 0.5, 2)
        moved = (
            smooth(envelope_cepstra(source.power, source.spoken.sample_rate, voice.warp), 1) - voice.source_mean
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
        tuning, names = self._tuning, len(self._voice.space.names)
        phonemes = np.zeros((len(own), 3 * names + 1), np.float32)
        rows = np.arange(len(own))
        weighted = ((labels.phoneme, tuning.phoneme), (labels.before, tuning.context), (labels.after, tuning.context))
        for block, (label, weight) in enumerate(weighted):
            known = label >= 0
            phonemes[rows[known], block * names + label[known]] = weight / np.sqrt(2)
        phonemes[:, -1] = labels.position * tuning.position
        parts = [own * self._static, moving * self._moving, keys * np.float32(tuning.key / np.sqrt(keys.shape[1]))]
        return np.concatenate([*parts, phonemes], axis=1).astype(np.float32)
