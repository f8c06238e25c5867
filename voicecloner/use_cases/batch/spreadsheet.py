"""The first sheet of an XLSX file, read so that a file made to fill the memory is refused.

A workbook is a zip of XML. What it unpacks to is looked up first; a document type, with which a few lines of XML grow
without end, no spreadsheet writes; and cells far out, which a sheet may claim, are not gone to.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from voicecloner.errors import InvalidRequest

_MOST_UNPACKED_BYTES = 256 << 20
_MOST_MEMBERS = 2_000
_MOST_ROWS, _MOST_COLUMNS = 100_002, 64
_PROLOG_BYTES = 4_096
_SAVE_ANEW = "Save it again as XLSX or CSV."


def spreadsheet_lines(name: str, content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows of the first sheet with their numbers, as texts.

    Args:
        name: what the file is called, for the user.
        content: the whole file.

    Raises:
        InvalidRequest: it is no workbook, or one that nobody has written.
    """
    import openpyxl

    _require_harmless(name, content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True)
        for number, row in enumerate(rows, start=1):
            yield number, [_text(cell) for cell in row]
    except (
        zipfile.BadZipFile,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        OSError,
        AttributeError,
    ) as error:
        raise InvalidRequest(f"“{name}” cannot be read as a spreadsheet.", _SAVE_ANEW) from error


def _require_harmless(name: str, content: bytes) -> None:
    refusal = InvalidRequest(f"“{name}” is not a spreadsheet that can be read.", _SAVE_ANEW)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS or sum(each.file_size for each in members) > _MOST_UNPACKED_BYTES:
                raise refusal
            for member in members:
                with archive.open(member) as file:
                    if b"<!DOCTYPE" in file.read(_PROLOG_BYTES).replace(b"\0", b""):
                        raise refusal
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:  # e.g. one with a password
        raise refusal from error


def _text(cell: Any) -> str:
    """A cell as it is meant: whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)
