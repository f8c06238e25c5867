"""The user's list of pronunciations, in one file of the library."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicecloner.atomic import make_folder, read_file, storage_error, write_atomically
from voicecloner.domain.pronunciation import Pronunciation, PronunciationList, checked_pronunciation
from voicecloner.errors import InvalidRequest
from voicecloner.file_lock import hold
from voicecloner.library.rows import UNREADABLE, Unreadable, reading_part, text_from

MOST_ENTRIES = 10_000
_VERSION = 1
_Mark = tuple[int, int, int]
Change = Callable[[dict[tuple[str, str], Pronunciation]], None]


@dataclass(frozen=True)
class _Content:
    """What the file holds; `odd` are lines that are not understood, which stay in it."""

    entries: dict[tuple[str, str], Pronunciation]
    odd: tuple[Any, ...] = ()


class PronunciationStore:
    """One list in one JSON file, written whole. Several programs may change it at the same time.

    Args:
        path: of the file; made, with its folder, by the first entry.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: tuple[_Mark, PronunciationList] | None = None

    def read(self) -> PronunciationList:
        """The list; a file that is damaged is set aside, and the list says where it lies.

        Raises:
            StorageError: the disk refuses.
        """
        mark, known = _mark_of(self._path), self._known
        if known and mark is not None and known[0] == mark:  # asked for each line of a table, it is read once
            return known[1]
        try:
            found = _list_of(self._content())
        except Unreadable:
            return self._set_aside()
        self._known = (mark, found) if mark is not None else None
        return found

    def put(self, entry: Pronunciation) -> Pronunciation:
        """Keep an entry, in place of the one for the same word and voice; returns it as it is kept.

        Raises:
            InvalidRequest: nothing can be said so, or the list is full.
            StorageError
        """
        made = checked_pronunciation(entry)

        def change(entries: dict[tuple[str, str], Pronunciation]) -> None:
            entries[made.key] = made
            if len(entries) > MOST_ENTRIES:
                raise InvalidRequest(f"The list holds {MOST_ENTRIES} words already.", "Remove some first.")

        self._change(change)
        return made

    def add(self, entries: Iterable[Pronunciation]) -> int:
        """Keep those entries for whose word and voice there is none yet; returns how many, as many as the list takes.

        Raises:
            StorageError
        """
        added = 0

        def change(kept: dict[tuple[str, str], Pronunciation]) -> None:
            nonlocal added
            new = [entry for entry in entries if entry.key not in kept][: max(0, MOST_ENTRIES - len(kept))]
            kept.update((entry.key, entry) for entry in new)
            added = len(new)

        self._change(change)
        return added

    def remove(self, entry: Pronunciation) -> None:
        """Take the entry for this word and voice out of the list; nothing where there is none.

        Raises:
            StorageError
        """

        def change(entries: dict[tuple[str, str], Pronunciation]) -> None:
            entries.pop(entry.key, None)

        self._change(change)

    def _change(self, change: Change) -> None:
        try:
            with self._held():
                content = self._content_or_none()
                change(content.entries)
                lines = [*map(line_of, content.entries.values()), *content.odd]
                document = json.dumps({"version": _VERSION, "pronunciations": lines}, ensure_ascii=False, indent=1)
                write_atomically(self._path, document.encode("utf-8", "replace"))
        except OSError as error:
            raise storage_error(error, self._path) from error

    def _content_or_none(self) -> _Content:
        try:
            return self._content()
        except Unreadable:
            self._set_aside()
            return _Content({})

    def _content(self) -> _Content:
        try:
            return _content_from(read_file(self._path))
        except FileNotFoundError:
            return _Content({})
        except OSError as error:
            raise storage_error(error, self._path) from error

    def _set_aside(self) -> PronunciationList:
        aside = next(path for path in self._places_aside() if not path.exists())
        try:
            self._path.replace(aside)
        except OSError as error:
            raise storage_error(error, self._path) from error
        return PronunciationList((), (f"The list of pronunciations was damaged and lies in {aside} now.",))

    def _places_aside(self) -> Iterator[Path]:
        number = 1
        while True:
            yield self._path.with_suffix(f".broken-{number}.json")
            number += 1

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Nobody else writes meanwhile. The lock is on a file of its own, since the list is replaced."""
        make_folder(self._path.parent)
        with self._path.with_suffix(".lock").open("ab") as lock:
            hold(lock)
            yield


def _mark_of(path: Path) -> _Mark | None:
    """By what it is seen that a file is another one; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _list_of(content: _Content) -> PronunciationList:
    entries = sorted(content.entries.values(), key=lambda each: (each.word.casefold(), each.word, each.voice_id))
    return PronunciationList(tuple(entries), _notes_about(content))


def _notes_about(content: _Content) -> tuple[str, ...]:
    if not content.odd:
        return ()
    return (f"{len(content.odd)} of the pronunciations kept could not be read; they are ignored.",)


def _content_from(content: bytes) -> _Content:
    with reading_part("pronunciations"):
        lines = json.loads(content)["pronunciations"]
        if not isinstance(lines, list):
            raise Unreadable("pronunciations")
    found = [(line, _entry_or_none(line)) for line in lines]
    entries = {entry.key: entry for _line, entry in found if entry}
    return _Content(entries, tuple(line for line, entry in found if entry is None))


def _entry_or_none(line: Any) -> Pronunciation | None:
    try:
        return entry_from(line)
    except (*UNREADABLE, InvalidRequest):
        return None


def entry_from(line: Any) -> Pronunciation:
    """The entry that `line_of` made `line` from.

    Raises:
        one of `UNREADABLE`: it has another form.
        InvalidRequest: nothing can be said so.
    """
    entry = Pronunciation(text_from(line["word"]), text_from(line["spoken"]), text_from(line.get("voice_id", "")))
    return checked_pronunciation(entry)


def line_of(entry: Pronunciation) -> Mapping[str, str]:
    """An entry as plain JSON values."""
    line = {"word": entry.word, "spoken": entry.spoken}
    return {**line, "voice_id": entry.voice_id} if entry.voice_id else line
