"""What the recorder tells: how it goes, and what it left."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voicecloner.audio.capture.meter import SILENT_LEVEL
from voicecloner.domain.audio import UNKNOWN_ORIGIN, Level, RecordingOrigin, Samples

Listener = Callable[[Samples, int], None]
"""Gets each block of a recording, shape (frames,), and its rate in Hz, on the recorder's own thread once it was
written. It must be quick and leave the block as it is. What comes during a pause is not part of the recording."""


@dataclass(frozen=True)
class RecorderLimits:
    """How patient the recorder is with a device.

    Attributes:
        open_s: longest time the system may take to open the device.
        first_block_s: longest wait for the first sound; sound servers were measured to take up to 2 s.
        next_block_s: longest wait for any later sound; a suspended or hanging device sends none, and no error either.
            Under two seconds, so that with the time between two looks the loss is told within them.
        zeros_s: exact silence this long means a muted microphone.
    """

    open_s: float = 10.0
    first_block_s: float = 5.0
    next_block_s: float = 1.8
    zeros_s: float = 2.0


@dataclass(frozen=True, eq=False)
class RecorderState:
    """What a window shows while the microphone is open.

    Attributes:
        seconds: sound so far, counted in samples.
        level: of the last 100 ms, also during a pause.
        dropouts: how often sound was lost because the computer was too slow.
        clipped_samples: samples at full scale.
        is_running: whether the microphone is open.
        is_writing: whether there is a file the sound goes to; otherwise it is only metered.
        is_paused: whether the recording waits; what comes meanwhile is metered and dropped.
        fault: what ended the recording, in words; None while all is well.
        hint: what seems wrong while it goes on, in words, or empty.
        input_levels_dbfs: level of each input of a device that has several; empty where there is one.
        input_number: the one that is used, counted from 1.
        microphone: what the opened microphone is called; empty before it is opened.
        waveform: lowest and highest sample of each 50 ms so far, float32, shape (pairs, 2), read-only.
    """

    seconds: float = 0.0
    level: Level = SILENT_LEVEL
    dropouts: int = 0
    clipped_samples: int = 0
    is_running: bool = False
    is_writing: bool = False
    is_paused: bool = False
    fault: str | None = None
    hint: str = ""
    input_levels_dbfs: tuple[float, ...] = ()
    input_number: int = 1
    microphone: str = ""
    waveform: npt.NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 2), np.float32))


@dataclass(frozen=True)
class Recording:
    """What a recording left.

    Attributes:
        path: WAV file, mono float32; None if the sound was only metered, or there was none.
        seconds: its length, counted in samples.
        sample_rate: Hz.
        dropouts: how often sound was lost because the computer was too slow.
        fault: what ended it early, in words; None if the user did.
        origin: with which microphone and when it was made.
    """

    path: Path | None
    seconds: float
    sample_rate: int
    dropouts: int
    fault: str | None = None
    origin: RecordingOrigin = UNKNOWN_ORIGIN
