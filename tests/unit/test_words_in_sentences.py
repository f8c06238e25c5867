"""What the core puts into its sentences has a translation too: “{what} is longer …” with an English word stays odd."""

import ast
import re
from collections.abc import Iterator
from types import ModuleType

import pytest

from tests.support.sources import assert_none
from tests.support.translators import load_maker

_NAMES = {"speed", "seed", "models"}
"""Of columns, and of parts of a file: nobody translates those."""
_SAMPLE = """
def told(what, name):
    how = "by hand" if name else "nobody knows how"
    return f"The {what} was written {how}, {'once' if name else name or 'never at all'}."
told("letter", name)
told(what="bill", name=1)
"""


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    return load_maker()


def test_each_word_that_is_put_into_a_sentence_is_known_to_translators(maker: ModuleType) -> None:
    known = {maker.shown(text).lower() for text in maker.core_texts()} | _NAMES
    paths = sorted(maker.PACKAGE.rglob("*.py"))
    shown = [path for path in paths if not maker._NOT_SHOWN.match(path.relative_to(maker.ROOT).as_posix())]
    assert_none(
        [
            f"{path}: {word}"
            for path, tree in maker._trees(shown)
            for word in _put_in(maker, tree)
            if re.search(r"[^\W\d_]{3}", word) and word.strip().lower() not in known
        ]
    )


def test_words_are_found_wherever_they_come_from(maker: ModuleType) -> None:
    found = set(_put_in(maker, ast.parse(_SAMPLE)))
    assert found == {"by hand", "nobody knows how", "once", "never at all", "letter", "bill"}


def _put_in(maker: ModuleType, tree: ast.Module) -> Iterator[str]:
    """The words that stand in the fields of sentences: there, in a variable before, or handed to the function."""
    for function in (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)):
        names = [each.arg for each in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
        for field in _fields(maker, function):
            yield from _words(field)
            if isinstance(field, ast.Name):
                for value in _assigned(function, field.id):
                    yield from _words(value)
                if field.id in names:
                    yield from _handed(
                        maker, tree, function.name, (field.id, [each for each in names if each != "self"])
                    )


def _fields(maker: ModuleType, function: ast.FunctionDef) -> Iterator[ast.expr]:
    for text in ast.walk(function):
        if isinstance(text, ast.JoinedStr) and any(_is_prose(maker, form) for form in maker._forms(text)):
            yield from (
                part.value
                for part in text.values
                if isinstance(part, ast.FormattedValue) and len(list(maker._part_forms(part))) == 1
            )


def _is_prose(maker: ModuleType, form: str) -> bool:
    return bool(maker._WORDS.search(form)) and not maker._CODE.search(form)


def _words(value: ast.expr) -> Iterator[str]:
    """The texts an expression may come out as."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from (*_words(value.body), *_words(value.orelse))
    elif isinstance(value, ast.BoolOp):
        yield from (word for each in value.values for word in _words(each))


def _assigned(function: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
    for each in ast.walk(function):
        if isinstance(each, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in each.targets):
            yield each.value


def _handed(maker: ModuleType, tree: ast.Module, function: str, wanted: tuple[str, list[str]]) -> Iterator[str]:
    name, names = wanted
    for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call) and maker._called(each) == function):
        for value in (*call.args[names.index(name) :][:1], *(each.value for each in call.keywords if each.arg == name)):
            yield from _words(value)
