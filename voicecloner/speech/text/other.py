"""Languages of which only the numbers are known; what else there is, is left to the engine."""

from collections.abc import Sequence
from decimal import Decimal

from voicecloner.speech.text import numbers
from voicecloner.speech.text.language import Language
from voicecloner.speech.text.numbers import Written
from voicecloner.speech.text.rules import Found, Rule

_POINT = {"ja", "zh", "ko", "th", "he", "hi", "te", "kn"}
_WITHOUT_SPACES = {"ja", "zh", "th", "yue", "cmn", "km", "lo", "my"}
_NAMES = {"cmn": "zh", "nb": "no", "nn": "no"}


class OtherLanguage(Language):
    """Any language, by its two or three letters."""

    def __init__(self, primary: str) -> None:
        name = _NAMES.get(primary, primary)
        self.code = name if numbers.is_known(name) else ""
        self.tag = name
        self.decimal_sign = "." if name in _POINT else ","
        self.spaces_words = name not in _WITHOUT_SPACES

    def number(self, number: Written, gender: str = "m") -> str | None:
        """As num2words says it, decimals included."""
        if not self.code or not number.is_said or len(number.fraction) > 6:
            return None
        value = Decimal(f"{number.whole}.{number.fraction}") if number.fraction else number.value
        return numbers.in_words(value, self.code)

    def own_rules(self) -> Sequence[Rule]:
        """Numbers that stand alone; not parts of a date, a time or a name."""
        if not self.code:
            return ()

        def read(found: Found) -> str | None:
            return self.number(numbers.parsed(found[0], self.decimal_sign))

        apart = r"(?![\w%°€$£¥º]|[.,:/-]\d| ?[%°€$£¥]|\.(?=\s+[^\W\d_A-Z]))"
        return (Rule(rf"(?<![\w.:/+$€£¥-]){numbers.pattern(spaced=False)}{apart}", read),)
