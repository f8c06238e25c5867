"""Signs, emoji and emphasis."""

import re
import unicodedata
from functools import cache
from typing import Any

from voicecloner.domain.text import UNSPACED
from voicecloner.speech.text.language import Language
from voicecloner.speech.text.rules import Found, Rule, either

_PICTURES = (
    r"(?:[0-9#*]\ufe0f?\u20e3|[\u2190-\u23ff\u2460-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff©®™]"
    r"[\ufe0f\ufe0e\u200d\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f♀♂]*)"
)
_UNSPACED = re.compile(f"[{UNSPACED}]")


def sign_rules(language: Language) -> tuple[Rule, ...]:
    """Rules for emoji, for signs that have a name, and for those that have none and are passed over."""
    named = dict(language.symbols)
    letters = {sign: name for sign, name in named.items() if sign not in "#@"}
    return (
        Rule(rf"{_PICTURES}(?:\s?{_PICTURES}){{0,200}}", lambda found: _pictures(language, found), "ds"),
        *_named(letters),
        Rule(r"(?<![\w&])#(?=[^\W\d_])", lambda _found: f"{named.get('#', '')} ", "s"),
        Rule(r"(?<![\w@])@(?=\w)", lambda _found: f"{named.get('@', '')} ", "s"),
        Rule(r"\*+", _emphasis, "s"),
        Rule(r"`+|~~|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)|\|", lambda _found: " ", "sw"),
        Rule(r"(?<=\w)_(?=\w)", lambda _found: " ", "sw"),
        Rule(r"!?\[(?P<words>[^\[\]\n]{1,300})\]\((?:[^()\s]{1,500})\)", lambda found: found["words"], "s"),
        Rule(r"(?<=[^\W\d_])/(?=[^\W\d_])", lambda _found: " ", "s"),
        Rule(r"[\\<>{}\[\]^~]+|[=+$#/@]", lambda _found: " ", "s"),
        Rule(r"\.{3,}", lambda _found: "…", "s"),
        Rule("[-–—]{3,}", lambda _found: "—", "s"),
    )


def _named(signs: dict[str, str]) -> tuple[Rule, ...]:
    if not signs:
        return ()
    return (Rule(either(list(signs)), lambda found: f" {signs[found[0]]} ", "s"),)


def _emphasis(found: Found) -> str:
    """An asterisk beside a word stays; `tidied` takes out those without a partner."""
    before, after = found.string[max(0, found.start() - 1) : found.start()], found.string[found.end() : found.end() + 1]
    opens = not _holds_together(before) and bool(after.strip())
    closes = bool(before.strip()) and not _holds_together(after)
    return "*" if opens != closes or (opens and _UNSPACED.search(before + after)) else " "


def _holds_together(letter: str) -> bool:
    """Whether it belongs to a word that goes on beside it; where nobody writes spaces, a word may begin anywhere."""
    return letter.isalnum() and not _UNSPACED.match(letter)


def _pictures(language: Language, found: Found) -> str:
    """The names of emoji, of a row of the same ones only one; pictures without a name are passed over."""
    names: list[str] = []
    for piece in re.findall(_PICTURES, found[0]):
        name = _emoji_name(piece, language.tag)
        if name and (not names or names[-1] != name):
            names.append(name)
    return f" {', '.join(names)} " if names else " "


def _emoji_name(character: str, tag: str) -> str:
    """The name Unicode's CLDR gives an emoji in a language; empty where it gives none."""
    known = _names(tag)
    entry = known.get(character) or known.get(character.rstrip("\ufe0e\ufe0f")) or known.get(character + "\ufe0f")
    if entry is None and len(character) > 1:  # a skin or hair the list lacks
        entry = known.get(character[0])
    return _plain(entry) if entry else ""


@cache
def _names(tag: str) -> dict[str, str]:
    import emoji

    if tag not in emoji.LANGUAGES:
        return {}
    emoji.config.load_language(tag)
    data: dict[str, dict[str, Any]] = emoji.EMOJI_DATA
    return {character: str(entry[tag]) for character, entry in data.items() if tag in entry}


def _plain(name: str) -> str:
    words = name.strip(":").replace("_", " ").replace("“", "").replace("”", "")
    return "".join(" " if unicodedata.category(c)[0] in "SC" or c in ".!?*" else c for c in words).strip()
