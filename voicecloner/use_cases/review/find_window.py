"""Find the best stretch of a long recording to make a voice of.

The file may be as long as a working day: it goes by in blocks, and what is kept of it fits on a screen.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voicecloner.audio.files.overview import Overview
from voicecloner.audio.files.streaming import LONGEST_S, StreamBlock
from voicecloner.domain.audio import Samples
from voicecloner.domain.quality import Span
from voicecloner.errors import UnreadableAudio
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress
from voicecloner.quality.best_window import Candidate, WindowFinder, WindowRules
from voicecloner.quality.judging.judge import Meter
from voicecloner.sound.channels import channel_with_speech

Streamer = Callable[[Path, CancelToken], Iterator[StreamBlock]]
"""See `voicecloner.audio.files.streaming.stream_sound`."""


@dataclass(frozen=True)
class FindWindowRequest:
    """What to look for.

    Attributes:
        path: the recording.
        min_s: shortest stretch.
        max_s: longest stretch.
        aim_s: best length, brought between the two.
        channel: the channel to listen to, counted from 1; None goes by the levels of each moment.
    """

    path: Path
    min_s: float = 10.0
    max_s: float = 30.0
    aim_s: float = 20.0
    channel: int | None = None

    @property
    def rules(self) -> WindowRules:
        """What the stretch should be like.

        Raises:
            InvalidRequest: no stretch can be like that.
        """
        return WindowRules(self.min_s, self.max_s, min(self.max_s, max(self.min_s, self.aim_s)))


@dataclass(frozen=True, eq=False)
class WindowProposal:
    """Where the best speech is.

    Attributes:
        request: what was asked for.
        duration_s: how long the recording is, or how much of it was looked at.
        best: the stretch to use; the beginning of the recording if nobody speaks in it.
        candidates: the best stretches found, best first, hardly overlapping; empty if nobody speaks.
        overview: shape (n, 2), lowest and highest sample of equal stretches of the whole recording, n up to 4000.
        pair_s: how long the stretch of one pair of the overview is.
        is_complete: False if the recording goes on after 12 hours, which were not looked at.
    """

    request: FindWindowRequest
    duration_s: float
    best: Span
    candidates: tuple[Candidate, ...]
    overview: npt.NDArray[np.float32]
    pair_s: float
    is_complete: bool = True


class FindWindow:
    """The use case: call it with a `FindWindowRequest`.

    Args:
        stream: hands out the sound of a file.
        new_meter: measures one sound at the sample rate it is given, in Hz.
    """

    def __init__(self, stream: Streamer, new_meter: Callable[[int, CancelToken], Meter]) -> None:
        self._stream = stream
        self._new_meter = new_meter

    def __call__(
        self, request: FindWindowRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> WindowProposal:
        """Look through the whole recording.

        Raises:
            InvalidRequest: no stretch can be of this length.
            UnreadableAudio: the file holds no sound that can be read.
            Cancelled: stopped by the user.
        """
        rules = request.rules
        stage = f"Looking for the best stretch of {request.path.name}"
        progress(ProgressUpdate(stage, 0.0))
        look: _Look | None = None
        for block in self._stream(request.path, cancel):
            if look is None or not block.start_frame:
                look = _Look(block.sample_rate, rules, self._new_meter(block.sample_rate, cancel), request.channel)
            look.push(block)
            progress(ProgressUpdate(stage, block.fraction))
            cancel.raise_if_cancelled()
        if look is None:
            words = f"“{request.path.name}” is a sound file without any sound in it."
            raise UnreadableAudio(words, "Choose another copy of the recording, or another recording.")
        return look.proposal(request)


@dataclass
class _Look:
    """One pass over a recording."""

    sample_rate: int
    rules: WindowRules
    meter: Meter
    channel: int | None = None
    frames: int = 0
    overview: Overview = field(init=False)
    finder: WindowFinder = field(init=False)

    def __post_init__(self) -> None:
        self.overview = Overview(self.sample_rate)
        self.finder = WindowFinder(self.rules)

    def push(self, block: StreamBlock) -> None:
        mono = self._mono(block.samples)
        self.frames += len(mono)
        self.overview.push(mono)
        self.finder.push(self.meter.push(mono))

    def _mono(self, samples: npt.NDArray[np.float32]) -> Samples:
        if self.channel is None or self.channel > samples.shape[1]:
            return channel_with_speech(samples)
        return np.ascontiguousarray(samples[:, self.channel - 1])

    def proposal(self, request: FindWindowRequest) -> WindowProposal:
        self.finder.push(self.meter.push(_NOTHING, is_last=True))
        candidates, duration_s = self.finder.finish(), self.frames / self.sample_rate
        return WindowProposal(
            request=request,
            duration_s=duration_s,
            best=candidates[0].span if candidates else Span(0.0, min(duration_s, self.rules.aim_s)),
            candidates=candidates,
            overview=self.overview.pairs,
            pair_s=self.overview.pair_s,
            is_complete=duration_s < LONGEST_S,
        )


_NOTHING: Samples = np.zeros(0, np.float32)
