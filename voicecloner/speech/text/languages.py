"""The readers of all languages, by BCP 47 tag."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from voicecloner.speech.text.abbreviations import abbreviation_rules
from voicecloner.speech.text.addresses import address_rules, phone_rules
from voicecloner.speech.text.amounts import Amounts
from voicecloner.speech.text.dates import date_rules
from voicecloner.speech.text.english import BritishEnglish, English
from voicecloner.speech.text.french import French
from voicecloner.speech.text.german import German
from voicecloner.speech.text.italian import Italian
from voicecloner.speech.text.language import Language
from voicecloner.speech.text.other import OtherLanguage
from voicecloner.speech.text.portuguese import BrazilianPortuguese, Portuguese
from voicecloner.speech.text.roman import roman_rules
from voicecloner.speech.text.rules import Rule, Scanner
from voicecloner.speech.text.signs import sign_rules
from voicecloner.speech.text.spanish import AmericanSpanish, Spanish

_BRITISH_PLACES = {"gb", "uk", "au", "nz", "ie", "in", "za", "scotland", "rp"}
_POINT_PLACES = {"mx", "us", "419", "pr", "gt", "hn", "ni", "pa", "pe", "do", "sv"}


@dataclass(frozen=True, eq=False)
class Reading:
    """How a language is read: all its rules in one pass, and what it does with a hyphen at a line's end."""

    scanner: Scanner
    torn_hyphen: Callable[[str, str], str]

    def words(self, text: str) -> str:
        """A few words of a text as they are said."""
        return "".join(run.text for run in self.scanner.runs(text)).strip()


def reading_of(tag: str) -> Reading:
    """How a language is read.

    Args:
        tag: BCP 47 in any spelling: ``"en"``, ``"en-GB"``, ``"pt_BR"``.
    """
    return _reading(tag.strip().lower().replace("_", "-"))


@cache
def _reading(tag: str) -> Reading:
    language = _language(*tag.split("-"))
    scanner = Scanner(_rules(language), _small_words(language), spaces_words=language.spaces_words)
    return Reading(scanner, language.torn_hyphen)


def _small_words(language: Language) -> list[str]:
    """Words in small letters that a rule begins with; those with a full stop are found by that."""
    tables = (language.titles, language.before_numbers, language.abbreviations, language.inner_abbreviations)
    listed = [short for table in tables for short in table if short[0].isalnum() and not re.match(r"\w+\.", short)]
    return sorted({*listed, *language.numbered_nouns, *language.first_words} - {""})


def _language(primary: str, *places: str) -> Language:
    if primary == "en":
        return BritishEnglish() if _BRITISH_PLACES & set(places) else English()
    if primary == "es":
        return AmericanSpanish() if _POINT_PLACES & set(places) else Spanish()
    if primary == "pt":
        return BrazilianPortuguese() if "br" in places else Portuguese()
    whole = {"de": German, "fr": French, "it": Italian}
    return whole[primary]() if primary in whole else OtherLanguage(primary)


def _rules(language: Language) -> tuple[Rule, ...]:
    """Earlier ones have their way where several fit."""
    if not language.is_complete:
        return (*address_rules(language), *language.own_rules(), *sign_rules(language))
    return (
        *address_rules(language),
        *language.own_rules(),
        *date_rules(language),
        *phone_rules(language),
        *abbreviation_rules(language),
        *roman_rules(language),
        *Amounts(language).rules(),
        *sign_rules(language),
    )
