"""What stands before a text in Markdown and is not read: its title, author and language, as YAML or TOML.

PyYAML reads the one, as text only, Python itself the other. Weighed and not taken: python-frontmatter (the same PyYAML,
for TOML a library that is not maintained) and the plugin of mdit-py-plugins (finds the lines of YAML, and reads none).
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from voicecloner.speech.documents.languages import language_tag

_MOST_CHARACTERS = 20_000
_LONGEST = 300
_TITLES, _AUTHORS, _LANGUAGES = ("title",), ("author", "authors", "creator"), ("lang", "language")
# where YAML is not quite right, as in "title: The sea: a story", its lines still say what they mean
_LINE = re.compile(r"""^([A-Za-z]+)[ \t]*:[ \t]+["']?([^\n]*?)["']?[ \t]*$""", re.MULTILINE)


@dataclass(frozen=True)
class FrontMatter:
    """What a text says of itself; each may be empty.

    Attributes:
        title: its title.
        author: who wrote it; several with commas between.
        language: BCP 47 tag.
    """

    title: str = ""
    author: str = ""
    language: str = ""


def without_front_matter(text: str) -> tuple[FrontMatter, str]:
    """What a text says of itself, and the rest of it: all of it where it begins with none.

    Args:
        text: with line feeds only.
    """
    for block, reader in _KINDS:
        found = block.match(text)
        said = reader(found[1]) if found else None
        if found and said is not None:
            return _front_matter(said), text[found.end() :]
    return FrontMatter(), text


def _front_matter(said: Mapping[str, Any]) -> FrontMatter:
    by_name = {str(name).lower(): value for name, value in said.items()}
    title, author, language = (
        next((text for name in names if (text := _text_of(by_name.get(name)))), "")
        for names in (_TITLES, _AUTHORS, _LANGUAGES)
    )
    return FrontMatter(title, author, language_tag(language))


def _text_of(value: object) -> str:
    """One text, or several with commas between: lists of names, and of tables that have one."""
    values = value if isinstance(value, list) else [value]
    return ", ".join(text for text in map(_one_text, values[:20]) if text)[:_LONGEST]


def _one_text(value: object) -> str:
    if isinstance(value, dict):
        value = next((value[key] for key in ("name", "text") if key in value), None)
    return " ".join(value[:_LONGEST].split()) if isinstance(value, str) else ""


def _of_yaml(block: str) -> Mapping[str, Any] | None:
    import yaml  # slow, and for few documents

    try:
        # every value stays the text that stands there: a book is called 1984, and another No
        said = yaml.load(block, yaml.BaseLoader)  # noqa: S506 - it makes nothing but texts, lists and tables
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError):
        # PyYAML has no error of its own for "\U00110000" and "\UFFFFFFFF"
        return dict(_lines_of(block)) or None
    return said if isinstance(said, dict) else None


def _of_toml(block: str) -> Mapping[str, Any] | None:
    try:
        return tomllib.loads(block)
    except (ValueError, RecursionError):  # a number of 5,000 digits is a bare ValueError
        return None


def _lines_of(block: str) -> Iterator[tuple[str, str]]:
    return ((found[1], found[2]) for found in _LINE.finditer(block))


def _block(first: str, last: str) -> re.Pattern[str]:
    """The lines between a first one and the next last one, at the very beginning."""
    most = _MOST_CHARACTERS
    return re.compile(rf"\A{first}[ \t]*\n(.{{0,{most}}}?)^(?:{last})[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


_Reader = Callable[[str], Mapping[str, Any] | None]
_KINDS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_block("---", r"---|\.\.\."), _of_yaml),
    (_block(r"\+\+\+", r"\+\+\+"), _of_toml),
)
