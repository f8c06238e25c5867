"""The program's own source text, for tests that guard its form."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "voicecloner"

AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One parsed file."""

    path: Path
    lines: list[str]
    tree: ast.Module

    def place(self, node: ast.AST) -> str:
        """Where a node stands, as a person writes it: ``voicecloner/jobs.py:12``."""
        return f"{self.path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"

    def functions(self) -> Iterator[AnyFunction]:
        """Every function and method, nested ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, AnyFunction))


def sources(*folders: Path) -> list[Source]:
    """Every Python file below the folders; a path that is a file stands for itself."""
    paths = [path for folder in folders for path in ([folder] if folder.is_file() else sorted(folder.rglob("*.py")))]
    return [_parse(path) for path in paths]


def assert_none(offenders: list[object]) -> None:
    """Fail with one line for each offender; an empty list passes."""
    assert not offenders, "\n" + "\n".join(map(str, offenders))


def body_lines(function: AnyFunction) -> int:
    """Lines of a function's body without its docstring."""
    statements = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    return (statements[-1].end_lineno or 0) - statements[0].lineno + 1 if statements else 0


def _parse(path: Path) -> Source:
    text = path.read_text("utf-8")
    return Source(path, text.splitlines(), ast.parse(text, str(path)))
