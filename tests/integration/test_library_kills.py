"""The program is killed at random moments while it works on the library: what it had reported as saved is there."""

import os
import random
from pathlib import Path
from typing import Any

import pytest

from tests.support.killed_workers import killed, workers
from tests.support.library_damage import LOSSES, copy_whole, execute
from voicecloner.errors import LibraryTooNew
from voicecloner.library.migrations import MIGRATIONS
from voicecloner.library.voices import DATABASE_NAME, VoiceLibrary

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork, and kill at once")
SEED = 7


class Expected:
    """What the library was reported to hold, by voice id."""

    def __init__(self) -> None:
        self.voices: dict[str, dict[str, Any]] = {}
        self.erased: set[str] = set()

    def take(self, lines: list[dict[str, Any]]) -> dict[str, Any]:
        """Follow what a process said; returns what it had begun and not reported."""
        begun: dict[str, Any] = {}
        for line in lines:
            if line["what"] == "will":
                begun = line
            else:
                begun = {}
                self.note(line)
        return begun

    def note(self, line: dict[str, Any]) -> None:
        action, plain = line["action"], {"notes": "", "revision": "3", "deleted": False}
        if action in {"create", "replace"}:
            self.voices[line["new_id"]] = {**plain, "name": line["value"]}
        if action in {"delete", "replace"}:
            self.voices[line["id"]]["deleted"] = True
        elif action == "restore":
            self.voices[line["id"]] |= {"deleted": False, "name": line["value"]}
        elif action == "purge":
            del self.voices[line["id"]]
            self.erased.add(line["id"])
        elif action != "create":
            key = {"rename": "name", "update": "notes", "rebuild": "revision"}[action]
            self.voices[line["id"]][key] = line["value"]


def found_in(library: VoiceLibrary) -> dict[str, dict[str, Any]]:
    pairs = [(voice, False) for voice in library.list()] + [(each.voice, True) for each in library.trash()]
    return {
        voice.id: {"name": voice.name, "notes": voice.notes, "revision": voice.engine_revision, "deleted": deleted}
        for voice, deleted in pairs
    }


def check(folder: Path, expected: Expected, begun: dict[str, Any]) -> None:
    """Everything is as reported, but for what was begun and not reported, which may be done or not, and never half."""
    with VoiceLibrary(folder / "library", quota=1000) as library:
        found = found_in(library)
        report = library.inspect()
        assert library.look().damaged == ()
    folders = {path.name for path in (folder / "library" / "voices").glob("*")}
    touched = begun.get("id")
    if begun.get("action") == "purge" and touched not in folders:
        expected.erased.add(str(touched))  # it was done, only not reported
    # an older copy of the database may still know what was erased since: it is told to be gone, and nothing of it lies
    ghosts = found.keys() & expected.erased
    assert found.keys() - ghosts == folders
    told = {f"The folder of the voice “{found[ghost]['name']}” is gone, with its recordings." for ghost in ghosts}
    assert set(report.faults) == told
    lost = {each: want for each, want in expected.voices.items() if each != touched and found.get(each) != want}
    assert lost == {}, begun
    if touched and touched not in ghosts:
        done = Expected()
        done.voices[touched] = dict(expected.voices[touched])
        done.note({**begun, "new_id": "new"})
        assert found.get(touched) in (expected.voices[touched], done.voices.get(touched)), begun
    new = {each: found[each] for each in found.keys() - expected.voices.keys() - ghosts}
    assert len(new) <= (begun.get("action") in {"create", "replace"}), (new, begun)
    for voice in new.values():  # beside the one it was to replace it has a number
        assert voice["name"] in {begun["value"], f"{begun['value']} (2)"}
    expected.erased |= expected.voices.keys() - found.keys()
    expected.voices = {each: voice for each, voice in found.items() if each not in ghosts}


def refuse_the_future(folder: Path) -> None:
    """What a later version wrote is left alone, and is whole for that version."""
    database = folder / "library" / DATABASE_NAME
    execute(database, "PRAGMA user_version = 99")
    before = database.read_bytes()
    with pytest.raises(LibraryTooNew):
        VoiceLibrary(folder / "library")
    assert database.read_bytes() == before
    execute(database, f"PRAGMA user_version = {len(MIGRATIONS)}")


@pytest.mark.parametrize("kills", [12, pytest.param(300, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])])
def test_nothing_reported_is_lost_by_kills(tmp_path, kills):
    drawn, expected, actions = random.Random(SEED), Expected(), 0  # noqa: S311 - nothing secret
    with workers(tmp_path) as helper:
        for kill in range(kills):
            lines = killed(helper, kill, drawn, tmp_path)
            actions += sum(line["what"] == "did" for line in lines)
            check(tmp_path, expected, expected.take(lines))
    assert actions > kills
    print(f"{kills} kills, {actions} actions, {len(expected.voices)} voices")  # noqa: T201 - shown with -s


@pytest.mark.parametrize("kills", [7, pytest.param(150, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])])
def test_nothing_reported_is_lost_by_kills_and_a_lost_database(tmp_path, kills):
    """Damaged, emptied, older, missing, another program's; the program is killed while it mends that, too."""
    drawn, expected, actions = random.Random(SEED), Expected(), 0  # noqa: S311 - nothing secret
    database, older = tmp_path / "library" / DATABASE_NAME, tmp_path / "older.db"
    VoiceLibrary(database.parent).close()
    copy_whole(database, older)
    with workers(tmp_path) as helper:
        for kill in range(kills):
            lose = LOSSES[kill % len(LOSSES)]
            lines = killed(helper, 2 * kill, drawn, tmp_path)
            begun = expected.take(lines)
            actions += sum(line["what"] == "did" for line in lines)
            lose(database)
            check(tmp_path, expected, begun)
            refuse_the_future(tmp_path)
            copy_whole(database, older)
            lose(database)
            lines = killed(helper, 2 * kill + 1, drawn, tmp_path)
            actions += sum(line["what"] == "did" for line in lines)
            check(tmp_path, expected, expected.take(lines))
    assert actions > kills
    print(f"{2 * kills} kills, {actions} actions, {len(expected.voices)} voices")  # noqa: T201 - shown with -s
