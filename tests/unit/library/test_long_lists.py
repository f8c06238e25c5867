"""What lists are made of is kept with the rows, and what was looked through once is not looked through again."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.library_damage import execute
from tests.support.library_makers import Clock, new_voice
from tests.support.scorecards import scorecard
from voicecloner.errors import VoiceNotFound
from voicecloner.library import database
from voicecloner.library.asset_store import AssetStore
from voicecloner.library.database import Database
from voicecloner.library.listing import VoiceQuery
from voicecloner.library.migrations import MIGRATIONS, add_score_order
from voicecloner.library.voices import DATABASE_NAME, VoiceLibrary

OUTLINE = bytes(range(48))


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    """A library of three voices, closed."""
    with VoiceLibrary(tmp_path / "library", clock=clock) as library:
        for name in ("Anna", "Bernd", "Zoë"):
            library.create(new_voice(tmp_path, name, tags=("radio", name), outline=OUTLINE))
            clock.move(minutes=1)
    return tmp_path / "library"


def refuse(*_arguments: object, **_named: object) -> None:
    raise AssertionError("it is looked through once more")


def names(library: VoiceLibrary, **query: Any) -> list[str]:
    rows = library.lists.rows(library.lists.find(VoiceQuery(**query)).numbers)
    return [row.voice.name for row in rows.rows]


def test_rows_tell_the_voice_and_its_outline(folder, clock):
    with VoiceLibrary(folder, clock=clock) as library:
        found = library.lists.find(VoiceQuery("zoe"))
        (row,) = library.lists.rows(found.numbers).rows
        assert (row.voice, row.outline) == (library.find("Zoë").summary, OUTLINE)
        assert library.lists.whole(found.numbers).voices == (library.find("Zoë"),)
        assert library.lists.ids(found.numbers) == [row.voice.id]
        assert library.lists.number_of(row.voice.id) == row.number
        library.lists.keep_outlines({row.number: b"other"})
        assert library.lists.rows(found.numbers).rows[0].outline == b"other"
        library.update(row.voice.id, notes="changed")
        assert library.lists.rows(found.numbers).rows[0].outline == b"other"


def test_rows_keep_the_order_asked_for_and_leave_out_what_is_gone(folder, clock):
    with VoiceLibrary(folder, clock=clock) as library:
        numbers = list(library.lists.find(VoiceQuery(order="name")).numbers)
        library.delete(library.find("Bernd").id)
        rows = library.lists.rows([*reversed(numbers), 99]).rows
        assert [row.voice.name for row in rows] == ["Zoë", "Anna"]


def test_a_row_that_cannot_be_read_is_named(folder, clock):
    with VoiceLibrary(folder, clock=clock) as library:
        anna = library.find("Anna")
        execute(folder / DATABASE_NAME, "UPDATE voices SET review = '{' WHERE id = ?", anna.id)
        found = library.lists.rows(library.lists.find(VoiceQuery()).numbers)
        assert [row.voice.name for row in found.rows] == ["Zoë", "Bernd"]
        assert [each.id for each in found.damaged] == [anna.id]


def test_a_voice_that_speaks_comes_first(folder, clock):
    with VoiceLibrary(folder, clock=clock) as library:
        library.touch(library.find("Anna").id)
        assert names(library) == ["Anna", "Zoë", "Bernd"]
        assert names(library, order="created") == ["Zoë", "Bernd", "Anna"]


def test_tags_follow_the_voice(folder, clock):
    with VoiceLibrary(folder, clock=clock) as library:
        anna = library.find("Anna")
        library.update(anna.id, tags=("book",))
        assert names(library, tag="radio") == ["Zoë", "Bernd"]
        assert names(library, tag="book") == ["Anna"]
        library.delete(anna.id)
        assert library.lists.kinds().tags == ("Bernd", "Zoë", "radio")
        library.erase([anna.id])
        with library._database.reading() as connection:
            assert not connection.execute("SELECT 1 FROM voice_tags WHERE tag = 'book'").fetchone()


def measure(library: VoiceLibrary, **words_lost: int) -> None:
    for name, count in words_lost.items():
        library.keep_scorecard(library.find(name), scorecard(words_lost=count))


def test_the_best_voices_come_first_and_those_not_measured_last(folder, clock):
    with VoiceLibrary(folder, clock=clock) as library:
        measure(library, Anna=15, Bernd=0)
        assert names(library, order="score") == ["Bernd", "Anna", "Zoë"]
        measure(library, Zoë=8)
        assert names(library, order="score") == ["Bernd", "Zoë", "Anna"]


def test_an_earlier_librarys_voices_are_sorted_by_score_too(folder, clock):
    with VoiceLibrary(folder, clock=clock) as library:
        measure(library, Zoë=15, Anna=0)
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        for name in ("score", "number"):
            connection.execute(f"DROP INDEX voices_by_{name}")
        connection.execute("CREATE INDEX voices_by_number ON voices (number) WHERE deleted_at IS NULL")
        connection.execute("ALTER TABLE voices DROP COLUMN score_key")
        connection.execute(f"PRAGMA user_version = {MIGRATIONS.index(add_score_order)}")
        connection.commit()
    with VoiceLibrary(folder, clock=clock) as library:
        assert names(library, order="score") == ["Anna", "Zoë", "Bernd"]


def forget_lists(database: Path) -> None:
    """As the step leaves it that brings a library of an earlier version up to date."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE voices SET sort_name = '', recent_at = '', verdict = '', record_mark = ''")
        connection.execute("DELETE FROM voice_search")
        connection.execute("DELETE FROM voice_tags")
        connection.commit()


def test_an_earlier_librarys_voices_are_listed_too(folder, clock):
    forget_lists(folder / DATABASE_NAME)
    with VoiceLibrary(folder, clock=clock) as library:
        assert library.notes == ()
        for query in ({"order": "name"}, {"order": "recent"}, {"words": "fluß"}, {"tag": "radio"}):
            assert sorted(names(library, **query)) == ["Anna", "Bernd", "Zoë"]
        assert [voice.name for voice in library.look(VoiceQuery(verdicts=("warn",))).voices] == ["Zoë", "Bernd", "Anna"]


def test_what_agrees_is_not_read_again(folder, clock, monkeypatch):
    with VoiceLibrary(folder, clock=clock) as library:
        library.rename(library.find("Anna").id, "Annabel")
    VoiceLibrary(folder, clock=clock).close()  # sees that the record agrees with the row
    monkeypatch.setattr(AssetStore, "read_record", refuse)
    with VoiceLibrary(folder, clock=clock) as library:
        assert len(library.list()) == 3


def test_a_record_that_was_changed_is_read(folder, clock):
    with VoiceLibrary(folder, clock=clock) as library:
        record = folder / "voices" / library.find("Anna").id / "voice.json"
    stored = json.loads(record.read_text("utf-8"))
    record.write_text(json.dumps({**stored, "revision": 9, "notes": "from elsewhere"}), "utf-8")
    with VoiceLibrary(folder, clock=clock) as library:
        assert library.find("Anna").notes == "from elsewhere"


def test_a_database_is_looked_through_once_a_day(folder, clock, monkeypatch):
    monkeypatch.setattr(Database, "require_sound", refuse)
    VoiceLibrary(folder, clock=clock).close()
    clock.move(days=1)
    with pytest.raises(AssertionError, match="looked through once more"):
        VoiceLibrary(folder, clock=clock)


def test_much_that_was_written_by_the_library_needs_no_look(folder, clock, monkeypatch):
    monkeypatch.setattr(database, "_LONGEST_LOG_BYTES", 20_000)
    log = folder / f"{DATABASE_NAME}-wal"
    with VoiceLibrary(folder, clock=clock) as library:
        voice, lengths = library.find("Anna"), []
        for number in range(20):
            library.rename(voice.id, f"Anna {number}")
            lengths.append(log.stat().st_size)
    assert 0 in lengths
    monkeypatch.setattr(Database, "require_sound", refuse)
    with VoiceLibrary(folder, clock=clock) as library:
        assert library.find("Anna 19")


def test_a_database_that_somebody_else_wrote_is_looked_through(folder, clock, monkeypatch):
    execute(folder / DATABASE_NAME, "UPDATE voices SET notes = 'by hand'")
    monkeypatch.setattr(Database, "require_sound", refuse)
    with pytest.raises(AssertionError, match="looked through once more"):
        VoiceLibrary(folder, clock=clock)


def test_one_that_was_copied_back_is_looked_through(folder, tmp_path, clock, monkeypatch):
    shutil.copy(folder / DATABASE_NAME, tmp_path / "copy.db")
    (folder / DATABASE_NAME).unlink()
    shutil.copy(tmp_path / "copy.db", folder / DATABASE_NAME)
    monkeypatch.setattr(Database, "require_sound", refuse)
    with pytest.raises(AssertionError, match="looked through once more"):
        VoiceLibrary(folder, clock=clock)


def test_names_near_to_a_wrong_one_are_those_used_last(folder, clock):
    with VoiceLibrary(folder, clock=clock) as library, pytest.raises(VoiceNotFound) as raised:
        library.find("Ana")
    assert raised.value.hint == "Did you mean “Anna”?"


def test_the_first_of_a_list_are_read_alone(folder, clock):
    with VoiceLibrary(folder, clock=clock) as library:
        assert [each.name for each in library.look(limit=2).voices] == ["Zoë", "Bernd"]


@pytest.mark.parametrize(
    ("change", "part"),
    [("tags = '7'", "tags"), ("created_at = 'long ago'", "date"), ("consent = '{'", "consent"), ("verdict = '?'", "")],
)
def test_what_a_row_cannot_tell_is_looked_for_in_the_whole_voice(folder, clock, change, part):
    with VoiceLibrary(folder, clock=clock) as library:
        anna = library.find("Anna")
        execute(folder / DATABASE_NAME, f"UPDATE voices SET {change} WHERE id = ?", anna.id)  # noqa: S608
        found = library.lists.rows(library.lists.find(VoiceQuery()).numbers)
        assert [each.part for each in found.damaged] == [part] * bool(part)
        assert [row.voice for row in found.rows if row.voice.id == anna.id] == [anna.summary] * (not part)
