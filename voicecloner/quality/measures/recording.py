"""A recording made ready for measuring: brought to 16 kHz, freed of offset and rumble, cut into frames."""

from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.domain.quality import Span
from voicecloner.errors import InvalidRequest
from voicecloner.sound.resampling import resample
from voicecloner.speech.vad import FRAME, VAD_RATE_HZ, Probabilities, speech_spans

RATE_RANGE_HZ = (1_000, 768_000)
RUMBLE_HZ = 60
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
class Recording:
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


def measured(clip: AudioClip, detector: Detector) -> Recording:
    """Make a recording ready for measuring.

    An offset and rumble below 60 Hz are taken out first, since no listener and no engine hears them. The detector gets
    a copy brought to a common level (at most 40 dB up), so that a quiet voice is found like a loud one.

    Args:
        clip: any finite sound, also an empty one.
        detector: finds the speech.

    Raises:
        InvalidRequest: samples that are not finite, or a sample rate outside 1..768 kHz.
    """
    _refuse_nonsense(clip)
    level = highest(clip.samples)
    centred = _centred(clip.samples, level)
    at_16k = resample(centred, clip.sample_rate, VAD_RATE_HZ)
    audible = _audible(at_16k)
    loudness = min(_VAD_PEAK, level * _VAD_GAIN)
    heard = detector.probabilities((audible * loudness).astype(np.float32))
    powers = frame_powers(audible) * level**2
    return Recording(
        clip=clip,
        samples_16k=at_16k,
        peak=highest(centred) * level,
        powers=powers,
        probabilities=heard[: len(powers)],
        speech=speech_spans(heard, clip.seconds),
    )


def db(power: float) -> float:
    """Decibels of a power ratio; -200 for nothing at all, so that the result is always finite."""
    return float(10 * np.log10(max(power, 1e-20)))


def highest(samples: npt.NDArray[np.floating]) -> float:
    """Highest absolute sample, 0 for none; without the copy of the whole sound that `np.abs` would make."""
    return float(max(samples.max(initial=0.0), -samples.min(initial=0.0)))


def _refuse_nonsense(clip: AudioClip) -> None:
    low, high = RATE_RANGE_HZ
    if not low <= clip.sample_rate <= high:
        raise InvalidRequest(f"A sample rate of {clip.sample_rate} Hz cannot be reviewed.", "Use 16 kHz or more.")
    if clip.samples.ndim != 1:
        raise InvalidRequest("Only mono sound can be reviewed.", "Choose one channel first.")
    if not np.isfinite(clip.samples).all():
        raise InvalidRequest("The recording holds values that are no numbers.", "Export it again, or record anew.")


def _centred(samples: Samples, level: float) -> Samples:
    """The samples scaled to a peak of 1 before anything is computed, so that nothing can overflow, less their mean."""
    if level == 0.0:
        return np.zeros_like(samples, dtype=np.float32)
    scaled: Samples = samples / np.float32(level)
    scaled -= np.float32(scaled.mean(dtype=np.float64))
    return scaled


def _audible(samples_16k: Samples) -> npt.NDArray[np.float64]:
    """Shape (frames at 16 kHz,): what lies above 60 Hz."""
    from scipy import signal  # 0.3 s that the window's start should not pay

    if not len(samples_16k):
        return np.zeros(0)
    result: npt.NDArray[np.float64] = signal.sosfilt(rumble_filter(), samples_16k.astype(np.float64))
    return result


@cache
def rumble_filter() -> npt.NDArray[np.float64]:
    """Second-order Butterworth high-pass as sections."""
    from scipy import signal

    sections: npt.NDArray[np.float64] = signal.butter(2, RUMBLE_HZ, "highpass", fs=VAD_RATE_HZ, output="sos")
    return sections


def frame_powers(samples: npt.NDArray[np.float64]) -> Powers:
    """Mean square of each whole frame of 32 ms of sound at 16 kHz."""
    frames = len(samples) // FRAME
    whole = samples[: frames * FRAME].reshape(frames, FRAME)
    powers: Powers = np.einsum("ij,ij->i", whole, whole) / FRAME
    return powers
