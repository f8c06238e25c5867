"""What a voice's folder says about it: its ``voice.json``, from which its row in the database can be made anew.

The database is what the program works with; the record is a copy of a voice's row beside its recordings. Both count the
voice's changes (`VoiceRecord.revision`): of two that differ, the one that saw more of them is true.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from voicecloner.domain.quality import Span, review_as_dict, review_from_dict
from voicecloner.domain.scorecard import scorecard_as_dict
from voicecloner.domain.voice import StoredReference, Voice, VoiceMode
from voicecloner.errors import InvalidRequest
from voicecloner.library.names import clean_name
from voicecloner.library.rows import (
    Unreadable,
    channel_from,
    consent_as_dict,
    consent_from_dict,
    origin_from,
    reading_part,
    scorecard_or_none,
    tags_from,
    text_from,
    time_from,
    time_text,
    time_text_of,
)

RECORD_NAME = "voice.json"
RECORD_VERSION = 2
"""In the first version the name of who speaks was called ``who``."""
_READABLE = (1, RECORD_VERSION)
MAX_RECORD_BYTES = 16 << 20  # a transcript is text of some minutes; what is larger is no record


class RecordTooNew(Unreadable):
    """A later version of the program wrote it."""


@dataclass(frozen=True)
class VoiceRecord:
    """Everything the library knows of a voice.

    Attributes:
        voice: the voice.
        revision: how many times it was changed, from 1.
        deleted_at: when it was put in the trash, UTC; None while it is not there.
    """

    voice: Voice
    revision: int = 1
    deleted_at: datetime | None = None


def mark_of(revision: int, stamp: str) -> str:
    """What is noted of a record's file that was found to agree with its row: while both are the same, so they do.

    Args:
        revision: the row's.
        stamp: as of `AssetStore.record_stamp`.
    """
    return f"{revision}:{stamp}"


def record_bytes(record: VoiceRecord) -> bytes:
    """The record as the content of a ``voice.json``."""
    voice = record.voice
    document = {
        "version": RECORD_VERSION,
        "revision": record.revision,
        "id": voice.id,
        "name": voice.name,
        "language": voice.language,
        "consent": consent_as_dict(voice.consent),
        "engine": voice.engine_id,
        "engine_revision": voice.engine_revision,
        "mode": voice.mode.value,
        "transcript": voice.transcript,
        "references": [_reference_as_dict(reference) for reference in voice.references],
        "created_at": time_text(voice.created_at),
        "last_used_at": time_text_of(voice.last_used_at),
        "deleted_at": time_text_of(record.deleted_at),
        "tags": list(voice.tags),
        "notes": voice.notes,
        "program_version": voice.program_version,
        "review": review_as_dict(voice.review),
        "scorecard": scorecard_as_dict(voice.scorecard) if voice.scorecard else None,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def record_from(content: bytes) -> VoiceRecord:
    """The record that a ``voice.json`` holds.

    Raises:
        Unreadable: it holds none, or not a whole one.
    """
    with reading_part("file voice.json"):
        stored = json.loads(content)
        if stored["version"] not in _READABLE:
            raise RecordTooNew("file voice.json, which a later version of VoiceCloner wrote,")
        return VoiceRecord(_voice_from(stored), _revision_from(stored), _moment_or_none(stored["deleted_at"]))


def _voice_from(stored: Mapping[str, Any]) -> Voice:
    return Voice(
        id=text_from(stored["id"]),
        name=_name_from(stored["name"]),
        language=text_from(stored["language"]),
        engine_id=text_from(stored["engine"]),
        engine_revision=text_from(stored["engine_revision"]),
        mode=VoiceMode(stored["mode"]),
        transcript=text_from(stored["transcript"]),
        references=_references_from(stored["references"]),
        review=review_from_dict(stored["review"]),
        consent=consent_from_dict(stored["consent"]),
        created_at=time_from(stored["created_at"]),
        last_used_at=_moment_or_none(stored["last_used_at"]),
        tags=tags_from(stored["tags"]),
        notes=text_from(stored["notes"]),
        program_version=text_from(stored["program_version"]),
        scorecard=scorecard_or_none(stored.get("scorecard")),  # earlier versions did not measure it
    )


def _revision_from(stored: Mapping[str, Any]) -> int:
    revision = stored["revision"]
    if type(revision) is not int or not 0 < revision < 1 << 62:
        raise ValueError(f"{revision!r} counts nothing")
    return revision


def _name_from(stored: object) -> str:
    try:
        return clean_name(text_from(stored))
    except InvalidRequest as error:
        raise ValueError(error.message) from error


def _reference_as_dict(reference: StoredReference) -> dict[str, Any]:
    return {
        "name": reference.name,
        "original": str(reference.original),
        "prepared": str(reference.prepared),
        "seconds": float(reference.seconds),
        "sha256": reference.sha256,
        "span": [reference.span.start_s, reference.span.end_s] if reference.span else None,
        "channel": reference.channel,
        "microphone": reference.origin.microphone,
        "recorded_at": time_text_of(reference.origin.recorded_at),
    }


def _references_from(stored: list[Mapping[str, Any]]) -> tuple[StoredReference, ...]:
    if not stored:
        raise ValueError("a voice without recordings")
    return tuple(_reference_from(each) for each in stored)


def _reference_from(stored: Mapping[str, Any]) -> StoredReference:
    span = stored["span"]
    return StoredReference(
        name=text_from(stored["name"]),
        original=_inner_path(stored["original"]),
        prepared=_inner_path(stored["prepared"]),
        seconds=_seconds(stored["seconds"]),
        sha256=text_from(stored["sha256"]),
        span=None if span is None else Span(_seconds(span[0]), _seconds(span[1])),
        channel=channel_from(stored.get("channel")),  # earlier versions did not know these
        origin=origin_from(stored.get("microphone", ""), stored.get("recorded_at")),
    )


def _inner_path(stored: object) -> PurePosixPath:
    """A path that cannot lead out of the voice's folder, even if a stranger wrote it."""
    path = PurePosixPath(text_from(stored))
    if path.is_absolute() or ".." in path.parts or "\\" in str(path) or ":" in str(path) or len(path.parts) < 2:
        raise ValueError(f"{stored!r} leads elsewhere")
    return path


def _seconds(stored: Any) -> float:
    seconds = float(stored)
    if not 0.0 <= seconds < math.inf:
        raise ValueError(f"{stored!r} is no length")
    return seconds


def _moment_or_none(stored: object) -> datetime | None:
    return None if stored is None else time_from(stored)
