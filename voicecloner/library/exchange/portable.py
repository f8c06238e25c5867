"""A voice as it travels: what its record says, and which files are its own.

The JSON form of it, `as_json`, stands in the manifest of a bundle and in the lines of a backup:

    record   what the voice's ``voice.json`` says
    files    one object each: kind, number, suffix, bytes, sha256; of an encoded voice engine and engine_revision
    pronunciations   where there are any: word and spoken form of each that is for this voice alone

It may come from a stranger. So nothing in it is ever used as a path: where a file goes follows
from its kind, its number and a suffix of a few letters. What has another form than the program itself writes is
refused.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any, NoReturn

from voicecloner.domain.pronunciation import Pronunciation
from voicecloner.domain.voice import StoredReference, Voice
from voicecloner.errors import InvalidRequest
from voicecloner.library.asset_store import data_name
from voicecloner.library.pronunciations import entry_from, line_of
from voicecloner.library.rows import Unreadable, reading_part, text_from
from voicecloner.library.voice_record import MAX_RECORD_BYTES, VoiceRecord, record_bytes, record_from

ORIGINAL, PREPARED, ENCODED, CONSENT = "original", "prepared", "encoded", "consent"
MOST_BYTES: Mapping[str, int] = {ORIGINAL: 16 << 30, PREPARED: 1 << 30, ENCODED: 1 << 28, CONSENT: 1 << 28}
"""The kinds of files, and how large one may be: a recording of twelve hours, hours of FLAC, an encoded voice, and what
the speaker has said on consent.
"""
MOST_REFERENCES = 1000
MOST_PRONUNCIATIONS = 2000

_DATA_SUFFIX, _PREPARED_SUFFIX = ".safetensors", ".flac"
_ID = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SUFFIX = re.compile(r"(\.[a-z0-9]{1,8})?")
_LANGUAGE = re.compile(r"[A-Za-z0-9]{1,8}([-_][A-Za-z0-9]{1,8}){0,4}")
# it begins the name of a file, and Windows opens a device where that is called CON or NUL, whatever comes after a dot
_ENGINE = re.compile(r"(?!(con|prn|aux|nul|com\d|lpt\d)\.)[a-z0-9][a-z0-9._-]{0,63}", re.IGNORECASE)
_MOST_TEXT_CHARACTERS = 300
_LARGEST_NUMBER = 1 << 62


@dataclass(frozen=True)
class PortableFile:
    """A file of a voice.

    Attributes:
        kind: one of `MOST_BYTES`.
        number: the place among the voice's references, from 1; of other kinds, among those there are.
        suffix: of the original, as in ``".wav"``, or empty; of the others what they always have.
        size_bytes: its length.
        sha256: hex digest.
        engine_id: of an encoded voice, whose it is; else empty.
        engine_revision: of an encoded voice, for which revision of that engine's model; else empty.
    """

    kind: str
    number: int
    suffix: str
    size_bytes: int
    sha256: str
    engine_id: str = ""
    engine_revision: str = ""

    @property
    def place(self) -> PurePosixPath:
        """Where it lies in the voice's folder."""
        if self.kind == ENCODED:
            return PurePosixPath("data", data_name(self.engine_id, self.engine_revision))
        return PurePosixPath(self.kind, f"{self.number}{self.suffix}")


@dataclass(frozen=True)
class PortableVoice:
    """A voice and its files.

    Attributes:
        record: what is known of it; where its recordings lie is as `PortableFile.place` says.
        files: at most one of each kind and number.
        pronunciations: those that are for this voice alone, whatever id it has.
    """

    record: VoiceRecord
    files: tuple[PortableFile, ...]
    pronunciations: tuple[Pronunciation, ...] = ()

    @property
    def size_bytes(self) -> int:
        """How long all its files are together."""
        return sum(file.size_bytes for file in self.files)

    def require_whole(self) -> None:
        """See that every recording is there as it was given and prepared, and is the one that the record means.

        Raises:
            Unreadable
        """
        found = {(file.kind, file.number): file for file in self.files}
        for number, reference in enumerate(self.record.voice.references, start=1):
            original = found.get((ORIGINAL, number))
            if original is None or (PREPARED, number) not in found:
                raise Unreadable("recordings, some of which are missing,")
            if original.sha256 != reference.sha256:
                raise Unreadable("recordings, which are not those it was made from,")
        if self.record.voice.consent.spoken and (CONSENT, 1) not in found:
            raise Unreadable("spoken consent, which is missing,")


def place_of(kind: str, number: int, reference: StoredReference) -> PurePosixPath:
    """Where a reference's file lies once it has travelled."""
    suffix = reference.original.suffix if kind == ORIGINAL else _PREPARED_SUFFIX
    return PurePosixPath(kind, f"{number}{suffix if _SUFFIX.fullmatch(suffix) else ''}")


def with_places(voice: Voice) -> Voice:
    """The same voice with its recordings where they lie once they have travelled."""
    references = tuple(
        replace(each, original=place_of(ORIGINAL, number, each), prepared=place_of(PREPARED, number, each))
        for number, each in enumerate(voice.references, start=1)
    )
    return replace(voice, references=references)


def as_json(portable: PortableVoice) -> dict[str, Any]:
    """The voice as plain JSON values."""
    document = json.loads(record_bytes(portable.record))
    plain = {"record": document, "files": [_file_as_json(file) for file in portable.files]}
    words = [line_of(replace(entry, voice_id="")) for entry in portable.pronunciations]
    return {**plain, "pronunciations": words} if words else plain


def _file_as_json(file: PortableFile) -> dict[str, Any]:
    plain = {
        "kind": file.kind,
        "number": file.number,
        "suffix": file.suffix,
        "bytes": file.size_bytes,
        "sha256": file.sha256,
    }
    whose = {"engine": file.engine_id, "engine_revision": file.engine_revision}
    return {**plain, **whose} if file.kind == ENCODED else plain


def loads(text: bytes) -> Any:
    """JSON from a stranger: without numbers that are none, or that nothing of ours could hold.

    Raises:
        ValueError, RecursionError
    """
    return json.loads(text, parse_float=_finite, parse_int=_small, parse_constant=_refuse)


def portable_from(stored: Mapping[str, Any]) -> PortableVoice:
    """The voice that `as_json` made `stored` from.

    Raises:
        Unreadable: it has another form, or says what no library says.
        RecordTooNew: a later version of the program wrote it.
    """
    with reading_part("description"):
        record = _record_from(stored["record"])
        files = tuple(_file_from(each) for each in stored["files"])
        _require_distinct(files, len(record.voice.references))
        words = _words_from(stored.get("pronunciations", []))
    return PortableVoice(replace(record, voice=with_places(record.voice)), files, words)


def _words_from(stored: Sequence[Any]) -> tuple[Pronunciation, ...]:
    if not isinstance(stored, list) or len(stored) > MOST_PRONUNCIATIONS:
        raise ValueError("no list of pronunciations, or too long a one")
    try:
        return tuple(replace(entry_from(line), voice_id="") for line in stored)
    except InvalidRequest as error:
        raise ValueError(error.message) from error


def _record_from(stored: Mapping[str, Any]) -> VoiceRecord:
    record = record_from(json.dumps(stored).encode())
    _require_usual(record.voice)
    try:
        # a date at the end of time, or half a surrogate pair, can be read and not be written again
        size_bytes = len(record_bytes(record))
    except OverflowError as error:
        raise ValueError("a number that cannot be kept") from error
    if size_bytes > MAX_RECORD_BYTES:  # it could not be read again from the voice's folder
        raise ValueError("more words than are kept of a voice")
    return record


def _require_usual(voice: Voice) -> None:
    """See that what the program keeps in other places than its own record has a form that is harmless there."""
    if not (_ID.fullmatch(voice.id) and _LANGUAGE.fullmatch(voice.language) and _ENGINE.fullmatch(voice.engine_id)):
        raise ValueError("an id, a language or an engine that is none")
    if len(voice.references) > MOST_REFERENCES:
        raise ValueError("more recordings than a voice has")
    short = (voice.engine_revision, voice.program_version, voice.consent.stated_via, *_names_of(voice))
    if any(len(text) > _MOST_TEXT_CHARACTERS for text in short):
        raise ValueError("a name that is longer than any")
    if any("/" in reference.name or "\\" in reference.name for reference in voice.references):
        raise ValueError("a recording's name with folders")


def _names_of(voice: Voice) -> Sequence[str]:
    return [name for reference in voice.references for name in (reference.name, reference.origin.microphone)]


def _file_from(stored: Mapping[str, Any]) -> PortableFile:
    kind, suffix = text_from(stored["kind"]), text_from(stored["suffix"])
    engine_id, revision = stored.get("engine", ""), stored.get("engine_revision", "")
    file = PortableFile(
        kind,
        _count_from(stored["number"], MOST_REFERENCES),
        suffix,
        _count_from(stored["bytes"], MOST_BYTES[kind]),
        text_from(stored["sha256"]),
        text_from(engine_id),
        text_from(revision),
    )
    usual = {PREPARED: _PREPARED_SUFFIX, CONSENT: _PREPARED_SUFFIX, ENCODED: _DATA_SUFFIX}.get(kind)
    is_usual = _SUFFIX.fullmatch(suffix) if usual is None else suffix == usual
    is_of_engine = not engine_id and not revision if kind != ENCODED else bool(_ENGINE.fullmatch(file.engine_id))
    if not (is_usual and is_of_engine and _DIGEST.fullmatch(file.sha256)) or len(revision) > _MOST_TEXT_CHARACTERS:
        raise ValueError("a file that no voice has")
    return file


def _require_distinct(files: Sequence[PortableFile], references: int) -> None:
    """See that no two files are meant for one place, and none for a recording that there is not."""
    places = {file.place for file in files}
    numbers = {(file.kind, file.number) for file in files}
    if len(places) < len(files) or len(numbers) < len(files):
        raise ValueError("two files for one place")
    if any(file.number > references for file in files if file.kind in {ORIGINAL, PREPARED}):
        raise ValueError("a file of no recording")


def _count_from(stored: object, most: int) -> int:
    if type(stored) is not int or not 1 <= stored <= most:
        raise ValueError(f"{stored!r} counts nothing")
    return stored


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError(f"{text:.20} is no number")
    return number


def _small(text: str) -> int:
    if abs(number := int(text)) > _LARGEST_NUMBER:
        raise ValueError(f"{text:.20} is larger than any number here")
    return number


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")
