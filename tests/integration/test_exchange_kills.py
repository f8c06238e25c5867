"""The program is killed while voices come in and go out: each is whole or not there, here and in what it wrote."""

import hashlib
import os
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.exchange_work import EXPORTED, prepare
from tests.support.killed_workers import killed, workers
from voicecloner.library.exchange.backup import opened
from voicecloner.library.exchange.bundle import Bundle
from voicecloner.library.exports import Exports
from voicecloner.library.voices import VoiceLibrary

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork, and kill at once")
SEED = 14


class Expected:
    """What must be there, as far as it was reported: voices, and what the last backup holds."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.backup: list[str] = []

    def take(self, lines: list[dict[str, Any]]) -> dict[str, Any]:
        """Follow what a worker said; returns what it had begun and not reported."""
        begun: dict[str, Any] = {}
        for line in lines:
            begun = line if line["what"] == "will" else {}
            if line["what"] == "did":
                self.ids = set(line["ids"])
                if line["action"] == "backup":
                    self.backup = line["ids"]
        return begun


def files_of(folder: Path, voice_id: str) -> dict[str, bytes]:
    found = folder / "voices" / voice_id
    return {path.name: path.read_bytes() for path in found.rglob("*") if path.is_file() and path.name != "voice.json"}


def check_library(folder: Path, expected: Expected, begun: dict[str, Any]) -> None:
    with VoiceLibrary(folder / "library", quota=1000) as library, VoiceLibrary(folder / "source") as source:
        assert library.inspect().faults == ()
        found = {voice.id: voice for voice in library.list()}
        given = {voice.id: voice for voice in source.list()}
    erased = {begun["chosen"]} if begun.get("action") == "erase" else set()
    assert expected.ids - found.keys() <= erased
    new = found.keys() - expected.ids
    assert not new or begun["action"] in {"import", "restore"}
    for voice_id, voice in found.items():
        original = given[voice_id]
        assert voice in {original, replace(original, consent=original.consent.received())}
        assert files_of(folder / "library", voice_id) == files_of(folder / "source", voice_id)
    expected.ids = set(found)


def check_exported(folder: Path) -> None:
    Exports(folder / "exports").clear_leftovers()
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []
    if (folder / EXPORTED).exists():
        with Bundle(folder / EXPORTED) as bundle:
            for number, voice in enumerate(bundle.voices):
                for file in voice.files:
                    target = folder / "copy"
                    target.unlink(missing_ok=True)
                    bundle.copy(number, file, target, lambda _size: None)


def check_backup(folder: Path, expected: Expected, begun: dict[str, Any]) -> None:
    if not expected.backup:
        return
    voices = opened(folder / "backup").read()
    ids = sorted(voice.record.voice.id for voice in voices if not voice.record.deleted_at)
    assert ids == expected.backup or (begun.get("action") == "backup" and ids == begun["ids"])
    for voice in voices:
        for file in voice.files:
            content = (folder / "backup" / "objects" / file.sha256[:2] / file.sha256).read_bytes()
            assert hashlib.sha256(content).hexdigest() == file.sha256
    expected.backup = ids


@pytest.mark.parametrize("kills", [10, pytest.param(300, marks=[pytest.mark.slow, pytest.mark.timeout(3600)])])
def test_voices_that_travel_are_whole_wherever_the_program_is_killed(tmp_path, kills):
    drawn, expected, actions = random.Random(SEED), Expected(), 0  # noqa: S311 - nothing secret
    begun_kinds: dict[str, int] = {}
    prepare(tmp_path)
    with workers(tmp_path, "tests.support.exchange_work") as helper:
        for kill in range(kills):
            lines = killed(helper, kill, drawn, tmp_path)
            begun = expected.take(lines)
            actions += sum(line["what"] == "did" for line in lines)
            begun_kinds[begun.get("action", "")] = begun_kinds.get(begun.get("action", ""), 0) + 1
            check_library(tmp_path, expected, begun)
            check_exported(tmp_path)
            check_backup(tmp_path, expected, begun)
    assert actions > kills
    print(f"{kills} kills, {actions} actions, killed in {begun_kinds}")  # noqa: T201 - shown with -s
