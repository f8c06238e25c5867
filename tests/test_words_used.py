"""The words of the program: the field's and Python's usual ones, each for one thing."""

import ast
import re
import textwrap
from collections.abc import Iterator

import pytest

from tests.support.sources import PACKAGE, ROOT, Source, assert_none, sources

_UNUSUAL = {"desk", "errand", "lane", "bench", "shelf", "shelves", "bury", "buried", "whoever", "ear", "ears"}
"""In names, and, but for what is said about real ears, in docstrings."""
_ABOUT_EARS = {"ear", "ears"}
_OF_RECORDING = (
    "audio/capture",
    "gui/capture",
    "quality/live",
    "use_cases/recording/check_room.py",
    "use_cases/recording/record_reference.py",
    "use_cases/recording/recording_flow.py",
    "use_cases/recording/recording_listener.py",
    "use_cases/recording/recover_recordings.py",
)
"""What a microphone gives is a recording there; a take is what a voice said."""
_TAKE = {"take", "takes", "retake", "retakes"}


@pytest.fixture(scope="module")
def program() -> list[Source]:
    return sources(PACKAGE)


def test_names_are_made_of_usual_words(program: list[Source]) -> None:
    assert_none([found for source in program for found in _names_with(source, _UNUSUAL)])


def test_docstrings_use_usual_words(program: list[Source]) -> None:
    assert_none([found for source in program for found in _docstrings_with(source, _UNUSUAL - _ABOUT_EARS)])


def test_what_a_microphone_gives_is_not_called_a_take(program: list[Source]) -> None:
    of_recording = [source for source in program if _is_of_recording(source)]
    assert {source.path.parent.name for source in of_recording} >= {"capture", "live", "recording"}
    assert_none([found for source in of_recording for found in _names_with(source, _TAKE)])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("class VoiceShelf:\n    pass", ["VoiceShelf"]),
        ("def put(errand, *lanes, its_desk=1): ...", ["errand", "its_desk"]),
        ("self.bench = 1", ["bench"]),
        ("from library import shelf as books", ["shelf"]),
        ("import library as the_shelf", ["the_shelf"]),
        ("try: ...\nexcept OSError as bury: ...", ["bury"]),
        ("benchmark, island, desktop, heard, year = 1, 2, 3, 4, 5", []),
    ],
)
def test_the_search_for_names_sees(text: str, found: list[str]) -> None:
    assert [name for _place, name in _names_with(_source(text), _UNUSUAL)] == found


@pytest.mark.parametrize(
    ("text", "count"), [("Whoever asks\ngets it.", 1), ("A workbench.", 0), ("On a\nshelf: bury it.", 2)]
)
def test_the_search_in_docstrings_sees(text: str, count: int) -> None:
    code = f'"""{text}"""\n\ndef f():\n    """What f does."""\n    return "shelf"\n'
    assert len(list(_docstrings_with(_source(code), _UNUSUAL))) == count


def test_a_take_is_seen_in_names_of_any_form() -> None:
    code = "def retake(take_id, taken, mistake): LostTakes().start_take()"
    found = {name for _place, name in _names_with(_source(code), _TAKE)}
    assert found == {"retake", "take_id", "LostTakes", "start_take"}


def _source(text: str) -> Source:
    text = textwrap.dedent(text)
    return Source(ROOT / "example.py", text.splitlines(), ast.parse(text))


def _is_of_recording(source: Source) -> bool:
    return any(source.path.is_relative_to(PACKAGE / place) for place in _OF_RECORDING)


def _names_with(source: Source, words: set[str]) -> Iterator[tuple[str, str]]:
    """Place and name of each identifier, or module, that has one of the words."""
    stem = source.path.stem
    if words & _words_of(stem):
        yield source.place(source.tree), stem
    for node in ast.walk(source.tree):
        yield from ((source.place(node), name) for name in _names(node) if words & _words_of(name))


def _names(node: ast.AST) -> Iterator[str]:
    """The names that a node brings along itself: defined, used, imported or given as keywords."""
    for field in ("id", "attr", "name", "arg", "asname"):
        value = getattr(node, field, None)
        if isinstance(value, str):
            yield from value.split(".")


def _words_of(name: str) -> set[str]:
    """``LostTakesCard`` and ``_lost_takes_card`` are made of lost, takes and card."""
    return {part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def _docstrings_with(source: Source, words: set[str]) -> Iterator[tuple[str, str]]:
    """Place and word of each use; the strings that stand below constants count as docstrings."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            used = re.findall(r"\w+", node.value.value.lower())
            yield from ((source.place(node), word) for word in used if word in words)
