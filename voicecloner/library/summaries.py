"""What lists show of voices, read from the few columns that hold it.

A whole voice is some sixty objects, most of them its review's: reading them for every row that is scrolled past would
cost more than finding the rows.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from voicecloner.domain.quality import Severity
from voicecloner.domain.scorecard_words import severity_of
from voicecloner.domain.voice import DamagedVoice, VoiceSummary
from voicecloner.library.rows import UNREADABLE, scorecard_of, tags_from, time_from
from voicecloner.library.voice_table import voices_of


@dataclass(frozen=True, slots=True)
class ListedVoice:
    """A voice as a row of a list.

    Attributes:
        number: as of `listing`.
        voice: what is shown of it.
        outline: see `NewVoice`; None if nobody has drawn it yet.
    """

    number: int
    voice: VoiceSummary
    outline: bytes | None = None


@dataclass(frozen=True)
class FoundRows:
    """Rows of a list; see `FoundVoices`."""

    rows: tuple[ListedVoice, ...]
    damaged: tuple[DamagedVoice, ...] = ()


def listed_voices(connection: sqlite3.Connection, numbers: Sequence[int]) -> FoundRows:
    """The living voices in rows with these numbers, in their order; what is gone meanwhile is left out.

    Damaged are those of which something cannot be taken apart. What is well-formed and still no review or consent
    shows when the voice is read whole.
    """
    listed: dict[int, ListedVoice] = {}
    doubtful = []
    for row in _rows(connection, numbers):
        try:
            listed[row["number"]] = _listed(row)
        except UNREADABLE:
            doubtful.append(row["number"])
    # reading them whole tells which part it is; SQLite may also doubt what Python reads
    whole = voices_of(connection, doubtful)
    for row, voice in whole.voices:
        listed[row["number"]] = ListedVoice(row["number"], voice.summary, row["outline"])
    return FoundRows(tuple(listed[number] for number in numbers if number in listed), whole.damaged)


def _rows(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[sqlite3.Row]:
    return connection.execute(
        "SELECT number, id, name, language, engine_id, engine_revision, verdict, created_at, last_used_at, tags,"
        " scorecard, outline, json_valid(review) AND json_valid(consent) AS is_sound,"
        " (SELECT sum(seconds) FROM voice_references WHERE voice_number = voices.number) AS seconds"
        " FROM voices WHERE number IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL",
        (json.dumps(list(numbers)),),
    ).fetchall()


def _listed(row: sqlite3.Row) -> ListedVoice:
    if not row["is_sound"] or row["seconds"] is None:  # no recordings
        raise ValueError
    card = scorecard_of(row["scorecard"])
    summary = VoiceSummary(
        id=row["id"],
        name=row["name"],
        language=row["language"],
        engine_id=row["engine_id"],
        engine_revision=row["engine_revision"],
        verdict=Severity(row["verdict"]),
        created_at=time_from(row["created_at"]),
        last_used_at=time_from(row["last_used_at"]) if row["last_used_at"] else None,
        tags=tags_from(json.loads(row["tags"])),
        score=card.score if card else None,
        score_verdict=severity_of(card) if card else None,
        seconds=row["seconds"],
    )
    return ListedVoice(row["number"], summary, row["outline"])
