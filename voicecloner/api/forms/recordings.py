"""Answers about recordings, and about where a file comes from."""

from typing import Literal, NotRequired, TypedDict

from voicecloner.api.forms.common import SeverityName


class FindingFields(TypedDict):
    """What one check has found."""

    check: str
    severity: SeverityName
    value: float | None
    unit: str
    limit: float | None
    limit_is: Literal["least", "most", ""]
    message: str
    spans: list[list[float]]


class ReviewFields(TypedDict):
    """What a recording is worth."""

    verdict: SeverityName
    seconds: float
    speech_seconds: float
    profile: str
    findings: list[FindingFields]


class CheckedFields(ReviewFields):
    """The verdict on one file."""

    file: str
    notes: list[str]
    span: NotRequired[list[float]]


class CheckAnswer(TypedDict):
    """The verdict on each file."""

    files: list[CheckedFields]


class HeardWord(TypedDict):
    """A word that was understood, and when it is said."""

    text: str
    start: float
    end: float
    confidence: float


class TranscriptAnswer(TypedDict):
    """The words that were heard in a recording."""

    file: str
    text: str
    confidence: float | None
    words: list[HeardWord]
    notes: list[str]


class Device(TypedDict):
    """A microphone."""

    name: str
    is_default: bool
    channels: int


class DevicesAnswer(TypedDict):
    """The microphones there are."""

    devices: list[Device]
