"""What the window says is handed to `tr`: whatever else looks like words for the user would stay English."""

import ast
import re
from collections.abc import Iterator

from tests.support.sources import PACKAGE, Source, assert_none, sources

_NO_WORDS_FOR_USERS = {"startup_checks.py", "stylesheet.py", "qt_classes.py", "language.py"}
"""Said before Qt is there, rules of style, names of classes, and what languages call themselves."""
_TRANSLATED = {"tr": 1, "tr_many": 2}
_UNSEEN_CALLS = {
    "Signal", "TypeVar", "cast", "compile", "setProperty", "set_style", "property", "setStyle", "setStyleSheet",
    "debug", "info", "warning", "error", "critical", "exception", "Formatter",
    "setApplicationName", "setApplicationDisplayName",
    "QKeySequence", "removesuffix", "counted", "add",
}  # fmt: skip
_UNSEEN = {"VoiceCloner", "Space", "Esc", "Apache-2.0", "Hz", "Message", "Messages"}
_WORDS = re.compile(r"[^\W\d_]{2}[,;:.’”…]? +[“(]?[^\W\d_]|^&?[A-Z][a-z&]+[….]?$")
_TYPE = re.compile(r"^\w+(\[.*\]|( \| \w+)+)$")


def test_every_text_is_handed_to_the_translation() -> None:
    shells = [each for each in sources(PACKAGE / "gui") if each.path.name not in _NO_WORDS_FOR_USERS]
    assert_none([place for source in shells for place in _untranslated(source)])


def test_texts_are_plain_literals_with_named_fields() -> None:
    """Else nobody could take them out, or nobody could tell what stands in them."""
    found = [
        source.place(call)
        for source in sources(PACKAGE / "gui")
        for call in ast.walk(source.tree)
        if isinstance(call, ast.Call) and (count := _TRANSLATED.get(_called(call)))
        for text in call.args[:count]
        if not isinstance(text, ast.Constant) or re.search(r"{(\d*|[^}:]*[.\[][^}]*)}", str(text.value))
    ]
    assert_none([place for place in found if "translation.py" not in place])


def _untranslated(source: Source) -> Iterator[str]:
    yield from (f"{source.place(literal)}: {_text(literal)[:60]}" for literal in _literals(source.tree))


def _literals(node: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "slice"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.Call) and _called(child) in _UNSEEN_CALLS:
                continue
            if isinstance(child, ast.Call) and _called(child) in _TRANSLATED:
                yield from (found for each in child.keywords for found in _literals(each))
            elif isinstance(child, ast.JoinedStr | ast.Constant) and not isinstance(node, ast.Expr | ast.Compare):
                if _is_for_users(_text(child)):
                    yield child
            elif isinstance(child, ast.AST):
                yield from _literals(child)


def _is_for_users(text: str) -> bool:
    is_code = bool(_TYPE.match(text)) or "<" in text or text in _UNSEEN
    return bool(_WORDS.search(text)) and not is_code


def _text(literal: ast.expr) -> str:
    if isinstance(literal, ast.JoinedStr):
        return "".join(_text(each) if isinstance(each, ast.Constant) else "{}" for each in literal.values)
    return literal.value if isinstance(literal, ast.Constant) and isinstance(literal.value, str) else ""


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))
