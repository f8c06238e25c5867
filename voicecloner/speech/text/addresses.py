"""Addresses of web pages and mail, and telephone numbers."""

import re

from voicecloner.speech.text.language import Language
from voicecloner.speech.text.rules import Found, Rule, word_before

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = rf"(?:{_LABEL}\.){{1,8}}[A-Za-z]{{2,18}}"
_TOP_LEVEL = "com|org|net|edu|gov|info|io|dev|app|eu|de|fr|es|it|pt|br|uk|us|ch|at|nl|be|ca|au|jp|cn|ru|tv|me|ai|int"
_LONGEST_PATH = 200
_BEHIND = ".,;:!?)]}'’*"  # marks of the sentence that an address stands in
_STARS = re.compile(r"\*+")
_PHONE_GROUPS = r"(?:[ \u00a0./-]{1,2}\(?\d{1,11}\)?){1,7}(?!\d|[,./-]\d)"


def address_rules(language: Language) -> tuple[Rule, ...]:
    """Rules for pages, mail and telephone numbers."""
    reader = _AddressReader(language)
    return (
        Rule(rf"(?<![\w.+@-])[\w][\w.+-]{{0,63}}@{_HOST}(?![\w-])", lambda found: reader.spoken(found[0]), "dw"),
        Rule(r"(?i:\b(?:https?|ftp)://)(?P<rest>[^\s<>\"“”«»]{1,2000}+)", reader.page, "w"),
        Rule(rf"(?<![\w.@/-])www\.(?P<rest>{_HOST}(?:/[^\s<>\"“”«»]{{0,{_LONGEST_PATH}}})?)", reader.page, "w"),
        Rule(
            rf"(?<![\w.@/-])(?P<rest>(?:{_LABEL}\.){{1,4}}(?:{_TOP_LEVEL})\b(?!\.\w)(?:/[^\s<>\"“”«»]{{0,{_LONGEST_PATH}}})?)",
            reader.page,
            "dw",
        ),
    )


class _AddressReader:
    def __init__(self, language: Language) -> None:
        self._language = language

    def page(self, found: Found) -> str | None:
        """Without https:// and without what follows a question mark: nobody reads that aloud."""
        text = re.split(r"[?#]", found["rest"], maxsplit=1)[0]
        body = text.rstrip(f"{_BEHIND}/")
        www = "" if found["rest"].lower().startswith("www.") or not found[0].lower().startswith("www.") else "www."
        tail = _STARS.sub("*", found[0][len(found[0].rstrip(_BEHIND)) :])
        return (self.spoken(www + body) + tail) if body else None

    def spoken(self, address: str) -> str:
        """Words as words, figures as numbers, signs by their names."""
        parts = re.findall(r"[^\W\d_]+|\d+|[^\w\s]|_", address[: _LONGEST_PATH * 4])
        return " ".join(word for word in map(self._part, parts) if word)

    def _part(self, part: str) -> str:
        if part.isdecimal():  # "²" is a digit, too, but no number
            value = self._language.cardinal(int(part)) if len(part) <= 4 and part[0] != "0" else None
            return value or self._language.spelled_short(part) or part
        if part.lower() == "www":
            return "W W W"
        return part if part.isalpha() else self._language.address_signs.get(part, "")


def phone_rules(language: Language) -> tuple[Rule, ...]:
    """Rules for telephone numbers: international ones, those in brackets, and any behind a word such as “phone”."""

    def read(found: Found) -> str | None:
        groups = re.findall(r"\d+", found[0])
        if not 6 <= sum(map(len, groups)) <= 16:
            return None
        plus = language.between_numbers.get("+", "") if found[0].startswith("+") else ""
        said = language.phone(groups)
        return f"{plus} {said}".strip() if said else None

    def behind_a_word(found: Found) -> str | None:
        return read(found) if word_before(found).lower().rstrip(".") in language.phone_words else None

    return (
        Rule(rf"(?<![\w+])\+\d{{1,4}}{_PHONE_GROUPS}", read, "s"),
        Rule(r"(?<![\w+])\+\d{8,15}(?!\d)", read, "s"),
        Rule(r"(?<!\w)\(0?\d{2,5}\)[ \u00a0/-]?\d{2,8}(?:[ \u00a0-]\d{2,6}){0,3}(?!\d)", read, "s"),
        Rule(r"(?<![\w.,/-])\d{3}[-.]\d{3}[-.]\d{4}(?![\w.-])", read),
        Rule(r"(?<![\w.,/-])0\d{1,4}(?:[ \u00a0./-]\d{2,8}){1,5}(?!\d|[,./-]\d)", read),
        Rule(rf"(?<![\w.,/-])\d{{2,6}}{_PHONE_GROUPS}", behind_a_word),
        Rule(r"(?<![\w.,/-])\d{5,15}(?![\w])", behind_a_word),
    )
