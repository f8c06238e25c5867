"""Two ears for the likeness of voices, of which the second knows nothing of the first.

An engine may tune a voice by the first ear, GE2E; whether it is alike in earnest the second one says.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from voicecloner.domain.audio import Samples
from voicecloner.speech.speaker import Embedding, SpeakerEncoder, raised

Cepstra = npt.NDArray[np.float64]
"""Shape (frames, 38)."""
RATE_HZ = 16_000
_VAD_FRAMES = 480
_SMOOTHED_OVER = 8
_PAUSE_KEPT = 7
_LEAST_FRAMES = RATE_HZ // 2
_MIXTURES = 64
_RELEVANCE = 16.0
_SPEECH_RANGE = 150.0
"""Of the cepstra's first number, which is decibels times the square root of 40."""


def load(path: Path) -> Samples:
    """Mono samples at 16 kHz."""
    samples, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
    return np.asarray(soxr.resample(samples.mean(axis=1), sample_rate, RATE_HZ), np.float32)


def without_pauses(samples: Samples) -> Samples:
    """What lies within 90 ms of voiced frames of 30 ms; whether those are voiced is smoothed over eight of them."""
    import webrtcvad
    from scipy.ndimage import binary_dilation

    detector = webrtcvad.Vad(3)  # one for each recording: it adapts to what it hears
    frames = samples[: len(samples) // _VAD_FRAMES * _VAD_FRAMES].reshape(-1, _VAD_FRAMES)
    pcm = np.round(np.clip(frames, -1, 1) * 32767).astype(np.int16)
    voiced = np.array([detector.is_speech(frame.tobytes(), RATE_HZ) for frame in pcm], float)
    around = np.pad(voiced, ((_SMOOTHED_OVER - 1) // 2, _SMOOTHED_OVER // 2))
    smooth = np.convolve(around, np.ones(_SMOOTHED_OVER), "valid") > _SMOOTHED_OVER / 2
    kept = binary_dilation(smooth, np.ones(_PAUSE_KEPT, bool)) if len(frames) else np.zeros(0, bool)
    return np.asarray(frames[kept].ravel(), np.float32)


class FirstEar:
    """Embeddings of the GE2E network (Wan et al. 2018) with the preparation of Resemblyzer 0.1.4."""

    def __init__(self) -> None:
        self._encoder = SpeakerEncoder()

    def embed(self, samples: Samples) -> Embedding:
        """The voice in 16 kHz samples, long pauses taken out."""
        spoken = without_pauses(raised(samples))
        return self._encoder.embed(np.pad(spoken, (0, max(0, _LEAST_FRAMES - len(spoken)))))


class SecondEar:
    """Gaussian mixtures of cepstra, one of all voices adapted to each (Reynolds, Quatieri and Dunn 2000).

    Args:
        references: a recording of every speaker there could be.
    """

    def __init__(self, references: Mapping[str, Samples]) -> None:
        from sklearn.mixture import GaussianMixture

        cepstra = {name: _cepstra(samples) for name, samples in references.items()}
        self._all: Any = GaussianMixture(_MIXTURES, covariance_type="diag", random_state=0, max_iter=60, reg_covar=1e-3)
        self._all.fit(np.concatenate(list(cepstra.values())))
        self._means = {name: self._adapted(own) for name, own in cepstra.items()}

    def nearest(self, samples: Samples) -> str:
        """Whose mixture makes the samples likeliest; the part of the likelihood that all share is left out."""
        counts, sums = self._statistics(_cepstra(samples))
        weights = 1 / self._all.covariances_

        def likelihood(means: Cepstra) -> float:
            return float(np.sum(weights * means * (sums - 0.5 * counts[:, None] * means)))

        return max(self._means, key=lambda name: likelihood(self._means[name]))

    def _adapted(self, cepstra: Cepstra) -> Cepstra:
        counts, sums = self._statistics(cepstra)
        trust = (counts / (counts + _RELEVANCE))[:, None]
        own = sums / np.maximum(counts, 1e-9)[:, None]
        return np.asarray(trust * own + (1 - trust) * self._all.means_)

    def _statistics(self, cepstra: Cepstra) -> tuple[npt.NDArray[np.float64], Cepstra]:
        """How many frames belong to each mixture, and their sum."""
        posteriors = self._all.predict_proba(cepstra)
        return posteriors.sum(axis=0), posteriors.T @ cepstra


def _cepstra(samples: Samples) -> Cepstra:
    """Mel cepstra 1 to 19 and their slopes, where it is loud enough for speech."""
    from librosa.feature import delta, mfcc

    cepstra = mfcc(y=samples, sr=RATE_HZ, n_mfcc=20, n_fft=512, hop_length=160, n_mels=40, fmin=100, fmax=7000)
    is_loud = cepstra[0] > np.percentile(cepstra[0], 95) - _SPEECH_RANGE
    both = np.concatenate([cepstra[1:], delta(cepstra)[1:]])
    return np.asarray(both[:, is_loud].T, np.float64)
