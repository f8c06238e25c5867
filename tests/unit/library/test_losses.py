"""A library whose database, or a part of it, is gone: no recording is lost, nothing of the user's own is touched."""

import json
import os
import random
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.library_damage import LOSSES, empty, execute, move_away, put_older_copy, scribble
from tests.support.library_makers import Clock, files_below, new_reference, new_voice
from voicecloner.domain.audio import RecordingOrigin
from voicecloner.errors import LibraryDamaged, LibraryTooNew, VoiceDamaged
from voicecloner.library.voice_record import RECORD_VERSION
from voicecloner.library.voices import DATABASE_NAME, VoiceLibrary

NAMES = ["Anna", "Bernd", "Zoë Straße", "王小明"]


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    """A library of four voices, closed; it was one of two when a copy of its database was put away."""
    folder = tmp_path / "library"
    with VoiceLibrary(folder, clock=clock) as library:
        for name in NAMES[:2]:
            library.create(new_voice(tmp_path, name))
    shutil.copy(folder / DATABASE_NAME, tmp_path / "older.db")
    with VoiceLibrary(folder, clock=clock) as library:
        for name in NAMES[2:]:
            clock.move(minutes=1)
            sound = new_reference(tmp_path, f"{name}.wav", name.encode() * 1000)
            library.create(new_voice(tmp_path, name, references=(sound,), tags=("late",), notes="two\nlines"))
    return folder


OLDER = (
    "The library's database lacked details of “Zoë Straße”, “王小明”; they were taken from the files beside the "
    "recordings."
)


@pytest.mark.parametrize("backups", ["with backups", "without backups"])
@pytest.mark.parametrize("lose", LOSSES)
def test_all_voices_come_back_and_stay(folder, clock, lose: Callable[[Path], None], backups):
    with VoiceLibrary(folder, clock=clock) as library:
        before = {voice.name: voice for voice in library.list()}
    assert sorted(before) == sorted(NAMES)
    sounds = files_below(folder / "voices")
    if backups == "without backups":
        shutil.rmtree(folder / "backups")
    lose(folder / DATABASE_NAME)
    for hours in (0, 2, 24 * 40):  # at once, after the time in which unfinished things are kept, and much later
        clock.move(hours=hours)
        with VoiceLibrary(folder, clock=clock) as library:
            library.purge()
            assert {voice.name: voice for voice in library.list()} == before
            assert library.list("straße")[0].name == "Zoë Straße"
            for voice in library.list():
                assert library.voice_file(voice).read_bytes() == b"safetensors " + voice.name.encode()
                assert library.reference_path(voice, voice.references[0], "original").exists()
            assert len(library.notes) == (hours == 0), library.notes
    assert files_below(folder / "voices") == sounds


@pytest.mark.parametrize(
    ("lose", "told"),
    [
        (move_away, "The library's database was missing; all 4 voices are there."),
        (empty, "The library's database was empty; all 4 voices are there."),
        (put_older_copy, OLDER),
    ],
)  # fmt: skip
def test_what_was_lost_is_told_in_one_sentence(folder, clock, lose, told):
    lose(folder / DATABASE_NAME)
    with VoiceLibrary(folder, clock=clock) as library:
        assert library.notes == (told,)


def test_a_damaged_database_is_kept_under_another_name(folder, clock):
    scribble(folder / DATABASE_NAME)
    content = (folder / DATABASE_NAME).read_bytes()
    with VoiceLibrary(folder, clock=clock) as library:
        kept = f"library.damaged-{clock().date()}-1.db"
        assert library.notes == (
            f"The library's database was damaged and is now kept as {kept}; all 4 voices are there.",
        )
    assert (folder / kept).read_bytes() == content


def test_a_database_of_a_later_version_is_left_alone(folder, clock):
    execute(folder / DATABASE_NAME, "PRAGMA user_version = 99")
    before = (folder / DATABASE_NAME).read_bytes()
    with pytest.raises(LibraryTooNew):
        VoiceLibrary(folder, clock=clock)
    assert (folder / DATABASE_NAME).read_bytes() == before


def test_changes_after_the_older_copy_are_not_lost(folder, tmp_path, clock):
    with VoiceLibrary(folder, clock=clock) as library:
        anna, bernd = library.find("Anna"), library.find("Bernd")
        library.delete(library.find("王小明").id)
        library.rename(anna.id, "Tmp")
        library.rename(bernd.id, "Anna")  # the two exchange their names
        library.rename(anna.id, "Bernd")
        library.update(anna.id, tags=("new",), notes="new words")
        library.rebind(bernd.id, "natural", "7", bernd.mode, b"new data")
        before, trash = set(library.list()), library.trash()
    put_older_copy(folder / DATABASE_NAME)
    with VoiceLibrary(folder, clock=clock) as library:
        assert set(library.list()) == before
        assert [each.voice for each in library.trash()] == [each.voice for each in trash]
        assert library.get(anna.id).notes == "new words"
        assert library.voice_file(library.get(bernd.id)).read_bytes() == b"new data"


def test_two_voices_of_one_name_are_kept_both(folder, tmp_path, clock):
    put_older_copy(folder / DATABASE_NAME)
    held = {path.name: path for path in (folder / "voices").iterdir()}
    away = tmp_path / "away"
    away.mkdir()
    late = [name for name, path in held.items() if '"name": "Zoë Straße"' in (path / "voice.json").read_text("utf-8")]
    held[late[0]].rename(away / late[0])
    with VoiceLibrary(folder, clock=clock) as library:
        library.create(new_voice(tmp_path, "ZOË STRASSE"))
    (away / late[0]).rename(folder / "voices" / late[0])
    for _start in range(2):
        with VoiceLibrary(folder, clock=clock) as library:
            assert {voice.name for voice in library.list("zoë")} == {"ZOË STRASSE", "Zoë Straße (2)"}
    assert "Zoë Straße (2)" in (folder / "voices" / late[0] / "voice.json").read_text("utf-8")


ERASED = "An earlier “Bernd”, whose recordings are gone, is now called “Bernd (3)”: delete it if you had erased it."


@pytest.mark.parametrize("is_damaged", [False, True])
def test_a_voice_that_was_erased_since_gives_its_name_to_the_one_with_recordings(folder, tmp_path, clock, is_damaged):
    with VoiceLibrary(folder, clock=clock) as library:
        erased = library.find("Bernd").id
        library.delete(erased)
        library.erase([erased])
        living = [library.create(new_voice(tmp_path, name)) for name in ("BERND", "Bernd (2)")]
    if is_damaged:
        execute(tmp_path / "older.db", "UPDATE voices SET review = '{' WHERE id = ?", erased)
    put_older_copy(folder / DATABASE_NAME)
    for start in range(2):
        with VoiceLibrary(folder, clock=clock) as library:
            assert [library.get(voice.id).name for voice in living] == ["BERND", "Bernd (2)"]
            assert library.identify("Bernd (3)")[0] == erased
            assert (ERASED in library.notes) == (start == 0)
            assert bool(library.list("bernd (3)")) != is_damaged
            (fault,) = [each for each in library.inspect().faults if "“Bernd (3)”" in each]
    assert fault.endswith(("is gone, with its recordings.", "its review cannot be read."))


def test_the_copy_that_is_put_back_tells_of_voices_that_have_no_recordings(folder, clock):
    with VoiceLibrary(folder, clock=clock) as library:
        gone = library.find("Anna").id
    shutil.rmtree(folder / "voices" / gone)
    empty(folder / DATABASE_NAME)
    with VoiceLibrary(folder, clock=clock) as library:
        (told,) = library.notes
    assert told.startswith("The library's database was empty; all 3 voices are there; of 1 more, ")


def test_old_voices_get_their_records_at_the_first_start(folder, clock):
    for record in folder.glob("voices/*/voice.json"):
        record.unlink()
    with VoiceLibrary(folder, clock=clock) as library:
        before = set(library.list())
        assert library.notes == ()
    assert len(list(folder.glob("voices/*/voice.json"))) == 4
    shutil.rmtree(folder / "backups")
    move_away(folder / DATABASE_NAME)
    with VoiceLibrary(folder, clock=clock) as library:
        assert set(library.list()) == before


def test_recordings_that_nothing_is_known_of_are_left_and_told(folder, clock):
    for record in folder.glob("voices/*/voice.json"):
        record.unlink()
    shutil.rmtree(folder / "backups")
    move_away(folder / DATABASE_NAME)
    sounds = files_below(folder / "voices")
    for hours in (0, 48):
        clock.move(hours=hours)
        with VoiceLibrary(folder, clock=clock) as library:
            assert library.list() == ()
            report = library.repair()
        assert len(report.faults) == 4
        assert all("whose recordings these are" in fault for fault in report.faults)
    assert files_below(folder / "voices") == sounds


def test_nothing_of_a_stranger_is_touched(folder, clock):
    own = [folder / "voices" / "piper-en_US" / "model.onnx", folder / "staging" / "website" / "index.html",
           folder / "voices" / "notes.txt", folder / "staging" / ("0" * 32) / "thesis.odt"]  # fmt: skip
    for path in own:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"mine")
    then_s = time.time() - 3600 * 24 * 365
    for path in [each for mine in own for each in (mine, mine.parent)]:
        os.utime(path, (then_s, then_s))
    for lose in (lambda _database: None, move_away):
        lose(folder / DATABASE_NAME)
        clock.move(days=40)
        with VoiceLibrary(folder, clock=clock) as library:
            library.purge(0)
            assert set(library.repair().left_alone) == {own[0].parent, own[1].parent, own[2], own[3].parent}
    assert [path.read_bytes() for path in own] == [b"mine"] * 4


@pytest.mark.parametrize(
    ("key", "value"),
    [("id", "f" * 32), ("name", ""), ("name", "a\nb"), ("consent", None), ("consent", {"kind": "yes"}),
     ("references", []), ("review", "x"), ("revision", 0), ("revision", True), ("created_at", "2026-01-01"),
     ("tags", "abc"), ("mode", "other"), ("notes", "\ud800"),
     ("references", [{"name": "a", "original": "../../../secret", "prepared": "prepared/1.flac", "seconds": 1.0,
                      "sha256": "", "span": None}]),
     ("references", [{"name": "a", "original": "original/1.wav", "prepared": "prepared/1.flac", "seconds": 1.0,
                      "sha256": "", "span": None, "channel": 0}]),
     ("references", [{"name": "a", "original": "original/1.wav", "prepared": "prepared/1.flac", "seconds": 1.0,
                      "sha256": "", "span": None, "recorded_at": "2026-01-01"}])],
)  # fmt: skip
def test_a_record_that_cannot_be_true_makes_no_row(folder, clock, key, value):
    with VoiceLibrary(folder, clock=clock) as library:
        record = folder / "voices" / library.find("Anna").id / "voice.json"
    record.write_text(json.dumps({**json.loads(record.read_text("utf-8")), key: value}))
    shutil.rmtree(folder / "backups")
    move_away(folder / DATABASE_NAME)
    with VoiceLibrary(folder, clock=clock) as library:
        assert sorted(voice.name for voice in library.list()) == sorted(NAMES[1:])
    assert record.exists()


def test_a_record_of_an_earlier_version_knows_no_channel(folder, clock):
    with VoiceLibrary(folder, clock=clock) as library:
        record = folder / "voices" / library.find("Anna").id / "voice.json"
    stored = json.loads(record.read_text("utf-8"))
    for reference in stored["references"]:
        del reference["channel"], reference["microphone"], reference["recorded_at"]
    record.write_text(json.dumps(stored))
    shutil.rmtree(folder / "backups")
    move_away(folder / DATABASE_NAME)
    with VoiceLibrary(folder, clock=clock) as library:
        (reference,) = library.find("Anna").references
        assert (reference.channel, reference.origin) == (None, RecordingOrigin())


def test_a_record_of_a_later_version_is_not_overwritten(folder, clock):
    with VoiceLibrary(folder, clock=clock) as library:
        record = folder / "voices" / library.find("Anna").id / "voice.json"
    later = f'{{"version": {RECORD_VERSION + 1}, "revision": 9}}'
    record.write_text(later)
    with VoiceLibrary(folder, clock=clock) as library:
        assert len(library.list()) == 4
    assert record.read_text() == later


def test_random_bytes_changed_anywhere_lose_nothing(folder, clock):
    whole = (folder / DATABASE_NAME).read_bytes()
    drawn = random.Random(5)  # noqa: S311 - nothing secret
    for _ in range(6):
        content = bytearray(whole)
        for _byte in range(20):
            content[drawn.randrange(len(content))] = drawn.randrange(256)
        (folder / DATABASE_NAME).write_bytes(content)
        for beside in ("-wal", "-shm"):
            (folder / f"{DATABASE_NAME}{beside}").unlink(missing_ok=True)
        try:
            with VoiceLibrary(folder, clock=clock) as library:
                found = library.look()
                assert len(found.voices) + len(found.damaged) == 4
        except LibraryTooNew:  # the byte that says so
            continue


COLUMNS = [("review", "{"), ("review", "[]"), ("review", "[" * 100_000), ("consent", "{}"), ("consent", '{"kind": ""}'),
           ("tags", "7"), ("created_at", "yesterday"), ("mode", "other"), ("consent", b"\xff\xfe")]  # fmt: skip


@pytest.mark.parametrize(("column", "value"), COLUMNS)
def test_one_bad_row_is_one_bad_voice(folder, clock, column, value):
    with VoiceLibrary(folder, clock=clock) as library:
        anna = library.find("Anna")
        change = f"UPDATE voices SET {column} = CAST(? AS TEXT) WHERE id = ?"  # noqa: S608 - constant names
        execute(folder / DATABASE_NAME, change, value, anna.id)
        found = library.look()
        assert sorted(voice.name for voice in found.voices) == sorted(NAMES[1:])
        assert [(each.id, each.name) for each in found.damaged] == [(anna.id, "Anna")]
        assert "“Anna”" in found.damaged[0].sentence
        for action in (library.get, library.find, library.touch, lambda each: library.rename(each, "Other")):
            with pytest.raises(VoiceDamaged, match="Anna") as raised:
                action(anna.id)
            assert "voices repair" in raised.value.hint
        assert library.count() == 4

        report = library.repair()
        assert report.faults == ()
        assert library.get(anna.id) == anna
        assert library.look().damaged == ()


def test_a_bad_voice_without_a_record_can_be_deleted_and_erased(folder, clock):
    with VoiceLibrary(folder, clock=clock) as library:
        anna = library.find("Anna")
        execute(folder / DATABASE_NAME, "UPDATE voices SET review = '{' WHERE id = ?", anna.id)
        (folder / "voices" / anna.id / "voice.json").write_text("{")
        report = library.repair()
        assert report.faults == ("The voice “Anna” cannot be used: its review cannot be read.",)
        assert library.identify("anna") == (anna.id, "Anna")
        library.delete(anna.id)
        assert library.look().damaged == ()
        assert [each.id for each in library.look_into_trash().damaged] == [anna.id]
        with pytest.raises(VoiceDamaged):
            library.restore(anna.id)
        assert library.purge(0) == 1
        assert not (folder / "voices" / anna.id).exists()
        assert len(library.list()) == 3


def test_a_voice_whose_recordings_are_not_listed_is_damaged(folder, clock):
    with VoiceLibrary(folder, clock=clock) as library:
        execute(folder / DATABASE_NAME, "DELETE FROM voice_references")
        assert [each.part for each in library.look().damaged] == ["list of recordings"] * 4
        assert library.repair().faults == ()
        assert len(library.list()) == 4


def test_repair_finds_files_that_are_gone_or_changed(folder, clock):
    with VoiceLibrary(folder, clock=clock) as library:
        anna, bernd, zoe, ming = (library.find(name) for name in NAMES)
        library.reference_path(anna, anna.references[0], "original").write_bytes(b"other sound")
        library.reference_path(bernd, bernd.references[0]).unlink()
        library.voice_file(zoe).unlink()
        shutil.rmtree(folder / "voices" / ming.id)
        faults = library.repair().faults
        assert len(faults) == 4
        for voice, words in (
            (anna, "has been changed"),
            (bernd, "is gone"),
            (zoe, "needs to be rebuilt"),
            (ming, "is gone"),
        ):
            assert [voice.name in fault and words in fault for fault in faults].count(True) == 1


def test_repair_brings_back_a_database_that_was_damaged_while_it_was_open(folder, clock):
    with VoiceLibrary(folder, clock=clock) as library:
        scribble(folder / DATABASE_NAME)
        for beside in ("-wal", "-shm"):
            (folder / f"{DATABASE_NAME}{beside}").unlink(missing_ok=True)
        with VoiceLibrary(folder, clock=clock) as other:
            assert len(other.list()) == 4
        report = library.repair()
        assert report.voices == 4
        assert len(library.list()) == 4


def test_a_damaged_search_index_is_made_anew_once_a_day(folder, clock):
    execute(folder / DATABASE_NAME, "UPDATE voice_search_data SET block = zeroblob(length(block)) WHERE id > 10")
    clock.move(days=1)
    with VoiceLibrary(folder, clock=clock) as library:
        assert [voice.name for voice in library.list("straße")] == ["Zoë Straße"]
        assert len(library.list()) == 4


def test_ten_copies_are_kept_one_a_day(folder, clock):
    for day in range(14):
        clock.move(days=1)
        for _start in range(2):
            with VoiceLibrary(folder, clock=clock):
                pass
        copies = sorted((folder / "backups").iterdir())
        assert len(copies) == min(10, 2 + day)
        assert str(clock().date()) in copies[-1].name
    with closing(sqlite3.connect(copies[0])) as connection:
        assert connection.execute("SELECT count(*) FROM voices").fetchone()[0] == 4
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"


def test_files_of_the_users_own_among_the_copies_stay(folder, clock):
    own = folder / "backups" / "library-of-congress.db"
    own.write_bytes(b"mine")
    for _day in range(12):
        clock.move(days=1)
        VoiceLibrary(folder, clock=clock).close()
    assert own.read_bytes() == b"mine"


def test_the_newest_sound_copy_comes_back_even_if_the_clock_ran_backwards(folder, tmp_path, clock):
    clock.move(days=-1000)
    with VoiceLibrary(folder, clock=clock) as library:
        library.touch(library.find("Anna").id)
        used = library.get(library.find("Anna").id).last_used_at
    clock.move(days=1)
    VoiceLibrary(folder, clock=clock).close()
    copies = sorted((folder / "backups").iterdir())
    clock.move(days=1)
    VoiceLibrary(folder, clock=clock).close()
    newest = sorted((folder / "backups").iterdir())[-1]
    assert newest not in copies
    newest.write_bytes(b"broken")  # the one before is taken
    move_away(folder / DATABASE_NAME)
    with VoiceLibrary(folder, clock=clock) as library:
        assert library.find("Anna").last_used_at == used  # only the database knows that
        assert len(library.list()) == 4


def test_a_library_without_voices_keeps_no_copy(tmp_path, clock):
    VoiceLibrary(tmp_path / "new", clock=clock).close()
    assert not (tmp_path / "new" / "backups").exists()


def test_where_even_the_copy_cannot_be_put_back_the_damage_is_told(folder, clock, monkeypatch):
    from voicecloner.library import opening

    scribble(folder / DATABASE_NAME)
    monkeypatch.setattr(opening, "_put_copy_back", lambda path, _backups: scribble(path))
    with pytest.raises(LibraryDamaged):
        VoiceLibrary(folder, clock=clock)
