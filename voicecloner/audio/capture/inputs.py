"""One input of a device that has several: the one the user chose, or the one that is heard; never a mix of them.

A microphone on one of 18 inputs loses 25 dB when all are averaged, and that is what sound servers do who are asked for
mono. So every device is opened with all its inputs.
"""

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples

MOST_INPUTS = 32
"""Sound servers offer 32 and more, whatever the device has; what it has is among the first 32."""
_AVERAGED_S = 0.5
_SILENT_POWER = 1e-12
_SPOKEN_POWER = 10 ** (-50 / 10)
# 10 dB: less is no reason to leave an input.
_MUCH_LOUDER = 10.0
_SETTLED_S = 2.0


class InputChooser:
    """Takes one input out of each block.

    Without a choice of the user's it is the loudest input. Once one was spoken into for two seconds it is kept, so that
    a recording comes from one microphone.

    Args:
        inputs: how many the device was opened with.
        sample_rate: Hz.
        wanted: number of the input to use, counted from 1; 0 chooses by level. One that is not there counts as 0.
    """

    def __init__(self, inputs: int, sample_rate: int, wanted: int = 0) -> None:
        self._sample_rate = sample_rate
        self._powers = np.zeros(inputs)
        self._spoken_s = 0.0
        self._is_chosen = 1 <= wanted <= inputs
        self._used = wanted - 1 if self._is_chosen else 0

    @property
    def number(self) -> int:
        """The input that is used, counted from 1; any thread."""
        return self._used + 1

    @property
    def levels_dbfs(self) -> tuple[float, ...]:
        """Level of each input over the last half second, empty where there is only one; any thread."""
        powers = self._powers
        if len(powers) == 1:
            return ()
        return tuple((10 * np.log10(np.maximum(powers, _SILENT_POWER))).tolist())

    def pick(self, block: npt.NDArray[np.float32]) -> Samples:
        """The used input of a block of shape (frames, inputs), as a block of its own."""
        if block.shape[1] > 1 and len(block):
            self._listen(block)
        return block[:, self._used].copy()

    def _listen(self, block: npt.NDArray[np.float32]) -> None:
        seconds = len(block) / self._sample_rate
        # Without a copy of the block; this runs for each block while somebody records.
        now = np.einsum("ij,ij->j", block, block) / len(block)
        share = min(1.0, seconds / _AVERAGED_S)
        self._powers = (1 - share) * self._powers + share * now
        # From now on it stays, however loud another becomes: a recording that changes microphones is of no use.
        if self._is_chosen or self._spoken_s >= _SETTLED_S:
            return
        loudest = int(self._powers.argmax())
        if self._powers[loudest] > _MUCH_LOUDER * max(self._powers[self._used], _SILENT_POWER):
            self._used, self._spoken_s = loudest, 0.0
        if self._powers[self._used] > _SPOKEN_POWER:
            self._spoken_s += seconds
