"""Abbreviations, initials and acronyms with full stops."""

import re
from collections.abc import Callable, Mapping

from voicecloner.speech.text.language import Language
from voicecloner.speech.text.rules import Found, Rule, ends_sentence, word_after, word_before

_CAPITAL = "A-ZÀ-ÖØ-ÞА-ЯΑ-ΩŁŚŻČŠŽŘ"


def abbreviation_rules(language: Language) -> tuple[Rule, ...]:
    """Rules for what the language shortens; initials and acronyms for every language."""

    def with_stop(found: Found, words: str) -> str:
        starters = language.starters if language.nouns_have_capitals else None
        return f"{words}." if found[0].endswith(".") and ends_sentence(found, starters) else words

    titles = dict(language.titles)
    titles |= {short[0].lower() + short[1:]: words for short, words in titles.items() if len(short) > 2}
    before_name = rf"(?=\s{{0,3}}[{_CAPITAL}“\"]|\s(?:and|und|et|y|e|&)\s)"
    listed = (
        _rule(titles, before_name),
        _rule(language.before_numbers, r"(?=\s{0,3}(?:\d|[IVXLC]{1,6}\b))"),
        _rule(language.abbreviations, form=with_stop),
        _rule(language.inner_abbreviations),
    )
    return (*(rule for rule in listed if rule), *_letter_rules(language))


def _rule(
    table: Mapping[str, str], condition: str = "", form: Callable[[Found, str], str] = lambda _found, words: words
) -> Rule | None:
    if not table:
        return None
    words = {_key(short): said for short, said in table.items()}
    shorts = "|".join(_pattern(short) for short in sorted(_both_cases(table), key=len, reverse=True))

    def read(found: Found) -> str | None:
        said = words.get(_key(found["short"]))
        if said is None:  # written with a capital at the beginning of a sentence
            said = words[_key(found["short"][0].lower() + found["short"][1:])]
            said = said[0].upper() + said[1:]
        return form(found, said)

    return Rule(rf"(?<![\w.])(?P<short>{shorts}){condition}", read, "ws")


def _both_cases(table: Mapping[str, str]) -> set[str]:
    return set(table) | {short[0].upper() + short[1:] for short in table}


def _pattern(short: str) -> str:
    """Spaces inside may be missing, narrow or wide; letters must not go on behind it, behind a stop figures may."""
    spaced = r"[ \u00a0\u202f]?".join(map(re.escape, re.split(r" |(?<=\.)(?=\w\.)", short)))
    return spaced + (r"(?!\w)" if short[-1].isalnum() else r"(?![^\W\d_])")


def _key(short: str) -> str:
    return re.sub(r"\s", "", short)


def _letter_rules(language: Language) -> tuple[Rule, ...]:
    def initials(found: Found) -> str | None:
        """Letters with stops before a name: J. R. R. Tolkien, and John F. Kennedy, but not: Plan B. Then."""
        if word_after(found) in language.starters:
            return None
        letters = re.findall(rf"[{_CAPITAL}]", found[0])
        before = word_before(found)
        is_name = len(letters) > 1 or not before or before.endswith(".") or before[0].isupper() or before in _LINKS
        return " ".join(letters) if is_name and before.lower() not in _COUNTED else None

    def acronym(found: Found) -> str:
        """U.S. and p.m.: its letters, with the stop of the sentence it may end."""
        letters = " ".join(found[0].replace(".", "").upper())
        return f"{letters}." if ends_sentence(found, language.starters) else letters

    return (
        Rule(rf"(?<![\w.])(?:[{_CAPITAL}]\.[ \u00a0\u202f-]?){{1,6}}(?=[ \u00a0][{_CAPITAL}][^\W\d_])", initials, "w"),
        Rule(
            rf"(?<![\w.])(?:[{_CAPITAL}]\.[ \u00a0\u202f-]){{1,6}}(?=[{_CAPITAL}][^\W\d_])",
            lambda found: _spaced(initials(found)),
            "w",
        ),
        Rule(rf"(?<![\w.])(?:[{_CAPITAL}]\.){{2,8}}(?!\w)", acronym, "w"),
        Rule(r"(?<![\w.])(?:[a-z]\.){2,5}(?!\w)", lambda found: acronym(found).lower(), "w"),
    )


def _spaced(words: str | None) -> str | None:
    return None if words is None else f"{words} "


_LINKS = {"and", "by", "und", "von", "et", "de", "par", "y", "e", "di", "with", "of", "to", "for"}
_COUNTED = {"plan", "vitamin", "type", "grade", "part", "section", "option", "figure", "appendix", "klasse", "teil"}
