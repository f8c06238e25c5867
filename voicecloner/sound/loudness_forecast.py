"""How loud a sound will be once it is louder and its peaks are held, told from one pass over it.

What `limiting` does to a sound is followed in cells of 10 ms, of which the loudness and the highest sample are kept.
With speech the forecast is within 0.05 LU of what is measured afterwards, with peaks turned down by up to 14 dB.
"""

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.sound.loudness import HOPS_IN_BLOCK, LoudnessMeter, gated_lufs

_CELL_S = 0.01
_CELLS_IN_HOP = 10
_FEWEST_CELLS = _CELLS_IN_HOP * HOPS_IN_BLOCK
_STRETCH_CELLS = 6_000 * _CELLS_IN_HOP
# Set so that forecasts of speech are right: levels between samples are higher than the samples, and a peak turns down
# half of each cell beside its own.
_BETWEEN = 1.03
_NEIGHBOURS = 0.5
_Cells = npt.NDArray[np.float16]
"""Loudness and highest sample of each, shape (2, cells)."""


class LoudnessForecast:
    """Looks at one sound that comes in blocks; keeps 400 bytes for each second of it.

    Args:
        sample_rate: Hz.
    """

    def __init__(self, sample_rate: int) -> None:
        self._meter, self._cell = LoudnessMeter(sample_rate), round(_CELL_S * sample_rate)
        self._weighted: npt.NDArray[np.float64] = np.zeros(0)
        self._plain: Samples = np.zeros(0, np.float32)
        self._stretches: list[_Cells] = []
        self._fresh: list[_Cells] = [np.zeros((2, 0), np.float16)]
        self._cells = self._fresh_cells = 0

    def push(self, samples: Samples) -> None:
        """Look at the next samples, shape (frames,)."""
        self._weighted = np.concatenate([self._weighted, self._meter.push(samples)])
        self._plain = np.concatenate([self._plain, samples])
        cells = len(self._plain) // self._cell
        if cells:
            end = cells * self._cell
            squares = np.square(self._weighted[:end]).reshape(cells, self._cell)
            peaks = np.abs(self._plain[:end]).reshape(cells, self._cell).max(axis=1)
            self._fresh.append(np.stack([np.sqrt(squares.mean(axis=1)), peaks]).astype(np.float16))
            self._weighted, self._plain = self._weighted[end:], self._plain[end:]
            self._cells, self._fresh_cells = self._cells + cells, self._fresh_cells + cells
        if self._fresh_cells >= _STRETCH_CELLS:  # few large arrays take less room than many small ones
            whole = np.concatenate(self._fresh, axis=1)
            self._stretches.append(whole[:, :_STRETCH_CELLS].copy())
            self._fresh, self._fresh_cells = [whole[:, _STRETCH_CELLS:].copy()], whole.shape[1] - _STRETCH_CELLS

    def lufs(self, gain_db: float = 0.0, ceiling_dbtp: float = np.inf) -> float:
        """Integrated loudness with this gain and peaks held there; -inf for silence.

        Of a sound of less than 0.4 s the peaks do not count.
        """
        plain_lufs = self._meter.lufs()
        if self._cells < _FEWEST_CELLS or not np.isfinite(plain_lufs):
            return plain_lufs + gain_db
        return plain_lufs + self._of_cells(gain_db, ceiling_dbtp) - self._of_cells(0.0, np.inf)

    def _of_cells(self, gain_db: float, ceiling_dbtp: float) -> float:
        """The same as cells tell it, which are no exact parts of the standard's blocks."""
        gain, ceiling = 10.0 ** (gain_db / 20.0), 10.0 ** (ceiling_dbtp / 20.0)
        stretches = [*self._stretches, np.concatenate(self._fresh, axis=1)]
        return gated_lufs(np.concatenate([_hops(stretch, gain, ceiling) for stretch in stretches]))


def _hops(cells: _Cells, gain: float, ceiling: float) -> npt.NDArray[np.float64]:
    """The mean power of each 0.1 s; of an end that is shorter, nothing."""
    powers, peaks = cells
    if not len(peaks):
        return np.zeros(0)
    wanted = np.pad(np.minimum(1.0, ceiling / np.maximum(np.float64(gain * _BETWEEN) * peaks, 1e-9)), 2, mode="edge")
    around = np.minimum(np.minimum(wanted[:-2], wanted[2:]), wanted[1:-1])
    lowest = _NEIGHBOURS * around + (1.0 - _NEIGHBOURS) * wanted[1:-1]
    smooth = 0.5 * lowest[1:-1] + 0.25 * (lowest[:-2] + lowest[2:])
    held = np.square(gain * smooth * powers)
    whole = len(held) // _CELLS_IN_HOP * _CELLS_IN_HOP
    means: npt.NDArray[np.float64] = held[:whole].reshape(-1, _CELLS_IN_HOP).mean(axis=1)
    return means
