"""Judges sound for the window in a process of its own: loading the networks and scipy holds Python's lock for tens of
milliseconds, in which a window in the same process stands still.

Started by `judging_process`, never by hand. Answers each message with one, see `judging_wire`, as
long as the program wants it to. A question is ``{"ask": name, ...}``; an answer holds what was asked for, or
``{"refused": code, "message": ..., "hint": ...}`` for what makes no sense. A defect ends the process.
"""

import sys
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from voicecloner.children.inside import limit_this_process, line_to_program
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import review_as_dict
from voicecloner.errors import VoiceClonerError
from voicecloner.jobs import CancelToken
from voicecloner.quality.frames import FRAME_TYPE
from voicecloner.quality.judging.judging_here import JudgingHere
from voicecloner.quality.judging.judging_wire import (
    NOTHING,
    Head,
    Values,
    content_of,
    live_as_dict,
    room_as_dict,
    spans_as_pairs,
    values_of,
)

if TYPE_CHECKING:
    from voicecloner.quality.judging.judge import Gate, Meter

# A session given up in the middle of a long sound is not closed: the oldest unfinished ones are forgotten.
_MOST_SESSIONS = 16
# Five minutes at 48 kHz take 0.6 of it.
_ADDRESS_SPACE_BYTES = 8 << 30


def main(_argv: Sequence[str]) -> int:
    """Answer until the program wants no more."""
    limit_this_process(memory_bytes=_ADDRESS_SPACE_BYTES)
    with line_to_program() as line:
        child = _Child()
        while (question := line.receive()) is not None:
            head, values = child.answer(question.head, values_of(question.content))
            line.send(head, content_of(values))
    return 0


class _Child:
    """Answers the questions of `judging_process`."""

    def __init__(self) -> None:
        self._judging = JudgingHere()
        self._never = CancelToken()  # what is stopped is this process
        self._gates: OrderedDict[int, Gate] = OrderedDict()
        self._meters: OrderedDict[int, Meter] = OrderedDict()
        self._known: Mapping[str, Callable[[Head, Values], tuple[Head, Values]]] = {
            "review": self._review,
            "speech": self._speech,
            "room": self._room,
            "gate": self._open_gate,
            "listen": self._listen,
            "meter": self._open_meter,
            "measure": self._measure,
        }

    def answer(self, head: Head, values: Values) -> tuple[Head, Values]:
        try:
            return self._known[head["ask"]](head, values)
        except VoiceClonerError as error:
            return {"refused": error.code, "message": error.message, "hint": error.hint}, NOTHING

    def _review(self, head: Head, values: Values) -> tuple[Head, Values]:
        review = self._judging.review(AudioClip(values, head["sample_rate"]), head["profile"], self._never)
        return review_as_dict(review), NOTHING

    def _speech(self, head: Head, values: Values) -> tuple[Head, Values]:
        spans = self._judging.find_speech(AudioClip(values, head["sample_rate"]), self._never)
        return {"spans": spans_as_pairs(tuple(spans))}, NOTHING

    def _room(self, head: Head, values: Values) -> tuple[Head, Values]:
        return room_as_dict(self._judging.judge_room(AudioClip(values, head["sample_rate"]))), NOTHING

    def _open_gate(self, head: Head, _values: Values) -> tuple[Head, Values]:
        _keep(self._gates, head["id"], self._judging.new_gate(head["room_floor_dbfs"]))
        return {}, NOTHING

    def _listen(self, head: Head, values: Values) -> tuple[Head, Values]:
        gate = self._gates[head["id"]]
        gate.add(values, head["sample_rate"])
        if head["is_last"]:
            gate.finish()
            del self._gates[head["id"]]
        return live_as_dict(gate.review), NOTHING

    def _open_meter(self, head: Head, _values: Values) -> tuple[Head, Values]:
        _keep(self._meters, head["id"], self._judging.new_meter(head["sample_rate"], self._never))
        return {}, NOTHING

    def _measure(self, head: Head, values: Values) -> tuple[Head, Values]:
        frames = self._meters[head["id"]].push(values, is_last=head["is_last"])
        if head["is_last"]:
            del self._meters[head["id"]]
        return {}, frames.view("<f4").reshape(len(frames), FRAME_TYPE.itemsize // 4)


def _keep(sessions: OrderedDict[int, Any], number: int, session: object) -> None:
    sessions[number] = session
    if len(sessions) > _MOST_SESSIONS:
        sessions.popitem(last=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
