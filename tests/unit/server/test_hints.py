"""What helps a caller over HTTP: something that can be asked there, never a command of the terminal or a folder."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.sources import ROOT
from voicecloner import errors
from voicecloner.errors import all_errors, either, hint_over_http, otherwise_over_http
from voicecloner.server.answering import error_body

COMMANDS = re.compile(r"\bvoicecloner [a-z]|(?<!\w)--[a-z]|\bpip install\b")
ROUTE = re.compile(r"\b(GET|POST|DELETE) (/[\w/{}]*[\w}])")
CORE = ROOT / "voicecloner"
SHELLS = ("cli", "gui")
MAKERS = {"either": either, "otherwise_over_http": otherwise_over_http}
NOT_ASKED_FOR_OVER_HTTP = {
    "voicecloner/use_cases/voices/exchange_voices.py",  # files of voices
    "voicecloner/use_cases/speaking/speak.py",  # files of speech: what is said over HTTP is sent
    "voicecloner/use_cases/recording/save_recording.py",
    "voicecloner/use_cases/upkeep/demonstrate.py",
    "voicecloner/use_cases/upkeep/manage_models.py",
    "voicecloner/library/books.py",
    "voicecloner/server/missing.py",  # there is no service yet
}
"""Where plain hints may name a command, since no route leads there."""


def modules() -> list[Path]:
    return [path for path in CORE.rglob("*.py") if path.relative_to(CORE).parts[0] not in SHELLS]


def with_values(text: ast.expr) -> str:
    """A literal, with some value in each of its fields."""
    if isinstance(text, ast.Constant):
        return str(text.value)
    if isinstance(text, ast.JoinedStr):
        return "".join(map(with_values, text.values))
    return "X"


def calls(path: Path) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))


def hints_for_several_shells() -> list[str]:
    found = [
        MAKERS[call.func.id](*map(with_values, call.args))
        for path in modules()
        for call in calls(path)
        if isinstance(call.func, ast.Name) and call.func.id in MAKERS and len(call.args) > 1
    ]
    assert len(found) > 30
    return found


def plain_hints() -> Iterator[tuple[str, str]]:
    """The literals that errors are raised with, and the module of each."""
    for path in modules():
        for call in calls(path):
            if isinstance(call.func, ast.Name) and call.func.id in all_errors():
                yield from ((path.relative_to(ROOT).as_posix(), with_values(each)) for each in call.args[1:2])


@pytest.mark.parametrize("kind", all_errors().values(), ids=all_errors())
def test_no_kind_of_error_is_answered_with_a_command(kind):
    told: Any = error_body(kind("What happened."))["error"]
    assert not COMMANDS.search(f"{told['message']} {told['hint']}")


def test_no_hint_for_several_shells_names_a_command_over_http():
    assert [hint for hint in map(hint_over_http, hints_for_several_shells()) if COMMANDS.search(hint)] == []


def test_no_plain_hint_on_the_way_of_a_route_names_a_command():
    named = {path for path, hint in plain_hints() if COMMANDS.search(hint)}
    assert named - NOT_ASKED_FOR_OVER_HTTP == set()


def test_what_hints_say_can_be_asked_can_be_asked(service):
    described = service.client.get("/openapi.json").json()["paths"]
    told = " ".join([*map(hint_over_http, hints_for_several_shells()), *(hint for _path, hint in plain_hints())])
    named = set(ROUTE.findall(told))
    assert len(named) >= 3
    assert [each for each in named if each[0].lower() not in described.get(each[1], {})] == []


@pytest.mark.parametrize("kind", [errors.StorageError, errors.LibraryDamaged, errors.BundleRefused])
def test_no_folder_of_the_computer_is_named(kind):
    told: Any = error_body(kind("The database /home/anna/library.db is damaged.", "Look into /home/anna."))["error"]
    assert "anna" not in f"{told['message']} {told['hint']}"
    assert told["code"] == kind.__name__


@pytest.mark.parametrize("how", ["speech", "show", "delete", "audition", "score"])
def test_a_voice_that_is_not_there_is_looked_for_over_http(service, how):
    path = "/v1/audio/voices/nobody"
    answer = {
        "speech": lambda: service.client.post("/v1/audio/speech", json={"voice": "nobody", "input": "Good morning."}),
        "show": lambda: service.client.get(path),
        "delete": lambda: service.client.delete(path),
        "audition": lambda: service.client.get(f"{path}/audition"),
        "score": lambda: service.client.post(f"{path}/score"),
    }[how]()
    told = answer.json()["error"]
    assert (answer.status_code, told["code"]) == (404, "VoiceNotFound")
    assert told["hint"] == "GET /v1/audio/voices lists those that are there."
