"""Voices as database rows and back."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from voicecloner.domain.audio import RecordingOrigin
from voicecloner.domain.consent import Consent, ConsentKind, SpokenConsent, StatedBy, Use
from voicecloner.domain.quality import Span, review_as_dict, review_from_dict
from voicecloner.domain.scorecard import Scorecard, scorecard_as_dict, scorecard_from_dict
from voicecloner.domain.voice import DamagedVoice, StoredReference, Voice, VoiceMode
from voicecloner.errors import VoiceDamaged
from voicecloner.library.names import name_key
from voicecloner.library.search import search_key

CONSENT_RECORDING = PurePosixPath("consent", "1.flac")
"""Where spoken consent lies in a voice's folder."""
UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, RecursionError)
"""What reading a value of another form than it should have comes to."""


class Unreadable(ValueError):
    """A part of what is kept of a voice has another form than it should have.

    Args:
        part: which, in a word for the user.
    """

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True)
class ReadRows:
    """What rows of table ``voices`` hold.

    Attributes:
        voices: those that can be read, each with its row, in their order.
        damaged: those that cannot.
    """

    voices: tuple[tuple[sqlite3.Row, Voice], ...]
    damaged: tuple[DamagedVoice, ...]


@contextmanager
def reading_part(part: str) -> Iterator[None]:
    """Turn whatever reading a value of a wrong form raises into `Unreadable`."""
    try:
        yield
    except Unreadable:
        raise
    except UNREADABLE as error:
        raise Unreadable(part) from error


def time_text(moment: datetime) -> str:
    """ISO 8601 in UTC with microseconds: sorts as text in the order of time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def time_from(text: object) -> datetime:
    """The moment that `time_text` wrote.

    Raises:
        ValueError, TypeError: it is none, or nobody knows in which time zone.
    """
    moment = datetime.fromisoformat(text_from(text))
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return moment


def time_text_of(moment: datetime | None) -> str | None:
    """The same, or None where there is none."""
    return time_text(moment) if moment else None


def origin_from(microphone: object, recorded_at: object) -> RecordingOrigin:
    """The origin of a recording, as it is stored.

    Raises:
        ValueError, TypeError: it is none.
    """
    return RecordingOrigin(text_from(microphone), None if recorded_at is None else time_from(recorded_at))


def text_from(value: object) -> str:
    """The value, if it is a text that a file can hold.

    Raises:
        TypeError, ValueError
    """
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    value.encode()
    return value


def voice_row(voice: Voice) -> dict[str, str | None]:
    """The columns of table ``voices``, except ``number`` and those the library counts for itself."""
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
        "consent": json.dumps(consent_as_dict(voice.consent), ensure_ascii=False),
        "created_at": time_text(voice.created_at),
        "last_used_at": time_text_of(voice.last_used_at),
        "tags": json.dumps(voice.tags, ensure_ascii=False),
        "notes": voice.notes,
        "program_version": voice.program_version,
        "scorecard": json.dumps(scorecard_as_dict(voice.scorecard)) if voice.scorecard else None,
        **listing_columns(voice),
    }


def listing_columns(voice: Voice) -> dict[str, str]:
    """The columns that lists are sorted and filtered by; they follow from the others."""
    return {
        "sort_name": f"{search_key(voice.name)}\x1f{voice.name}",
        "verdict": voice.review.verdict.value,
        "recent_at": time_text(voice.last_used_at or voice.created_at),
        "score_key": score_key(voice.scorecard),
    }


def score_key(card: Scorecard | None) -> str:
    """What sorts voices by their score: three digits; empty, and so behind all others, where it was not measured."""
    return f"{card.score:03d}" if card else ""


def insert_references(connection: sqlite3.Connection, number: int, references: Sequence[StoredReference]) -> None:
    """Write the references of the voice in row `number`, in their order, in place of those it had."""
    connection.execute("DELETE FROM voice_references WHERE voice_number = ?", (number,))
    connection.executemany(
        "INSERT INTO voice_references"
        " (voice_number, position, name, original, prepared, seconds, sha256, start_s, end_s, channel, microphone,"
        " recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(number, position, *_reference_columns(reference)) for position, reference in enumerate(references)],
    )


def _reference_columns(reference: StoredReference) -> tuple[str | float | None, ...]:
    original, prepared, span = str(reference.original), str(reference.prepared), reference.span
    stretch = (float(span.start_s), float(span.end_s)) if span else (None, None)
    source = (reference.channel, reference.origin.microphone, time_text_of(reference.origin.recorded_at))
    return (reference.name, original, prepared, float(reference.seconds), reference.sha256, *stretch, *source)


def read_rows(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> ReadRows:
    """The voices of rows of table ``voices``: one that cannot be read does not keep the others from being read."""
    references: dict[int, list[sqlite3.Row]] = {row["number"]: [] for row in rows}
    for reference in _reference_rows(connection, list(references)):
        references[reference["voice_number"]].append(reference)
    voices, damaged = [], []
    for row in rows:
        try:
            voices.append((row, _voice_from(row, references[row["number"]])))
        except Unreadable as error:
            damaged.append(DamagedVoice(row["id"], row["name"], error.part))
    return ReadRows(tuple(voices), tuple(damaged))


def voice_from(connection: sqlite3.Connection, row: sqlite3.Row) -> Voice:
    """The voice of a row of table ``voices``.

    Raises:
        VoiceDamaged: something of it cannot be read.
    """
    read = read_rows(connection, [row])
    if read.damaged:
        raise VoiceDamaged(read.damaged[0].sentence)
    return read.voices[0][1]


def _reference_rows(connection: sqlite3.Connection, numbers: list[int]) -> Sequence[sqlite3.Row]:
    # one JSON argument, because the count of arguments is limited
    return connection.execute(
        "SELECT * FROM voice_references WHERE voice_number IN (SELECT value FROM json_each(?))"
        " ORDER BY voice_number, position",
        (json.dumps(numbers),),
    ).fetchall()


def _references_from(rows: Sequence[sqlite3.Row]) -> tuple[StoredReference, ...]:
    if not rows:
        raise Unreadable("list of recordings")
    return tuple(_reference_from(row) for row in rows)


def _reference_from(row: sqlite3.Row) -> StoredReference:
    return StoredReference(
        name=row["name"],
        original=PurePosixPath(row["original"]),
        prepared=PurePosixPath(row["prepared"]),
        seconds=row["seconds"],
        sha256=row["sha256"],
        span=None if row["start_s"] is None else Span(float(row["start_s"]), float(row["end_s"])),
        channel=channel_from(row["channel"]),
        origin=origin_from(row["microphone"], row["recorded_at"]),
    )


def _voice_from(row: sqlite3.Row, references: Sequence[sqlite3.Row]) -> Voice:
    with reading_part("mode"):
        mode = VoiceMode(row["mode"])
    with reading_part("list of recordings"):
        kept = _references_from(references)
    with reading_part("review"):
        review = review_from_dict(json.loads(row["review"]))
    with reading_part("consent"):
        consent = consent_from_dict(json.loads(row["consent"]))
    with reading_part("date"):
        created_at = time_from(row["created_at"])
        last_used_at = time_from(row["last_used_at"]) if row["last_used_at"] else None
        _deleted_at = time_from(row["deleted_at"]) if row["deleted_at"] else None  # read by others, checked here
    with reading_part("tags"):
        tags = tags_from(json.loads(row["tags"]))
    return Voice(
        id=row["id"],
        name=row["name"],
        language=row["language"],
        engine_id=row["engine_id"],
        engine_revision=row["engine_revision"],
        mode=mode,
        transcript=row["transcript"],
        references=kept,
        review=review,
        consent=consent,
        created_at=created_at,
        last_used_at=last_used_at,
        tags=tags,
        notes=row["notes"],
        program_version=row["program_version"],
        scorecard=scorecard_of(row["scorecard"]),
    )


def scorecard_of(text: str | None) -> Scorecard | None:
    """The scorecard out of its column; None as of `scorecard_or_none`."""
    try:
        return scorecard_or_none(json.loads(text)) if text else None
    except UNREADABLE:
        return None


def scorecard_or_none(stored: Any) -> Scorecard | None:
    """The scorecard out of JSON; None where there is none, or none that can be read.

    It can be measured anew at any time: no voice is given up for it.
    """
    try:
        return None if stored is None else scorecard_from_dict(stored)
    except UNREADABLE:
        return None


def channel_from(stored: object) -> int | None:
    """The number of a channel.

    Raises:
        ValueError: it is none.
    """
    if stored is not None and (type(stored) is not int or stored < 1):
        raise ValueError(f"{stored!r} counts no channel")
    return stored


def tags_from(stored: object) -> tuple[str, ...]:
    """Tags out of JSON.

    Raises:
        TypeError: it is no list of texts.
    """
    if not isinstance(stored, list):
        raise TypeError(f"{stored!r} is no list")
    return tuple(map(text_from, stored))


def consent_as_dict(consent: Consent) -> dict[str, Any]:
    """The consent as plain JSON values."""
    return {
        "kind": consent.kind.value,
        "stated_at": time_text(consent.stated_at),
        "stated_via": consent.stated_via,
        "speaker": consent.speaker,
        "note": consent.note,
        "uses": None if consent.uses is None else [use.value for use in consent.uses],
        "spoken": _spoken_as_dict(consent.spoken) if consent.spoken else None,
        "stated_by": consent.stated_by.value,
    }


def consent_from_dict(stored: Mapping[str, Any]) -> Consent:
    """The consent that `consent_as_dict` made `stored` from.

    Raises:
        KeyError, ValueError, TypeError: `stored` has another form.
    """
    return Consent(
        ConsentKind(stored["kind"]),
        time_from(stored["stated_at"]),
        text_from(stored["stated_via"]),
        text_from(stored["speaker"] if "speaker" in stored else stored["who"]),  # as earlier versions call it
        # earlier versions did not know these
        text_from(stored.get("note", "")),
        _uses_from(stored.get("uses")),
        _spoken_from(stored.get("spoken")),
        StatedBy(stored.get("stated_by", StatedBy.USER)),
    )


def _uses_from(stored: list[str] | None) -> tuple[Use, ...] | None:
    return None if stored is None else tuple(map(Use, tags_from(stored)))


def _spoken_as_dict(spoken: SpokenConsent) -> dict[str, str | float]:
    return {
        "sentence": spoken.sentence,
        "heard": spoken.heard,
        "likeness": spoken.likeness,
        "recording": str(spoken.recording),
        "spoken_at": time_text(spoken.spoken_at),
    }


def _spoken_from(stored: Mapping[str, Any] | None) -> SpokenConsent | None:
    if stored is None:
        return None
    if stored["recording"] != str(CONSENT_RECORDING):  # a stranger may have written it: it must not lead elsewhere
        raise ValueError(f"{stored['recording']!r} is no recording of consent")
    return SpokenConsent(
        sentence=text_from(stored["sentence"]),
        heard=text_from(stored["heard"]),
        likeness=float(stored["likeness"]),
        recording=CONSENT_RECORDING,
        spoken_at=time_from(stored["spoken_at"]),
    )
