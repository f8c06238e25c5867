"""Which stretches of a long recording a voice is made of.

A minute holds every sound of a language several times. More of it would make speaking slower, but not better, so a long
recording is used for its best minute: stretches between pauses, those first that the words fit best.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.engines.builtin.features import FRAMES_PER_S, Features, speech_activity

MOST_FRAMES = 60 * FRAMES_PER_S
_PAUSE_FRAMES = 30
_SHORTEST_FRAMES = FRAMES_PER_S
_LONGEST_FRAMES = 10 * FRAMES_PER_S


@dataclass(frozen=True)
class Stretch:
    """A part of a recording, in frames of 5 ms.

    Attributes:
        clip: which recording.
        start, end: first frame, and the one after the last.
    """

    clip: int
    start: int
    end: int

    @property
    def frames(self) -> int:
        """Its length."""
        return self.end - self.start


def choose(log_mels: Sequence[Features], misfits: Sequence[Features] | None = None) -> list[Stretch]:
    """The stretches to use, in the order of the recordings; each recording whole if they are short enough together.

    Args:
        log_mels: of each recording, shape (frames, bands).
        misfits: how badly the words fit each frame, one track for each recording; without them stretches are taken
            evenly from everywhere.
    """
    if sum(map(len, log_mels)) <= MOST_FRAMES:
        return [Stretch(clip, 0, len(mels)) for clip, mels in enumerate(log_mels)]
    stretches = [s for clip, mels in enumerate(log_mels) for s in _between_pauses(clip, speech_activity(mels))]
    order = _evenly(len(stretches)) if misfits is None else _by_fit(stretches, misfits)
    room, chosen = MOST_FRAMES, list[int]()
    for number in order:
        if stretches[number].frames <= room:
            chosen.append(number)
            room -= stretches[number].frames
    return [stretches[number] for number in sorted(chosen)]


def _between_pauses(clip: int, active: npt.NDArray[np.bool_]) -> list[Stretch]:
    """Stretches of 1 to 10 s that begin and end in pauses, or, in speech without any, after 10 s."""
    edges = np.flatnonzero(np.diff(np.concatenate([[True], active, [True]]).astype(np.int8))).reshape(-1, 2)
    cuts = [int(start + end) // 2 for start, end in edges if end - start >= _PAUSE_FRAMES]
    found, start = list[Stretch](), 0
    for cut in [*cuts, len(active)]:
        while cut - start > _LONGEST_FRAMES:
            found.append(Stretch(clip, start, start + _LONGEST_FRAMES))
            start += _LONGEST_FRAMES
        if cut - start >= _SHORTEST_FRAMES:
            found.append(Stretch(clip, start, cut))
            start = cut
    return found


def _by_fit(stretches: list[Stretch], misfits: Sequence[Features]) -> list[int]:
    means = [float(misfits[s.clip][s.start : s.end].mean()) for s in stretches]
    return [int(number) for number in np.argsort(means)]


def _evenly(count: int) -> list[int]:
    """All numbers below `count`, those first that are far from each other (van der Corput 1935)."""
    digits = max(1, (count - 1).bit_length())
    reversed_numbers = (int(f"{number:0{digits}b}"[::-1], 2) for number in range(1 << digits))
    return [number for number in reversed_numbers if number < count]
