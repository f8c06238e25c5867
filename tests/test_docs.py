"""What is written about the program is there, and true."""

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine_contract.subjects import example_engine
from tests.support.sources import PACKAGE, ROOT, Source, assert_none, sources
from voicecloner.cli.main import build_parser
from voicecloner.speech.espeak_languages import LANGUAGES, espeak_voice

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "packaging" / "README.md"]
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([\w./-]+/[\w./-]*)`")


def test_every_public_function_and_class_of_the_core_has_a_docstring() -> None:
    core = [source for source in sources(PACKAGE) if "gui" not in source.path.relative_to(PACKAGE).parts]
    assert_none([place for source in core for place in _undocumented(source)])


def test_every_command_and_every_argument_has_help() -> None:
    assert_none(list(_without_help(build_parser())))


def test_the_readme_names_every_command() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert [
        name for name in _commands(build_parser()) if not re.search(rf"(voicecloner|run) {name}\b|`{name}\b", text)
    ] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = [target.partition("#")[0] for target in _LINK.findall(page.read_text("utf-8")) if "://" not in target]
    assert_none([target for target in targets if target and not (page.parent / target).exists()])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_paths_of_this_checkout_exist(page: Path) -> None:
    named = [Path(name) for name in _CODE.findall(page.read_text("utf-8"))]
    ours = [path for path in named if not path.is_absolute() and path.parts and _is_in_the_repository(path.parts[0])]
    assert_none([str(path) for path in ours if not (ROOT / path).exists()])


def test_the_page_of_languages_names_every_one() -> None:
    page = (ROOT / "docs" / "languages.md").read_text("utf-8")
    tags = [tag for line in page.splitlines() for tag in re.findall(r"^\| [^|]+ \| ([\w-]+) \| (?:a |num)", line)]
    assert {espeak_voice(tag) for tag in tags} == {espeak_voice(tag) for tag in LANGUAGES}
    assert f"{len(tags)} of them" in page


def test_the_complete_engine_is_short() -> None:
    """That it works is tried in tests/engine_contract."""
    engine = example_engine()
    assert "class Parrot" in engine
    assert len(engine.splitlines()) < 60


def _is_in_the_repository(folder: str) -> bool:
    return (ROOT / folder).is_dir() and folder not in ("build", "dist")


def _undocumented(source: Source) -> Iterator[str]:
    for node in _public_definitions(source.tree):
        if ast.get_docstring(node) is None:
            yield f"{source.place(node)} {node.name}"


def _public_definitions(parent: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in parent.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_") or _is_override(node):
            continue
        yield node
        if isinstance(node, ast.ClassDef):
            yield from _public_definitions(node)


def _is_override(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """The documentation of an overriding method, or of a property's setter, stands where it was declared."""
    return any(
        ast.unparse(decorator).endswith(("override", ".setter", "overload")) for decorator in node.decorator_list
    )


def _subparsers(parser: argparse.ArgumentParser) -> Iterator["argparse._SubParsersAction[argparse.ArgumentParser]"]:
    return (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))


def _commands(parser: argparse.ArgumentParser) -> list[str]:
    return [name for action in _subparsers(parser) for name in action.choices]


def _without_help(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction) and not action.help:
            yield f"{parser.prog}: {action.option_strings or action.dest}"
    for group in _subparsers(parser):
        described = {choice.dest for choice in group._choices_actions if choice.help}
        yield from (f"{parser.prog} {name}" for name in group.choices if name not in described)
        for child in group.choices.values():
            yield from _without_help(child)
