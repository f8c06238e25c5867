"""Dates in figures, and times of the day."""

from collections.abc import Callable

from voicecloner.speech.text.language import Date, Language
from voicecloner.speech.text.rules import Found, Rule, either, word_before

HOUR, MINUTE = r"(?P<hour>[01]?\d|2[0-4])", r"(?P<minute>[0-5]\d)"
_NEXT_CENTURY_FROM = 50  # a year of two figures below this belongs to the twenty-first century


def date_rules(language: Language) -> tuple[Rule, ...]:
    """Rules for 12/05/2024, 12.05.2024, 12-05-2024 and 2024-05-12."""

    def read(found: Found) -> str | None:
        day, month = language.day_and_month(int(found["first"]), int(found["second"]))
        return _read(language, found, day, month)

    def read_day_first(found: Found) -> str | None:
        return _read(language, found, int(found["first"]), int(found["second"]))

    def read_iso(found: Found) -> str | None:
        return _read(language, found, int(found["day"]), int(found["month"]))

    figures = [
        Rule(
            rf"(?<![\d./-])(?P<first>\d{{1,2}}){sign} ?(?P<second>\d{{1,2}}){sign} ?"
            r"(?P<year>\d{4}|\d{2})(?!\d|[./-]\d)",
            reader,
        )
        for sign, reader in ((r"\.", read_day_first), ("/", read), ("-", read))
    ]
    iso = Rule(r"(?<![\d-])(?P<year>[12]\d{3})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d|-\d)", read_iso)
    return (iso, *figures)


def month_pattern(language: Language) -> str:
    """A pattern for the names of the months and their abbreviations, as group `month`."""
    names = [*language.months, *(month.capitalize() for month in language.months)]
    short = [f"{name}." for name in language.month_abbreviations] + list(language.month_abbreviations)
    return rf"(?P<month>{either([*names, *short])})(?!\w)"


def month_number(language: Language, name: str) -> int:
    """1..12 of what `month_pattern` finds."""
    plain = name.rstrip(".")
    if plain in language.month_abbreviations:
        return language.month_abbreviations[plain]
    return [month.lower() for month in language.months].index(plain.lower()) + 1


def clock_rule(language: Language, pattern: str, form: Callable[[Found, str], str | None] | None = None) -> Rule:
    """A rule for a time of the day; `pattern` has the groups `hour` and, at will, `minute`."""

    def read(found: Found) -> str | None:
        minute = found.groupdict().get("minute")
        said = language.clock(int(found["hour"]), int(minute or 0))
        if said is None or form is None:
            return said
        return form(found, said)

    return Rule(pattern, read)


def full_year(digits: str) -> int:
    """The year that two or four figures name."""
    value = int(digits)
    return value if len(digits) > 2 else value + (2000 if value < _NEXT_CENTURY_FROM else 1900)


def _read(language: Language, found: Found, day: int, month: int) -> str | None:
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return language.date(Date(day, month, full_year(found["year"])), word_before(found))
