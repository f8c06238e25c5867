"""Looking whether everything the program keeps is there and as it should be."""

import os
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from tests.support.fake_host import VOICE_DATA
from tests.support.library_makers import new_voice, sounding_reference
from voicecloner.domain.quality import Severity
from voicecloner.errors import Cancelled, StorageError
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.library.voices import DATABASE_NAME
from voicecloner.use_cases.upkeep.examine import Examine

ALL = ("database", "voices", "trash", "takes", "space", "permissions", "temporary")


@pytest.fixture
def kept(app, tmp_path):
    """The app with two voices and one in the trash, of which none has lost anything."""
    for name in ("Anna", "Bernd", "Zoë"):
        app.library.create(new_voice(tmp_path, name, references=(sounding_reference(tmp_path),), voice_data=VOICE_DATA))
    app.library.delete(app.library.find("Zoë").id)
    return app


def look(app, *, repair=False):
    return app.examine(repair=repair)


def failed(report):
    return {each.check: each.faults for each in report.checks if each.severity is Severity.FAIL}


def test_all_is_well(kept):
    report = look(kept)
    assert tuple(each.check for each in report.checks) == ALL
    assert failed(report) == {}
    messages = {each.check: each.message for each in report.checks}
    assert messages["database"] == "The database is sound and knows 3 voices."
    assert messages["trash"] == "The trash holds 1 voice; the next one is erased after 30 more days of use."
    assert messages["takes"] == "0 takes from the last 30 days of use."


def test_recordings_that_changed_or_are_gone_or_empty_are_named(kept):
    library = kept.library
    anna, bernd = library.find("Anna"), library.find("Bernd")
    library.reference_path(anna, anna.references[0], "original").write_bytes(b"other sound")
    library.reference_path(bernd, bernd.references[0]).write_bytes(b"")
    for repair in (False, True):
        report = look(kept, repair=repair)
        assert report.verdict is Severity.FAIL
        first, second = failed(report)["voices"]
        assert "“Anna” has been changed" in first
        assert "“Bernd” is damaged" in second
        assert report.is_mendable


def test_what_can_be_mended_is_mended_on_request_only(kept):
    folder = kept.library._folder
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        connection.execute("UPDATE voices SET review = '{' WHERE name = 'Anna'")
        connection.commit()
    assert "its review cannot be read" in failed(look(kept))["voices"][0]
    mended = look(kept, repair=True)
    assert failed(mended) == {}
    assert "“Anna”" in mended.done[0]
    assert failed(look(kept)) == {}


def test_a_database_damaged_while_it_is_open_is_told_and_mended(kept):
    database = kept.library._folder / DATABASE_NAME
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'voices'").fetchone()
    with database.open("rb+") as file:
        file.seek((page - 1) * 4096)
        file.write(bytes(4096))
    kept.library._database._connection.execute("PRAGMA shrink_memory")
    report = look(kept)
    assert report.verdict is Severity.FAIL
    assert "damaged" in next(each.message for each in report.checks if each.check == "database")
    assert failed(look(kept, repair=True)) == {}
    assert len(kept.library.list()) == 2


def test_a_library_of_a_later_version_is_told_of_once_and_no_repair_is_promised(kept):
    def refused():
        raise StorageError("It was written by a later version.", "Update VoiceCloner.")

    report = Examine(refused, lambda: kept.takes, kept.examine._places)(repair=False)
    assert failed(report) == {"database": ("Update VoiceCloner.",)}
    assert {each.severity for each in report.checks if each.check in {"voices", "trash"}} == {Severity.WARN}
    assert not report.is_mendable


def test_a_take_without_sound_is_named(kept):
    takes = kept.library._folder / "takes"
    takes.mkdir()
    (takes / f"{'a' * 32}.wav").write_bytes(b"RIFF")
    assert failed(look(kept))["takes"] == (f"The take {takes / ('a' * 32)}.wav cannot be played.",)


@pytest.mark.parametrize(
    ("free_bytes", "severity"),
    [(10**10, Severity.OK), (10**8, Severity.WARN), (10**6, Severity.FAIL)],
)
def test_free_space(kept, free_bytes, severity):
    places = replace(kept.examine._places, free_bytes=lambda _folder: free_bytes)
    examine = Examine(lambda: kept.manage_voices, lambda: kept.takes, places)
    report = examine(repair=False)
    assert next(each.severity for each in report.checks if each.check == "space") is severity
    assert not report.is_mendable, "no repair makes room on a disk"


@pytest.mark.skipif(os.name != "posix", reason="the system has no such permissions")
def test_folders_that_others_may_look_into_are_closed_by_repairing(kept):
    folder = kept.library._folder
    folder.chmod(0o755)
    assert failed(look(kept))["permissions"] == (f"Others may look into {folder}.",)
    assert failed(look(kept, repair=True)) == {}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_it_can_be_stopped(kept):
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        kept.examine(repair=False, progress=no_progress, cancel=cancel)
