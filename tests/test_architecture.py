"""The shape of the program, kept by tests: who may import whom, how long things may grow, what is never done."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.support.sources import PACKAGE, ROOT, Source, assert_none, body_lines, sources

MAX_FILE_LINES = 500
MAX_BODY_LINES = 40
MAX_ARGUMENTS = 6
MAX_REACH_DOTS = 2
_NO_REACH = {"connect", "disconnect", "emit", "value"}
"""What one does with a signal, and an enum's value: no further step inside."""
_UNSAFE_FORMATS = {"pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
_TOO_WIDE = {"Exception", "BaseException"}

_IMPORT_ALL_BUT_THE_WINDOW = """
import importlib, pkgutil, sys
for name in ("PySide6", "shiboken6", "pyqtgraph", "torch", "torchaudio", "transformers"):
    sys.modules[name] = None
import voicecloner
for module in pkgutil.walk_packages(voicecloner.__path__, "voicecloner.", onerror=print):
    if not module.name.startswith("voicecloner.gui"):
        importlib.import_module(module.name)
        print(module.name)
"""


@pytest.fixture(scope="module")
def program() -> list[Source]:
    return sources(PACKAGE)


@pytest.fixture(scope="module")
def all_code() -> list[Source]:
    return sources(PACKAGE, ROOT / "tests", ROOT / "benchmarks", ROOT / "packaging", ROOT / "dev")


def test_everything_but_the_window_works_without_qt_and_neural_libraries() -> None:
    command = [sys.executable, "-c", _IMPORT_ALL_BUT_THE_WINDOW]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "voicecloner.use_cases.speaking.speak" in done.stdout.split()


def test_imports_go_downwards_only() -> None:
    """In a process of its own: import-linter switches off every logger that exists."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_files_are_short(all_code: list[Source]) -> None:
    assert_none([(source.place(source.tree), n) for source in all_code if (n := len(source.lines)) > MAX_FILE_LINES])


def test_functions_are_short(all_code: list[Source]) -> None:
    sizes = [(source.place(f), f.name, body_lines(f)) for source in all_code for f in source.functions()]
    assert_none([size for size in sizes if size[2] > MAX_BODY_LINES])


def test_functions_take_few_arguments(program: list[Source]) -> None:
    counts = [(source.place(f), f.name, _argument_count(f)) for source in program for f in source.functions()]
    assert_none([count for count in counts if count[2] > MAX_ARGUMENTS])


def test_nothing_is_stored_in_a_format_that_can_run_code(program: list[Source]) -> None:
    assert_none([place for source in program for place, name in _imports(source) if name in _UNSAFE_FORMATS])


def test_no_error_is_swallowed(program: list[Source]) -> None:
    assert_none([place for source in program for place in _swallowing_handlers(source)])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("try:\n    f()\nexcept Exception:\n    pass", 1),
        ("try:\n    f()\nexcept:\n    pass", 1),
        ("try:\n    f()\nexcept (OSError, Exception) as error:\n    print(error)", 1),
        ("try:\n    f()\nexcept Exception as error:\n    raise ValueError from error", 0),
        ("try:\n    f()\nexcept Exception:  # noqa: BLE001 - told to the user\n    pass", 0),
        ("try:\n    f()\nexcept Exception:  # noqa: BLE001\n    pass", 1),
        ("try:\n    f()\nexcept OSError:\n    pass", 0),
    ],
)
def test_the_search_for_swallowed_errors_sees(text: str, found: int) -> None:
    source = Source(PACKAGE / "example.py", text.splitlines(), ast.parse(text))
    assert len(list(_swallowing_handlers(source))) == found


def test_the_window_does_not_reach_into_the_insides_of_others(program: list[Source]) -> None:
    """A part may be asked for a part of its own (`self.card.bar.show`), no deeper: its owner has a method for that."""
    window = [source for source in program if source.path.is_relative_to(PACKAGE / "gui")]
    assert_none([(place, reach) for source in window for place, reach in _deep_reaches(source)])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("self.card.bar.show()", []),
        ("self.card.bar.button.show()", ["self.card.bar.button.show"]),
        ("card.bar.button.show()", ["card.bar.button.show"]),
        ("self.card.bar.pressed.connect(f)", []),
        ("self.card.bar.button.pressed.connect(f)", ["self.card.bar.button.pressed"]),
        ("Qt.AlignmentFlag.AlignHCenter", []),
        ("self.area.verticalScrollBar().setValue(0)", []),
    ],
)
def test_the_search_for_deep_reaches_sees(text: str, found: list[str]) -> None:
    source = Source(PACKAGE / "example.py", text.splitlines(), ast.parse(text))
    assert [reach for _place, reach in _deep_reaches(source)] == found


def _deep_reaches(source: Source) -> Iterator[tuple[str, str]]:
    """Place and text of each chain with more than two dots behind the object it starts at, but for `_NO_REACH`."""
    inner = {id(node.value) for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and id(node) not in inner:
            names = _names_in(node)
            if names and names[-1] in _NO_REACH:
                del names[-1]
            if len([name for name in names if name != "self"]) > MAX_REACH_DOTS + 1:
                yield source.place(node), ".".join(names)


def _names_in(chain: ast.expr) -> list[str]:
    """The names of `a.b.c`; none where the chain starts at something else than a name."""
    names: list[str] = []
    while isinstance(chain, ast.Attribute):
        names.insert(0, chain.attr)
        chain = chain.value
    return [chain.id, *names] if isinstance(chain, ast.Name) else []


def _argument_count(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    arguments = function.args
    named = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return len([name for name in named if name not in ("self", "cls")])


def _imports(source: Source) -> Iterator[tuple[str, str]]:
    """Place and top-level name of each import."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((source.place(node), alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield source.place(node), str(node.module).partition(".")[0]


def _swallowing_handlers(source: Source) -> Iterator[str]:
    """Places that catch everything, neither raise again nor give their reason in the `noqa`."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node):
            raises = any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
            reasoned = re.search(r"# noqa: BLE001 \W*\w+", source.lines[node.lineno - 1])
            if not raises and not reasoned:
                yield source.place(node)


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or (isinstance(kind, ast.Name) and kind.id in _TOO_WIDE) for kind in caught)
