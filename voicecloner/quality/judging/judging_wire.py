"""What goes through the pipes between `judging_process` and `judging_child`.

A message is one line of JSON, whose ``"values"`` says how many float32 numbers follow it, and these numbers.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from voicecloner.domain.quality import Span, finding_as_dict, finding_from_dict
from voicecloner.quality.live.live_review import Hint, LiveReview
from voicecloner.quality.room import RoomTone

CHILD_FLAG = "--judging-child"
Values = npt.NDArray[np.float32]
NOTHING: Values = np.zeros(0, np.float32)
_BYTES_PER_VALUE = 4


def send(pipe: IO[bytes], head: Mapping[str, Any], values: Values = NOTHING) -> None:
    """Write one message.

    Raises:
        OSError: nobody reads any more.
    """
    pipe.write(json.dumps({**head, "values": values.size}).encode() + b"\n")
    pipe.write(np.ascontiguousarray(values, "<f4").data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[dict[str, Any], Values] | None:
    """Read one message, its numbers as shape (n,); None where there is none, or only a part of one."""
    try:
        head: dict[str, Any] = json.loads(pipe.readline())
        content = pipe.read(_BYTES_PER_VALUE * head["values"])
    except (OSError, ValueError, LookupError, TypeError):
        return None
    if len(content) < _BYTES_PER_VALUE * head["values"]:
        return None
    return head, np.frombuffer(content, "<f4").astype(np.float32, copy=False)


def spans_from(pairs: list[list[float]]) -> tuple[Span, ...]:
    """Spans of pairs of seconds."""
    return tuple(Span(start_s, end_s) for start_s, end_s in pairs)


def spans_as_pairs(spans: tuple[Span, ...]) -> list[list[float]]:
    """Pairs of seconds of spans."""
    return [[span.start_s, span.end_s] for span in spans]


def room_as_dict(tone: RoomTone) -> dict[str, Any]:
    """A room as plain JSON values."""
    return {**vars(tone), "findings": [finding_as_dict(finding) for finding in tone.findings]}


def room_from_dict(told: Mapping[str, Any]) -> RoomTone:
    """The room that `room_as_dict` made `told` from."""
    return RoomTone(**{**told, "findings": tuple(finding_from_dict(finding) for finding in told["findings"])})


def live_as_dict(review: LiveReview) -> dict[str, Any]:
    """A live review as plain JSON values."""
    return {**asdict(review), "usable": spans_as_pairs(review.usable)}


def live_from_dict(told: Mapping[str, Any]) -> LiveReview:
    """The live review that `live_as_dict` made `told` from."""
    hints = tuple(Hint(**hint) for hint in told["hints"])
    return LiveReview(**{**told, "usable": spans_from(told["usable"]), "hints": hints})
