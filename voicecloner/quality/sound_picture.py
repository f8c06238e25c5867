"""What a sound looks like: how strong each frequency is over time, and how high the voice is."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import LONGEST_STRETCH_S, AudioClip, Samples
from voicecloner.jobs import CancelToken
from voicecloner.sound.pitch import STEP_S, pitch_of
from voicecloner.sound.resampling import resample
from voicecloner.sound.spectra import decibels, power_spectra

TOP_HZ = 8_000.0
BANDS = 88
_MOST_COLUMNS = 1_600
_RATE_HZ = 16_000
_FRAME, _HOP = 512, 80
_BLOCK_S = 10.0
_RANGE_DB = 65.0
# Nothing below is painted, however quiet the rest is: silence stays empty.
_FLOOR_DB = -100.0
_LIFT_DB = 6.0
_LOUD_PERCENTILE = 99.8
# Power of a line where a full-scale sine is.
_FULL_SCALE = (_FRAME / 4) ** 2
_VOICED = 0.75
_AUDIBLE_DB = 35.0
_NEIGHBOURS = 11
_MOST_JUMP_SEMITONES = 4.0

Levels = npt.NDArray[np.uint8]
Pitches = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class SoundPicture:
    """A spectrogram and a line of pitch.

    Attributes:
        levels: shape (columns, `BANDS`), lowest band first; 255 is the loudest, 0 is 65 dB below and less.
        pitch_hz: shape (columns,); not a number where nobody speaks with a voice.
        column_s: how long the stretch behind each column is.
        start_s: where in the sound the first column begins.
    """

    levels: Levels
    pitch_hz: Pitches
    column_s: float
    start_s: float = 0.0

    @property
    def seconds(self) -> float:
        """Length of what is shown."""
        return len(self.levels) * self.column_s

    @property
    def end_s(self) -> float:
        """Where in the sound it ends."""
        return self.start_s + self.seconds

    @property
    def median_pitch_hz(self) -> float | None:
        """The middle of all pitches; None where there is none."""
        voiced = self.pitch_hz[np.isfinite(self.pitch_hz)]
        return float(np.median(voiced)) if len(voiced) else None


def picture_of(clip: AudioClip, cancel: CancelToken, start_s: float = 0.0) -> SoundPicture:
    """Look at a sound, in at most 1600 columns; at no more than its first ten minutes.

    Frequencies are spaced by the mel scale (O'Shaughnessy, 1987) from 0 to 8 kHz, and those above 1 kHz are lifted by
    6 dB for each octave, as is usual with pictures of speech: little would be seen of them otherwise.

    Args:
        clip: any finite sound.
        cancel: looked at between blocks of ten seconds.
        start_s: where in a longer sound the clip begins.

    Raises:
        Cancelled: the token was set.
    """
    cancel.raise_if_cancelled()
    heard = clip.samples[: int(LONGEST_STRETCH_S * clip.sample_rate)]
    at_16k = resample(heard, clip.sample_rate, _RATE_HZ).astype(np.float32, copy=False)
    together = max(1, -(-len(at_16k) // (_HOP * _MOST_COLUMNS)))
    column = together * _HOP
    step = max(1, int(_BLOCK_S * _RATE_HZ) // column) * column
    levels_db, pitches_hz = [np.zeros((0, BANDS), np.float32)], [np.zeros(0, np.float32)]
    for at in range(0, len(at_16k), step):
        cancel.raise_if_cancelled()
        columns = columns_of(at_16k[at : at + step + _FRAME - _HOP], together)[
            : -(-min(step, len(at_16k) - at) // column)
        ]
        levels_db.append(columns)
        pitches_hz.append(_pitch_hz(at_16k[at : at + step], len(columns), column / _RATE_HZ))
    levels = painted_levels(np.concatenate(levels_db))
    return SoundPicture(levels, np.concatenate(pitches_hz), column / _RATE_HZ, start_s)


def columns_of(samples_16k: Samples, together: int = 1) -> npt.NDArray[np.float32]:
    """Decibels of each band in each column of `together` frames of 32 ms, 5 ms apart; shape (columns, `BANDS`).

    Args:
        samples_16k: shape (n,), 16 kHz; what reaches beyond the end is taken as silence.
        together: frames in a column; the loudest of them counts, so that nothing short is lost.
    """
    padded = np.concatenate([samples_16k, np.zeros(_FRAME - _HOP, np.float32)])
    powers = power_spectra(padded, _FRAME, _HOP, _FRAME // 2 + 1) @ _weights()
    starts = np.arange(0, len(powers), together)
    if len(starts):
        powers = np.maximum.reduceat(powers, starts, axis=0)
    return np.asarray(decibels(powers / _FULL_SCALE) + _lift_db(), np.float32)


def painted_levels(levels_db: npt.NDArray[np.float32], loudest_db: float | None = None) -> Levels:
    """Brightness of each level, 0..255, held against the loudest of them or another given one."""
    if not levels_db.size:
        return np.zeros(levels_db.shape, np.uint8)
    top_db = float(np.percentile(levels_db, _LOUD_PERCENTILE)) if loudest_db is None else loudest_db
    floor_db = max(_FLOOR_DB, top_db - _RANGE_DB)
    shown = (levels_db - floor_db) / max(1.0, top_db - floor_db)
    return np.asarray(np.clip(shown, 0.0, 1.0) * 255, np.uint8)


def height_of(frequency_hz: float) -> float:
    """Where on the picture a frequency is: 0 at its lower edge, 1 at its upper one."""
    return float(np.log1p(frequency_hz / 700.0) / np.log1p(TOP_HZ / 700.0))


def _pitch_hz(samples_16k: Samples, columns: int, column_s: float) -> Pitches:
    """The middle of the pitches in each column, where it is voiced and not far below the loudest moments."""
    found = np.full(columns, np.nan, np.float32)
    track = pitch_of(samples_16k)
    if not len(track.power):
        return found
    levels_db = decibels(track.power)
    is_voiced = (track.periodicity >= _VOICED) & (levels_db > np.max(levels_db) - _AUDIBLE_DB) & (levels_db > _FLOOR_DB)
    semitones = _steady(np.where(is_voiced, track.semitones, np.nan))
    hz, is_voiced = 2 ** (semitones / 12), np.isfinite(semitones)
    if column_s <= STEP_S:
        nearest = ((np.arange(columns) + 0.5) * column_s - track.times_s[0]) / STEP_S
        return np.asarray(hz[np.clip(np.round(nearest), 0, len(hz) - 1).astype(int)], np.float32)
    owner = np.minimum((track.times_s / column_s).astype(int), columns - 1)
    for column in np.unique(owner[is_voiced]):
        found[column] = np.nanmedian(hz[owner == column])
    return found


def _steady(semitones: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Without what jumps away from its neighbours for a moment: the octave was mistaken there, or it is no voice."""
    reach = _NEIGHBOURS // 2
    padded = np.pad(semitones, reach, constant_values=np.nan)
    around = np.lib.stride_tricks.sliding_window_view(padded, _NEIGHBOURS)
    count = np.isfinite(around).sum(axis=1)
    middle = np.full(len(semitones), np.nan)
    middle[count > reach] = np.nanmedian(around[count > reach], axis=1)
    return np.where(np.abs(semitones - middle) <= _MOST_JUMP_SEMITONES, semitones, np.nan)


@cache
def _weights() -> npt.NDArray[np.float32]:
    """Triangles on the mel scale that sum up lines, shape (257, `BANDS`); never narrower than a line."""
    lines_hz = np.linspace(0, _RATE_HZ / 2, _FRAME // 2 + 1)[:, None]
    edges_hz = _edges_hz()
    half_hz = np.maximum(np.diff(edges_hz)[1:], lines_hz[1, 0])
    made = np.maximum(0, 1 - np.abs(lines_hz - edges_hz[1:-1]) / half_hz)
    return np.asarray(made / made.sum(axis=0), np.float32)


@cache
def _lift_db() -> npt.NDArray[np.float32]:
    return np.asarray(_LIFT_DB * np.maximum(0, np.log2(_edges_hz()[1:-1] / 1000.0)), np.float32)


def _edges_hz() -> npt.NDArray[np.float64]:
    """Where the bands meet, equally far apart on the mel scale; shape (`BANDS` + 2,)."""
    heights = (np.arange(BANDS + 2) - 0.5) / BANDS
    return np.asarray(700.0 * np.expm1(np.maximum(heights, 0) * np.log1p(TOP_HZ / 700.0)))
