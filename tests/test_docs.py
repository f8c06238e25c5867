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
from voicecloner.engines.bundled import BUNDLED_ENGINES
from voicecloner.quality.checks.all_checks import CHECKS
from voicecloner.speech.espeak_languages import LANGUAGES, espeak_voice

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "packaging" / "README.md"]
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([\w./*-]+/[\w./*-]*)`")
_PYTHON_FILE = re.compile(r"`([\w./]+\.py)`")
_EXAMPLE = "NAME"
"""Stands in a path for whatever is added."""
_MODULE = re.compile(r"(?:from|import) (voicecloner[\w.]*)")


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
    ours = [path for path in named if not path.is_absolute() and path.parts and _EXAMPLE not in str(path)]
    below_root = [ROOT / path for path in ours if _is_in_the_repository(path.parts[0])]
    below_package = [PACKAGE / path for path in ours if (PACKAGE / path.parts[0]).is_dir()]
    assert_none([str(path) for path in below_root + below_package if not path.exists() and not list(_matching(path))])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_and_modules_that_are_named_exist(page: Path) -> None:
    """Files named without a folder, in an abbreviated path or as a module; benchmarks as they are started."""
    text = page.read_text("utf-8")
    known = [path.relative_to(ROOT).as_posix() for path in _python_files()]
    files = [
        name
        for name in _PYTHON_FILE.findall(text)
        if _EXAMPLE not in name and not any(_may_be(name, path) for path in known)
    ]
    started = {*re.findall(r"python -m (benchmarks\.\w+)", text), *_MODULE.findall(text)}
    started |= {f"benchmarks.{name}" for name in re.findall(r"\./dev bench (\w+)", text)}
    assert_none(files + [name for name in started if not _is_module(name)])


def test_the_page_of_reviews_has_a_row_for_every_check() -> None:
    page = (ROOT / "docs" / "review.md").read_text("utf-8")
    table = page.partition("| check | value |")[2].partition("\n\n")[0]
    assert re.findall(r"(?m)^\| ([\w-]+) \|", table) == list(CHECKS)


def test_the_page_of_engines_has_a_row_for_every_one() -> None:
    rows = re.findall(r"(?m)^\| (`.*?) \|", (ROOT / "docs" / "engines.md").read_text("utf-8"))
    assert {name for row in rows for name in re.findall(r"`([\w-]+)`", row)} == set(BUNDLED_ENGINES)


def test_the_readme_shows_the_same_picture_as_the_page_of_the_architecture() -> None:
    picture, readme = _first_picture("docs/architecture.md"), _first_picture("README.md")
    assert picture == readme
    assert len(picture) > 3


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


def _matching(path: Path) -> Iterator[Path]:
    return path.parent.glob(path.name)


def _python_files() -> Iterator[Path]:
    for folder in ("voicecloner", "tests", "benchmarks", "packaging"):
        yield from (ROOT / folder).rglob("*.py")


def _may_be(name: str, path: str) -> bool:
    return path == name or path.endswith(f"/{name}")


def _is_module(name: str) -> bool:
    file = ROOT / name.replace(".", "/")
    return file.is_dir() or file.with_suffix(".py").is_file()


def _first_picture(page: str) -> list[str]:
    """The lines of the indented block that shows the layers."""
    lines = (ROOT / page).read_text("utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("    person ─"))
    return lines[start : lines.index("", start)]


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
