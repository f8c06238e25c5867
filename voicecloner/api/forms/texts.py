"""Answers about books and batches."""

from typing import NotRequired, TypedDict

from voicecloner.api.forms.common import ErrorFields


class MadeBookAnswer(TypedDict):
    """A document that was read aloud."""

    title: str
    paths: list[str]
    seconds: float
    chapters: int
    words: int
    kept_fraction: float
    notes: list[str]


class UnfinishedBookFields(TypedDict):
    """A document that was not read to its end yet."""

    book_id: str
    title: str
    source: str
    out: str
    name: str
    started_at: str
    fraction: float
    is_being_read: bool
    is_discarded: NotRequired[bool]


class UnfinishedBooksAnswer(TypedDict):
    """All of them."""

    books: list[UnfinishedBookFields]


class SaidLine(TypedDict):
    """A line of a table that was said."""

    line: int
    path: str
    seconds: float


class FailedLine(TypedDict):
    """A line of a table that was not said."""

    line: int
    name: str
    error: ErrorFields


class BatchAnswer(TypedDict):
    """What became of the lines of a table."""

    path: str
    manifest: str
    lines: int
    said: list[SaidLine]
    kept: int
    failed: list[FailedLine]
    seconds: float
    work_seconds: float
    is_stopped: bool
    notes: list[str]
