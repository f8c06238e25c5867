"""What all languages have in common when a text is read; each adds its words and its grammar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from voicecloner.speech.text import numbers
from voicecloner.speech.text.numbers import Written
from voicecloner.speech.text.rules import Rule


class Noun(NamedTuple):
    """A thing that is counted: singular, plural and gender (m, f or n)."""

    one: str
    many: str
    gender: str = "m"


@dataclass(frozen=True)
class Currency:
    """Money: the whole and its hundredth."""

    unit: Noun
    cent: Noun


@dataclass(frozen=True)
class Date:
    """A day of a year; `year` is None where none is written."""

    day: int
    month: int
    year: int | None = None


class Language:
    """Reads what is written in figures and signs. This one only knows numbers, of the languages num2words speaks.

    Attributes:
        code: num2words' name of the language.
        tag: its two letters, as the names of emoji are filed.
        decimal_sign: . or , .
        has_spaced_thousands: whether 1 000 is one number.
        spaces_words: whether words are written with spaces between them.
    """

    code: str = ""
    tag: str = ""
    decimal_sign: str = "."
    has_spaced_thousands: bool = False
    spaces_words: bool = True
    is_complete: ClassVar[bool] = False
    """Whether dates, money and everything else is known too."""

    decimal_word: str = ""
    minus: str = ""
    months: ClassVar[Sequence[str]] = ()
    month_abbreviations: ClassVar[Mapping[str, int]] = {}
    units: ClassVar[Mapping[str, Noun]] = {}
    currencies: ClassVar[Mapping[str, Currency]] = {}
    scales: ClassVar[Mapping[str, Noun]] = {}
    symbols: ClassVar[Mapping[str, str]] = {}
    """Signs that have a name wherever they stand."""
    between_numbers: ClassVar[Mapping[str, str]] = {}
    """Signs that have a name between two numbers."""
    address_signs: ClassVar[Mapping[str, str]] = {}
    """Signs in addresses of web pages and of mail."""
    titles: ClassVar[Mapping[str, str]] = {}
    """Abbreviations before a name."""
    before_numbers: ClassVar[Mapping[str, str]] = {}
    """Abbreviations before a number."""
    abbreviations: ClassVar[Mapping[str, str]] = {}
    """Abbreviations that may stand last in a sentence."""
    inner_abbreviations: ClassVar[Mapping[str, str]] = {}
    """Abbreviations something always follows."""
    fractions: ClassVar[Mapping[tuple[int, int], str]] = {}
    phone_words: ClassVar[Sequence[str]] = ()
    starters: ClassVar[frozenset[str]] = frozenset()
    """Words that, written with a capital, begin a sentence rather than are a name."""
    first_words: ClassVar[Sequence[str]] = ()
    """Words in small letters that a rule of its own begins with."""
    nouns_have_capitals: bool = False
    numbered_nouns: ClassVar[Sequence[str]] = ()
    """Words a Roman numeral follows as a plain number: Chapter IV."""
    monarchs: ClassVar[frozenset[str]] = frozenset()
    """First names a Roman numeral follows as an ordinal."""

    def cardinal(self, value: int) -> str | None:
        """A number in words, as one counts; None where the language has none for it."""
        return numbers.in_words(value, self.code) if self.code else None

    def ordinal(self, value: int) -> str | None:
        """The place in a row, in the form a dictionary lists."""
        return numbers.in_words(value, self.code, "ordinal") if self.code else None

    def year(self, value: int) -> str | None:
        """A year in words."""
        return self.cardinal(value)

    def agreeing(self, words: str, gender: str) -> str:
        """A cardinal number in words as it stands before a noun of a gender."""
        return words

    def spelled(self, digits: str) -> str | None:
        """Digit by digit; in groups of three where there are many."""
        words = [self.cardinal(int(digit)) for digit in digits]
        if None in words:
            return None
        step = 3 if len(words) > 6 else len(words)
        groups = (" ".join(map(str, words[at : at + step])) for at in range(0, len(words), max(1, step)))
        return ", ".join(groups)

    def number(self, number: Written, gender: str = "m") -> str | None:
        """A number in words, alone or before a noun of a gender; None where the language has none for it."""
        whole = self.cardinal(number.value) if number.is_said else self.spelled(number.whole)
        if whole is None or not number.fraction:
            return whole
        fraction = self.decimals(number.fraction)
        return f"{whole} {self.decimal_word} {fraction}" if fraction and self.decimal_word else None

    def counted(self, number: Written, noun: Noun) -> str | None:
        """A number with the noun it counts."""
        words = self.number(number)
        if words is None:
            return None
        if number.fraction:
            return f"{words} {noun.many}"
        return f"{self.agreeing(words, noun.gender)} {noun.one if self.is_singular(number) else noun.many}"

    def is_singular(self, number: Written) -> bool:
        """Whether the noun after a number without decimals is in the singular."""
        return number.is_one

    def decimals(self, fraction: str) -> str | None:
        """What is said for the digits behind the decimal sign."""
        return self.spelled(fraction)

    def date(self, date: Date, before: str) -> str | None:
        """A date in words; `before` is the word in front of it."""
        return None

    def day_and_month(self, first: int, second: int) -> tuple[int, int]:
        """(day, month) of the two figures of a date, in the order the language writes them."""
        return (first, second) if second <= 12 else (second, first)

    def clock(self, hour: int, minute: int) -> str | None:
        """A time of the day in words."""
        return None

    def money(self, amount: Written, currency: Currency, scale: str) -> str | None:
        """An amount of money in words; `scale` is a key of `scales` (million) or empty."""
        if scale:
            number = self.number(amount)
            return f"{number} {self.scaled(amount, self.scales[scale], currency.unit)}" if number else None
        cents = int(f"{amount.fraction:0<2}") if len(amount.fraction) <= 2 else -1
        if cents < 0 or not amount.is_said:
            return self.counted(amount, currency.unit)
        whole = self.counted(Written(amount.whole), currency.unit)
        part = self.counted(Written(str(cents)), currency.cent)
        if not cents or whole is None or part is None:
            return whole
        return part if amount.whole == "0" else self.with_cents(whole, part, cents)

    def scaled(self, amount: Written, scale: Noun, unit: Noun) -> str:
        """Millions of a currency."""
        return f"{scale.one if amount.is_one else scale.many} {unit.many}"

    def with_cents(self, whole: str, cents: str, count: int) -> str:
        """An amount with its hundredths, both in words."""
        return f"{whole} {cents}"

    def phone(self, groups: Sequence[str]) -> str | None:
        """A telephone number, given in the groups of digits it is written in."""
        said = [self.spelled_short(group) for group in groups]
        return None if None in said else ", ".join(map(str, said))

    def spelled_short(self, digits: str) -> str | None:
        """Digit by digit without a pause."""
        words = [self.cardinal(int(digit)) for digit in digits]
        return None if None in words else " ".join(map(str, words))

    def monarch(self, name: str, number: int) -> str | None:
        """What is said for the Roman numeral behind a monarch's name."""
        return self.cardinal(number)

    def before_word(self, words: str, noun: str) -> str:
        """A cardinal number in words before a word of the text, which may tell its gender."""
        return words

    def with_fraction(self, whole: str, fraction: str) -> str:
        """One and a half."""
        return f"{whole} {fraction}"

    def torn_hyphen(self, before: str, after: str) -> str:
        """What stands between two parts of a word that a line's end tore at a hyphen."""
        return "-" if after[:1].isupper() or after.endswith("-") else ""

    def own_rules(self) -> Sequence[Rule]:
        """Rules that only this language has; they come before the common ones."""
        return ()


def listed(words: str) -> tuple[str, ...]:
    """Words written one behind the other."""
    return tuple(words.split())


def noun_table(text: str) -> dict[str, Noun]:
    """A table of nouns written as ``km = kilomètre/kilomètres`` or ``h = heure/heures f``, one a line."""
    table = {}
    for line in text.strip().splitlines():
        sign, _, forms = line.strip().partition(" = ")
        words, _, gender = forms.rpartition(" ") if forms.endswith((" f", " n")) else (forms, "", "m")
        one, _, many = words.partition("/")
        table[sign] = Noun(one, many or one, gender)
    return table


def word_table(text: str) -> dict[str, str]:
    """A table written as ``Dr. = Docteur``, one a line."""
    pairs = (line.strip().partition(" = ") for line in text.strip().splitlines())
    return {sign: words for sign, _, words in pairs}


def currency_table(text: str) -> dict[str, Currency]:
    """A table written as ``€, EUR = euro/euros; cent/cents``, one currency a line, genders as for nouns."""
    table: dict[str, Currency] = {}
    for line in text.strip().splitlines():
        signs, _, names = line.strip().partition(" = ")
        unit, cent = noun_table("\n".join(f"{at} = {name}" for at, name in enumerate(names.split("; ")))).values()
        table |= {sign: Currency(unit, cent) for sign in signs.split(", ")}
    return table
