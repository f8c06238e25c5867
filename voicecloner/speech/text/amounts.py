"""Numbers in a text, alone and with what they count: money, units, percent, fractions and ranges."""

import re
from itertools import chain

from voicecloner.speech.text import numbers
from voicecloner.speech.text.language import Language
from voicecloner.speech.text.numbers import Written
from voicecloner.speech.text.rules import Found, Rule, either, ends_sentence, word_after

_FRACTION_SIGNS = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4)}
_FIRST_YEAR, _LAST_YEAR = 1100, 2099


class Amounts:
    """The rules for numbers of one language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._number = numbers.pattern(spaced=language.has_spaced_thousands)

    def rules(self) -> tuple[Rule, ...]:
        """From the longest to the shortest."""
        return (*self._money_rules(), *self._unit_rules(), *self._pair_rules(), *self._plain_rules())

    def written(self, text: str) -> Written:
        """The number a text is."""
        return numbers.parsed(text, self._language.decimal_sign)

    def _money_rules(self) -> tuple[Rule, ...]:
        language = self._language
        scale = rf"(?:[ \u00a0\u202f]?(?P<scale>{either(list(language.scales)) or '(?!)'})(?!\w))?"
        signs = either(list(language.currencies))
        number = rf"(?P<sign>[-−–]?)(?P<number>{self._number})"
        return (
            Rule(rf"(?<![\w])(?P<minus>[-−]?)(?P<currency>{signs})[ \u00a0\u202f]?{number}{scale}", self._money, "ws"),
            Rule(
                rf"(?P<minus>(?<![\w.,])[-−]|){number}{scale}[ \u00a0\u202f]?(?P<currency>{signs})(?!\w)",
                self._money,
                "ds",
            ),
        )

    def _money(self, found: Found) -> str | None:
        language, amount = self._language, self.written(found["number"])
        currency = language.currencies[found["currency"]]
        said = language.money(amount, currency, found["scale"] or "")
        minus = f"{language.minus} " if found["minus"] or found["sign"] else ""
        return f"{minus}{said}" if said else None

    def _unit_rules(self) -> tuple[Rule, ...]:
        units = either(list(self._language.units)) or "(?!)"
        number = rf"(?P<minus>(?<![\w)])[-−]|)(?P<number>{self._number})"
        return (Rule(rf"{number}(?P<gap>[ \u00a0\u202f]?|-)(?P<unit>{units})(?![\w²³/])\.?", self._unit, "ds"),)

    def _unit(self, found: Found) -> str | None:
        language, number = self._language, self.written(found["number"])
        stop = "." if found[0].endswith(".") and not found["unit"].endswith(".") and ends_sentence(found) else ""
        said = language.counted(number, language.units[found["unit"]])
        minus = f"{language.minus} " if found["minus"] else ""
        return f"{minus}{said}{stop}" if said else None

    def _pair_rules(self) -> tuple[Rule, ...]:
        """Two numbers and a sign between them."""
        signs = either([sign for sign in self._language.between_numbers if sign not in "+"])
        times = either([sign for sign in self._language.between_numbers if sign in "x×*·−="]) or "(?!)"
        one = rf"{self._number}"
        return (
            Rule(r"(?<![\w/.,-])(?P<whole>\d{1,3}[ \u00a0]?)?(?P<fraction>[½⅓⅔¼¾])", self._fraction_sign, "ds"),
            Rule(
                r"(?<![\w/.,-])(?:(?P<whole>\d{1,3})[ \u00a0])?(?P<top>\d{1,3})[/⁄](?P<bottom>\d{1,3})(?![\w/])",
                self._fraction,
            ),
            Rule(
                rf"(?<![\w.,/-])(?P<first>{one})(?P<sign>\s?(?:{signs})\s?)(?P<second>{one})"
                rf"(?P<more>(?:\s?(?:{times})\s?{one}){{0,30}})(?![\w]|[-–:/x×]\d)",
                self._pair,
            ),
        )

    def _fraction_sign(self, found: Found) -> str | None:
        return self._mixed(found["whole"], *_FRACTION_SIGNS[found["fraction"]])

    def _fraction(self, found: Found) -> str | None:
        top, bottom = int(found["top"]), int(found["bottom"])
        if (top, bottom) in self._language.fractions:
            return self._mixed(found["whole"], top, bottom)
        if found["whole"]:
            return None
        first, second = self._language.cardinal(top), self._language.cardinal(bottom)
        return f"{first} {self._language.between_numbers.get('/', '')} {second}".replace("  ", " ")

    def _mixed(self, whole: str | None, top: int, bottom: int) -> str | None:
        language = self._language
        part = language.fractions.get((top, bottom))
        if part is None or not whole:
            return part
        return language.with_fraction(str(language.cardinal(int(whole))), part)

    def _pair(self, found: Found) -> str | None:
        sign = found["sign"].strip()
        if sign in {"-", ":"} and not self._is_range(found):
            return None
        steps = [(sign, found["second"]), *re.findall(rf"\s?(\D)\s?({self._number})", found["more"])]
        said = [self._said(found["first"]), *(self._said(number) for _sign, number in steps)]
        signs = [self._language.between_numbers[sign] for sign, _number in steps]
        if None in said:
            return None
        return " ".join(map(str, [said[0], *chain.from_iterable(zip(signs, said[1:], strict=True))]))

    def _is_range(self, found: Found) -> bool:
        """A hyphen without spaces between two numbers that rise is a range; a colon with them is no ratio."""
        if found["sign"] != found["sign"].strip():
            return False
        first, second = self.written(found["first"]), self.written(found["second"])
        return found["sign"] == ":" or (first.is_said and second.is_said and first.value < second.value)

    def _plain_rules(self) -> tuple[Rule, ...]:
        return (
            Rule(r"(?<![\d.])\d{1,5}(?:\.\d{1,5}){2,8}(?![\w])", self._version),
            Rule(rf"(?P<minus>(?<![\w)\]])[-−](?=\d)|)(?P<number>{self._number})", self._plain, "ds"),
            Rule(r"\d++", lambda found: self._said(found[0])),
            Rule("[½⅓⅔¼¾]", self._lone_sign, "s"),
        )

    def _lone_sign(self, found: Found) -> str | None:
        return self._language.fractions.get(_FRACTION_SIGNS[found[0]])

    def _version(self, found: Found) -> str | None:
        if self._language.decimal_sign == "," and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", found[0]):
            return None
        parts = [self._said(part) for part in found[0].split(".")]
        point = self._language.address_signs.get(".", "")
        return None if None in parts else f" {point} ".join(map(str, parts))

    def _plain(self, found: Found) -> str | None:
        said = self._said(found["number"])
        if said is None:
            return None
        return f"{self._language.minus} {said}" if found["minus"] else self._before_noun(found, said)

    def _before_noun(self, found: Found, said: str) -> str:
        """Where the language has genders, a number takes that of a noun whose ending tells it."""
        return self._language.before_word(said, word_after(found)) if said else said

    def _said(self, text: str) -> str | None:
        number = self.written(text)
        is_bare = re.fullmatch(r"\d{4}", text) is not None and number.is_said
        if is_bare and _FIRST_YEAR <= number.value <= _LAST_YEAR:
            return self._language.year(number.value)
        return self._language.number(number)
