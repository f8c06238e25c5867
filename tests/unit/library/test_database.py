import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.library_makers import files_below, new_voice
from voicecloner.errors import LibraryDamaged, LibraryError, LibraryTooNew, StorageError
from voicecloner.library import database
from voicecloner.library.database import Database
from voicecloner.library.migrations import COLUMNS, MIGRATIONS
from voicecloner.library.voices import DATABASE_NAME, VoiceLibrary


def add_colour(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE voices ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'")


def add_shape(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE voices ADD COLUMN shape TEXT")


def break_halfway(connection: sqlite3.Connection) -> None:
    connection.execute("DROP TABLE voice_references")
    connection.execute("DROP TABLE nowhere")


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]


def copies_before(path: Path) -> list[Path]:
    return sorted(copy for copy in (path.parent / "backups").iterdir() if "before" in copy.name)


def delete_all_and_fail(opened: Database) -> None:
    with opened.writing() as connection:
        connection.execute("DELETE FROM voices")
        raise RuntimeError


@pytest.fixture
def old(tmp_path) -> Path:
    """A library of today's schema with one voice, closed."""
    with VoiceLibrary(tmp_path / "library") as library:
        library.create(new_voice(tmp_path))
    return tmp_path / "library" / DATABASE_NAME


def test_a_new_database_needs_no_copy(tmp_path):
    Database(tmp_path / "new" / DATABASE_NAME).close()
    assert files_below(tmp_path) == [f"new/{DATABASE_NAME}"]
    assert version_of(tmp_path / "new" / DATABASE_NAME) == len(MIGRATIONS)


def test_the_folder_is_the_users_alone(tmp_path):
    Database(tmp_path / "new" / DATABASE_NAME).close()
    if os.name == "posix":
        assert (tmp_path / "new").stat().st_mode & 0o077 == 0


def test_migrating_adds_to_what_is_there_and_keeps_a_copy(old):
    with closing(Database(old, [*MIGRATIONS, add_colour, add_shape])) as migrated, migrated.reading() as connection:
        rows = connection.execute("SELECT name, colour, shape FROM voices").fetchall()
    assert [tuple(row) for row in rows] == [("Anna", "blue", None)]
    assert version_of(old) == len(MIGRATIONS) + 2
    copies = copies_before(old)
    assert [path.name.rpartition("-before-")[2] for path in copies] == [f"version-{len(MIGRATIONS) + 1}.db"]
    with closing(Database(copies[0])) as copy, copy.reading() as connection:
        assert connection.execute("SELECT name FROM voices").fetchone()[0] == "Anna"
    assert not [path for path in old.parent.iterdir() if path.name.startswith(".")]


def test_every_released_version_can_be_brought_up_to_date(tmp_path):
    for version in range(1, len(MIGRATIONS)):
        path = tmp_path / str(version) / DATABASE_NAME
        Database(path, MIGRATIONS[:version]).close()
        with VoiceLibrary(path.parent) as library:
            voice = library.create(new_voice(tmp_path))
            assert library.list("fluß") == (voice,)


def test_a_migration_that_fails_changes_nothing(old):
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        Database(old, [*MIGRATIONS, add_colour, break_halfway])
    assert version_of(old) == len(MIGRATIONS) + 1
    with closing(Database(old, [*MIGRATIONS, add_colour])) as reopened, reopened.reading() as connection:
        assert connection.execute("SELECT count(*) FROM voice_references").fetchone()[0] == 1


def test_a_new_file_gets_all_its_tables_or_none(tmp_path):
    path = tmp_path / "new" / DATABASE_NAME
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        Database(path, [*MIGRATIONS, break_halfway])
    assert version_of(path) == 0
    Database(path).close()
    assert version_of(path) == len(MIGRATIONS)


def test_a_migration_runs_once_however_many_open_at_once(old):
    runs = []

    def counted(connection: sqlite3.Connection) -> None:
        runs.append(threading.get_ident())
        add_colour(connection)

    barrier = threading.Barrier(3)

    def open_and_close() -> None:
        barrier.wait()
        Database(old, [*MIGRATIONS, counted]).close()

    threads = [threading.Thread(target=open_and_close) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(runs) == 1
    copies = copies_before(old)
    assert [version_of(path) for path in copies] == [len(MIGRATIONS)]


def test_a_newer_library_is_refused_and_not_touched(old):
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = old.read_bytes()
    with pytest.raises(LibraryTooNew, match="later version"):
        VoiceLibrary(old.parent)
    assert old.read_bytes() == before


@pytest.mark.parametrize("keep", [0, 5000])
def test_a_damaged_database_is_told_and_left_as_it_is(old, keep):
    content = old.read_bytes()[:keep] or b"this is no database, and long enough to be seen as none" * 100
    old.write_bytes(content)
    with pytest.raises(LibraryDamaged, match="damaged"):
        Database(old).require_sound(COLUMNS)
    assert old.read_bytes() == content


def test_the_database_of_another_program_is_no_library(tmp_path):
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection:
        connection.execute("CREATE TABLE voices (id TEXT)")
    with pytest.raises(LibraryDamaged):
        Database(tmp_path / DATABASE_NAME)


def test_what_is_erased_is_overwritten(old):
    with closing(Database(old)) as opened:
        with opened.writing() as connection:
            connection.execute("UPDATE voices SET notes = 'the secret of Anna'")
        with opened.writing() as connection:
            connection.execute("DELETE FROM voices")
    assert b"the secret of Anna" not in old.read_bytes()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_a_folder_without_permission(tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(StorageError):
        VoiceLibrary(tmp_path / "closed" / "library")
    with pytest.raises(StorageError):
        VoiceLibrary(tmp_path / "closed")


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "library").write_bytes(b"")
    with pytest.raises(StorageError):
        VoiceLibrary(tmp_path / "library")


def test_what_fails_in_the_middle_is_rolled_back(old):
    with closing(Database(old)) as opened:
        with pytest.raises(RuntimeError):
            delete_all_and_fail(opened)
        with opened.reading() as connection:
            assert connection.execute("SELECT count(*) FROM voices").fetchone()[0] == 1


def test_references_go_with_their_voice(old):
    with closing(Database(old)) as opened, opened.writing() as connection:
        connection.execute("DELETE FROM voices")
        assert connection.execute("SELECT count(*) FROM voice_references").fetchone()[0] == 0


def test_a_library_kept_busy_is_told(old, monkeypatch):
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.05)
    with closing(Database(old)) as one, closing(Database(old)) as other, one.writing():
        with other.reading() as connection:  # readers do not wait
            assert connection.execute("SELECT count(*) FROM voices").fetchone()[0] == 1
        with pytest.raises(LibraryError, match="in use"), other.writing():
            pass


def test_it_is_in_wal_mode_and_keeps_foreign_keys(old):
    with closing(Database(old)) as opened, opened.reading() as connection:
        pragmas = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "foreign_keys")]
    assert pragmas == ["wal", 1]
