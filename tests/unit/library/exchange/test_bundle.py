"""Bundles: what comes out is what went in, and nothing that nobody should make is taken."""

import json
import pickle
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.support.bundles import (
    Change,
    changed,
    contents,
    exchange,
    export,
    keep_voice,
    renamed,
    with_bomb,
    with_duplicate,
    with_huge_directory,
    with_link,
    with_nameless,
    with_overlap,
    write,
)
from tests.support.library_makers import files_below
from voicecloner.errors import BundleRefused, BundleTooNew, StorageError, VoiceDamaged
from voicecloner.library.exchange.bundle import MANIFEST_NAME, Bundle
from voicecloner.library.voices import VoiceLibrary


@pytest.fixture
def good(tmp_path: Path, library: VoiceLibrary) -> Path:
    keep_voice(library, tmp_path, tags=("radio",), notes="two\nlines")
    return export(library, tmp_path / "anna.voice", "Anna")


def refused(path: Path, folder: Path) -> str:
    """Why it is refused: one sentence, and nothing of it lies anywhere."""
    before = files_below(folder.parent)
    with VoiceLibrary(folder) as other:
        made = files_below(folder)
        with pytest.raises(BundleRefused) as raised:
            exchange(other, folder.parent).take_in(path)
        assert other.list() == other.trash() == ()
        assert files_below(folder) == made
    assert set(files_below(folder.parent)) - {f"{folder.name}/{name}" for name in files_below(folder)} == set(before)
    message = raised.value.message
    assert message.count(". ") == 0
    assert message.endswith(".")
    assert "\n" not in message
    return message


def test_a_bundle_holds_what_the_library_knows_and_nothing_of_this_computer(good, tmp_path):
    manifest, members = contents(good)
    (voice,) = manifest["voices"]
    assert (manifest["format"], manifest["schema"]) == ("voicecloner-bundle", 1)
    assert sorted(members) == ["1/encoded-1.safetensors", "1/original-1.wav", "1/prepared-1.flac"]
    assert voice["record"]["consent"]["speaker"] == "Zoë Müller"
    assert voice["record"]["transcript"] == "Der Fluß fließt."
    assert [(file["kind"], file.get("engine_revision")) for file in voice["files"]] == [
        ("original", None),
        ("prepared", None),
        ("encoded", "3"),
    ]
    assert str(tmp_path) not in json.dumps(manifest)


@pytest.mark.parametrize(
    "name",
    [
        "../../escaped.wav",
        "/tmp/escaped.wav",  # noqa: S108 - the very thing that must not happen
        "C:\\escaped.wav",
        "1/../../original-1.wav",
        "1\\original-1.wav",
        "1/original-1.wav\n",
        "1/original\x00-1.wav",
        "1/original\x1b-1.wav",
        "con",
        "1/NUL.wav",
        "1/ORIGINAL-1.WAV",
        f"1/original-1.{'w' * 300}",
        "9" * 300,
        "1/original-1.wav/",
    ],
)
def test_a_member_of_another_name_is_refused(good, tmp_path, name):
    assert "is not a file of voices that can be used" in refused(
        renamed(good, tmp_path / "bad.voice", name), tmp_path / "other"
    )
    assert not list(tmp_path.rglob("escaped*"))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (with_link, "it holds a folder or a link"),
        (with_duplicate, "two files in it have one name"),
        (with_bomb, "it unpacks to far more than a file of voices holds"),
        (with_overlap, "files in it overlap"),
        (with_nameless, "it is damaged, or not a file of voices at all"),
    ],
)
def test_a_zip_that_is_not_what_it_seems_is_refused(good, tmp_path, make, words):
    assert words in refused(make(good, tmp_path / "bad.voice"), tmp_path / "other")


def test_a_huge_directory_is_not_read(tmp_path):
    assert "damaged" in refused(with_huge_directory(tmp_path / "bad.voice"), tmp_path / "other")
    many = with_huge_directory(tmp_path / "many.voice", 20_001)
    assert "it holds more than 20000 files" in refused(many, tmp_path / "third")


def first_file(**fields: Any) -> Change:
    return lambda manifest, _members: manifest["voices"][0]["files"][0].update(fields)


def record(**fields: Any) -> Change:
    return lambda manifest, _members: manifest["voices"][0]["record"].update(fields)


def reference(**fields: Any) -> Change:
    return lambda manifest, _members: manifest["voices"][0]["record"]["references"][0].update(fields)


def other_content(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    name = manifest["voices"][0]["files"][0]["member"]
    members[name] = bytes(len(members[name]))


def twice(manifest: dict[str, Any], _members: dict[str, bytes]) -> None:
    manifest["voices"][0]["files"].append(manifest["voices"][0]["files"][0])


HOSTILE: dict[str, Change] = {
    "wrong hash": first_file(sha256="0" * 64),
    "another content": other_content,
    "wrong length": first_file(bytes=7),
    "no hash": first_file(sha256="x"),
    "endless file": first_file(bytes=1 << 50),
    "negative length": first_file(bytes=-1),
    "unknown kind": first_file(kind="../escaped"),
    "suffix that leads elsewhere": first_file(suffix="/../../escaped.wav"),
    "number that leads elsewhere": first_file(number="1/../../2"),
    "huge number": first_file(number=10**6),
    "truth for a number": first_file(number=True),
    "member named twice": twice,
    "member that is not named": lambda _manifest, members: members.update({"1/original-2.wav": b"more"}),
    "member that is missing": lambda _manifest, members: members.popitem() and None,
    "no voice": lambda manifest, _members: manifest.update(voices=[]),
    "many voices": lambda manifest, _members: manifest.update(voices=manifest["voices"] * 600),
    "voices that are no list": lambda manifest, _members: manifest.update(voices=7),
    "name with a newline": record(name="Anna\nBerta"),
    "name with a control character": record(name="Anna\x1b[2J"),
    "name that turns the direction": record(name="Anna\u202eanna"),
    "empty name": record(name=" "),
    "long name": record(name="a" * 101),
    "words that fill the memory": record(notes="a" * (17 << 20)),
    "half a character": record(notes="\ud800"),
    "id that leads elsewhere": record(id="../../../escaped"),
    "engine that leads elsewhere": record(engine="../escaped"),
    "engine that is a device": record(engine="con.x"),
    "recording's name with folders": reference(name="../escaped.wav"),
    "recording's path that leads elsewhere": reference(original="../../escaped.wav"),
    "other recording": reference(sha256="0" * 64),
    "endless recording": reference(seconds=float("inf")),
    "length that is no number": reference(seconds=float("nan")),
    "number no float holds": reference(seconds=10**400),
    "no consent": record(consent=None),
    "unknown consent": record(
        consent={"kind": "stolen", "stated_at": "2026-01-01T00:00:00+00:00", "stated_via": "cli", "who": ""}
    ),
    "date before all time": record(created_at="0001-01-01T00:00:00+14:00"),
    "no review": record(review={}),
    "no recordings": record(references=[]),
    "language that is none": record(language="../de"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_manifest_that_lies_is_refused(good, tmp_path, what):
    message = refused(changed(good, tmp_path / "bad.voice", HOSTILE[what]), tmp_path / "other")
    assert "has a name" not in message or what == "unknown kind"
    assert not list(tmp_path.rglob("*escaped*"))


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 100_000, b'{"format": "voicecloner-bundle"}', b'{"schema": 1}']
)
def test_a_manifest_that_is_none_is_refused(good, tmp_path, text):
    _manifest, members = contents(good)
    refused(write(tmp_path / "bad.voice", text, members), tmp_path / "other")


def test_what_runs_code_when_it_is_read_is_not_read(good, tmp_path):
    """In the place of what an engine made lies a pickle; hash and length are right."""
    import hashlib

    trap = tmp_path / "sprung"

    class Trap:
        def __reduce__(self):
            return Path.touch, (trap,)

    content = pickle.dumps(Trap())

    def lay(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
        file = manifest["voices"][0]["files"][2]
        members[file["member"]] = content
        file.update(bytes=len(content), sha256=hashlib.sha256(content).hexdigest())

    assert "is damaged, or another voice's" in refused(changed(good, tmp_path / "bad.voice", lay), tmp_path / "other")
    assert not trap.exists()


@pytest.mark.parametrize("change", [lambda m, _: m.update(schema=2), record(version=3)], ids=["bundle", "voice"])
def test_what_a_later_version_wrote_is_left_to_it(good, tmp_path, change):
    with VoiceLibrary(tmp_path / "other") as other, pytest.raises(BundleTooNew, match="later version"):
        exchange(other, tmp_path).take_in(changed(good, tmp_path / "new.voice", change))


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"RIFF" + bytes(4000)])
def test_what_is_no_zip_is_refused(tmp_path, content):
    (tmp_path / "bad.voice").write_bytes(content)
    refused(tmp_path / "bad.voice", tmp_path / "other")


def test_a_bundle_that_is_cut_off_anywhere_is_refused(good, tmp_path):
    whole, bad = good.read_bytes(), tmp_path / "bad.voice"
    with VoiceLibrary(tmp_path / "other") as other:
        for length in range(0, len(whole), max(1, len(whole) // 60)):
            bad.write_bytes(whole[:length])
            with pytest.raises(BundleRefused):
                exchange(other, tmp_path).take_in(bad)
        assert other.list() == ()


def test_a_bundle_with_any_byte_changed_is_taken_as_it_was_or_refused(good, tmp_path):
    whole, bad = bytearray(good.read_bytes()), tmp_path / "bad.voice"
    manifest, members = contents(good)
    taken = 0
    for place in range(0, len(whole), max(1, len(whole) // 150)):
        whole[place] ^= 0x41
        bad.write_bytes(whole)
        whole[place] ^= 0x41
        try:
            with Bundle(bad) as bundle:
                for file in bundle.voices[0].files:
                    target = tmp_path / "copy"
                    target.unlink(missing_ok=True)
                    bundle.copy(0, file, target, lambda _size: None)
                    assert target.read_bytes() == members[f"1/{file.kind}-{file.number}{file.suffix}"]
        except BundleRefused:
            continue
        taken += 1
    assert taken < 15  # dates and marks that nothing depends on
    assert manifest["voices"]


def test_folders_pipes_and_nothing_are_no_bundles(tmp_path):
    import os

    os.mkfifo(tmp_path / "pipe.voice")
    for path in (tmp_path, tmp_path / "pipe.voice"):
        with pytest.raises(BundleRefused):
            Bundle(path)
    with pytest.raises(StorageError, match="does not exist"):
        Bundle(tmp_path / "nothing.voice")


def test_a_zip_packed_anew_by_another_program_is_taken(good, tmp_path):
    manifest, members = contents(good)
    write(tmp_path / "packed.voice", manifest, members, zipfile.ZIP_DEFLATED)
    with VoiceLibrary(tmp_path / "other") as other:
        assert [voice.name for voice in exchange(other, tmp_path).take_in(tmp_path / "packed.voice").voices] == ["Anna"]


def test_a_recording_that_was_changed_behind_the_librarys_back_is_not_exported(tmp_path, library):
    voice = keep_voice(library, tmp_path)
    library.reference_path(voice, voice.references[0], "original").write_bytes(b"RIFF other")
    with pytest.raises(VoiceDamaged, match="has been changed"):
        export(library, tmp_path / "anna.voice", "Anna")
    assert not (tmp_path / "anna.voice").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_manifest_is_the_one_member_of_its_name(good):
    with zipfile.ZipFile(good) as opened:
        assert opened.namelist()[-1] == MANIFEST_NAME


def test_the_folder_one_works_in_is_called_as_it_was_typed() -> None:
    with pytest.raises(BundleRefused, match=r"“\.” is not a file of voices\."):
        Bundle(Path())
