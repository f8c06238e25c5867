"""The spectrogram of a sound that is still growing."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.quality.sound_picture import BANDS, Levels, SoundPicture, columns_of, painted_levels
from voicecloner.sound.resampling import resampler

if TYPE_CHECKING:
    import soxr

_RATE_HZ = 16_000
_HOP, _OVERLAP = 80, 432  # of the frames `columns_of` looks at
_FINEST = 4
_MOST_COLUMNS = 1_600
_QUIETEST_TOP_DB = -50.0
_LOUD_PERCENTILE = 99.8


class LiveSpectrum:
    """Adds columns of 20 ms as sound comes in; at 1600 of them (32 s) two become one, so that memory and the cost of
    painting stay bounded however long it grows.

    Attributes:
        picture: all of it so far; another object after each change, so that any thread may keep and paint it. It tells
            no pitch.
    """

    def __init__(self) -> None:
        self.picture: SoundPicture | None = None
        self._resampler: soxr.ResampleStream | None = None
        self._waiting: Samples = np.zeros(0, np.float32)
        self._levels_db: npt.NDArray[np.float32] = np.zeros((0, BANDS), np.float32)
        self._painted: Levels = np.zeros((0, BANDS), np.uint8)
        self._together = _FINEST
        self._top_db = _QUIETEST_TOP_DB

    def add(self, block: Samples, sample_rate: int) -> None:
        """Take in what was heard since the last call.

        Args:
            block: shape (frames,), mono, -1..1.
            sample_rate: in Hz, the same at each call.
        """
        if self._resampler is None:
            self._resampler = resampler(sample_rate, _RATE_HZ)
        self._waiting = np.concatenate([self._waiting, self._resampler.resample_chunk(block)])
        column = self._together * _HOP
        count = (len(self._waiting) - _OVERLAP) // column
        if count < 1:
            return
        made_db = columns_of(self._waiting[: count * column + _OVERLAP], self._together)[:count]
        self._waiting = self._waiting[count * column :]
        self._append(made_db)

    def _append(self, made_db: npt.NDArray[np.float32]) -> None:
        self._levels_db = np.concatenate([self._levels_db, made_db])
        top_db = max(self._top_db, float(np.percentile(made_db, _LOUD_PERCENTILE)))
        is_finer = len(self._levels_db) <= _MOST_COLUMNS
        if not is_finer:
            even = len(self._levels_db) // 2 * 2
            halves = np.maximum(self._levels_db[0:even:2], self._levels_db[1:even:2])
            self._levels_db = np.concatenate([halves, self._levels_db[even:]])
            self._together *= 2
        if is_finer and top_db == self._top_db:
            self._painted = np.concatenate([self._painted, painted_levels(made_db, top_db)])
        else:
            self._painted = painted_levels(self._levels_db, top_db)
        self._top_db = top_db
        no_pitch = np.full(len(self._painted), np.nan, np.float32)
        self.picture = SoundPicture(self._painted, no_pitch, self._together * _HOP / _RATE_HZ)
