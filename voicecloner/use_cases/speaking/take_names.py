"""What the files of takes are called: by a pattern of the user's, safe for every system, never twice the same."""

import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from voicecloner.domain.file_names import MOST_NAME_BYTES, cut, file_name, file_name_key, has_forbidden, part_of_name
from voicecloner.errors import InvalidRequest
from voicecloner.library.take_record import KeptTake
from voicecloner.settings import Settings

USUAL_PATTERN = Settings.export_pattern
_MOST_WORDS = 6
_MOST_CHARACTERS = 40
_WIDTH = re.compile(r"0?\d{0,2}")
_OTHERWISE = "speech"


@dataclass(frozen=True)
class _Place:
    """Where a take stands among those that are saved together, counted from 1."""

    number: int
    of: int


_FIELDS: Mapping[str, Callable[[KeptTake, _Place], str | int]] = MappingProxyType(
    {
        "voice": lambda kept, _place: part_of_name(kept.take.voice_name, _MOST_CHARACTERS) or "_",
        "text": lambda kept, _place: _first_words(kept.take.text),
        "date": lambda kept, _place: f"{kept.take.created_at.astimezone():%Y-%m-%d}",
        "time": lambda kept, _place: f"{kept.take.created_at.astimezone():%H-%M-%S}",
        "number": lambda _kept, place: place.number,
        "id": lambda kept, _place: kept.id[:8],
        "language": lambda kept, _place: part_of_name(kept.take.options.language, _MOST_CHARACTERS) or "_",
        "engine": lambda kept, _place: part_of_name(kept.take.engine_id, _MOST_CHARACTERS) or "_",
    }
)
NAME_FIELDS = tuple(_FIELDS)
"""What a pattern may hold in braces. ``text`` are its first words, ``date`` and ``time`` those of speaking, ``number``
is its place, with as many digits as the largest.
"""


def require_name_pattern(pattern: str) -> None:
    """See that a pattern gives names of files.

    Raises:
        InvalidRequest: it holds other fields, or what no file's name can hold.
    """
    hint = f"Use {', '.join(f'{{{field}}}' for field in NAME_FIELDS)}, such as {{date}}_{{voice}}_{{number}}."
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError as error:
        raise InvalidRequest(f"“{pattern}” is not a pattern for file names.", hint) from error
    for words, field, width, conversion in parts:
        if has_forbidden(words):
            raise InvalidRequest(f"“{words.strip()}” cannot be in the name of a file.", 'Leave out < > : " / \\ | ? *')
        if field is not None and (
            field not in _FIELDS or conversion or not _WIDTH.fullmatch(width or "") or (width and field != "number")
        ):
            shown = f"{{{field}{':' if width else ''}{width or ''}}}"
            raise InvalidRequest(f"“{pattern}” is not a pattern for file names: {shown} cannot be used.", hint)
    if not pattern.strip(" ."):
        raise InvalidRequest("There is no pattern for the names of the files.", hint)


def take_names(takes: Iterable[KeptTake], pattern: str, suffix: str) -> list[str]:
    """A name for each take, with its suffix; several may come out the same.

    Args:
        takes: in the order in which they are numbered.
        pattern: one that `require_name_pattern` lets pass.
        suffix: as in ``".wav"``.
    """
    several = list(takes)
    return [
        file_name(_filled(pattern, kept, _Place(number, len(several))), suffix, _OTHERWISE)
        for number, kept in enumerate(several, 1)
    ]


class FreeNames:
    """Gives each file of a folder a name of its own.

    Args:
        folder: where the files go; need not be there.
        overwrites: whether a name may be that of a file that is there.
    """

    def __init__(self, folder: Path, *, overwrites: bool) -> None:
        self._folder, self._overwrites = folder, overwrites
        self._given: set[str] = set()

    def path(self, name: str) -> Path:
        """Where a file goes that is to be called so: under this name, or with a number behind it."""
        found = next(each for each in _numbered(name) if self._is_free(each))
        self._given.add(file_name_key(found))
        return self._folder / found

    def _is_free(self, name: str) -> bool:
        if file_name_key(name) in self._given:
            return False
        path = self._folder / name
        return not path.exists() or (self._overwrites and path.is_file())


def _numbered(name: str) -> Iterator[str]:
    yield name
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 2
    while True:
        ending = f" ({number}){suffix}"
        yield f"{cut(stem, MOST_NAME_BYTES - len(ending.encode()))}{ending}"
        number += 1


def _filled(pattern: str, kept: KeptTake, place: _Place) -> str:
    wide = pattern.replace("{number}", f"{{number:0{len(str(place.of))}}}")
    return wide.format(**{key: give(kept, place) for key, give in _FIELDS.items()})


def _first_words(text: str) -> str:
    """The first words of a text with hyphens between them: letters and digits alone."""
    words = "".join(sign if sign.isalnum() else " " for sign in text).split()
    return part_of_name("-".join(words[:_MOST_WORDS]), _MOST_CHARACTERS).strip("-") or "_"
