"""Numbers as they are written, and in words through num2words."""

import re
from dataclasses import dataclass
from functools import lru_cache

_PLAIN = r"(?<!\d[.,])\d++(?:[.,]\d++)?(?![.,]\d)"
_LONGEST_SAID = 15  # digits; nobody reads longer ones as a number
_GROUP_SIGNS = re.compile("['’\u00a0\u202f\u2009 ]")


@dataclass(frozen=True)
class Written:
    """A number as it stands in a text.

    Attributes:
        whole: its digits before the decimal sign.
        fraction: and after it.
    """

    whole: str
    fraction: str = ""

    @property
    def value(self) -> int:
        """The whole part; only for numbers that `is_said`."""
        return int(self.whole)

    @property
    def is_said(self) -> bool:
        """Whether people read it as a number; they spell those that are too long or begin with zeros."""
        return len(self.whole) <= _LONGEST_SAID and (self.whole == "0" or not self.whole.startswith("0"))

    @property
    def is_one(self) -> bool:
        """Whether a noun after it is in the singular."""
        return self.whole == "1" and not self.fraction


def pattern(*, spaced: bool) -> str:
    """A regular expression without groups for a number; `spaced`: a space may stand between its thousands."""
    signs = (r"\.", ",", "['’]", "[\u00a0\u202f\u2009]", *([" "] if spaced else []))
    grouped = "|".join(rf"\d{{1,3}}(?:{sign}\d{{3}}(?!\d)){{1,5}}(?:[.,]\d++)?(?![.,]?\d)" for sign in signs)
    return rf"(?<!\d)(?:(?<!\d[.,])(?:{grouped})|{_PLAIN})"


def parsed(text: str, decimal_sign: str) -> Written:
    """What a match of `pattern` says; `decimal_sign` (. or ,) is the language's, and settles what 1.234 means."""
    text = _GROUP_SIGNS.sub("", text)
    signs = [character for character in text if character in ".,"]
    if not signs:
        return Written(text)
    if len(set(signs)) == 2:
        whole, fraction = text.rsplit(signs[-1], 1)
        return Written(re.sub("[.,]", "", whole), fraction)
    if len(signs) > 1 or (signs[0] != decimal_sign and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", text)):
        return Written(re.sub("[.,]", "", text))
    whole, fraction = text.split(signs[0])
    return Written(whole, fraction)


@lru_cache(maxsize=4096)
def in_words(value: int, code: str, kind: str = "cardinal") -> str | None:
    """A number in words.

    Args:
        value: any.
        code: num2words' name of the language.
        kind: ``"cardinal"``, ``"ordinal"`` or ``"year"``.

    Returns:
        None where num2words cannot say it: it knows some languages only up to a thousand.
    """
    from num2words import num2words

    try:
        words = num2words(value, lang=code, to=kind)
    except (NotImplementedError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError):
        return None
    return re.sub(r"\s+", " ", words.replace(",", "")).strip() if isinstance(words, str) else None


def is_known(code: str) -> bool:
    """Whether num2words speaks the language."""
    from num2words import CONVERTER_CLASSES

    return code in CONVERTER_CLASSES
