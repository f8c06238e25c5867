import ast
import re
from pathlib import Path

import pytest

from voicecloner import errors
from voicecloner.errors import (
    Cancelled,
    ConsentRequired,
    InvalidRequest,
    NameTaken,
    QuotaReached,
    all_errors,
    either,
    hint_in_window,
    hint_on_command_line,
    hint_over_http,
    otherwise_over_http,
)


def test_the_tree_drawn_at_the_top_is_the_tree():
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__)) | {"VoiceClonerError"}
    assert drawn == {name for name, kind in all_errors().items() if kind.__module__ == errors.__name__}


def test_the_tree_is_drawn_as_it_hangs_together():
    branch: list[str] = ["VoiceClonerError"]
    for indent, name in re.findall(r"^    ((?:[│ ] {3})*)[├└]── (\w+)", errors.__doc__, re.MULTILINE):
        del branch[1 + len(indent) // 4 :]
        assert [kind.__name__ for kind in all_errors()[name].__bases__] == [branch[-1]]
        branch.append(name)


@pytest.mark.parametrize("kind", all_errors().values(), ids=all_errors())
def test_every_error_can_be_built_again_from_code_message_and_hint(kind):
    error = kind("What happened.", "What to do.")
    again = all_errors()[error.code](error.message, error.hint)
    assert type(again) is kind
    assert (again.message, again.hint, str(again)) == ("What happened.", "What to do.", "What happened.")


def test_hints_fall_back_to_the_kind_of_error():
    assert ConsentRequired("No.").hint == ConsentRequired.default_hint != ""
    assert InvalidRequest("No.").hint == ""
    assert NameTaken("No.", "Another.").hint == "Another."


def test_each_shell_shows_its_own_way_out():
    hint = either("Fetch it on the page “Models”", "models pull x")
    assert hint_in_window(hint) == "Fetch it on the page “Models”."
    assert hint_on_command_line(hint) == "Run: voicecloner models pull x"
    assert hint_in_window("Wait.") == hint_on_command_line("Wait.") == "Wait."


def test_a_caller_elsewhere_is_told_what_can_be_asked_or_where_it_is_done():
    hint = either("Look on the page “Voices”", "voices list", "GET /v1/audio/voices lists them.")
    assert hint_in_window(hint) == "Look on the page “Voices”."
    assert hint_on_command_line(hint) == "Run: voicecloner voices list"
    assert hint_over_http(hint) == "GET /v1/audio/voices lists them."
    assert hint_over_http(either("Rebuild the voice", "voices rebuild")) == (
        "Rebuild the voice. That is done in VoiceCloner's window, on the computer of the service."
    )
    installed = otherwise_over_http("Install it with: pip install x", "It is installed there.")
    assert hint_over_http(installed) == "It is installed there."
    assert hint_in_window(installed) == hint_on_command_line(installed) == "Install it with: pip install x"
    assert hint_over_http("Wait.") == "Wait."


@pytest.mark.parametrize("kind", all_errors().values(), ids=all_errors())
def test_no_shell_is_told_to_do_things_of_the_other(kind):
    assert "voicecloner " not in hint_in_window(kind.default_hint)
    assert "on the page" not in hint_on_command_line(kind.default_hint)
    assert not COMMANDS.search(hint_over_http(kind.default_hint))


def test_stopping_needs_no_words():
    assert Cancelled().message == "Stopped."


COMMANDS = re.compile(r"\bvoicecloner [a-z]|(?<!\w)--[a-z]|\bpip install\b")
WINDOW_WORDS = re.compile(r"\b[Ii]n the settings\b|\b[Pp]ress “|\bon the page “|\bthe page “")


def sentences_outside_either(path):
    """The texts of a module that every shell shows as they are: not those that `either` gives to the window alone."""
    tree = ast.parse(path.read_text("utf-8"))
    given = {
        id(part)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "either"
        for part in ast.walk(call.args[0])
    }
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in given | docs:
            yield node.value


def test_no_sentence_of_the_core_sends_a_command_line_to_the_window():
    package = Path(errors.__file__).parent
    modules = [path for path in package.rglob("*.py") if "gui" not in path.relative_to(package).parts]
    told = {
        (str(path.relative_to(package)), text)
        for path in modules
        for text in sentences_outside_either(path)
        if WINDOW_WORDS.search(text) and '"""' not in text
    }
    assert {where for where, _text in told} <= {"cli/said.py"}, told


def test_a_full_library_says_both_ways_out():
    hint = QuotaReached("Full.").hint
    assert hint_in_window(hint) == "Delete a voice first, or raise “Number of voices” in the settings."
    assert hint_on_command_line(hint) == (
        "Run: voicecloner voices delete NAME, or: voicecloner settings set voice_quota NUMBER"
    )
