"""Takes the texts out of the program into the files that translators fill, and makes of those what the window loads.

    ./dev translations    after texts were added or changed, and after a file was translated

The window's texts are the plain literals in `tr` and `tr_many`. What the core says is English prose with values in it;
it is found by its looks, as templates: an f-string is one, and so is a literal. Where a part depends on a condition
each of its forms is a template. `voicecloner/core_sentences.py` finds the template of a sentence again.
"""

import ast
import itertools
import json
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "voicecloner"
FOLDER = ROOT / "resources" / "translations"
FIELDS = FOLDER / "core.json"
LANGUAGES = ("de", "es", "fr", "zh")
WINDOW, CORE = "window", "core"

MARKS = (".", ", ", ": ", "; ")
"""What ends the core's sentences, and stands between their parts."""

Texts = dict[str, set[str]]
"""By text, the files it stands in."""


def main() -> int:
    """Bring the files of all languages up to date, and compile them."""
    window, core = window_texts(), core_texts()
    FOLDER.mkdir(exist_ok=True)
    FIELDS.write_text(json.dumps(numbers_in(core), ensure_ascii=False, indent=0) + "\n", "utf-8")
    for language in LANGUAGES:
        path = source_of(language)
        known = translations_in(path) if path.exists() else {}
        path.write_text(as_file(language, {WINDOW: window, CORE: core}, known), "utf-8")
        compile_to(path, path.with_suffix(".qm"))
        missing = sum(not known.get((context, shown(text))) for context, texts in _both(window, core) for text in texts)
        print(f"{path.name}: {len(window) + len(core)} texts, {missing} without a translation")
    return 0


def source_of(language: str) -> Path:
    """The file that its translator fills."""
    return FOLDER / f"voicecloner_{language}.ts"


def compile_to(source: Path, target: Path) -> None:
    """Make what Qt loads of a translator's file; texts without a translation are left out."""
    tool = Path(sysconfig.get_path("scripts")) / "pyside6-lrelease"
    subprocess.run([tool, "-silent", source, "-qm", target], check=True)


def _both(window: Texts, core: Texts) -> Iterator[tuple[str, Texts]]:
    yield WINDOW, window
    yield CORE, core


# --- the files


def translations_in(path: Path) -> dict[tuple[str, str], str]:
    """What a file has been filled with, by context and text."""
    found = {}
    for context in etree.parse(path).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            found[name, message.findtext("source", "")] = message.findtext("translation", "")
    return found


def as_file(language: str, contexts: Mapping[str, Texts], known: Mapping[tuple[str, str], str]) -> str:
    """A file of Qt Linguist's with all texts, and the translations there are."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>", f'<TS version="2.1" language="{language}">']
    for name, texts in contexts.items():
        lines += ["<context>", f"    <name>{name}</name>"]
        for text, files in texts.items():
            lines += _message(shown(text), files, known.get((name, shown(text)), ""))
        lines.append("</context>")
    return "\n".join([*lines, "</TS>", ""])


def _message(text: str, files: set[str], translation: str) -> Iterator[str]:
    yield "    <message>"
    yield from (f'        <location filename="../../{file}"/>' for file in sorted(files))
    yield f"        <source>{escape(text)}</source>"
    state = "" if translation else ' type="unfinished"'
    yield f"        <translation{state}>{escape(translation)}</translation>"
    yield "    </message>"


# --- the window


def window_texts() -> Texts:
    """What stands in `tr` and `tr_many`."""
    found: Texts = {}
    for path, tree in _trees(sorted((PACKAGE / "gui").rglob("*.py"))):
        for call in _calls(tree):
            for text in _first_texts(call):
                found.setdefault(text, set()).add(path)
    return found


def _first_texts(call: ast.Call) -> Iterator[str]:
    taken = {"tr": 1, "tr_many": 2}.get(_called(call), 0)
    for argument in call.args[:taken]:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


# --- the core

_NOT_SHOWN = re.compile(
    r"voicecloner/(gui|cli|server/(metrics|routes/(page|about))|api|speech/text|scratch|no_telemetry|library/(migrations|database|search|index\w*)"
    r"|bootstrap/cluster_worker|domain/(language_names|notebook)|speech/(demo_speech|typed_words)|use_cases/upkeep/(demonstrate|examine|suit_model|try_models|check_models)"
    r"|use_cases/(speaking/verify_file|batch/(clone_table|lines_on_cluster)|recording/(list_devices|save_recording))"
    r"|audio/files/samples_file"
    r"|engines/adapters/natural/(pronunciation|fitting/trial_texts)|engines/host/(worker\w*|environment_install|orders|wire))"
)
"""Where no sentence for the window or the page stands: SQL, the words of languages that are spoken, and the shells
that speak English alone."""
_WORDS = re.compile(r"\w[^\W_][’']?[,;:.”]? +[(“{]?[^\W\d_]|[}] [a-z]{3,}|[a-z]{3,}: [{]|[}]\u00a0[a-z]+ |^yesterday$")
_CODE = re.compile(
    r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|WITH|DROP|MATCH)\b|:key\b|MATCH \?"
    r"|\bvoicecloner [a-z{]|[a-z] mem\w*$|^\s*([a-z]{2,3} ){4}|^\w+(\.\w+){2}|^Sending large"
    r"|^field limit|^data: |^consent set |^ ?(AND|OR|Bearer)\b|^import |^--"
    r"|[<>]=|{direction}|^{count} and {count2} bytes$| := |\\[A-Za-z]|\w\|\w|[\x00-\x08]"
)
"""What has words in it and is no prose."""
_DEFECTS = {"ValueError", "TypeError", "RuntimeError", "AssertionError", "KeyError", "NotImplementedError", "OSError"}
_UNHEARD = {"compile", "debug", "info", "warning", "error", "exception", "critical", "execute", "executemany", "cast"}
_COMMAND = 1
"""The argument of `either` that is a command, which is typed as it is."""
_NUMBER_FORMAT = re.compile(r"[dfgn,%]$")
_COUNTS = {"count", "number", "digits", "days", "hours", "minutes"}
"""Values that are numbers although they are not formatted as such."""
_FIELD = re.compile(r"(?<!{){(\w+)(?::([^{}]*))?}(?!})")


def numbers_in(core: Texts) -> dict[str, list[str]]:
    """The templates of the core as translators see them, each with the fields that are numbers."""
    found: dict[str, list[str]] = {}
    for text in core:
        numbers = [name[:-1] for name, _form in _FIELD.findall(text) if name.endswith("_")]
        found[shown(text)] = [name for name in numbers if name in found.get(shown(text), numbers)]
    return found


def shown(text: str) -> str:
    """A text as translators see it."""
    return _FIELD.sub(lambda found: f"{{{found[1].rstrip('_')}{':' + found[2] if found[2] else ''}}}", text)


def core_texts() -> Texts:
    """What the core may say to the user, as templates; a number's field ends with ``_``."""
    found: Texts = {}
    paths = [path for path in sorted(PACKAGE.rglob("*.py")) if not _NOT_SHOWN.match(path.relative_to(ROOT).as_posix())]
    for path, tree in _trees(paths):
        for text in itertools.chain(_prose(tree), _counted(tree)):
            found.setdefault(text, set()).add(path)
    for path, tree in _trees(sorted((PACKAGE / "gui").rglob("*.py"))):
        for text in _counted(tree):
            found.setdefault(text, set()).add(path)
    for text in _declared():
        found.setdefault(text, set()).add("voicecloner")
    return found


def _prose(tree: ast.Module) -> Iterator[str]:
    constants = _ConstantsInTheirPlaces(tree)
    for literal in _shown_literals(tree):
        for template in _forms(constants.visit(literal)):
            if _WORDS.search(template) and not _CODE.search(template):
                yield template


class _ConstantsInTheirPlaces(ast.NodeTransformer):
    """Puts texts that a module keeps in constants into the f-strings that name them.

    Args:
        tree: the module.
    """

    def __init__(self, tree: ast.Module) -> None:
        self._texts = {
            target.id: each.value
            for each in tree.body
            if isinstance(each, ast.Assign)
            and isinstance(each.value, ast.Constant)
            and isinstance(each.value.value, str)
            for target in each.targets
            if isinstance(target, ast.Name)
        }

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.expr:
        found = self._texts.get(node.value.id) if isinstance(node.value, ast.Name) else None
        return found or node


def _shown_literals(node: ast.AST) -> Iterator[ast.expr]:
    """Strings and f-strings, but for docstrings, annotations, and what is said to programmers."""
    for child in _parts(node):
        if isinstance(child, ast.JoinedStr) or (isinstance(child, ast.Constant) and isinstance(child.value, str)):
            if not isinstance(node, ast.Expr):
                yield child
        elif isinstance(child, ast.Call) and _called(child) == "either":
            yield from (each for number, each in enumerate(child.args) if number != _COMMAND)
        elif not (isinstance(child, ast.Call) and _called(child) in _DEFECTS | _UNHEARD):
            yield from _shown_literals(child)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """What it is made of, without annotations."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns"} or _is_description(node):
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST):
                yield each


def _is_description(node: ast.AST) -> bool:
    """Whether it tells programmers, in the description of the service's interface, what something is."""
    if isinstance(node, ast.Dict):
        return any(isinstance(key, ast.Constant) and key.value == "description" for key in node.keys)
    return isinstance(node, ast.keyword) and node.arg == "description"


def _forms(literal: ast.expr) -> Iterator[str]:
    """Each way a literal can come out, with a field for each value in it; a number's field ends with ``_``."""
    if isinstance(literal, ast.Constant):
        yield _with_names_of_their_own(
            _FIELD.sub(lambda found: f"{{{_named(found[1], found[2] or '')}}}", str(literal.value))
        )
    elif isinstance(literal, ast.JoinedStr):
        for parts in itertools.product(*([*_part_forms(part)] for part in literal.values)):
            yield _with_names_of_their_own("".join(parts))


def _part_forms(part: ast.expr) -> Iterator[str]:
    if isinstance(part, ast.Constant):
        yield _FIELD.sub(lambda found: f"{{{_named(found[1], found[2] or '')}}}", str(part.value))
    elif isinstance(part, ast.FormattedValue):
        value = part.value
        branches = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
        if all(isinstance(each, ast.Constant | ast.JoinedStr) for each in branches):
            for each in branches:
                yield from _forms(each)
        else:
            form = ast.unparse(part.format_spec)[2:-1] if part.format_spec else ""
            name = _name_of(value)
            # what is counted is a number with its thing, however it is called
            yield f"{{{name.strip('_') if _is_counted(value) else _named(name, form)}}}"


def _is_counted(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and _called(value) == "counted"


def _with_names_of_their_own(template: str) -> str:
    """Fields that are called alike get numbers."""
    seen: dict[str, int] = {}

    def numbered(found: re.Match[str]) -> str:
        name = found[1]
        seen[name] = seen.get(name, 0) + 1
        return found[0] if seen[name] == 1 else f"{{{name.rstrip('_')}{seen[name]}{'_' * name.endswith('_')}}}"

    return _FIELD.sub(numbered, template)


def _named(name: str, form: str) -> str:
    is_number = bool(_NUMBER_FORMAT.search(form)) or name in _COUNTS
    return f"{name.strip('_')}_" if is_number else name.strip("_")


def _name_of(value: ast.expr) -> str:
    """What to call a value: the last name in it."""
    if isinstance(value, ast.Call):
        if _called(value) == "len":
            return "count"
        return _name_of(value.args[0]) if value.args and not isinstance(value.args[0], ast.Constant) else _called(value)
    names = [each for each in ast.walk(value) if isinstance(each, ast.Name | ast.Attribute)]
    first = names[0] if names else None
    return (first.id if isinstance(first, ast.Name) else first.attr if first else "value").lower()


def _counted(tree: ast.Module) -> Iterator[str]:
    """The two forms of what `wording.counted` counts."""
    for call in _calls(tree):
        if _called(call) == "counted" and len(call.args) == 2:
            thing = call.args[1]
            if isinstance(thing, ast.Constant):
                yield f"{{number_}} {thing.value}"
                yield f"{{number_}} {thing.value}s"


def _declared() -> Iterator[str]:
    """Names and texts that are no sentences, or stand in no module."""
    from voicecloner.domain.language_names import LANGUAGE_NAMES
    from voicecloner.domain.scorecard_words import GRADES
    from voicecloner.quality.checks.all_checks import CHECKS
    from voicecloner.quality.checks.file_checks import FILE_CHECKS
    from voicecloner.settings import SETTINGS
    from voicecloner.wording import check_title

    yield from LANGUAGE_NAMES.values()
    for grade in GRADES.values():
        yield from (grade, grade.capitalize())
    yield from MARKS
    yield from (check_title(check) for check in (*CHECKS, *FILE_CHECKS))
    for setting in SETTINGS.values():
        yield from filter(None, (setting.unit if len(setting.unit) > 3 else "", setting.when_empty))
    models = json.loads((ROOT / "resources" / "models" / "catalogue.json").read_text("utf-8"))
    for model in models["models"]:
        yield from filter(None, (model.get("quality", ""), model["licence"].get("summary", "")))


# --- reading


def _trees(paths: Iterable[Path]) -> Iterator[tuple[str, ast.Module]]:
    for path in paths:
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def _calls(tree: ast.Module) -> list[ast.Call]:
    """In the order they stand in."""
    return sorted((n for n in ast.walk(tree) if isinstance(n, ast.Call)), key=lambda n: (n.lineno, n.col_offset))


def _called(call: ast.Call) -> str:
    """The last name of what is called."""
    return (
        call.func.id
        if isinstance(call.func, ast.Name)
        else call.func.attr
        if isinstance(call.func, ast.Attribute)
        else ""
    )


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
