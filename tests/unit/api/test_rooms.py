"""The rooms of the API: what mypy sees of them is what there is, and nothing is imported before it is used."""

import ast
import subprocess
import sys
from importlib import import_module

import pytest

from tests.support.sources import PACKAGE
from voicecloner.api import voices
from voicecloner.api.lazily import names_from

ROOMS = ["batches", "books", "engines", "recording", "review", "speaking", "upkeep", "voices"]
UNUSED = ("voicecloner.use_cases", "voicecloner.library", "voicecloner.models", "scipy", "httpx", "soundfile")


@pytest.mark.parametrize("room", ROOMS)
def test_what_is_declared_is_there_and_comes_from_where_it_is_declared(room):
    module = import_module(f"voicecloner.api.{room}")
    (block,) = [
        node for node in ast.parse((PACKAGE / "api" / f"{room}.py").read_text("utf-8")).body if isinstance(node, ast.If)
    ]
    declared = {
        name.name: str(each.module) for each in block.body if isinstance(each, ast.ImportFrom) for name in each.names
    }
    offered = ast.literal_eval(block.orelse[0].value.args[1])  # type: ignore[attr-defined]
    assert {name: home for home, names in offered.items() for name in names} == declared
    for name, home in declared.items():
        assert getattr(module, name) is getattr(import_module(home), name)


def test_a_room_costs_next_to_nothing_until_it_is_used():
    code = (
        f"import sys\nfrom voicecloner.api import {', '.join(ROOMS)}\nprint([n for n in {UNUSED} if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_name_nobody_offers_is_missing_as_in_any_module():
    with pytest.raises(AttributeError, match=r"module 'voicecloner\.api\.voices' has no attribute 'Voices'"):
        getattr(voices, "Voices")  # noqa: B009 - mypy would see it
    with pytest.raises(ImportError, match="Voices"):
        exec("from voicecloner.api.voices import Voices")  # noqa: S102 - as above


def test_a_name_is_looked_for_once(monkeypatch):
    find = names_from("voicecloner.api.voices", {"voicecloner.library.voices": ["TRASH_DAYS"]})
    monkeypatch.delitem(vars(voices), "TRASH_DAYS", raising=False)
    assert find("TRASH_DAYS") == vars(voices)["TRASH_DAYS"] == 30
