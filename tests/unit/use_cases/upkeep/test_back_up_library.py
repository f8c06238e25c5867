"""A library is backed up piece by piece, and comes back as it was."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.support.bundles import keep_voice
from tests.support.library_makers import files_below
from voicecloner.domain.pronunciation import Pronunciation
from voicecloner.errors import (
    BundleRefused,
    BundleTooNew,
    Cancelled,
    InvalidRequest,
    LibraryError,
    QuotaReached,
    StorageError,
)
from voicecloner.jobs import CancelToken
from voicecloner.library.exchange.backup import KEPT, MARK_NAME, opened_for_writing
from voicecloner.library.pronunciations import PronunciationStore
from voicecloner.library.voices import VoiceLibrary
from voicecloner.use_cases.upkeep.back_up_library import BackUpLibrary


@pytest.fixture
def library(tmp_path):
    with VoiceLibrary(tmp_path / "library") as opened:
        for name in ("Anna", "小明", "Deleted"):
            keep_voice(opened, tmp_path, name, tags=("t",), voice_data=b"safetensors " + name.encode())
        opened.delete(opened.find("Deleted").id)
        yield opened


@pytest.fixture
def other(tmp_path):
    with VoiceLibrary(tmp_path / "other") as opened:
        yield opened


@pytest.fixture
def backups(library, tmp_path):
    return BackUpLibrary(library, tmp_path / "library")


@pytest.fixture
def restoring(other, tmp_path):
    return BackUpLibrary(other, tmp_path / "other")


def lists(folder: Path) -> list[Path]:
    return sorted((folder / "backups").glob("*.jsonl"))


def objects(folder: Path) -> list[Path]:
    return [path for path in (folder / "objects").rglob("*") if path.is_file()]


def sound_files(folder: Path) -> dict[str, bytes]:
    voices = folder / "voices"
    return {name: (voices / name).read_bytes() for name in files_below(voices) if not name.endswith("voice.json")}


def by_id(library: VoiceLibrary):
    return sorted(library.list(), key=lambda voice: voice.id)


def test_what_comes_back_is_what_was_there(tmp_path, library, other, backups, restoring):
    library.touch(library.find("Anna").id)
    made = backups.back_up(tmp_path / "drive" / "backup")
    assert (made.voices, made.missing) == (3, ())
    back = restoring.restore(tmp_path / "drive" / "backup")
    assert sorted(voice.name for voice in back.voices) == ["Anna", "小明"]
    assert (back.trashed, back.renamed, back.here_already, back.left_out) == (("Deleted",), (), (), ())
    assert by_id(other) == by_id(library)
    (kept,), (was,) = other.trash(), library.trash()
    assert (kept.voice, kept.deleted_at) == (was.voice, was.deleted_at)
    assert sound_files(tmp_path / "other") == sound_files(tmp_path / "library")
    assert other.inspect().faults == ()


def test_a_second_backup_reads_and_writes_only_what_is_new(tmp_path, library, backups):
    folder = tmp_path / "backup"
    first = backups.back_up(folder)
    assert (first.new_files, len(objects(folder))) == (9, 5)  # the recordings are the same in all three
    again = backups.back_up(folder)
    assert (again.new_files, again.new_bytes) == (0, 0)
    anna = library.find("Anna")
    library.rebind(anna.id, "basic", "4", anna.mode, b"made anew")
    third = backups.back_up(folder)
    assert (third.new_files, third.new_bytes) == (1, len(b"made anew"))
    assert len(lists(folder)) == 3


def test_voices_that_are_here_stay_as_they_are(tmp_path, library, backups):
    backups.back_up(tmp_path / "backup")
    anna = library.find("Anna")
    library.update(anna.id, name="Berta", notes="since")
    library.delete(library.find("小明").id)
    new = keep_voice(library, tmp_path, "Anna")
    library.erase([library.trash()[1].voice.id])
    back = backups.restore(tmp_path / "backup")
    assert back.here_already == ("Anna", "小明")
    assert back.trashed == ("Deleted",)
    assert {voice.id: voice.name for voice in library.list()} == {anna.id: "Berta", new.id: "Anna"}


def test_a_name_given_away_since_gets_a_number(tmp_path, library, other, backups, restoring):
    backups.back_up(tmp_path / "backup")
    keep_voice(other, tmp_path, "anna")
    assert restoring.restore(tmp_path / "backup").renamed == (("Anna", "Anna (2)"),)


def test_a_broken_off_backup_leaves_the_earlier_one(tmp_path, library, other, backups, restoring):
    folder, cancel = tmp_path / "backup", CancelToken()
    backups.back_up(folder)
    keep_voice(library, tmp_path, "New", voice_data=b"new")
    before = lists(folder)
    with pytest.raises(Cancelled):
        backups.back_up(folder, progress=lambda step: step.fraction and cancel.cancel(), cancel=cancel)
    assert lists(folder) == before
    assert not list(folder.rglob(".voicecloner-*"))
    assert len(restoring.restore(folder).voices) == 2


def test_a_restore_that_is_stopped_brings_nothing(tmp_path, other, backups, restoring):
    backups.back_up(tmp_path / "backup")
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        restoring.restore(
            tmp_path / "backup", progress=lambda step: step.fraction == 1.0 and cancel.cancel(), cancel=cancel
        )
    assert (other.list(), other.trash()) == ((), ())
    assert files_below(tmp_path / "other" / "staging") == []


def test_a_voice_that_is_damaged_in_the_backup_is_left_out_and_named(tmp_path, other, backups, restoring):
    backups.back_up(tmp_path / "backup")
    hurt = next(path for path in objects(tmp_path / "backup") if path.read_bytes() == b"safetensors Anna")
    hurt.write_bytes(b"safetensors Anno")
    back = restoring.restore(tmp_path / "backup")
    assert [voice.name for voice in back.voices] == ["小明"]
    ((name, error),) = back.left_out
    assert (name, error.message) == ("Anna", f"The backup is damaged: {hurt} is not what was saved.")
    hurt.unlink()
    assert f"{hurt} is gone" in restoring.restore(tmp_path / "backup").left_out[0][1].message


def test_more_than_the_quota_are_all_kept_out(tmp_path, other, backups, restoring):
    backups.back_up(tmp_path / "backup")
    other.quota = 1
    with pytest.raises(QuotaReached):
        restoring.restore(tmp_path / "backup")
    assert other.list() == ()


def test_without_room_nothing_is_begun(tmp_path, backups, restoring, monkeypatch):
    backups.back_up(tmp_path / "backup")
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=10))
    with pytest.raises(StorageError, match="The disk is full"):
        restoring.restore(tmp_path / "backup")


def test_what_is_gone_is_told_and_the_rest_is_kept(tmp_path, library, other, backups, restoring):
    anna = library.find("Anna")
    lost = library.reference_path(anna, anna.references[0])
    lost.unlink()
    made = backups.back_up(tmp_path / "backup")
    assert made.missing == (f"{lost} is gone, and not in the backup.",)
    restoring.restore(tmp_path / "backup")
    assert by_id(other) == by_id(library)


def test_the_last_ten_stay_with_what_they_need(tmp_path, library, other, backups, restoring):
    folder, anna = tmp_path / "backup", library.find("Anna")
    for revision in range(KEPT + 2):
        library.rebind(anna.id, "basic", f"r{revision}", anna.mode, f"data {revision}".encode())
        backups.back_up(folder)
    kept = lists(folder)
    assert (len(kept), kept[0].name[:13]) == (KEPT, "backup-000003")
    contents = {path.read_bytes() for path in objects(folder)}
    assert b"data 1" not in contents
    assert {f"data {revision}".encode() for revision in range(2, KEPT + 2)} <= contents
    restoring.restore(folder)
    assert other.voice_file(other.find("Anna")).read_bytes() == f"data {KEPT + 1}".encode()


def test_folders_that_do_not_do_are_refused(tmp_path, backups):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear")
    with pytest.raises(InvalidRequest, match="holds other files"):
        backups.back_up(tmp_path / "mine")
    assert files_below(tmp_path / "mine") == ["letter.txt"]
    for inside in (tmp_path / "library" / "copy", tmp_path, tmp_path / "library"):
        with pytest.raises(InvalidRequest, match="belongs to the library itself"):
            backups.back_up(inside)
    with pytest.raises(BundleRefused, match="There is no backup in"):
        backups.restore(tmp_path / "mine")
    with pytest.raises(BundleRefused, match="There is no backup in"):
        backups.restore(tmp_path / "nowhere")


def test_two_at_once_do_not_meet(tmp_path, backups):
    backups.back_up(tmp_path / "backup")
    with opened_for_writing(tmp_path / "backup"), pytest.raises(LibraryError, match="Another VoiceCloner"):
        backups.back_up(tmp_path / "backup")


@pytest.mark.parametrize("which", ["mark", "list"])
def test_what_a_later_version_wrote_is_left_to_it(tmp_path, backups, restoring, which):
    folder = tmp_path / "backup"
    backups.back_up(folder)
    path = folder / MARK_NAME if which == "mark" else lists(folder)[0]
    path.write_text(path.read_text("utf-8").replace('"schema": 1', '"schema": 2', 1), "utf-8")
    with pytest.raises(BundleTooNew, match="later version"):
        restoring.restore(folder)


def tampered(path: Path, change) -> None:
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    change(lines)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines.pop(),
        lambda lines: lines.pop(1),
        lambda lines: lines[1]["files"][0].update(sha256="../../../etc/passwd"),
        lambda lines: lines[1]["files"][0].update(kind="../escaped"),
        lambda lines: lines[1]["files"][0].update(suffix="/../../escaped"),
        lambda lines: lines[1]["record"].update(id="../../escaped"),
        lambda lines: lines[1]["record"].update(name="two\nlines"),
        lambda lines: lines[1]["record"]["references"][0].update(seconds=float("inf")),
        lambda lines: lines.insert(1, 7),
        lambda lines: lines[0].pop("format"),
        lambda lines: lines.clear(),
    ],
)
def test_a_list_that_lies_is_refused(tmp_path, other, backups, restoring, change):
    backups.back_up(tmp_path / "backup")
    tampered(lists(tmp_path / "backup")[0], change)
    with pytest.raises(BundleRefused, match="The backup is damaged"):
        restoring.restore(tmp_path / "backup")
    assert (other.list(), other.trash()) == ((), ())
    assert not list(tmp_path.rglob("*escaped*"))


def test_an_object_that_is_a_pipe_or_a_link_elsewhere_brings_nothing_in(tmp_path, other, backups, restoring):
    backups.back_up(tmp_path / "backup")
    (tmp_path / "secret").write_text("of this computer")
    for path in objects(tmp_path / "backup"):
        is_pipe = path.read_bytes().endswith(b"Anna")
        path.unlink()
        os.mkfifo(path) if is_pipe else path.symlink_to(tmp_path / "secret")
    back = restoring.restore(tmp_path / "backup")
    assert (back.voices, len(back.left_out)) == ((), 3)
    assert files_below(tmp_path / "other" / "voices") == []


def test_a_backup_is_made_after_its_last_list_was_damaged(tmp_path, backups, restoring):
    folder = tmp_path / "backup"
    backups.back_up(folder)
    lists(folder)[0].write_bytes(b"\xff\n")
    assert backups.back_up(folder).voices == 3
    assert len(restoring.restore(folder).voices) == 2


def test_the_list_of_pronunciations_comes_back_and_what_is_here_has_its_way(tmp_path, library, other):
    here, there = PronunciationStore(tmp_path / "here.json"), PronunciationStore(tmp_path / "there.json")
    anna = library.find("Anna")
    for entry in (
        Pronunciation("gif", "jif"),
        Pronunciation("Nguyen", "win", anna.id),
        Pronunciation("x", "y", "f" * 32),
    ):
        here.put(entry)
    there.put(Pronunciation("gif", "ghif"))
    BackUpLibrary(library, tmp_path / "library", here).back_up(tmp_path / "backup")
    back = BackUpLibrary(other, tmp_path / "other", there).restore(tmp_path / "backup")
    assert there.read().entries == (Pronunciation("gif", "ghif"), Pronunciation("Nguyen", "win", anna.id))
    assert back.notes == ("1 pronunciation came along.",)


def test_a_backup_of_an_earlier_version_has_no_pronunciations(tmp_path, library, other, backups):
    backups.back_up(tmp_path / "backup")
    (path,) = lists(tmp_path / "backup")
    head, *rest = path.read_text("utf-8").splitlines(keepends=True)
    earlier = {key: value for key, value in json.loads(head).items() if key != "pronunciations"}
    path.write_text(json.dumps(earlier) + "\n" + "".join(rest), "utf-8")
    words = PronunciationStore(tmp_path / "there.json")
    assert len(BackUpLibrary(other, tmp_path / "other", words).restore(tmp_path / "backup").voices) == 2
    assert words.read().entries == ()
