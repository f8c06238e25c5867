"""Read a stretch of a long recording, to hear it or to see it in detail, before it is chosen.

The user zooms into the waveform of a long file, or clicks somewhere in it to hear what is said there.
"""

from dataclasses import dataclass
from pathlib import Path

from voicecloner.domain.audio import LONGEST_STRETCH_S, AudioClip
from voicecloner.domain.quality import Span
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress
from voicecloner.use_cases.review.check_references import Importer


@dataclass(frozen=True)
class StretchRequest:
    """What to read.

    Attributes:
        path: the recording.
        span: the stretch, up to ten minutes long.
        channel: the channel, counted from 1; None uses the one with speech.
    """

    path: Path
    span: Span
    channel: int | None = None


class ReadStretch:
    """The use case: call it with a `StretchRequest`.

    Args:
        importer: reads a file.
    """

    def __init__(self, importer: Importer) -> None:
        self._import = importer

    def __call__(
        self, request: StretchRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> AudioClip:
        """Read the stretch; what comes back is shorter where the recording ends before it.

        Raises:
            InvalidRequest: the stretch makes no sense, or is too long.
            UnreadableAudio: there is no sound that can be read.
            Cancelled: stopped by the user.
        """
        start_s, seconds = request.span.start_s, request.span.end_s - request.span.start_s
        if start_s < 0 or not 0 < seconds <= LONGEST_STRETCH_S:
            raise InvalidRequest("The stretch must end after it starts, and within ten minutes.")
        progress(ProgressUpdate(f"Reading {request.path.name}", None))
        audio = self._import(request.path, start_s=start_s, max_seconds=seconds, channel=request.channel, cancel=cancel)
        return audio.clip
