"""What French, Spanish, Italian and Portuguese have in common."""

from collections.abc import Sequence
from typing import ClassVar

from voicecloner.speech.text.dates import full_year, month_number, month_pattern
from voicecloner.speech.text.language import Date, Language, Noun
from voicecloner.speech.text.numbers import Written
from voicecloner.speech.text.roman import ROMAN, value_of
from voicecloner.speech.text.rules import Found, Rule, word_before

_LONGEST_READ_FRACTION = 3  # digits; longer ones are spelled


class Romance(Language):
    """The day comes first, decimals are read as a number, centuries have Roman numerals."""

    is_complete = True
    decimal_sign = ","
    decimal_word = "virgule"
    of_month: ClassVar[str] = " "
    """Between the day and the month."""
    of_year: ClassVar[str] = " "
    """Between the month and the year."""
    first_of_month: ClassVar[str] = ""
    """What the first day of a month is called; empty: one."""
    of_scale: ClassVar[str] = " de "
    """Between millions and what there are so many of."""
    millions: ClassVar[frozenset[str]] = frozenset()
    """Scales that ask for it."""

    def decimals(self, fraction: str) -> str | None:
        """zéro cinq; cinquante; longer ones digit by digit."""
        rest = fraction.lstrip("0")
        if len(fraction) > _LONGEST_READ_FRACTION or not rest:
            return self.spelled_short(fraction)
        zeros = [str(self.cardinal(0))] * (len(fraction) - len(rest))
        return " ".join([*zeros, str(self.cardinal(int(rest)))])

    def date(self, date: Date, before: str) -> str | None:
        """douze mai deux mille vingt-quatre; el primero."""
        day = self.first_of_month if date.day == 1 and self.first_of_month else str(self.cardinal(date.day))
        year = f"{self.of_year}{self.year(date.year)}" if date.year is not None else ""
        return f"{day}{self.of_month}{self.months[date.month - 1]}{year}"

    def scaled(self, amount: Written, scale: Noun, unit: Noun) -> str:
        """millions d'euros."""
        name = scale.one if self.is_singular(amount) else scale.many
        joint = self.of_scale if scale.one in self.millions else " "
        return f"{name}{joint}{unit.many}"

    def date_rules_in_words(self, between: str) -> Sequence[Rule]:
        """Rules for a date with its month in letters; `between` is a pattern for what stands between its parts."""
        return (
            Rule(
                rf"(?<![\w.,/-])(?P<day>[0-3]?\d)(?:er|º|°|\.º)?{between}{month_pattern(self)}"
                rf"(?:{between}(?P<year>\d{{4}})(?![\w]|[.,]\d))?",
                self._date_in_words,
            ),
        )

    def _date_in_words(self, found: Found) -> str | None:
        date = Date(
            int(found["day"]), month_number(self, found["month"]), full_year(found["year"]) if found["year"] else None
        )
        return self.date(date, word_before(found)) if 1 <= date.day <= 31 else None

    def century_rule(self, word: str) -> Rule:
        """A rule for a Roman numeral behind the word for century."""
        return Rule(
            rf"(?i:\b(?P<word>{word}))\s(?P<roman>{ROMAN})(?!\w)",
            lambda found: f"{found['word']} {self.century(value_of(found['roman']))}",
            "w",
        )

    def century(self, number: int) -> str | None:
        """The number of a century."""
        return self.cardinal(number)
