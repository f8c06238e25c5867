"""Speech as the fitting of a voice listens to it: bands for the speaker encoder, and levels for the colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.natural.bands import (
    SAMPLE_RATE_HZ,
    Numbers,
    active,
    measured_levels_db,
    speech_level_db,
    spreading_to,
)
from voicecloner.sound.levels import rms_of
from voicecloner.sound.resampling import resample
from voicecloner.speech.speaker import ENCODER_RATE_HZ, HOP, WINDOW_FRAMES, Embedding, band_centres_hz, mel_bands

STEP_FRAMES = 61
# RMS up to which the encoder's makers raise recordings; louder ones they leave as they are.
_LEVEL = 10 ** (-30 / 20)
# How much more power a take of -23 LUFS has.
_TAKE_POWER = 10 ** (6 / 10)
_FRAMES_AROUND = 10
_SYLLABLE = np.hanning(9)


@dataclass(frozen=True, eq=False)
class Heard:
    """A run of speech, without the silence around it.

    Attributes:
        bands: power in the encoder's bands, shape (frames, 40), 10 ms apart, of speech with an RMS of -30 dBFS.
        levels: in the colour's bands, dB, shape (frames, 40), of the same frames.
        is_active: which frames hold speech, shape (frames,).
    """

    bands: Numbers
    levels: Numbers
    is_active: "np.typing.NDArray[np.bool_]"

    def coloured(self, gains_db: Numbers) -> Numbers:
        """The encoder's bands, with gains in the colour's bands, shape (40,) or (frames, 40), as loud as a take.

        The encoder is no judge of voices alone: it hears how loud they are, too.
        """
        louder = self.bands * 10 ** (gains_db @ between_bands() / 10)
        return np.asarray(louder * (_TAKE_POWER * self.bands.mean() / louder.mean()), np.float32)

    def as_recorded(self, rms: float, whole_rms: float) -> Numbers:
        """The encoder's bands, as loud as the recording the speech was cut from is for the encoder.

        Args:
            rms: of the speech.
            whole_rms: of the recording.
        """
        raised = max(1.0, _LEVEL / max(whole_rms, 1e-9))
        return np.asarray(self.bands * (raised * rms / _LEVEL) ** 2, np.float32)

    def flattened(self, neutral: Numbers) -> Numbers:
        """The encoder's bands with the long-term spectrum `neutral`, shape (40,): without the microphone's colour."""
        even = self.bands * (neutral / np.maximum(self.bands.mean(axis=0), 1e-12))
        return np.asarray(even * (self.bands.mean() / even.mean()), np.float32)


def listen(samples: Samples) -> Heard:
    """Listen to a run of speech at 24 kHz: float32, shape (n,), not silent."""
    levels = measured_levels_db(samples)
    # The encoder was trained at 16 kHz.
    slow = resample(samples, SAMPLE_RATE_HZ, ENCODER_RATE_HZ)
    # Digital silence between joined stretches is no part of the speech's level.
    rms = rms_of(slow[slow != 0]) or 1.0
    count = min(len(levels), len(slow) // HOP)
    bands = mel_bands(slow * np.float32(_LEVEL / rms), count)
    is_active = active(levels[:count])
    places = np.flatnonzero(is_active)
    kept = slice(max(0, places[0] - _FRAMES_AROUND), places[-1] + _FRAMES_AROUND + 1)
    return Heard(bands[kept], levels[:count][kept], is_active[kept])


def pace_of(sounds: Sequence[Heard]) -> float:
    """How fast somebody speaks: peaks of the level, as syllables make them, in a second of speech."""
    peaks, frames = 0, 0
    for sound in sounds:
        # As long as a syllable: shorter, and single sounds are counted; longer, and unstressed syllables are not.
        smooth = np.convolve(speech_level_db(sound.levels), _SYLLABLE / _SYLLABLE.sum(), "same")
        there = sound.is_active[1:-1]
        peaks += int(np.sum((smooth[1:-1] > smooth[:-2]) & (smooth[1:-1] >= smooth[2:]) & there))
        frames += int(there.sum())
    return peaks / max(frames, 1) * (ENCODER_RATE_HZ / HOP)


def windows_of(bands: Numbers, first: int = 0) -> Numbers:
    """Windows of 1.6 s for the encoder, every 0.6 s from frame `first` on: shape (windows, 160, 40)."""
    # Speech shorter than a window is followed by silence, as the encoder's makers do it.
    short = max(0, WINDOW_FRAMES - (len(bands) - first))
    whole = np.pad(bands, ((0, short), (0, 0)))
    views = np.lib.stride_tricks.sliding_window_view(whole[first:], WINDOW_FRAMES, axis=0)[::STEP_FRAMES]
    return np.ascontiguousarray(views.transpose(0, 2, 1))


def unit(embeddings: Numbers) -> Embedding:
    """The mean of embeddings of shape (n, 256), of length 1."""
    mean = embeddings.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)


def all_windows(sounds: Sequence[Numbers]) -> Numbers:
    """The windows of several runs of speech."""
    return np.concatenate([windows_of(bands) for bands in sounds])


@cache
def between_bands() -> Numbers:
    """Turns numbers for the colour's bands into numbers for the encoder's: shape (40, 40)."""
    return spreading_to(band_centres_hz())
