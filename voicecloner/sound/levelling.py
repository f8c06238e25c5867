"""Sound as loud as it is wanted, with no true peak above a limit.

One gain brings all of it to its loudness; what would pass the limit then is turned down around the peak alone. Coders
add to peaks: what was written is measured, and written again with a lower limit where it does not hold.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.errors import InvalidRequest
from voicecloner.sound.limiting import held
from voicecloner.sound.loudness import LoudnessMeter, TruePeakMeter
from voicecloner.sound.loudness_forecast import LoudnessForecast

LOUDNESS_RANGE_LUFS = (-36.0, -9.0)
"""What can be asked for: quieter nobody hears it, louder it is all peaks."""
PEAK_LIMIT_DBTP = -1.0
"""No file that was brought to a loudness has a true peak above this."""
# Other programs find true peaks with other filters, which differ by a tenth of a dB.
PLAIN_CEILING_DBTP = -1.2
"""Where peaks are held of sound that a file holds as it is."""
CODED_CEILING_DBTP = -1.7
"""Where they are held first of sound that a coder changes: 64 kbit/s of AAC add 0.3 dB to the highest of speech."""
_LOWER_BY_DB = 0.1
_STEP_DB = 1.0
_MOST_TURNED_DOWN_DB = 12.0
_NEAR_LU = 0.15
_ROUNDS = 12
_FORESEEN_LU = 0.01
# LAME takes up to half a dB from the loudness, and a limit that has to be lowered for AAC more: the first tries come
# nearer to both, the last ones to the limit alone.
_TRIES = 8
_LEFT_FOR_PEAKS = 4
_NOT_REACHED_LU = 0.3
_WORTH_TELLING_DB = 6.0

Blocks = Callable[[], Generator[Samples]]
"""Gives a sound from its beginning each time it is called: float32, shape (frames,)."""


@dataclass(frozen=True)
class Measured:
    """What was measured of a sound.

    Attributes:
        lufs: integrated loudness; -inf for silence.
        dbtp: true peak; -inf for silence.
    """

    lufs: float
    dbtp: float


@dataclass(frozen=True)
class Level:
    """What brings a sound to a loudness.

    Attributes:
        gain_db: of all of it.
        lufs: the loudness it has then; what is wanted, or less where its peaks do not let it.
        turned_down_db: how much its highest peak is turned down beside the rest.
        ceiling_dbtp: where peaks are held.
    """

    gain_db: float
    lufs: float = -np.inf
    turned_down_db: float = 0.0
    ceiling_dbtp: float = PLAIN_CEILING_DBTP

    def applied(self, blocks: Iterable[Samples], sample_rate: int) -> Iterator[Samples]:
        """The blocks at this level."""
        gain = np.float32(10.0 ** (self.gain_db / 20.0))
        return held((block * gain for block in blocks), sample_rate, self.ceiling_dbtp)


class Measuring:
    """Measures one sound that comes in blocks.

    Args:
        sample_rate: Hz.
    """

    def __init__(self, sample_rate: int) -> None:
        self._loudness, self._peak = LoudnessMeter(sample_rate), TruePeakMeter(sample_rate)

    def push(self, samples: Samples) -> None:
        """Measure the next samples, float32, shape (frames,)."""
        self._loudness.push(samples)
        self._peak.push(samples)

    def found(self) -> Measured:
        """What was measured by now."""
        return Measured(self._loudness.lufs(), self._peak.dbtp())


def measured(blocks: Iterable[Samples], sample_rate: int) -> Measured:
    """Measure a sound.

    Args:
        blocks: float32, shape (frames,).
        sample_rate: Hz.
    """
    measuring = Measuring(sample_rate)
    for block in blocks:
        measuring.push(block)
    return measuring.found()


def level_for(blocks: Blocks, sample_rate: int, wanted_lufs: float, ceiling_dbtp: float = PLAIN_CEILING_DBTP) -> Level:
    """What brings a sound to a loudness, or as near as can be where its peaks would have to be turned down by more than
    12 dB; the sound is read once.

    Args:
        blocks: the sound.
        sample_rate: Hz.
        wanted_lufs: the loudness, in `LOUDNESS_RANGE_LUFS`.
        ceiling_dbtp: where peaks are held.
    """
    forecast, peak = LoudnessForecast(sample_rate), TruePeakMeter(sample_rate)
    with closing(blocks()) as plain_blocks:
        for block in plain_blocks:
            forecast.push(block)
            peak.push(block)
    plain = Measured(forecast.lufs(), peak.dbtp())
    if not np.isfinite(plain.lufs):
        return Level(0.0, ceiling_dbtp=ceiling_dbtp)
    most_db = ceiling_dbtp - plain.dbtp + _MOST_TURNED_DOWN_DB

    def level_at(gain_db: float, lufs: float) -> Level:
        return Level(gain_db, lufs, max(0.0, plain.dbtp + gain_db - ceiling_dbtp), ceiling_dbtp)

    gain_db = min(wanted_lufs - plain.lufs, most_db)
    level = level_at(gain_db, plain.lufs + gain_db)
    for _round in range(_ROUNDS):
        if not level.turned_down_db:  # one gain is all it takes
            break
        reached_lufs = forecast.lufs(level.gain_db, ceiling_dbtp)
        gain_db = min(level.gain_db + wanted_lufs - reached_lufs, most_db)
        if abs(gain_db - level.gain_db) < _FORESEEN_LU:
            return replace(level, lufs=reached_lufs)
        level = level_at(gain_db, wanted_lufs)
    return level


def written_below_limit(level: Level, write: Callable[[Level], Measured]) -> tuple[Level, Measured]:
    """Write a file until no true peak in it is above the limit.

    Args:
        level: found by `level_for`.
        write: writes it, in the place of what it has written before, and tells what was measured then.

    Returns:
        at which level it was written in the end, and what was measured then.

    Raises:
        InvalidRequest: its format cannot hold the limit.
    """
    for left in reversed(range(_TRIES)):
        found = write(level)
        over_db, quieter_db = found.dbtp - PEAK_LIMIT_DBTP, level.lufs - found.lufs
        is_early = left >= _LEFT_FOR_PEAKS
        # AAC of few bits makes a single peak of several dB at one level and none at another: no reason to go far down
        lower_db = min(over_db + _LOWER_BY_DB, _STEP_DB if is_early else np.inf) if over_db > 0.0 else 0.0
        # one that was written anew may be as far off as nobody is told: it could come out worse the next time
        near_lu = _NEAR_LU if left == _TRIES - 1 else _NOT_REACHED_LU
        is_near = abs(quieter_db) <= near_lu or not np.isfinite(quieter_db)
        louder_db = 0.0 if is_near or not is_early else quieter_db
        if not lower_db and not louder_db:
            return level, found
        level = Level(
            level.gain_db + louder_db, level.lufs, level.turned_down_db + lower_db, level.ceiling_dbtp - lower_db
        )
    raise InvalidRequest(
        f"In this format the peaks of the sound cannot be kept below {PEAK_LIMIT_DBTP:g} dBTP.",
        "Choose a lower loudness, a higher bit rate or another format.",
    )


def level_notes(level: Level, found: Measured, wanted_lufs: float) -> tuple[str, ...]:
    """What the user should know of a file that was brought to a loudness."""
    if not np.isfinite(found.lufs):
        return ("It is silent, and stays so.",)
    if abs(found.lufs - wanted_lufs) > _NOT_REACHED_LU:
        why = f": louder, its peaks would pass {PEAK_LIMIT_DBTP:g} dBTP or be audibly cut off"
        return (f"It has {found.lufs:.1f} LUFS instead of {wanted_lufs:g}{why if found.lufs < wanted_lufs else ''}.",)
    if level.turned_down_db > _WORTH_TELLING_DB:
        down = f"turning the loudest moments down by up to {level.turned_down_db:.0f} dB"
        return (f"Without peaks above {PEAK_LIMIT_DBTP:g} dBTP, {wanted_lufs:g} LUFS is reached only by {down}.",)
    return ()
