"""Tests stand by themselves: what several of them use lives in ``tests/support``, or with the engines' contract."""

import ast
from collections.abc import Iterator
from pathlib import Path

_TESTS = Path(__file__).parent
_SHARED = ("tests.support", "tests.engine_contract")


def test_no_test_is_imported_by_another_module() -> None:
    found = {
        f"{path.relative_to(_TESTS)} imports {module}"
        for path in _TESTS.rglob("*.py")
        for module in _imported(path)
        if module.startswith("tests.") and not _is_helper(module)
    }
    assert not found


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names if _is_file(node.module, each.name))
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


def _is_file(module: str, name: str) -> bool:
    return module.startswith("tests") and (_TESTS.parent / f"{module.replace('.', '/')}/{name}.py").exists()


def _is_helper(module: str) -> bool:
    name = module.rpartition(".")[2]
    return module.startswith(_SHARED) and not name.startswith("test_") and name != "conftest"
