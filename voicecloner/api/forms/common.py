"""What many answers have in them."""

from typing import Literal, NotRequired, TypedDict

Scalar = str | int | float | bool
SeverityName = Literal["ok", "warn", "fail"]
ModeName = Literal["embedding", "transcript"]


class ErrorFields(TypedDict):
    """What went wrong, and what can be done; `faults` names bad lines of a table."""

    code: str
    message: str
    hint: str
    faults: NotRequired[list[str]]


class ErrorAnswer(TypedDict):
    """The answer of any command that failed."""

    error: ErrorFields


class VoiceName(TypedDict):
    """Which voice it is."""

    voice_id: str
    name: str


class EngineName(TypedDict):
    """Which engine it is."""

    engine_id: str
    name: str


class ModelName(TypedDict):
    """Which model it is."""

    model_id: str
    name: str


class MadeVoice(VoiceName):
    """Which voice it is, and what it was made with."""

    engine_id: str
    mode: ModeName


class NotedVoice(MadeVoice):
    """A voice that was made, and what is worth telling of it."""

    notes: list[str]


class FailedName(TypedDict):
    """Something with a name that failed."""

    name: str
    error: ErrorFields


class FailedVoice(VoiceName):
    """A voice with which something failed."""

    error: ErrorFields
