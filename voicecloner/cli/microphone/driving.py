"""The flow of a recording as the command line drives it: in one thread, until enough is said or Ctrl-C.

The first Ctrl-C, or SIGTERM, ends the recording and keeps it; before it has begun, it ends the command.
"""

import signal
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, cast

from voicecloner.api.recording import Event, FlowOptions, News, Orders, Phase, RecordingFlow, Step
from voicecloner.cli.command import Context
from voicecloner.cli.microphone.level_line import LevelLine
from voicecloner.domain.quality import Severity
from voicecloner.errors import Cancelled, DeviceError, ReviewFailed, VoiceClonerError
from voicecloner.jobs import CancelToken, ProgressUpdate

if TYPE_CHECKING:
    from voicecloner.api.recording import Recording, RecordingProgress, RoomTone
    from voicecloner.domain.audio import AudioDevice

_LOOK_EVERY_S = 0.05
_ANYWAY = "Mend that, or record all the same with --no-room-check."


@dataclass(frozen=True)
class RecordingWish:
    """How a recording is to be made.

    Attributes:
        device: the microphone; None for the system's default.
        checks_room: whether the room is listened to first.
        countdown_s: seconds to count down from.
        enough_s: seconds of usable speech at which it ends by itself; None: when the user ends it.
    """

    device: "AudioDevice | None"
    checks_room: bool
    countdown_s: int
    enough_s: float | None = None


class Recorder:
    """Makes one recording.

    Args:
        wish: how.
        context: of the command.
        line: shows how it goes.
    """

    def __init__(self, wish: RecordingWish, context: Context, line: LevelLine) -> None:
        self._wish = wish
        self._context = context
        self._line = line
        self._flow = RecordingFlow(lambda: FlowOptions(wish.checks_room, wish.countdown_s))
        self._ended_by_user = False
        self._before = CancelToken()  # stops what comes before the recording
        self._told_room: RoomTone | None = None
        self._recording: Recording | None = None
        self._error: VoiceClonerError | None = None

    def record(self) -> "Recording":
        """Record, and return what was kept.

        Raises:
            DeviceError: no microphone, it refuses, or nothing is heard in it.
            ReviewFailed: the room does not serve.
            StorageError: the recording cannot be written.
            Cancelled: stopped before it had begun.
        """
        with self._ended_by_ctrl_c(), self._context.cancel.calling(self._before.cancel):
            self._follow(self._flow.use_device(self._wish.device))
            self._follow(self._flow.start())
            while self._flow.state.is_under_way:
                time.sleep(_LOOK_EVERY_S)
                self._look()
        self._line.end()
        if self._recording is None:
            raise self._why()
        if self._error:
            self._line.event("broken", {"message": self._error.message}, self._error.message)
        return self._recording

    def _look(self) -> None:
        heard = self._context.app.record_reference.progress()
        if self._is_ended(heard):
            self._follow(self._flow.stop() or self._flow.cancel())
            return
        if heard:
            self._show(heard)
            self._follow(self._flow.heard(heard.recorder))
        self._follow(self._flow.tick())

    def _is_ended(self, heard: "RecordingProgress | None") -> bool:
        enough_s = self._wish.enough_s
        is_enough = heard is not None and enough_s is not None and heard.usable_speech_s >= enough_s
        return self._ended_by_user or self._context.cancel.is_cancelled or is_enough

    def _show(self, heard: "RecordingProgress") -> None:
        if self._flow.state.phase is Phase.COUNTING:
            self._line.count(self._flow.state.count_s)
        elif self._flow.state.phase is Phase.RECORDING:
            self._line.level(heard)

    def _follow(self, orders: Orders) -> None:
        waiting = deque(orders)
        while waiting:
            order = waiting.popleft()
            if isinstance(order, Step):
                waiting.extend(self._done(order))
            else:
                self._note(order)

    def _done(self, step: Step) -> Orders:
        work = self._context.app.recording_work
        try:
            return self._flow.done(step, work(step, progress=self._room_heard, cancel=self._before))
        except VoiceClonerError as error:
            self._error = error
            return self._flow.failed(step, error)

    def _room_heard(self, update: ProgressUpdate) -> None:
        self._flow.room_heard(update)
        self._line.room(update)

    def _note(self, news: News) -> None:
        if news.event is Event.RECORDED:
            self._recording = cast("Recording", news.value)
        elif news.event is Event.CHANGED:
            self._tell_room()
        elif news.event is Event.FAILED:
            self._error = cast("VoiceClonerError", news.value)

    def _tell_room(self) -> None:
        """Tell once what the room is like."""
        room = self._flow.room
        if room and room is not self._told_room:
            self._told_room = room
            words = " ".join(room.messages)
            self._line.event("room", {"verdict": room.verdict.value, "messages": list(room.messages)}, words)

    def _why(self) -> VoiceClonerError:
        """Why there is no recording."""
        if self._error:
            return self._error
        room = self._flow.room
        return _unfit(room) if room and room.verdict is Severity.FAIL else Cancelled()

    @contextmanager
    def _ended_by_ctrl_c(self) -> Iterator[None]:
        """Within the block Ctrl-C ends the recording and nothing else; where it is ignored, it stays so."""
        before = signal.getsignal(signal.SIGINT)

        def end(_number: int, _frame: FrameType | None) -> None:
            self._ended_by_user = True
            self._before.cancel()

        if before is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, end)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


def _unfit(room: "RoomTone") -> VoiceClonerError:
    kind = DeviceError if room.is_dead or room.is_muted else ReviewFailed
    return kind(" ".join(room.messages), _ANYWAY)
