"""Listening to a recording while it is recorded, on a thread of its own: neither PortAudio nor the disk waits for
it."""

import logging
import queue
import threading
from typing import TYPE_CHECKING

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.quality.judging.judge import Gate
from voicecloner.quality.live.live_review import LiveReview

if TYPE_CHECKING:
    from voicecloner.quality.sound_picture import SoundPicture

_log = logging.getLogger(__name__)
_MOST_BLOCKS = 4096  # a minute and more of sound
_CLOSING_S = 2.0


class RecordingListener:
    """Hands the blocks of a recording to a gate, and makes their picture.

    A gate that fails does not harm the recording: the failure goes to the log and `review` is None from then on. A gate
    that falls behind by more than a minute gets silence for what it missed, so that its times stay right.

    Args:
        gate: judges the recording; touched on this listener's thread alone, but for its `review`.
    """

    def __init__(self, gate: Gate) -> None:
        from voicecloner.quality.live.live_spectrum import (
            LiveSpectrum,  # 0.1 s that the window's start does not wait for
        )

        self._gate = gate
        self._spectrum = LiveSpectrum()
        self._blocks: queue.SimpleQueue[tuple[Samples, int] | None] = queue.SimpleQueue()
        self._missed_frames = 0
        self._has_failed = False
        self._thread = threading.Thread(target=self._listen, name="recording-listener", daemon=True)
        self._thread.start()

    @property
    def review(self) -> LiveReview | None:
        """How the recording stands; None after the gate failed."""
        return None if self._has_failed else self._gate.review

    @property
    def picture(self) -> "SoundPicture | None":
        """The spectrogram so far; None before the first sound."""
        return self._spectrum.picture

    def put(self, block: Samples, sample_rate: int) -> None:
        """Give this to a recorder as its listener; returns at once."""
        if self._blocks.qsize() >= _MOST_BLOCKS:
            self._missed_frames += len(block)
            return
        if self._missed_frames:
            self._blocks.put((np.zeros(self._missed_frames, np.float32), sample_rate))
            self._missed_frames = 0
        self._blocks.put((block, sample_rate))

    def close(self) -> None:
        """Let the gate judge what it has not heard yet, and end the thread; waits two seconds for that at most."""
        self._blocks.put(None)
        self._thread.join(_CLOSING_S)

    def _listen(self) -> None:
        try:
            while (item := self._blocks.get()) is not None:
                self._spectrum.add(*item)
                self._gate.add(*item)
            self._gate.finish()
        except Exception:  # noqa: BLE001 - the recording must go on without its gate, whatever is wrong with that
            self._has_failed = True
            _log.exception("The live review of a recording failed.")
