"""What there is to know of a table before its lines are said: each line, and what keeps it from being said."""

from dataclasses import dataclass
from pathlib import Path

from voicecloner.use_cases.batch.batch_line import BatchLine
from voicecloner.use_cases.batch.planning import BadLine


@dataclass(frozen=True)
class SeenLine:
    """A line of a table.

    Attributes:
        number: where it stands in the table, counted from 1.
        voice: name of who says it; empty where nobody is named.
        text: what is said.
        file: where to, relative to the folder; empty where it cannot be said.
        is_there: whether its file is there already, and would come out the same.
        fault: why it cannot be said, one sentence; empty if it can.
    """

    number: int
    voice: str
    text: str
    file: str = ""
    is_there: bool = False
    fault: str = ""


@dataclass(frozen=True)
class SeenTable:
    """A table whose lines can be said, as far as they have no fault.

    Attributes:
        path: the file.
        lines: as they stand in it.
        notes: what the user should know about how it was read.
    """

    path: Path
    lines: tuple[SeenLine, ...]
    notes: tuple[str, ...]


def seen_line(line: BatchLine | BadLine, *, is_there: bool = False, fault: str = "") -> SeenLine:
    """What is told of a line.

    Args:
        line: as it was planned.
        is_there: whether its file is there already.
        fault: what keeps it from being said although it was planned; empty if nothing does.
    """
    if isinstance(line, BadLine):
        message = line.error.message
        return SeenLine(line.row.number, line.voice, line.row.cells.get("text", ""), fault=_sentence(message))
    return SeenLine(line.number, line.voice_name, line.request.text, line.file, is_there, _sentence(fault))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
