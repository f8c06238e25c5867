"""Speech taken apart into pitch, spectral envelope and noise, and put together again: WORLD (Morise et al. 2016)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.jobs import NEVER, CancelToken

Track = npt.NDArray[np.float64]
"""Shape (frames,) or (frames, BINS)."""

SAMPLE_RATE = 22_050
"""Hz: espeak-ng's own, so that its sound is never resampled."""
FRAME_S = 0.005
_FFT_SIZE = 1024
BINS = _FFT_SIZE // 2 + 1
_PITCH_RANGE_HZ = (60.0, 500.0)
_SEMITONES_OVER_HZ = 55.0
_BLOCK_S = 10.0
# WORLD needs some frames; what is shorter is a click, no speech.
_SHORTEST_S = 0.05
_FRAMES_AT_ONCE = 400  # 0.1 s of work


@dataclass(frozen=True, eq=False)
class SpeechFrames:
    """Speech in numbers, one row for every `FRAME_S`.

    Attributes:
        pitch_hz: 0 where unvoiced, shape (frames,).
        envelope: power, shape (frames, BINS).
        noise: share of noise in each line (WORLD's aperiodicity), 0..1, shape (frames, BINS).
    """

    pitch_hz: Track
    envelope: Track
    noise: Track

    def at(self, frames: npt.NDArray[np.int64]) -> "SpeechFrames":
        """The frames with these numbers, in this order; some may come twice."""
        return SpeechFrames(self.pitch_hz[frames], self.envelope[frames], self.noise[frames])

    def with_envelope(self, envelope: Track) -> "SpeechFrames":
        """The same speech with another envelope."""
        return replace(self, envelope=envelope)


def analyse(samples: Samples, cancel: CancelToken = NEVER) -> SpeechFrames:
    """The frames of clean speech at `SAMPLE_RATE`; none where it is too short to be speech.

    Raises:
        Cancelled: `cancel` was set; it is looked at so often that nobody waits for the end of a sentence.
    """
    import pyworld

    if len(samples) < _SHORTEST_S * SAMPLE_RATE:
        return SpeechFrames(np.zeros(0), np.zeros((0, BINS)), np.zeros((0, BINS)))
    signal = np.ascontiguousarray(samples, np.float64)
    low, high = _PITCH_RANGE_HZ
    coarse, times = pyworld.dio(signal, SAMPLE_RATE, f0_floor=low, f0_ceil=high, frame_period=1000 * FRAME_S)
    cancel.raise_if_cancelled()
    pitch = pyworld.stonemask(signal, coarse, times, SAMPLE_RATE)
    envelope = pyworld.cheaptrick(signal, pitch, times, SAMPLE_RATE, fft_size=_FFT_SIZE)
    noise = []
    for start in range(0, len(times), _FRAMES_AT_ONCE):  # this takes half of all the time
        cancel.raise_if_cancelled()
        part = slice(start, start + _FRAMES_AT_ONCE)
        noise.append(pyworld.d4c(signal, pitch[part], times[part], SAMPLE_RATE, fft_size=_FFT_SIZE))
    return SpeechFrames(pitch, envelope, np.concatenate(noise))


def render(speech: SpeechFrames, stretch: float = 1.0) -> Samples:
    """Float32 sound at `SAMPLE_RATE`; `stretch` above 1 makes it longer without changing its pitch."""
    import pyworld

    if not len(speech.pitch_hz):
        return np.zeros(0, np.float32)
    pitch, envelope, noise = map(np.ascontiguousarray, (speech.pitch_hz, speech.envelope, speech.noise))
    return np.asarray(pyworld.synthesize(pitch, envelope, noise, SAMPLE_RATE, 1000 * FRAME_S * stretch), np.float32)


def recorded_pitch_hz(samples: Samples, cancel: CancelToken) -> Track:
    """Pitch of a recording at `SAMPLE_RATE` in its voiced frames of 10 ms, shape (voiced frames,).

    Harvest (Morise 2017) takes ten times as long as what `analyse` uses, and stands noise and rooms.

    Raises:
        Cancelled: `cancel` was set.
    """
    import pyworld

    found = []
    for block in _blocks(samples):
        cancel.raise_if_cancelled()
        signal = np.ascontiguousarray(block, np.float64)
        pitch, _ = pyworld.harvest(signal, SAMPLE_RATE, *_PITCH_RANGE_HZ, frame_period=10.0)
        found.append(pitch[pitch > 0])
    return np.concatenate(found)


def _blocks(samples: Samples) -> Iterator[Samples]:
    return iter(np.array_split(samples, max(1, round(len(samples) / (_BLOCK_S * SAMPLE_RATE)))))


def semitones(pitch_hz: npt.ArrayLike) -> Track:
    """Semitones over 55 Hz."""
    return np.asarray(12 * np.log2(np.asarray(pitch_hz, np.float64) / _SEMITONES_OVER_HZ))


def hertz(pitch_st: npt.ArrayLike) -> Track:
    """Inverse of `semitones`."""
    return np.asarray(_SEMITONES_OVER_HZ * 2 ** (np.asarray(pitch_st, np.float64) / 12))
