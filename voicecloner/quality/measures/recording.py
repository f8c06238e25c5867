"""A recording made ready for measuring: brought to 16 kHz, freed of offset and rumble, cut into frames."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.domain.quality import Span
from voicecloner.errors import InvalidRequest
from voicecloner.sound.filters import without_rumble
from voicecloner.sound.levels import peak_of
from voicecloner.sound.resampling import resample
from voicecloner.speech.vad import FRAME, VAD_RATE_HZ, Probabilities, speech_spans

RATE_RANGE_HZ = (1_000, 768_000)
LISTENED_S = 300
_VAD_PEAK = 0.7
_VAD_GAIN = 100.0

Powers = npt.NDArray[np.float64]
"""Shape (frames,): mean square of each 32 ms frame, 1.0 for a full-scale square wave."""


class Detector(Protocol):
    """Whatever can tell how likely each frame of 512 samples at 16 kHz holds speech."""

    def probabilities(self, samples_16k: Samples) -> Probabilities:
        """Shape (ceil(frames / 512),), 0..1."""


@dataclass(frozen=True, eq=False)
class MeasuredRecording:
    """What the measures look at.

    Attributes:
        clip: the sound as it came.
        samples_16k: the sound at 16 kHz, freed of its offset and scaled so that the highest sample of `clip` is 1.
        peak: highest absolute sample once the offset is removed, 1.0 is full scale.
        powers: power of each whole 32 ms frame above 60 Hz; the last, partial frame is left out.
        probabilities: speech probability of each of these frames.
        speech: where somebody speaks.
    """

    clip: AudioClip
    samples_16k: Samples
    peak: float
    powers: Powers
    probabilities: Probabilities
    speech: tuple[Span, ...]

    @property
    def listened(self) -> Samples:
        """The first five minutes of `samples_16k`: enough for a verdict, and no long recording eats the memory."""
        return self.samples_16k[: LISTENED_S * VAD_RATE_HZ]


def measured(clip: AudioClip, detector: Detector) -> MeasuredRecording:
    """Make a recording ready for measuring.

    An offset and rumble below 60 Hz are taken out first, since no listener and no engine hears them. The detector gets
    a copy brought to a common level (at most 40 dB up), so that a quiet voice is found like a loud one.

    Args:
        clip: any finite sound, also an empty one.
        detector: finds the speech.

    Raises:
        InvalidRequest: samples that are not finite, or a sample rate outside 1..768 kHz.
    """
    # Once, here: every measure may then trust its input.
    _refuse_nonsense(clip)
    level = peak_of(clip.samples)
    centred = _centred(clip.samples, level)
    at_16k = resample(centred, clip.sample_rate, VAD_RATE_HZ)
    audible = without_rumble(at_16k)
    loudness = min(_VAD_PEAK, level * _VAD_GAIN)
    # No more than 40 dB: the hiss of silence raised to full scale would be heard as speech.
    heard = detector.probabilities((audible * loudness).astype(np.float32))
    powers = frame_powers(audible) * level**2
    return MeasuredRecording(
        clip=clip,
        samples_16k=at_16k,
        peak=peak_of(centred) * level,
        powers=powers,
        probabilities=heard[: len(powers)],
        speech=speech_spans(heard, clip.seconds),
    )


def _refuse_nonsense(clip: AudioClip) -> None:
    low, high = RATE_RANGE_HZ
    if not low <= clip.sample_rate <= high:
        raise InvalidRequest(f"A sample rate of {clip.sample_rate} Hz cannot be reviewed.", "Use 16 kHz or more.")
    if clip.samples.ndim != 1:
        raise InvalidRequest("Only mono sound can be reviewed.", "Choose one channel first.")
    if not np.isfinite(clip.samples).all():
        raise InvalidRequest("The recording holds values that are not numbers.", "Export it again, or record anew.")


def _centred(samples: Samples, level: float) -> Samples:
    """The samples scaled to a peak of 1 before anything is computed, so that nothing can overflow, less their mean."""
    if level == 0.0:
        return np.zeros_like(samples, dtype=np.float32)
    scaled: Samples = samples / np.float32(level)
    scaled -= np.float32(scaled.mean(dtype=np.float64))
    return scaled


def frame_powers(samples: npt.NDArray[np.float64]) -> Powers:
    """Mean square of each whole frame of 32 ms of sound at 16 kHz."""
    frames = len(samples) // FRAME
    whole = samples[: frames * FRAME].reshape(frames, FRAME)
    powers: Powers = np.einsum("ij,ij->i", whole, whole) / FRAME
    return powers
