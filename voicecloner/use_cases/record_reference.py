"""Record a reference from the microphone.

The user picks a device, sees the meter move, records until the ring is full, stops, listens, and uses or discards the
take. The take is on disk while it grows. A take shorter than the minimum can be heard but not used.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voicecloner.atomic import make_folder
from voicecloner.audio.recorder import Recorder, RecorderState, Recording
from voicecloner.domain.audio import AudioDevice
from voicecloner.errors import DeviceError

RECORDING_MINIMUM_S = 20.0


@dataclass(frozen=True, eq=False)
class TakeProgress:
    """What the window shows while a take grows.

    Attributes:
        recorder: the recorder's own state.
        minimum_s: how long a take must be to be used.
    """

    recorder: RecorderState
    minimum_s: float

    @property
    def fraction(self) -> float:
        """Filled part of the ring, 0..1."""
        return min(1.0, self.recorder.seconds / self.minimum_s)

    @property
    def missing_s(self) -> float:
        """Seconds still missing until the take can be used."""
        return max(0.0, self.minimum_s - self.recorder.seconds)

    @property
    def is_enough(self) -> bool:
        """Whether the take can be used."""
        return self.missing_s <= 0.0


class RecordReference:
    """One microphone, one take at a time.

    Every method may block for up to half a second and so belongs on a worker thread, except `progress`.
    """

    def __init__(
        self,
        takes_folder: Path,
        minimum_s: float = RECORDING_MINIMUM_S,
        make_recorder: Callable[[], Recorder] = Recorder,
    ) -> None:
        self._takes_folder = takes_folder
        self._minimum_s = minimum_s
        self._make_recorder = make_recorder
        self._recorder: Recorder | None = None

    def start(self, device: AudioDevice | None) -> None:
        """Begin a take; an earlier one that still runs is discarded.

        Raises:
            DeviceError: no microphone, or it refuses.
            StorageError: the take's folder cannot be written.
        """
        self.discard()
        make_folder(self._takes_folder)
        recorder = self._make_recorder()
        recorder.start(device, self._takes_folder / f"take-{uuid.uuid4().hex}.wav")
        self._recorder = recorder

    def progress(self) -> TakeProgress | None:
        """State of the take, or None when nothing was started. Cheap; any thread."""
        recorder = self._recorder
        return TakeProgress(recorder.snapshot(), self._minimum_s) if recorder else None

    def stop(self) -> Recording:
        """End the take and keep it.

        Raises:
            DeviceError: nothing is being recorded.
            StorageError: the take could not be written.
        """
        recorder, self._recorder = self._recorder, None
        if recorder is None:
            raise DeviceError("Nothing is being recorded.", "Press Record first.")
        return recorder.stop()

    def discard(self) -> None:
        """End the take, if there is one, and delete its file."""
        recorder, self._recorder = self._recorder, None
        if recorder is not None:
            recorder.discard()
