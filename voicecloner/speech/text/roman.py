"""Roman numerals: behind a monarch's name an ordinal, behind another capital a number."""

import re

from voicecloner.speech.text.language import Language
from voicecloner.speech.text.rules import Found, Rule, either, word_before

ROMAN = r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_NOT_NUMBERS = {"XL", "XXL", "CD", "CC", "MC", "DC", "MD", "CV", "DM", "MM", "CM", "LCD", "MIX", "DI", "MI", "CI", "LI"}
_LIKELY = re.compile("[IVX]{2,7}")
_YEAR = re.compile("M[DCLXVI]{4,}")


def value_of(roman: str) -> int:
    """The number a Roman numeral stands for."""
    values = [_VALUES[letter] for letter in roman]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def roman_rules(language: Language) -> tuple[Rule, ...]:
    """Rules for Roman numerals that stand alone."""
    nouns = either(list(language.numbered_nouns)) or "(?!)"
    return (
        Rule(rf"(?<![\w.])(?P<roman>{ROMAN})(?![\w'’])", lambda found: _alone(language, found), "w"),
        Rule(
            rf"(?i:\b(?:{nouns}))\s(?P<roman>(?-i:[IVX]))(?![\w.'’]|\.\w)",
            lambda found: _with_noun(language, found),
            "w",
        ),
    )


def _alone(language: Language, found: Found) -> str | None:
    roman, before = found["roman"], word_before(found)
    value = value_of(roman)
    if before in language.monarchs and value <= 40 and (len(roman) > 1 or _stands_like_a_numeral(found)):
        return language.monarch(before, value)
    is_counted = len(roman) > 1 and before.lower() in language.numbered_nouns
    return language.cardinal(value) if is_counted or _is_surely_a_number(roman, before) else None


def _is_surely_a_number(roman: str, before: str) -> bool:
    """Whether letters that might be an abbreviation are a number, by what they look like and by the word before."""
    if roman in _NOT_NUMBERS:
        return False
    is_named = before[:1].isupper() and not before.isupper()
    return bool(_YEAR.fullmatch(roman) or (is_named and _LIKELY.fullmatch(roman)))


def _with_noun(language: Language, found: Found) -> str:
    noun = found[0][: -len(found["roman"])]
    return f"{noun}{language.cardinal(value_of(found['roman']))}"


def _stands_like_a_numeral(found: Found) -> bool:
    """Whether a single letter behind a name is a numeral and not a word (I) or an initial (V.)."""
    after = found.string[found.end() : found.end() + 12]
    return not re.match(r"\.\s+[A-Z][a-z]|\s+[A-Z]", after) and (
        found["roman"] != "I"
        or bool(
            re.match(
                r"\s*(?:[,.;:!?)]|\Z)|\s+(?:of|was|and|ruled|reigned|died|became|in|von|war|und|regierte|starb|de|et|di|e|y)\b",
                after,
            )
        )
    )
