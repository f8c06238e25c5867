"""A library on a disk that refuses to be written can be read, and changed as soon as there is room."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from tests.support.library_damage import cut, empty, move_away, put_another_programs, scribble, zero_a_page
from tests.support.library_makers import new_voice
from voicecloner.errors import LibraryTooNew, StorageError
from voicecloner.library import opening, voices
from voicecloner.library.voices import DATABASE_NAME, VoiceLibrary

FULL = StorageError(
    "The disk is full: nothing more can be written in voices.", "Free some space on it, then try again."
)


@pytest.fixture
def folder(tmp_path):
    with VoiceLibrary(tmp_path / "library") as library:
        for name in ("Anna", "Bernd", "Zoë"):
            library.create(new_voice(tmp_path, name))
        library.delete(library.find("Zoë").id)
    return tmp_path / "library"


@pytest.fixture
def full(monkeypatch):
    """Whether the disk is full can be changed."""
    state, usual = {"full": True}, opening.open_database

    def opened(*arguments, **options):
        if state["full"]:
            raise FULL
        return usual(*arguments, **options)

    monkeypatch.setattr(voices, "open_database", opened)
    return state


def test_voices_and_trash_are_seen_and_nothing_is_changed(folder, full, tmp_path):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with VoiceLibrary(folder) as library:
        assert library.notes == (f"{FULL.message} Voices can be seen and heard, but none can be made or changed.",)
        assert sorted(voice.name for voice in library.list()) == ["Anna", "Bernd"]
        assert [each.voice.name for each in library.trash()] == ["Zoë"]
        assert library.voice_file(library.find("anna")).exists()
        assert library.inspect().faults == ()
        anna = library.find("Anna").id
        for change in (
            lambda: library.rename(anna, "Berta"),
            lambda: library.delete(anna),
            lambda: library.create(new_voice(tmp_path, "New")),
            lambda: library.purge(0),
            library.repair,
        ):
            with pytest.raises(StorageError, match="disk is full") as raised:
                change()
            assert raised.value.hint == FULL.hint
        assert sorted(voice.name for voice in library.list()) == ["Anna", "Bernd"]
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_as_soon_as_there_is_room_voices_can_be_changed(folder, full, tmp_path):
    with VoiceLibrary(folder) as library:
        full["full"] = False
        library.rename(library.find("Anna").id, "Berta")
        library.create(new_voice(tmp_path, "New"))
        assert sorted(voice.name for voice in library.list()) == ["Bernd", "Berta", "New"]
        assert library.notes == ()
    with VoiceLibrary(folder) as library:
        assert sorted(voice.name for voice in library.list()) == ["Bernd", "Berta", "New"]


def test_what_sqlite_has_not_written_back_is_seen(folder, full):
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("UPDATE voices SET last_used_at = '2030-01-01T00:00:00+00:00' WHERE name = 'Anna'")
        connection.commit()
        beside = folder.parent / "beside"
        shutil.copytree(folder, beside)  # as a kill leaves it
    (beside / f"{DATABASE_NAME}-shm").unlink()
    with VoiceLibrary(beside) as library:
        assert library.find("Anna").last_used_at.year == 2030


@pytest.mark.parametrize("backups", [True, False])
@pytest.mark.parametrize("lose", [move_away, empty, scribble, cut, zero_a_page, put_another_programs])
def test_a_database_that_is_lost_as_well_is_made_up_in_memory(folder, full, lose, backups):
    lose(folder / DATABASE_NAME)
    if not backups:
        shutil.rmtree(folder / "backups", ignore_errors=True)
    with VoiceLibrary(folder) as library:
        assert sorted(voice.name for voice in library.list()) == ["Anna", "Bernd"]
        assert [each.voice.name for each in library.trash()] == ["Zoë"]


def test_a_later_version_is_refused_all_the_same(folder, full):
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(LibraryTooNew):
        VoiceLibrary(folder)


def test_where_there_is_no_library_the_reason_is_told(tmp_path, full):
    with pytest.raises(StorageError, match="disk is full"):
        VoiceLibrary(tmp_path / "none")
