"""Voices as database rows and back."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import PurePosixPath

from voicecloner.domain.consent import Consent, ConsentKind
from voicecloner.domain.quality import Span, review_as_dict, review_from_dict
from voicecloner.domain.voice import StoredReference, Voice, VoiceMode
from voicecloner.library.names import name_key


def time_text(moment: datetime) -> str:
    """ISO 8601 in UTC with microseconds: sorts as text in the order of time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def voice_row(voice: Voice) -> dict[str, str | None]:
    """The columns of table ``voices``, except ``number`` and ``deleted_at``."""
    return {
        "id": voice.id,
        "name": voice.name,
        "name_key": name_key(voice.name),
        "language": voice.language,
        "engine_id": voice.engine_id,
        "engine_revision": voice.engine_revision,
        "mode": voice.mode.value,
        "transcript": voice.transcript,
        "review": json.dumps(review_as_dict(voice.review), ensure_ascii=False),
        "consent": consent_text(voice.consent),
        "created_at": time_text(voice.created_at),
        "last_used_at": time_text(voice.last_used_at) if voice.last_used_at else None,
        "tags": json.dumps(voice.tags, ensure_ascii=False),
        "notes": voice.notes,
        "program_version": voice.program_version,
    }


def insert_references(connection: sqlite3.Connection, number: int, references: Sequence[StoredReference]) -> None:
    """Write the references of the voice in row `number`, in their order."""
    connection.executemany(
        "INSERT INTO voice_references"
        " (voice_number, position, name, original, prepared, seconds, sha256, start_s, end_s)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(number, position, *_reference_columns(reference)) for position, reference in enumerate(references)],
    )


def _reference_columns(reference: StoredReference) -> tuple[str | float | None, ...]:
    original, prepared, span = str(reference.original), str(reference.prepared), reference.span
    stretch = (float(span.start_s), float(span.end_s)) if span else (None, None)
    return (reference.name, original, prepared, float(reference.seconds), reference.sha256, *stretch)


def voices_from(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> list[Voice]:
    """The voices of rows of table ``voices``, in their order."""
    references: dict[int, list[StoredReference]] = {row["number"]: [] for row in rows}
    for row in _reference_rows(connection, list(references)):
        references[row["voice_number"]].append(_reference_from(row))
    return [_voice_from(row, tuple(references[row["number"]])) for row in rows]


def _reference_rows(connection: sqlite3.Connection, numbers: list[int]) -> Sequence[sqlite3.Row]:
    # one JSON argument, because the count of arguments is limited
    return connection.execute(
        "SELECT * FROM voice_references WHERE voice_number IN (SELECT value FROM json_each(?))"
        " ORDER BY voice_number, position",
        (json.dumps(numbers),),
    ).fetchall()


def _reference_from(row: sqlite3.Row) -> StoredReference:
    return StoredReference(
        name=row["name"],
        original=PurePosixPath(row["original"]),
        prepared=PurePosixPath(row["prepared"]),
        seconds=row["seconds"],
        sha256=row["sha256"],
        span=None if row["start_s"] is None else Span(row["start_s"], row["end_s"]),
    )


def _voice_from(row: sqlite3.Row, references: tuple[StoredReference, ...]) -> Voice:
    return Voice(
        id=row["id"],
        name=row["name"],
        language=row["language"],
        engine_id=row["engine_id"],
        engine_revision=row["engine_revision"],
        mode=VoiceMode(row["mode"]),
        transcript=row["transcript"],
        references=references,
        review=review_from_dict(json.loads(row["review"])),
        consent=consent_from(row["consent"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        last_used_at=datetime.fromisoformat(row["last_used_at"]) if row["last_used_at"] else None,
        tags=tuple(json.loads(row["tags"])),
        notes=row["notes"],
        program_version=row["program_version"],
    )


def consent_text(consent: Consent) -> str:
    """The consent as JSON."""
    return json.dumps({**asdict(consent), "stated_at": time_text(consent.stated_at)}, ensure_ascii=False)


def consent_from(text: str) -> Consent:
    """The consent that `consent_text` wrote."""
    stored = json.loads(text)
    stated_at = datetime.fromisoformat(stored["stated_at"])
    return Consent(**{**stored, "kind": ConsentKind(stored["kind"]), "stated_at": stated_at})
