"""What the files of a batch are called: as the table says, or by a pattern; always inside the batch's folder."""

import re
import string
from collections.abc import Mapping
from pathlib import Path, PureWindowsPath

from voicecloner.audio.files.encoding import KNOWN_SUFFIXES
from voicecloner.domain.file_names import MOST_NAME_BYTES, has_forbidden, is_device, part_of_name
from voicecloner.errors import InvalidRequest

FIELDS = ("number", "voice", "name")
"""What a pattern may hold: the line's place, counted from 1; the voice's name; the line's file name or first words."""
USUAL_PATTERN = "{number:04}_{voice}"
_FORMAT = re.compile(r"0?\d{0,2}")
_MOST_FIELD_CHARACTERS = 40


def require_pattern(pattern: str) -> None:
    """See that a pattern names files that can all be different.

    Raises:
        InvalidRequest: it holds other fields, or nothing that differs from line to line.
    """
    hint = f"Use {', '.join(f'{{{field}}}' for field in FIELDS)}, such as {USUAL_PATTERN}."
    try:
        parts = [each[1:] for each in string.Formatter().parse(pattern) if each[1] is not None]
    except ValueError as error:
        raise InvalidRequest(f"“{pattern}” is not a pattern for file names.", hint) from error
    for field, form, conversion in parts:
        if field not in FIELDS or conversion or not _FORMAT.fullmatch(form or "") or (form and field != "number"):
            raise InvalidRequest(f"“{pattern}” is not a pattern for file names: {{{field}}} cannot be used so.", hint)
    if not {field for field, _form, _conversion in parts} & {"number", "name"}:
        raise InvalidRequest(f"“{pattern}” gives all files the same name.", hint)


def patterned(pattern: str, fields: Mapping[str, str | int]) -> str:
    """A file's name without its suffix, of a pattern that `require_pattern` has let pass."""
    values = {key: value if isinstance(value, int) else _plain(value) for key, value in fields.items()}
    return pattern.format(**values)


def first_words(text: str) -> str:
    """A few words of a text that can be part of a file's name."""
    return _plain(" ".join(text.split()[:5])).rstrip(". ")


def with_suffix(name: str, suffix: str) -> str:
    """The name with the suffix of the batch's format, unless it has that of a format already."""
    return name if Path(name).suffix.lower() in KNOWN_SUFFIXES else f"{name}{suffix}"


def name_fault(name: str, folder: Path) -> str:
    """Why a file cannot be called so, one clause; empty if it can."""
    parts = name.replace("\\", "/").split("/")
    if Path(name).is_absolute() or PureWindowsPath(name).drive or ".." in parts:
        return f"the file “{name}” would lie outside the folder"
    if any(not part or has_forbidden(part) or part.startswith((".", " ")) for part in parts):
        return f"“{name}” is not a name for a file"
    if any(is_device(part) or part.endswith((".", " ")) for part in parts):
        return f"“{name}” is not a name for a file that every system takes"
    if any(len(part.encode("utf-8", "replace")) > MOST_NAME_BYTES for part in parts):
        return f"“{name[:40]}…” is longer than a file's name can be"
    if not (folder / name).resolve().is_relative_to(folder.resolve()):
        return f"the file “{name}” would lie outside the folder, by way of a link in it"
    return ""


def _plain(text: str) -> str:
    return part_of_name(text, _MOST_FIELD_CHARACTERS) or "_"
