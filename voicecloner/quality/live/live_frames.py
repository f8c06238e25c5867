"""A recording cut into measured frames while it grows."""

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.quality.measures.noise import MAYBE_SPEECH, noise_power
from voicecloner.sound.filters import rumble_filter
from voicecloner.sound.levels import FULL_SCALE
from voicecloner.sound.pitch import WINDOW, periodicity
from voicecloner.sound.resampling import resampler
from voicecloner.speech.vad import FRAME, VAD_RATE_HZ, Probabilities

_CLIPPED_SAMPLES = 2  # one sample at full scale may be the peak itself
_AT_ONCE = 8  # frames, a quarter of a second
_VAD_PEAK = 0.7
_VAD_GAIN = 100.0
_PEAKS_KEPT = 40  # ten seconds
_FLOOR_FRAMES = 312  # ten seconds
_ENOUGH_FRAMES = 94  # three seconds
_ENOUGH_PAUSE_FRAMES = 48

Column = npt.NDArray[np.float64]


class Stream(Protocol):
    """Tells for each next 512 samples at 16 kHz how likely they hold speech."""

    def add(self, samples_16k: Samples) -> Probabilities:
        """Shape (frames that became whole,), 0..1."""


class LiveFrames:
    """What is known of each 32 ms of a sound so far; not thread-safe.

    The sound is brought to 16 kHz, freed of what lies below 60 Hz, and for the detector raised to a common level by the
    highest peak of the last ten seconds (at most 40 dB up), much as a review does it with a whole recording.

    Args:
        stream: finds the speech.
        sample_rate: Hz.
        room_floor_power: power of the room before the recording (1.0 for a full-scale square wave), if it was measured.
    """

    _COLUMNS = 5

    def __init__(self, stream: Stream, sample_rate: int, room_floor_power: float | None = None) -> None:
        self.count = 0
        self._stream = stream
        self._sample_rate = sample_rate
        self._room_floor_power = np.nan if room_floor_power is None else room_floor_power
        self._resampler: Any = resampler(sample_rate, VAD_RATE_HZ)
        self._filter = rumble_filter()
        self._filter_state = np.zeros((1, 2))
        self._heard = 0
        self._full_scale_counts: dict[int, int] = {}
        self._waiting = np.zeros(0, np.float32)
        self._before = np.zeros(WINDOW - FRAME, np.float32)
        self._peaks: list[float] = []
        self._table = np.zeros((512, self._COLUMNS))

    @property
    def seconds(self) -> float:
        """Duration of the sound that was given."""
        return self._heard / self._sample_rate

    @property
    def powers(self) -> Column:
        """Mean square of each frame above 60 Hz, 1.0 for a full-scale square wave; shape (count,)."""
        return self._table[: self.count, 0]

    @property
    def probabilities(self) -> Column:
        """Speech probability of each frame, shape (count,)."""
        return self._table[: self.count, 1]

    @property
    def periodicities(self) -> Column:
        """How much each frame, with the 32 ms before it, repeats itself, 0..1; shape (count,)."""
        return self._table[: self.count, 2]

    @property
    def is_clipped(self) -> npt.NDArray[np.bool_]:
        """Whether two samples or more of each frame are at full scale, shape (count,)."""
        return self._table[: self.count, 3] > 0

    @property
    def floors(self) -> Column:
        """Power of the background as known when each frame came; NaN until it is known. Shape (count,)."""
        return self._table[: self.count, 4]

    def add(self, block: Samples) -> bool:
        """Take in the next samples, shape (any,); True if frames were added, which happens four times a second."""
        self._note_full_scale(block)
        self._heard += len(block)
        self._waiting = np.concatenate((self._waiting, self._resampled(block, is_last=False)))
        return self._measure_whole_frames(_AT_ONCE)

    def finish(self) -> None:
        """Measure what still waits, without a last piece shorter than a frame; the background is known from then on."""
        self._waiting = np.concatenate((self._waiting, self._resampled(np.zeros(0, np.float32), is_last=True)))
        self._measure_whole_frames(1)
        if self.count and np.isnan(self.floors[-1]):
            self._table[self.count - 1, 4] = self._floor_power(least_frames=1)

    def _resampled(self, block: Samples, *, is_last: bool) -> Samples:
        block = np.ascontiguousarray(block, np.float32)
        return np.asarray(self._resampler.resample_chunk(block, last=is_last), np.float32)

    def _note_full_scale(self, block: Samples) -> None:
        places = self._heard + np.flatnonzero(np.abs(block) >= FULL_SCALE)
        frames, counts = np.unique(places * VAD_RATE_HZ // (self._sample_rate * FRAME), return_counts=True)
        for frame, count in zip(frames.tolist(), counts.tolist(), strict=True):
            self._full_scale_counts[frame] = self._full_scale_counts.get(frame, 0) + count

    def _measure_whole_frames(self, least: int) -> bool:
        frames = len(self._waiting) // FRAME
        if frames < least:
            return False
        piece, self._waiting = self._waiting[: frames * FRAME], self._waiting[frames * FRAME :]
        audible = self._audible(piece)
        rows = np.zeros((frames, self._COLUMNS))
        rows[:, 0] = np.mean(np.square(audible.reshape(frames, FRAME), dtype=np.float64), axis=1)
        rows[:, 1] = self._stream.add(self._raised(audible))
        rows[:, 2] = self._periodicities(audible)
        clipped = [self._full_scale_counts.pop(self.count + i, 0) >= _CLIPPED_SAMPLES for i in range(frames)]
        rows[:, 3] = clipped
        self._append(rows)
        self._table[self.count - frames : self.count, 4] = self._floor_power()
        return True

    def _audible(self, piece: Samples) -> Samples:
        from scipy import signal

        audible, self._filter_state = signal.sosfilt(self._filter, piece, zi=self._filter_state)
        return np.asarray(audible).astype(np.float32)

    def _raised(self, audible: Samples) -> Samples:
        self._peaks = [*self._peaks, float(np.abs(audible).max())][-_PEAKS_KEPT:]
        gain = min(_VAD_PEAK / max(*self._peaks, 1e-9), _VAD_GAIN)
        return np.asarray(np.clip(audible * np.float32(gain), -1.0, 1.0), np.float32)

    def _periodicities(self, audible: Samples) -> npt.NDArray[np.float32]:
        with_before = np.concatenate((self._before, audible))
        self._before = with_before[-len(self._before) :]
        return periodicity(np.lib.stride_tricks.sliding_window_view(with_before, WINDOW)[::FRAME])

    def _floor_power(self, least_frames: int = _ENOUGH_FRAMES) -> float:
        """Of the last ten seconds; that of the room before the recording, or NaN, until there were pauses enough to
        tell."""
        powers, probabilities = self.powers[-_FLOOR_FRAMES:], self.probabilities[-_FLOOR_FRAMES:]
        pauses = int(np.count_nonzero(probabilities <= MAYBE_SPEECH))
        if pauses < _ENOUGH_PAUSE_FRAMES and len(powers) < least_frames:
            return self._room_floor_power
        found = noise_power(powers, probabilities.astype(np.float32))
        return np.nan if found is None else found

    def _append(self, rows: npt.NDArray[np.float64]) -> None:
        end = self.count + len(rows)
        if end > len(self._table):
            self._table = np.concatenate((self._table, np.zeros_like(self._table), rows))
        self._table[self.count : end] = rows
        self.count = end
