"""Recording from a microphone.

PortAudio's thread only copies each block into a queue. A thread of the recorder opens the device, takes the blocks out,
measures them, appends them to a file on the disk, watches that they keep coming, and gives the device back. What has
arrived is kept whatever happens to the device.
"""

import threading
from pathlib import Path

from voicecloner.audio.capture.portaudio import OpenStream, open_input
from voicecloner.audio.capture.recording import Listener, RecorderLimits, RecorderState, Recording
from voicecloner.audio.capture.recording_session import RecordingSession
from voicecloner.domain.audio import AudioDevice
from voicecloner.errors import InvalidRequest, StorageError

__all__ = ["Listener", "Recorder", "RecorderLimits", "RecorderState", "Recording"]


class Recorder:
    """A microphone that can be metered and recorded. Its methods may be called from any thread.

    Args:
        open_stream: opens the microphone.
        limits: how patient to be with the device.
    """

    def __init__(self, open_stream: OpenStream = open_input, limits: RecorderLimits | None = None) -> None:
        self._open_stream = open_stream
        self._limits = limits or RecorderLimits()
        self._session: RecordingSession | None = None
        self._lock = threading.Lock()

    def start(
        self, device: AudioDevice | None = None, path: Path | None = None, listener: Listener | None = None
    ) -> None:
        """Open the microphone and record into `path`, or only meter it if no path is given.

        While the same microphone is being metered the recording begins at once, without opening it anew. Opening takes
        a tenth of a second as a rule and up to `RecorderLimits.open_s`: a window calls this from a job.

        Args:
            device: the microphone, or None for the system's default.
            path: WAV file to make. While it grows its name ends in ``.part``.
            listener: gets the sound of the recording, or what is metered, as it comes.

        Raises:
            DeviceError: no such microphone, or it refuses.
            InvalidRequest: a recording is under way.
            StorageError: the file cannot be made.
        """
        with self._lock:
            session = self._session_for(device)
            try:
                if path is not None or listener is not None:
                    session.begin(path, listener)
            except OSError as error:
                session.end()
                raise StorageError(f"The recording cannot be written to {path} ({error.strerror}).") from error

    def pause(self) -> None:
        """Let the recording wait: the microphone stays open and is watched, but what it hears is not kept.

        Raises:
            InvalidRequest: nothing is being recorded.
        """
        self._writing_session().pause()

    def resume(self) -> None:
        """Go on with a recording that waits; one that does not wait simply goes on.

        Raises:
            InvalidRequest: nothing is being recorded.
        """
        self._writing_session().resume()

    def snapshot(self) -> RecorderState:
        """How it goes; cheap enough to be asked for 60 times a second, and there still when it ended by itself."""
        session = self._session
        return session.snapshot() if session else RecorderState()

    def stop(self) -> Recording:
        """End the recording, or get what a recording left that ended by itself; the file is complete on return.

        Raises:
            InvalidRequest: nothing was started since the last stop.
            StorageError: the file could not be finished; what was written lies beside it with ``.part`` in its name.
        """
        with self._lock:
            session, self._session = self._session, None
        if session is None:
            raise InvalidRequest("Nothing is being recorded.")
        return session.end()

    def discard(self) -> None:
        """End the recording, if there is one, and remove its file."""
        with self._lock:
            session, self._session = self._session, None
        if session:
            session.end(keep=False)

    def _writing_session(self) -> RecordingSession:
        session = self._session
        if session is None or not session.snapshot().is_writing:
            raise InvalidRequest("Nothing is being recorded.")
        return session

    def _session_for(self, device: AudioDevice | None) -> RecordingSession:
        session = self._session
        state = self.snapshot()
        if state.is_writing:
            raise InvalidRequest("A recording is already under way.", "Stop it first.")
        if session and state.is_running and session.device == device:
            return session
        if session:
            session.end()
        self._session = None
        self._session = RecordingSession(self._open_stream, device, self._limits)
        return self._session
