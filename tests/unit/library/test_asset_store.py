"""What lies on the disk, and what is left of it when something goes wrong."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.library_makers import files_below, new_reference, new_voice
from voicecloner.errors import StorageError
from voicecloner.library.asset_store import AssetStore
from voicecloner.library.voices import DATABASE_NAME, VoiceLibrary

resource = pytest.importorskip("resource", reason="needs POSIX limits")
REPOSITORY = Path(__file__).parents[3]


def left_over(library_folder: Path) -> list[str]:
    return [name for name in files_below(library_folder) if not name.startswith((DATABASE_NAME, "backups"))]


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("a.WAV", ".wav"),
        ("../x", ""),
        ("a.w v", ""),
        ("a.tar.gz", ".gz"),
        ("a.länge", ""),
        ("a.123456789", ""),
        ("CON", ""),
    ],
)
def test_only_harmless_suffixes_are_taken_over(tmp_path, library, name, suffix):
    reference = new_reference(tmp_path, name.rsplit("/", 1)[-1])
    voice = library.create(new_voice(tmp_path, references=(type(reference)(name, reference.original, b"fLaC", 1.0),)))
    assert str(voice.references[0].original) == f"original/1{suffix}"
    assert voice.references[0].name == name.rsplit("/", 1)[-1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a-b", "c"), ("a", "b-c")),
        (("a", "1/2"), ("a", "1_2")),
        (("A", "1"), ("a", "1")),
        (("x" * 90, "1"), ("x" * 91, "1")),
    ],
)
def test_no_two_revisions_share_a_file(tmp_path, one, other):
    store = AssetStore(tmp_path)
    files = [store.data_file("v", *one), store.data_file("v", *other)]
    assert files[0] != files[1]
    assert {path.parent for path in files} == {tmp_path / "voices" / "v" / "data"}
    assert all(len(path.name) < 200 for path in files)


def test_an_engine_cannot_name_a_way_out_of_the_folder(tmp_path):
    path = AssetStore(tmp_path).data_file("v", "../../etc", "..")
    assert path.parent == tmp_path / "voices" / "v" / "data"
    assert path.resolve() == path


def test_a_recording_that_changed_meanwhile_is_not_kept(tmp_path, library):
    reference = new_reference(tmp_path)
    changed = type(reference)(reference.name, reference.original, b"fLaC", 1.0, sha256="0" * 64)
    with pytest.raises(StorageError, match="changed"):
        library.create(new_voice(tmp_path, references=(changed,)))
    assert left_over(tmp_path / "library") == []
    assert library.list() == ()


def test_a_recording_that_is_gone(tmp_path, library):
    new = new_voice(tmp_path)
    new.references[0].original.unlink()
    with pytest.raises(StorageError, match=r"Interview\.WAV does not exist"):
        library.create(new)
    assert left_over(tmp_path / "library") == []


def test_a_full_disk_leaves_nothing(tmp_path, library):
    old = library.create(new_voice(tmp_path, "old"))
    before = left_over(tmp_path / "library")
    new = new_voice(tmp_path, references=(new_reference(tmp_path, "long.wav", bytes(3 << 20)),))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))
    try:
        with pytest.raises(StorageError, match="disk is full"):
            library.create(new)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert left_over(tmp_path / "library") == before
    assert library.list() == (old,)


def test_a_disk_that_is_full_for_the_row_leaves_nothing(tmp_path, library):
    old = library.create(new_voice(tmp_path, "old"))
    before = left_over(tmp_path / "library")
    new = new_voice(tmp_path, notes="long " * 500_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))
    try:
        with pytest.raises(StorageError):
            library.create(new)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert left_over(tmp_path / "library") == before
    assert library.list() == (old,)
    assert library.create(new) in library.list()


DIES_BEFORE_THE_COMMIT = """
import os, sys
from pathlib import Path
from tests.support.library_makers import new_voice
from voicecloner.library import voice_table
from voicecloner.library.asset_store import AssetStore
from voicecloner.library.voices import VoiceLibrary

library = VoiceLibrary(Path(sys.argv[1]) / "library")
library.create(new_voice(Path(sys.argv[1]), "survivor"))
if sys.argv[2] == "placed":
    place = AssetStore.place
    AssetStore.place = lambda *arguments: (place(*arguments), os._exit(9))
elif sys.argv[2] == "in the database":
    voice_table.index_voice = lambda *_: os._exit(9)
else:
    Path.rename = lambda *_: os._exit(9)
library.create(new_voice(Path(sys.argv[1]), "victim"))
"""


def age(folder: Path, by: timedelta) -> None:
    then_s = time.time() - by.total_seconds()
    for path in (*folder.rglob("*"),):
        os.utime(path, (then_s, then_s))


def die(tmp_path: Path, when: str) -> Path:
    command = [sys.executable, "-c", DIES_BEFORE_THE_COMMIT, str(tmp_path), when]
    assert subprocess.run(command, cwd=REPOSITORY, check=False).returncode == 9
    return tmp_path / "library"


def test_a_voice_that_was_whole_when_the_program_died_is_there(tmp_path):
    with VoiceLibrary(die(tmp_path, "placed")) as library:
        assert [voice.name for voice in library.list(order="name")] == ["survivor", "victim"]
        assert [library.voice_file(voice).read_bytes() for voice in library.list(order="name")] == [
            b"safetensors survivor",
            b"safetensors victim",
        ]
        assert library.notes == (
            "The library's database lacked details of “victim”; they were taken from the files beside the recordings.",
        )
    with VoiceLibrary(tmp_path / "library") as library:
        assert library.notes == ()
        assert library.list("victim")[0].references[0].name == "Interview.WAV"


@pytest.mark.parametrize("when", ["in the database", "before the rename"])
def test_what_was_half_made_when_the_program_died_goes_later(tmp_path, when):
    folder = die(tmp_path, when)
    assert len(list((folder / "staging").iterdir())) == 1
    with VoiceLibrary(folder) as library:
        assert [voice.name for voice in library.list()] == ["survivor"]
        survivor = library.list()[0]
    assert len(list((folder / "staging").iterdir())) == 1  # where there are no locks it could still be at work

    age(folder, timedelta(hours=2))
    with VoiceLibrary(folder) as library:
        assert list((folder / "staging").iterdir()) == []
        assert library.voice_file(survivor).read_bytes() == b"safetensors survivor"
        library.create(new_voice(tmp_path, "victim"))


def test_what_is_being_made_is_not_cleaned_up_however_old_it_looks(tmp_path, clock):
    store = AssetStore(tmp_path / "library")
    with store.staged() as stage:
        (stage / "original" / "1.wav").write_bytes(b"half a recording")
        clock.move(days=3)
        store.clean_staging(clock())
        assert (stage / "original" / "1.wav").exists()
    assert list((tmp_path / "library" / "staging").iterdir()) == []


@pytest.mark.parametrize("sign", ["no mark", "an empty mark", "the mark of another program", "a file beside the mark"])
def test_under_staging_only_what_bears_the_mark_is_cleaned_up(tmp_path, clock, sign):
    store = AssetStore(tmp_path / "library")
    place = tmp_path / "library" / "staging" / ("ab" * 16)
    (place / "voice").mkdir(parents=True)
    mark = {"program": "VoiceCloner", "purpose": "making", "voice": ""}
    if sign != "no mark":
        other = {**mark, "program": "Other"} if sign == "the mark of another program" else mark
        (place / "voicecloner.json").write_text("" if sign == "an empty mark" else json.dumps(other))
    if sign == "a file beside the mark":
        (place / "thesis.odt").write_bytes(b"mine")
    clock.move(days=3)
    store.clean_staging(clock())
    assert place.exists()
    assert store.strangers() == [place]


def test_a_voice_whose_erasing_was_broken_off_is_erased_at_the_next_start(tmp_path, library):
    voice = library.create(new_voice(tmp_path))
    library.delete(voice.id)
    folder = tmp_path / "library"
    place = folder / "staging" / ("cd" * 16)
    place.mkdir()
    (place / "voicecloner.json").write_text(
        json.dumps({"program": "VoiceCloner", "purpose": "erasing", "voice": voice.id})
    )
    (folder / "voices" / voice.id).rename(place / "voice")
    age(folder, timedelta(hours=2))
    with VoiceLibrary(folder) as reopened:
        assert reopened.trash() == ()
    assert list((folder / "staging").iterdir()) == []


def test_a_voice_that_cannot_be_taken_away_stays_in_the_trash(tmp_path, library, monkeypatch):
    voice = library.create(new_voice(tmp_path))
    library.delete(voice.id)
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == voice.id:
            raise PermissionError(13, "refused", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(StorageError, match="no permission"):
        library.purge(0)
    assert library.restore(voice.id) == voice
    assert library.voice_file(voice).exists()


def test_the_folder_of_a_row_with_an_odd_id_is_never_touched(tmp_path, library):
    keep = tmp_path / "library" / "voices" / "mine"
    keep.mkdir(parents=True)
    (keep / "thesis.odt").write_bytes(b"mine")
    voice = library.create(new_voice(tmp_path))
    library.delete(voice.id)
    with closing(sqlite3.connect(tmp_path / "library" / DATABASE_NAME)) as connection:
        connection.execute("UPDATE voices SET id = '../voices/mine'")
        connection.commit()
    assert library.purge(0) == 1
    assert (keep / "thesis.odt").exists()
