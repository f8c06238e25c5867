"""What `judging_process` and `judging_child` say to each other: JSON, and float32 numbers as the content."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecloner.domain.quality import Span, finding_as_dict, finding_from_dict
from voicecloner.quality.live.live_review import Hint, LiveReview
from voicecloner.quality.room import RoomTone

Head = dict[str, Any]
CHILD_FLAG = "--judging-child"
Values = npt.NDArray[np.float32]
NOTHING: Values = np.zeros(0, np.float32)


def content_of(values: Values) -> bytes:
    """The content of a message with these numbers."""
    return values.astype("<f4", copy=False).tobytes()


def values_of(content: bytes) -> Values:
    """The numbers in the content of a message, shape (n,)."""
    return np.frombuffer(content, "<f4").astype(np.float32, copy=False)


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
