"""Tables that people write: CSV, TSV, XLSX, JSONL, and plain lines of text.

Cells come out as texts, whatever they were written as. Encoding and delimiter are found out; what is wrong with a line
is told with its number, and all that is wrong is told at once.
"""

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from voicecloner.atomic import NoFile, read_file, storage_error
from voicecloner.errors import BadTable, InvalidRequest
from voicecloner.wording import counted

TABLE_SUFFIXES = (".csv", ".tsv", ".jsonl", ".txt", ".xlsx")
MOST_LINES = 100_000
_MOST_BYTES = 64 << 20
_DELIMITERS = {".csv": ",;\t|", ".tsv": "\t"}
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OPTION = "option."
_NO_JSON = "this is not JSON."
_NO_OBJECT = "this is not a JSON object."


@dataclass(frozen=True)
class Columns:
    """Which columns a table may have.

    Attributes:
        known: their names.
        needed: those it must have.
        open_prefix: columns that begin so may be there, too; empty: none.
    """

    known: tuple[str, ...]
    needed: tuple[str, ...]
    open_prefix: str = ""

    def fault(self, names: Sequence[str]) -> str:
        """What is wrong with the names of a table's columns, one sentence; empty if nothing is."""
        for name in names:
            if not self._knows(name):
                near = get_close_matches(name, self.known, n=1)
                meant = f" Did you mean “{near[0]}”?" if near else f" Known are: {', '.join(self.known)}."
                return f"there is no column “{name}”.{meant}"
            if names.count(name) > 1:
                return f"the column “{name}” is there twice."
        lacking = [name for name in self.needed if name not in names]
        return f"the column “{lacking[0]}” is missing." if lacking else ""

    def known_of(self, names: Iterable[str]) -> int:
        """How many of the names are those of columns."""
        return sum(self._knows(name) for name in names)

    def _knows(self, name: str) -> bool:
        return name in self.known or bool(self.open_prefix and name.startswith(self.open_prefix))


@dataclass(frozen=True)
class Row:
    """One line of a table.

    Attributes:
        number: where it stands in the file, counted from 1 as editors and spreadsheets do.
        cells: what stands in it, by the names of the columns; empty cells are left out.
    """

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """What was read.

    Attributes:
        path: the file.
        rows: its lines that are not empty.
        notes: what the user should know about how it was read.
    """

    path: Path
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


SPOKEN = Columns(("voice", "text", "file", "language", "speed", "seed"), ("text",), _OPTION)
"""What is said, line by line; ``option.KEY`` sets an option of the voice's engine."""


def read_table(path: Path, columns: Columns) -> Table:
    """Read a table; the suffix says what it is.

    Args:
        path: ``.csv``, ``.tsv``, ``.xlsx``: the first line names the columns; ``.jsonl``: an object a line;
            ``.txt``: each line is the cell of the only column that is needed.
        columns: which there may be.

    Raises:
        InvalidRequest: it is no such file, is larger than any table, or holds no lines.
        BadTable: columns or lines are not as they have to be; every one is named.
        StorageError: it cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix not in TABLE_SUFFIXES:
        raise InvalidRequest(
            f"“{path.name}” is not a table.", f"Its name must end in one of {', '.join(TABLE_SUFFIXES)}."
        )
    content = _content(path)
    if suffix == ".xlsx":
        from voicecloner.use_cases.batch.spreadsheet import spreadsheet_lines

        table = _with_header(path, spreadsheet_lines(path.name, content), columns)
    else:
        text, notes = _decoded(path.name, content)
        table = Table(path, _READERS[suffix](path, text, columns), notes)
    if not table.rows:
        raise InvalidRequest(f"There are no lines in “{path.name}”.", "Write at least one.")
    if len(table.rows) > MOST_LINES:
        raise InvalidRequest(f"“{path.name}” has more than {counted(MOST_LINES, 'line')}.", "Split it.")
    return table


def raise_faults(path: Path, faults: Sequence[str]) -> None:
    """Say what is wrong with a table, if anything is.

    Raises:
        BadTable
    """
    if faults:
        raise BadTable.of(path.name, faults)


def _content(path: Path) -> bytes:
    try:
        content = read_file(path, _MOST_BYTES + 1)
    except NoFile as error:
        raise InvalidRequest(f"“{path.name or path}” is not a file.", "Name a table.") from error
    except OSError as error:
        raise storage_error(error, path) from error
    if len(content) > _MOST_BYTES:
        raise InvalidRequest(f"“{path.name}” is larger than 64 MB.", "Split it.")
    return content


def _decoded(name: str, content: bytes) -> tuple[str, tuple[str, ...]]:
    """The text, and what there is to say about its encoding.

    Raises:
        InvalidRequest: it is no text.
    """
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(marked), ()
    except UnicodeDecodeError:
        if marked == "utf-8" and b"\0" not in content:
            return _as_windows_text(name, content)
    raise InvalidRequest(f"“{name}” is not text.", "Save it as UTF-8.")


def _as_windows_text(name: str, content: bytes) -> tuple[str, tuple[str, ...]]:
    """What older spreadsheets of western languages write; a guess, so it is told."""
    try:
        note = f"“{name}” is not in UTF-8 and was read as Windows-1252: look at its accented letters."
        return content.decode("cp1252"), (note,)
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"The encoding of “{name}” is not known.", "Save it as UTF-8.") from error


def _delimited(path: Path, text: str, columns: Columns) -> tuple[Row, ...]:
    delimiter = _delimiter(text, _DELIMITERS[path.suffix.lower()], columns)
    return _with_header(path, _delimited_lines(path, text, delimiter), columns).rows


def _delimiter(text: str, candidates: str, columns: Columns) -> str:
    """The one with which the first line names most columns."""
    header = next((line for line in text.splitlines() if line.strip()), "")

    def known(delimiter: str) -> int:
        return columns.known_of(_names(next(csv.reader([header], delimiter=delimiter), [])))

    return max(candidates, key=known)


def _delimited_lines(path: Path, text: str, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        reason = "a quote is opened and not closed, or stands where none belongs"
        if "field limit" in str(error):
            reason = "a cell is longer than 131 072 characters"
        raise BadTable.of(path.name, [f"Line {number}: {reason}."]) from error


def _with_header(path: Path, lines: Iterable[tuple[int, Sequence[str]]], columns: Columns) -> Table:
    """Lines of which the first that is not empty names the columns."""
    filled = ((number, cells) for number, cells in lines if any(cell.strip() for cell in cells))
    number, header = next(filled, (1, ()))
    names = _names(header)
    if fault := columns.fault([name for name in names if name]) if names else "":
        raise BadTable.of(path.name, [f"Line {number}: {fault}"])
    rows, faults = [], []
    for number, cells in filled:
        if any(cell.strip() for place, cell in enumerate(cells) if place >= len(names) or not names[place]):
            faults.append(f"Line {number}: there are more cells than columns; put text with delimiters into quotes.")
        rows.append(Row(number, _filled(zip(names, cells, strict=False))))
    raise_faults(path, faults)
    return Table(path, tuple(rows))


def _names(header: Sequence[str]) -> list[str]:
    names = [cell.strip().lower().replace(" ", "_") for cell in header]
    return ["file" if name in {"file_name", "filename"} else name for name in names]


def _filled(cells: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in cells if name and cell.strip()}


def _objects(path: Path, text: str, columns: Columns) -> tuple[Row, ...]:
    rows, faults = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                rows.append(Row(number, _object_cells(line, columns)))
            except ValueError as error:
                faults.append(f"Line {number}: {error}")
    raise_faults(path, faults)
    return tuple(rows)


def _object_cells(line: str, columns: Columns) -> dict[str, str]:
    """The cells of one JSON object.

    Raises:
        ValueError: it is none, with what is wrong in words.
    """
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError(_NO_JSON) from None
    if not isinstance(found, dict):
        raise ValueError(_NO_OBJECT)
    options = found.pop("options", {}) if columns.open_prefix == _OPTION else {}
    flat = found | ({f"{_OPTION}{key}": value for key, value in options.items()} if isinstance(options, dict) else {})
    cells = dict(zip(_names(list(flat)), map(_cell, flat.values()), strict=True))
    if fault := columns.fault(list(cells)):
        raise ValueError(fault)
    return _filled(cells.items())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ",".join(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"{json.dumps(value)[:40]} is neither a text nor a number.")
    return str(value)


def _plain_lines(_path: Path, text: str, columns: Columns) -> tuple[Row, ...]:
    (name,) = columns.needed[:1]
    lines = enumerate(text.splitlines(), start=1)
    return tuple(Row(number, {name: line.strip()}) for number, line in lines if line.strip())


_READERS = {".csv": _delimited, ".tsv": _delimited, ".jsonl": _objects, ".txt": _plain_lines}
