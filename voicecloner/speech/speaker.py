"""Who speaks: the GE2E speaker encoder (Resemblyzer's weights) through onnxruntime."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from voicecloner.domain.quality import Span
from voicecloner.paths import resource
from voicecloner.sound.levels import rms_of
from voicecloner.sound.mel import mel_corners_hz, triangles
from voicecloner.sound.spectra import hann, line_powers
from voicecloner.speech.networks import loaded_network

if TYPE_CHECKING:
    from voicecloner.domain.audio import Samples

ENCODER_RATE_HZ = 16_000
WINDOW_FRAMES = 160
HOP = 160
USUAL_STEP_FRAMES = 77
_FFT = 400
_BANDS = 40
_LEAST_COVERAGE = 0.75
_LEAST_RMS = 10 ** (-30 / 20)
_BATCH = 16
SPEAKER_MODEL = "speaker/ge2e.onnx"

Embedding = npt.NDArray[np.float32]
"""Shape (256,), length 1, no negative values: the cosine of two is 0..1."""


@dataclass(frozen=True, eq=False)
class Windows:
    """A recording cut into overlapping windows of 1.6 s.

    Attributes:
        embeddings: float32, shape (windows, 256), each of length 1.
        spans: where each window lies; the last one may go beyond the end, where there are zeros.
    """

    embeddings: npt.NDArray[np.float32]
    spans: tuple[Span, ...]


class SpeakerEncoder:
    """Turns a voice into 256 numbers; the network is loaded at first use and may be shared between threads.

    The network is that of Wan et al., "Generalized end-to-end loss for speaker verification" (2018), as trained by
    Resemblyzer 0.1.4; its front end is reimplemented here and gives the same numbers.
    """

    def __init__(self) -> None:
        self._session: Any = None
        self._lock = Lock()

    def embed(self, samples_16k: "Samples") -> Embedding:
        """The voice in a recording: the mean over its windows, as Resemblyzer's `embed_utterance` gives it.

        Args:
            samples_16k: float32, shape (frames,), at 16 kHz, best without long silences; raised to -30 dBFS if lower.

        Returns:
            float32, shape (256,), of length 1; all zeros if there is nothing to hear.
        """
        mean = self.windows(samples_16k).embeddings.mean(axis=0)
        length = float(np.linalg.norm(mean))
        unit: Embedding = (mean / length).astype(np.float32) if length else mean
        return unit

    def windows(self, samples_16k: "Samples", step_frames: int = USUAL_STEP_FRAMES) -> Windows:
        """The voice in each window of 1.6 s.

        Args:
            samples_16k: float32, shape (frames,), at 16 kHz; raised to -30 dBFS if lower.
            step_frames: from window to window, in units of 10 ms, 1..160.

        Returns:
            at least one window; a last one is added where three quarters of it are there.
        """
        starts = list(_starts(len(samples_16k), step_frames))
        bands = mel_bands(raised(samples_16k), starts[-1] + WINDOW_FRAMES)
        stacked = np.stack([bands[start : start + WINDOW_FRAMES] for start in starts])
        seconds = HOP / ENCODER_RATE_HZ
        spans = tuple(Span(start * seconds, (start + WINDOW_FRAMES) * seconds) for start in starts)
        return Windows(self._embeddings(stacked), spans)

    def embed_bands(self, stacked: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The voice in windows given as mel bands.

        Args:
            stacked: float32, shape (windows, 160, 40), see `mel_bands`.

        Returns:
            float32, shape (windows, 256), each of length 1.
        """
        return self._embeddings(stacked)

    def _embeddings(self, stacked: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        session = self._loaded()
        batches = (stacked[first : first + _BATCH] for first in range(0, len(stacked), _BATCH))
        return np.concatenate([session.run(["embedding"], {"bands": batch})[0] for batch in batches])

    def _loaded(self) -> Any:
        # Two threads that ask at once would load the network twice.
        with self._lock:
            if self._session is None:
                self._session = _load()
            return self._session


def raised(samples: "Samples") -> "Samples":
    """The samples, raised to -30 dBFS RMS if they are lower; the network was trained on such levels."""
    rms = rms_of(samples)
    return samples * np.float32(_LEAST_RMS / rms) if 0 < rms < _LEAST_RMS else samples


def mel_bands(samples_16k: "Samples", frames: int) -> npt.NDArray[np.float32]:
    """Power in 40 mel bands, 25 ms windows every 10 ms, centred; what the network listens to.

    The same as `librosa.feature.melspectrogram(n_fft=400, hop_length=160, n_mels=40)`: Hann windows, Slaney's mel scale
    and area normalisation.

    Args:
        samples_16k: shape (n,), at 16 kHz; zeros are added as far as needed.
        frames: how many to compute.

    Returns:
        float32, shape (frames, 40).
    """
    padded = np.zeros(_FFT + (frames - 1) * HOP, dtype=np.float32)
    # Half a window of silence in front centres the first frame on the first sample.
    there = samples_16k[: len(padded) - _FFT // 2]
    padded[_FFT // 2 : _FFT // 2 + len(there)] = there
    views = np.lib.stride_tricks.sliding_window_view(padded, _FFT)[::HOP]
    power = line_powers(views * hann(_FFT))
    bands: npt.NDArray[np.float32] = power @ _filters().T
    return bands


@cache
def band_centres_hz() -> npt.NDArray[np.float64]:
    """The mean frequency of each of the network's bands: shape (40,)."""
    return np.asarray(_filters() @ _lines_hz() / _filters().sum(axis=1))


@cache
def _filters() -> npt.NDArray[np.float32]:
    """Triangles of equal area on Slaney's mel scale, shape (40, 201)."""
    corners_hz = mel_corners_hz(0, ENCODER_RATE_HZ / 2, _BANDS)
    area = 2.0 / (corners_hz[2:] - corners_hz[:-2])
    return (triangles(corners_hz, _lines_hz()) * area[:, None]).astype(np.float32)


def _lines_hz() -> npt.NDArray[np.float64]:
    return np.linspace(0, ENCODER_RATE_HZ / 2, _FFT // 2 + 1)


def _starts(samples: int, step_frames: int) -> Iterator[int]:
    """First frames of the windows; the last window is left out where less than three quarters of it are there."""
    frames = -(-(samples + 1) // HOP)
    steps = max(1, frames - WINDOW_FRAMES + step_frames + 1)
    for start in range(0, steps, step_frames):
        there = (samples - start * HOP) / (WINDOW_FRAMES * HOP)
        if start == 0 or there >= _LEAST_COVERAGE or start + step_frames < steps:
            yield start


def _load() -> Any:
    return loaded_network(resource(SPEAKER_MODEL))
