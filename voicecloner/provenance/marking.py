"""Puts the inaudible mark into speech, piece by piece as it is made.

The mark is that of Perth (resemble-perth 1.0.1): a network shifts the level of each line below 2 kHz up or down, a
second network, in `hearing`, knows the pattern. It says "synthetic", not by whom: other programs write it too.

Lines far below the loudest one of their frame are shifted by up to 2.8 dB, loud ones by 0.4 dB: the second network
hears that better than the same shift for all, and people less, see docs/provenance.md.
"""

from functools import cache
from threading import Lock
from typing import Any

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.paths import resource
from voicecloner.provenance.mark_lines import MARK_RATE_HZ, RANGE_DB, Levels, changed_by, levels_of, lines_of, sound_of
from voicecloner.sound.levels import hold_peaks
from voicecloner.sound.resampling import resample
from voicecloner.speech.networks import loaded_network

MARK_MODEL = "watermark/mark.onnx"
LOUD_STRENGTH, QUIET_STRENGTH = 0.24, 1.6
"""Of the shift the network asks for: for a frame's loudest lines, and for quiet ones, which louder ones hide."""
# So far below the loudest line of its frame a line begins to count as quiet, and so much further down it is.
_QUIET_FROM_DB, _QUIET_OVER_DB = 14.0, 10.0
# How far the network sees: 15 frames and half a window; the rest is for the resampling filter.
_CONTEXT_S = 0.3
_FADE_S = 0.01
_lock = Lock()


class Marker:
    """Marks one stream of sound; the pieces come out as long as they went in, without delay.

    Each piece is looked at with the end of the piece before it. What comes after is not known yet, so the mark fades
    out at the end of a piece and in again at the next one's start: 20 ms without it, and no click.

    Args:
        sample_rate: Hz, of all pieces.
    """

    def __init__(self, sample_rate: int) -> None:
        self._sample_rate = sample_rate
        self._before = np.zeros(0, np.float32)
        _network()  # loaded now, not while somebody waits for the first sound

    def marked(self, samples: Samples) -> Samples:
        """The next piece with the mark in it.

        Args:
            samples: float32, shape (frames,), -1..1.

        Returns:
            as many samples, -1..1; silence comes back as it is.
        """
        whole = np.concatenate([self._before, samples])
        self._before = whole[-round(_CONTEXT_S * self._sample_rate) :]
        if not np.any(samples):
            return samples
        mark = _mark_of(whole, self._sample_rate)[-len(samples) :]
        return hold_peaks(samples + mark * self._fades(len(samples)), self._sample_rate)

    def _fades(self, frames: int) -> Samples:
        """Gains that rise from 0 at the beginning and fall to 0 at the end."""
        steps = max(1, round(_FADE_S * self._sample_rate))
        from_start = np.arange(frames, dtype=np.float32) / steps
        return np.minimum(1.0, np.minimum(from_start, from_start[::-1]))


def _mark_of(samples: Samples, sample_rate: int) -> Samples:
    """What is to be added to the samples."""
    low = resample(samples, sample_rate, MARK_RATE_HZ)
    lines = lines_of(low)
    levels = levels_of(lines)
    added = sound_of(changed_by(lines, _change(levels) * _strength(levels)), len(low))
    mark = resample(added, MARK_RATE_HZ, sample_rate)[: len(samples)]
    return np.pad(mark, (0, len(samples) - len(mark)))  # resampling rounds lengths


def _strength(levels: Levels) -> Levels:
    """How much of the mark each line of each frame gets."""
    below_db = (levels.max(axis=0, keepdims=True) - levels) * RANGE_DB
    quiet = np.clip((below_db - _QUIET_FROM_DB) / _QUIET_OVER_DB, 0.0, 1.0)
    strength: Levels = (LOUD_STRENGTH + (QUIET_STRENGTH - LOUD_STRENGTH) * quiet).astype(np.float32)
    return strength


def _change(levels: Levels) -> Levels:
    change: Levels = _network().run(["change"], {"lines": levels[None]})[0][0]
    return change


def _network() -> Any:
    with _lock:
        return _loaded()


@cache
def _loaded() -> Any:
    return loaded_network(resource(MARK_MODEL), has_many_lengths=True)
