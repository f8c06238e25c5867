"""The program is killed at random moments while it works on the library: what it had reported as saved is there."""

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from voicecloner.library.voices import VoiceLibrary

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a system that can kill at once")
REPOSITORY = Path(__file__).parents[2]
LONGEST_S = 0.25
KILLS, SEED = 30, 7

WORKS = """
import json, random, sys
from pathlib import Path
from tests.unit.library.makers import new_voice
from voicecloner.library.voices import VoiceLibrary

folder, seed = Path(sys.argv[1]), int(sys.argv[2])
drawn = random.Random(seed)
names = {}

def say(what, **fields):
    print(json.dumps({"what": what, **fields}), flush=True)

with VoiceLibrary(folder / "library", quota=1000) as library:
    living = {voice.id: voice.name for voice in library.list()}
    deleted = [each.voice.id for each in library.trash()]
    say("ready")
    number = 0
    while True:
        number += 1
        action = drawn.choice(["create", "create", "rename", "update", "delete", "restore", "rebind", "replace"])
        if action == "create":
            name = f"voice {seed} {number}"
            say("will", action=action, name=name)
            voice = library.create(new_voice(folder, name))
            living[voice.id] = name
            say("did", action=action, id=voice.id, name=name)
            continue
        if action == "restore":
            if deleted:
                chosen, name = deleted.pop(), f"restored {seed} {number}"
                say("will", action=action, id=chosen, name=name)
                living[chosen] = library.restore(chosen, name).name
                say("did", action=action, id=chosen, name=name)
            continue
        if not living:
            continue
        chosen = drawn.choice(sorted(living))
        if action == "replace":
            name = living[chosen]
            say("will", action=action, id=chosen, name=name)
            voice = library.create(new_voice(folder, name), replace_same_name=True)
            del living[chosen]
            living[voice.id] = name
            say("did", action=action, id=chosen, new_id=voice.id, name=name)
            continue
        value = f"{action} {seed} {number}"
        say("will", action=action, id=chosen, value=value)
        if action == "rename":
            library.rename(chosen, value)
            living[chosen] = value
        elif action == "update":
            library.update(chosen, notes=value)
        elif action == "rebind":
            library.rebind(chosen, "basic", value, library.get(chosen).mode, value.encode())
        else:
            library.delete(chosen)
            del living[chosen]
            deleted.append(chosen)
        say("did", action=action, id=chosen, value=value)
"""


class Expected:
    """What the library was reported to hold, by voice id."""

    def __init__(self) -> None:
        self.voices: dict[str, dict[str, Any]] = {}

    def take(self, lines: list[dict[str, Any]]) -> dict[str, Any]:
        """Follow what a process said; returns what it had begun and not reported."""
        begun: dict[str, Any] = {}
        for line in lines:
            if line["what"] == "will":
                begun = line
            elif line["what"] == "did":
                begun = {}
                self._note(line)
        return begun

    def _note(self, line: dict[str, Any]) -> None:
        action, plain = line["action"], {"notes": "", "revision": "3", "deleted": False}
        if action == "create":
            self.voices[line["id"]] = {**plain, "name": line["name"]}
        elif action == "replace":
            self.voices[line["id"]]["deleted"] = True
            self.voices[line["new_id"]] = {**plain, "name": line["name"]}
        elif action == "delete":
            self.voices[line["id"]]["deleted"] = True
        elif action == "restore":
            self.voices[line["id"]] |= {"deleted": False, "name": line["name"]}
        else:
            key = {"rename": "name", "update": "notes", "rebind": "revision"}[action]
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
        assert library.look().damaged == ()
        for voice in library.list():
            assert library.voice_file(voice).read_bytes()
            for reference in voice.references:
                assert library.reference_path(voice, reference, "original").read_bytes() == b"RIFF sound"
                assert library.reference_path(voice, reference).read_bytes() == b"fLaC prepared"
    touched = begun.get("id")
    lost = {each: want for each, want in expected.voices.items() if each != touched and found.get(each) != want}
    assert lost == {}, begun
    if touched:
        was, now = expected.voices[touched], found[touched]
        done = Expected()
        done.voices[touched] = dict(was)
        done.take([{**begun, "what": "did", "new_id": "new"}])
        assert now in (was, done.voices[touched]), begun
    new = {each: voice for each, voice in found.items() if each not in expected.voices}
    assert len(new) <= (begun.get("action") in {"create", "replace"}), (new, begun)
    for voice in new.values():  # beside the one it was to replace it has a number
        assert voice["name"] in {begun["name"], f"{begun['name']} (2)"}
    expected.voices = found


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nothing_reported_is_lost_in_thirty_kills(tmp_path):
    drawn, expected = random.Random(SEED), Expected()  # noqa: S311 - nothing secret
    actions = 0
    for kill in range(KILLS):
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKS, str(tmp_path), str(kill)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
        )
        lines = [json.loads(worker.stdout.readline())]
        try:
            worker.wait(drawn.uniform(0, LONGEST_S))
        except subprocess.TimeoutExpired:
            worker.send_signal(signal.SIGKILL)
        rest, _ = worker.communicate()
        assert worker.returncode == -signal.SIGKILL
        lines += [json.loads(line) for line in rest.splitlines() if line.endswith("}")]
        actions += sum(line["what"] == "did" for line in lines)
        check(tmp_path, expected, expected.take(lines))
    assert actions > KILLS
