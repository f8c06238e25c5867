"""Judging sound in a child process, so that the window never waits for Python's lock while networks load and work.

The child is started for the first question and kept: its networks stay loaded. One that dies or hangs costs the
question at hand one clear sentence; the next question starts another one.
"""

import itertools
import logging
import threading
from collections.abc import Sequence
from weakref import WeakSet

import numpy as np

from voicecloner.children.child import Child, Start
from voicecloner.children.environment import own_command
from voicecloner.children.packets import Packet
from voicecloner.children.patience import ChildLost, Patience
from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.domain.quality import Review, Span, review_from_dict
from voicecloner.errors import Cancelled, JudgingFailed, all_errors
from voicecloner.jobs import CancelToken
from voicecloner.quality.frames import FRAME_TYPE, Frames
from voicecloner.quality.judging.judge import Gate, Meter
from voicecloner.quality.judging.judging_wire import (
    CHILD_FLAG,
    NOTHING,
    Head,
    Values,
    content_of,
    live_from_dict,
    room_from_dict,
    spans_from,
    values_of,
)
from voicecloner.quality.live.live_review import LiveReview
from voicecloner.quality.room import RoomTone

_START_S = 20.0
# A minute takes half a second where nothing else runs; a busy machine gets far more before the child is given up.
_SECONDS_PER_SECOND = 2.0
# A child that is nearly done may be: starting another one costs a second.
_LAST_MOMENT_S = 0.15
_LISTENED_AT_ONCE_S = 0.2
_LOG = logging.getLogger(__name__)


class JudgingProcess:
    """Judges sound in a child process; see `judge.Judging`. Any thread; one question at a time.

    Every method may raise `JudgingFailed`, where the child died, hung or could not be started.

    Args:
        command: what to start instead of the program's own child.
    """

    def __init__(self, command: Sequence[str] = ()) -> None:
        self._command = list(command) or own_command(CHILD_FLAG, "voicecloner.quality.judging.judging_child")
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._numbers = itertools.count(1)
        self._gates: WeakSet[_Gate] = WeakSet()

    def review(self, clip: AudioClip, profile: str, cancel: CancelToken) -> Review:
        """Review a recording.

        Raises:
            InvalidRequest: an unknown profile, samples that are not finite, or an absurd sample rate.
        """
        return review_from_dict(self._about("review", clip, cancel, profile=profile))

    def find_speech(self, clip: AudioClip, cancel: CancelToken) -> Sequence[Span]:
        """Where somebody speaks.

        Raises:
            InvalidRequest: samples that are not finite, or an absurd sample rate.
        """
        return spans_from(self._about("speech", clip, cancel)["spans"])

    def judge_room(self, clip: AudioClip) -> RoomTone:
        """Judge a room in which nobody speaks."""
        return room_from_dict(self._about("room", clip, CancelToken()))

    def new_gate(self, room_floor_dbfs: float | None) -> Gate:
        """The gate of one recording; its network is loaded when this returns."""
        number = next(self._numbers)
        self.ask({"ask": "gate", "id": number, "room_floor_dbfs": room_floor_dbfs})
        gate = _Gate(self, number)
        self._gates.add(gate)
        return gate

    def new_meter(self, sample_rate: int, cancel: CancelToken) -> Meter:
        """A meter for one sound at `sample_rate` Hz."""
        number = next(self._numbers)
        self.ask({"ask": "meter", "id": number, "sample_rate": sample_rate}, cancel=cancel)
        return _Meter(self, number, sample_rate, cancel)

    @property
    def pid(self) -> int:
        """The child's process id; 0 while there is none."""
        return self._child.pid if self._child else 0

    @property
    def is_asking(self) -> bool:
        """Whether somebody waits for an answer."""
        return self._lock.locked()

    def close(self) -> None:
        """End the child; another question starts a new one."""
        with self._lock:
            self._end()

    def forget(self, gate: "_Gate") -> None:
        """A recording is over: nothing is lost any more if the child ends."""
        self._gates.discard(gate)

    def ask(
        self, head: Head, values: Values = NOTHING, seconds: float = 0.0, cancel: CancelToken | None = None
    ) -> tuple[Head, Values]:
        """Put one question to the child.

        Args:
            head: the question.
            values: the sound it is about.
            seconds: how long that sound is: a longer one may take longer.
            cancel: ends the child if it does not answer at once, unless it is listening to a recording as well.

        Raises:
            JudgingFailed: the child died, hung or could not be started.
            Cancelled: `cancel` was set.
            VoiceClonerError: what the child refused.
        """
        cancel = cancel or CancelToken()
        with self._lock:
            cancel.raise_if_cancelled()
            self._child = self._child or self._start()
            # a recording under way would lose its gate with the child
            ends_it = CancelToken() if self._gates else cancel
            patience = Patience(_START_S + _SECONDS_PER_SECOND * seconds, ends_it, _LAST_MOMENT_S)
            answer = self._answer(self._child, Packet(head, content_of(values)), patience)
        cancel.raise_if_cancelled()
        found, content = answer
        if "refused" in found:
            raise all_errors()[found["refused"]](found["message"], found["hint"])
        return found, values_of(content)

    def _about(self, question: str, clip: AudioClip, cancel: CancelToken, **facts: object) -> Head:
        head = {"ask": question, "sample_rate": clip.sample_rate, **facts}
        return self.ask(head, clip.samples, clip.seconds, cancel)[0]

    def _start(self) -> Child:
        try:
            return Child(Start(self._command))
        except OSError as error:
            raise JudgingFailed("The part of the program that listens to recordings cannot be started.") from error

    def _answer(self, child: Child, question: Packet, patience: Patience) -> Packet:
        """One that died, hangs or is not waited for any longer is ended: its answer would be taken for the next one."""
        try:
            child.send(*question)
            return child.receive(patience)
        except ChildLost as error:
            self._end()
            _LOG.warning("The judging process ended. %s", child.last_words())
            raise JudgingFailed("The part of the program that listens to recordings stopped working.") from error
        except Cancelled:
            self._end()
            raise

    def _end(self) -> None:
        if self._child:
            self._child.end()
        self._child = None
        self._gates.clear()  # their state was in the child that has ended


class _Gate:
    """Sends a recording on in pieces of a fifth of a second: it is judged four times a second, and each question
    costs."""

    def __init__(self, judging: JudgingProcess, number: int) -> None:
        self._judging = judging
        self._number = number
        self._waiting: list[Samples] = []
        self._waiting_frames = 0
        self._sample_rate = 1
        self._review = LiveReview()

    @property
    def review(self) -> LiveReview:
        """How it stands."""
        return self._review

    def add(self, block: Samples, sample_rate: int) -> None:
        """Take in the next samples."""
        self._sample_rate = sample_rate
        self._waiting.append(block)
        self._waiting_frames += len(block)
        if self._waiting_frames >= _LISTENED_AT_ONCE_S * sample_rate:
            self._send(is_last=False)

    def finish(self) -> None:
        """Judge what still waits: the recording is over."""
        self._send(is_last=True)
        self._judging.forget(self)

    def _send(self, *, is_last: bool) -> None:
        values = np.concatenate([NOTHING, *self._waiting])
        self._waiting, self._waiting_frames = [], 0
        head = {"ask": "listen", "id": self._number, "sample_rate": self._sample_rate, "is_last": is_last}
        self._review = live_from_dict(self._judging.ask(head, values, len(values) / self._sample_rate)[0])


class _Meter:
    def __init__(self, judging: JudgingProcess, number: int, sample_rate: int, cancel: CancelToken) -> None:
        self._judging = judging
        self._number = number
        self._sample_rate = sample_rate
        self._cancel = cancel

    def push(self, samples: Samples, *, is_last: bool = False) -> Frames:
        """Measure the next block."""
        head = {"ask": "measure", "id": self._number, "is_last": is_last}
        seconds = len(samples) / self._sample_rate
        return self._judging.ask(head, samples, seconds, self._cancel)[1].view(FRAME_TYPE)
