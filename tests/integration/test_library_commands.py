"""The commands that care for the library, as a user runs them."""

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass

import pytest

from tests.support.answers import require_valid_output
from tests.support.fake_host import VOICE_DATA
from tests.support.library_makers import new_voice
from voicecloner.cli.main import main
from voicecloner.library.voices import DATABASE_NAME, VoiceLibrary

NAMES = ("Anna", "Bernd", "Zoë")


@pytest.fixture
def home(tmp_path):
    """A library of three voices and one in the trash."""
    with VoiceLibrary(tmp_path / "home") as library:
        for name in (*NAMES, "Deleted"):
            library.create(new_voice(tmp_path, name, voice_data=VOICE_DATA))
        library.delete(library.find("Deleted").id)
    return tmp_path / "home"


@dataclass(frozen=True)
class Printed:
    stdout: str
    stderr: str


@pytest.fixture
def run(home, monkeypatch, capsys):
    monkeypatch.setenv("VOICECLONER_HOME", str(home))

    def run_command(*arguments: str, code: int = 0) -> Printed:
        capsys.readouterr()
        assert main([*arguments]) == code
        printed = Printed(*capsys.readouterr())
        require_valid_output(arguments, printed.stdout)
        return printed

    return run_command


def listed(run) -> list[str]:
    return sorted(voice["name"] for voice in json.loads(run("voices", "list", "--json").stdout)["voices"])


def test_a_damaged_database_is_told_of_and_all_voices_are_listed(home, run):
    (home / DATABASE_NAME).write_bytes(b"no database, and long enough to be seen as none" * 200)
    done = run("voices", "list", "--json")
    assert sorted(voice["name"] for voice in json.loads(done.stdout)["voices"]) == sorted(NAMES)
    assert done.stderr.count("voicecloner: The library's database was damaged and is now kept as library.damaged-") == 1
    assert run("voices", "list", "--json").stderr == ""


def test_repair_prints_what_it_did_and_what_it_left_alone(home, run):
    (home / DATABASE_NAME).unlink()
    (home / "staging" / "website").mkdir()
    done = run("voices", "repair")
    assert "The library's database was missing; all 4 voices are there." in done.stdout
    assert f"Not from VoiceCloner, left alone: {home / 'staging' / 'website'}" in done.stdout
    assert "4 voices were looked through; all is well." in done.stdout
    assert done.stderr == ""
    report = json.loads(run("voices", "repair", "--json").stdout)
    assert report == {"count": 4, "done": [], "faults": [], "left_alone": [str(home / "staging" / "website")]}


def test_a_bad_voice_is_named_deleted_and_mended(home, run):
    with closing(sqlite3.connect(home / DATABASE_NAME)) as connection:
        connection.execute("UPDATE voices SET review = '{', revision = 9 WHERE name = 'Anna'")
        connection.execute("UPDATE voices SET consent = '{}' WHERE name = 'Bernd'")
        connection.commit()
        ids = dict(connection.execute("SELECT name, id FROM voices"))
    (home / "voices" / ids["Bernd"] / "voice.json").unlink()
    done = run("voices", "list", "--json")  # Anna is mended at the start
    answer = json.loads(done.stdout)
    assert sorted(voice["name"] for voice in answer["voices"]) == ["Anna", "Zoë"]
    assert answer["damaged"] == [{"voice_id": ids["Bernd"], "name": "Bernd", "unreadable": "consent"}]
    assert "The voice “Bernd” cannot be used: its consent cannot be read." in done.stderr
    assert "voicecloner voices repair" in done.stderr
    assert "consent cannot be read" in run("voices", "show", "Bernd", code=1).stderr
    assert "consent cannot be read" in run("voices", "repair", code=1).stdout
    run("voices", "delete", "bernd")
    assert run("voices", "list").stderr == ""


def test_the_trash_is_listed_restored_and_purged(home, run):
    trash = json.loads(run("voices", "trash", "list", "--json").stdout)
    assert [(each["name"], each["days_left"]) for each in trash["voices"]] == [("Deleted", 30)]
    assert "erased after 30 more days of use" in run("voices", "trash", "list").stdout
    run("voices", "trash", "restore", "deleted", "--name", "Back")
    assert listed(run) == ["Anna", "Back", "Bernd", "Zoë"]
    run("voices", "trash", "restore", "deleted", code=1)

    run("voices", "delete", "Back")
    run("voices", "delete", "Anna")
    run("voices", "trash", "purge", code=2)
    assert "“Anna” was erased." in run("voices", "trash", "purge", "Anna").stdout
    assert json.loads(run("voices", "trash", "purge", "--all", "--json").stdout) == {"erased": 1, "left": []}
    assert run("voices", "trash", "list").stdout == "The trash is empty.\n"
    assert len(list((home / "voices").iterdir())) == 2
    shutil.rmtree(home / "voices")
    assert "is gone, with its recordings" in run("voices", "repair", code=1).stdout


def test_the_doctor_tells_what_is_lost_and_mends_what_can_be(home, run):
    whole = run("doctor")
    assert whole.stdout.splitlines()[0] == "  ok    database     The database is sound and knows 4 voices."
    assert whole.stdout.endswith("All is well.\n")
    with closing(sqlite3.connect(home / DATABASE_NAME)) as connection:
        (voice_id,) = connection.execute("SELECT id FROM voices WHERE name = 'Bernd'").fetchone()
        connection.execute("UPDATE voices SET consent = '{}' WHERE name = 'Anna'")
        connection.commit()
    assert json.loads(run("doctor", "--json").stdout)["verdict"] == "ok"  # opening it has mended that already
    recording = home / "voices" / voice_id / "original" / "1.wav"
    recording.write_bytes(b"other sound")
    lost = run("doctor", code=3)
    assert f"The recording {recording} of the voice “Bernd” has been changed." in lost.stdout
    assert "voicecloner doctor --repair" in lost.stdout
    report = json.loads(run("doctor", "--repair", "--json", code=3).stdout)
    assert report["verdict"] == "fail"
    assert {each["check"] for each in report["checks"] if each["faults"]} == {"voices"}


def test_name_tags_and_notes_are_changed_in_one_step(run):
    words = ("--name", "Änne", "--tags", "family, audiobook,,family", "--notes", "From the attic.")
    shown = run("voices", "edit", "anna", *words).stdout
    assert shown.startswith("Änne\n")
    edited = json.loads(run("voices", "show", "Änne", "--json").stdout)
    assert (edited["tags"], edited["notes"]) == (["family", "audiobook"], "From the attic.")
    assert [line for line in run("voices", "list", "attic").stdout.splitlines() if "family, audiobook" in line]

    refused = run("voices", "edit", "Änne", "--name", "Bernd", "--tags", "other", code=1)
    assert "Bernd" in refused.stderr
    assert json.loads(run("voices", "edit", "Änne", "--tags", "", "--json").stdout)["tags"] == []
    assert json.loads(run("voices", "show", "Änne", "--json").stdout)["notes"] == "From the attic."
    assert "--tags or --notes" in run("voices", "edit", "Änne", code=2).stderr


def test_no_id_is_shown_to_people_who_list_or_delete(home, run):
    ids = [folder.name for folder in (home / "voices").iterdir()]
    assert len(ids) == 4
    for words in (("voices", "list"), ("voices", "trash", "list"), ("voices", "delete", "Zoë")):
        done = run(*words)
        assert not [voice_id for voice_id in ids if voice_id in done.stdout + done.stderr], words
    assert json.loads(run("voices", "show", "Anna", "--json").stdout)["voice_id"] in ids
