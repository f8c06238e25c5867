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
_MARKS = re.compile(r"[,;:.] ?| ")
_ENGLISH_MARKS = re.compile(r"{}[!?)”]*[,;:.!?]( |$)|“{}|{} \(")
_NO_PROSE = re.compile(
    r"suffix|\btag\.|\.split\(\)|_canvas|color:|SHA-256|__name__|{n}\. |text\[:1\]|shown\[:1\]"
    r"|^' '\.join\(map\(language_name|^key\.replace\('_', ' '\)\.replace"
)
"""Names of files, tags and words that are searched for, colours, numbers of steps, first letters of sentences that are
translated, and the names of what an engine brings along."""
_SHOWING = {
    "tr", "tr_many", "setText", "setToolTip", "say", "setAccessibleName", "setAccessibleDescription", "tell", "Message",
    "labelled", "listed", "in_a_row", "Question",
}  # fmt: skip
_CORE_WORDS = {"detail", "stage", "message", "messages", "reason", "reasons", "part", "notes"}
"""What the core's answers call their sentences."""
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


def test_no_text_is_made_of_a_key_or_put_together_with_english_marks() -> None:
    """Which no translator sees: `choice.capitalize()`, `", ".join(names)`, `f"{title}: {words}"`."""
    shells = [each for each in sources(PACKAGE / "gui") if each.path.name not in _NO_WORDS_FOR_USERS]
    assert_none([place for source in shells for place in _put_together(source)])


def test_what_is_put_together_is_found() -> None:
    code = 'a.capitalize(); ", ".join(b); f"{c}: {d}"; f"“{e}”"; said(f"{f}."); " ".join(g); tr("{h}: {i}")'
    found = list(_put_together(Source(PACKAGE / "gui" / "page.py", code.splitlines(), ast.parse(code))))
    assert [each.partition(": ")[2] for each in found] == [
        "a.capitalize()", "', '.join(b)", "f'{c}: {d}'", "f'“{e}”'", "' '.join(g)",
    ]  # fmt: skip


def test_what_the_core_says_is_translated_where_it_is_shown() -> None:
    assert_none([place for source in sources(PACKAGE / "gui") for place in _unsaid(source)])


def test_what_is_shown_as_the_core_says_it_is_found() -> None:
    code = 'words.setText(a.stage); tr("{b}", b=b.reason if c else ""); say(said(d.detail), *map(said, e.notes))'
    found = list(_unsaid(Source(PACKAGE / "gui" / "page.py", code.splitlines(), ast.parse(code))))
    assert [each.partition(": ")[2] for each in found] == ["a.stage", "b.reason"]


def _unsaid(source: Source) -> Iterator[str]:
    for call in ast.walk(source.tree):
        if isinstance(call, ast.Call) and _called(call) in _SHOWING:
            for part in (*call.args, *(each.value for each in call.keywords)):
                yield from (f"{source.place(call)}: {ast.unparse(each)}" for each in _core_words(part))


def _core_words(node: ast.AST) -> Iterator[ast.Attribute]:
    """What the core has said, and nobody has translated."""
    if isinstance(node, ast.Lambda) or (isinstance(node, ast.Call) and "said" in ast.unparse(node)):
        return
    if isinstance(node, ast.Attribute) and node.attr in _CORE_WORDS:
        yield node
    parts = (node.body, node.orelse) if isinstance(node, ast.IfExp) else ast.iter_child_nodes(node)
    for part in parts:
        yield from _core_words(part)


def _put_together(source: Source) -> Iterator[str]:
    """Texts of keys, and of parts with English marks between them; what the core says may have those."""
    said = {id(part) for call in ast.walk(source.tree) if _is_said(call) for part in ast.walk(call)}
    for node in ast.walk(source.tree):
        text = ast.unparse(node) if isinstance(node, ast.Call | ast.JoinedStr) else ""
        is_text = (isinstance(node, ast.Call) and _makes_text(node)) or (
            isinstance(node, ast.JoinedStr) and bool(_ENGLISH_MARKS.search(_text(node)))
        )
        if is_text and id(node) not in said and not _NO_PROSE.search(text):
            yield f"{source.place(node)}: {text[:80]}"


def _is_said(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _called(node) == "said"


def _makes_text(call: ast.Call) -> bool:
    if _called(call) in {"capitalize", "title", "upper", "lower", "swapcase"} and isinstance(call.func, ast.Attribute):
        return not call.args
    return _called(call) == "join" and bool(_MARKS.fullmatch(_text(getattr(call.func, "value", call))))


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
