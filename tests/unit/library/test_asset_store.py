"""What lies on the disk, and what is left of it when something goes wrong."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.library.makers import files_below, new_reference, new_voice
from voicecloner.errors import StorageError
from voicecloner.library.asset_store import AssetStore
from voicecloner.library.voices import DATABASE_NAME, VoiceLibrary

resource = pytest.importorskip("resource", reason="needs POSIX limits")
REPOSITORY = Path(__file__).parents[3]


def left_over(library_folder: Path) -> list[str]:
    return [name for name in files_below(library_folder) if not name.startswith(DATABASE_NAME)]


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
from tests.unit.library.makers import new_voice
from voicecloner.library import voice_table
from voicecloner.library.voices import VoiceLibrary

library = VoiceLibrary(Path(sys.argv[1]) / "library")
library.create(new_voice(Path(sys.argv[1]), "survivor"))
if sys.argv[2] == "between":
    voice_table.index_voice = lambda *_: os._exit(9)
else:
    Path.rename = lambda *_: os._exit(9)
library.create(new_voice(Path(sys.argv[1]), "victim"))
"""


def age(folder: Path, by: timedelta) -> None:
    then_s = time.time() - by.total_seconds()
    for path in [*(folder / "voices").iterdir(), *(folder / "staging").iterdir()]:
        os.utime(path, (then_s, then_s))


@pytest.mark.parametrize(("when", "place"), [("between", "voices"), ("before the rename", "staging")])
def test_a_crash_leaves_a_whole_library_and_an_orphan_that_goes_later(tmp_path, when, place):
    ended = subprocess.run(
        [sys.executable, "-c", DIES_BEFORE_THE_COMMIT, str(tmp_path), when], cwd=REPOSITORY, check=False
    )
    assert ended.returncode == 9
    folder = tmp_path / "library"
    folders = {path.name for path in (folder / place).iterdir()}
    with VoiceLibrary(folder) as library:
        assert [voice.name for voice in library.list()] == ["survivor"]
        survivor = library.list()[0]
    orphans = folders - {survivor.id}
    assert len(orphans) == 1
    assert {path.name for path in (folder / place).iterdir()} == folders  # could still be at work

    age(folder, timedelta(hours=2))
    with VoiceLibrary(folder) as library:
        assert {path.name for path in (folder / place).iterdir()} == folders - orphans
        assert library.voice_file(survivor).read_bytes() == b"safetensors survivor"
        library.create(new_voice(tmp_path, "victim"))


def test_voices_in_the_trash_are_no_orphans(tmp_path, library):
    voice = library.create(new_voice(tmp_path))
    library.delete(voice.id)
    age(tmp_path / "library", timedelta(days=2))
    with VoiceLibrary(tmp_path / "library") as reopened:
        assert reopened.restore(voice.id) == voice
        assert reopened.voice_file(voice).exists()


def test_a_voice_committed_while_orphans_are_looked_for_is_known(tmp_path, library):
    store = AssetStore(tmp_path / "library")
    voice = library.create(new_voice(tmp_path))
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    candidates = store.orphan_candidates(tomorrow)
    assert candidates == [tmp_path / "library" / "voices" / voice.id]
    store.remove_orphans(candidates, {voice.id})
    assert library.voice_file(voice).exists()
