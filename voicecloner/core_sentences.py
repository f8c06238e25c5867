"""Finds the template of a sentence that the core has said, so that it can be translated.

The core speaks English, and what it said is kept so: reviews lie in the library, errors come from other processes. So
nothing but the sentence itself is there to tell which one it is. `resources/translations/core.json` has the templates
of all of them; a sentence is held against those, its values are taken out, and put into the translation.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

WIDE_MARKS = ("。", "！", "？", "；", "：", "，", "、")
"""Bring their own space with them."""
_FIELD = re.compile(r"(?<!{){(\w+)}(?!})")
_NUMBER = "[-−+]?[\\d.,\u00a0]*(?:\\d|∞)(?:\u00a0?%)?"
_QUANTITY = re.compile(r"\d+\.\d+\u00a0\S+")
"""A size, a length: a number with its unit."""
_LEAST_LETTERS = 3
"""A template with fewer letters beside its fields tells nothing."""
_JOINTS = (
    re.compile(r"\n+"), re.compile(r"(?<=[.!?…]) "), re.compile(" · "), re.compile("; "), re.compile(": "),
    re.compile(", "),
)  # fmt: skip
"""Where sentences, and then their parts, are put together."""


@dataclass(frozen=True)
class _Template:
    """A sentence with fields.

    Attributes:
        text: as translators see it.
        numbers: the fields that hold numbers.
    """

    text: str
    numbers: frozenset[str]

    @cached_property
    def literals(self) -> tuple[str, ...]:
        """What stands between the fields."""
        return tuple(_unescaped(part) for part in _FIELD.split(self.text)[::2])

    @cached_property
    def longest(self) -> str:
        """What must stand in the sentence, for a quick look."""
        return max(self.literals, key=len)

    @property
    def size(self) -> int:
        """How much of a sentence it decides."""
        return sum(map(len, self.literals))

    @property
    def tells(self) -> bool:
        """Whether there are enough letters in it."""
        return sum(each.isalpha() for part in self.literals for each in part) >= _LEAST_LETTERS

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What sentences of it look like."""
        parts = _FIELD.split(self.text)
        for place in range(1, len(parts), 2):
            name = parts[place]
            parts[place] = f"(?P<{name}>{_NUMBER if name in self.numbers else '.+?'})"
        parts[::2] = [re.escape(_unescaped(each)) for each in parts[::2]]
        return re.compile("".join(parts), re.DOTALL)

    def is_quoted(self, name: str) -> bool:
        """Whether a field holds somebody's own words, which stay as they are."""
        return f"“{{{name}}}”" in self.text


class CoreSentences:
    """Translates what the core says.

    Args:
        numbers: all templates, each with its fields that hold numbers.
        translate: the translation of a template.
        decimal_point: what this language puts in front of decimals.
    """

    def __init__(
        self, numbers: Mapping[str, list[str]], translate: Callable[[str], str], decimal_point: str = "."
    ) -> None:
        self._translate = translate
        self._decimal_point = decimal_point
        self._plain = frozenset(text for text in numbers if not _FIELD.search(text))
        # in Chinese, for one, commas and full stops are others
        self._marks = {each: translate(each) if each in self._plain else each for each in (".", ", ", ": ", "; ")}
        made = [_Template(text, frozenset(names)) for text, names in numbers.items() if _FIELD.search(text)]
        self._templates = sorted((each for each in made if each.tells), key=lambda each: -each.size)

    def said(self, text: str) -> str:
        """The translation of sentences, and of parts of them; what is not known stays as it is."""
        found = self._whole(text)
        return self._in_parts(text) if found is None else found

    def _whole(self, text: str) -> str | None:
        for variant, end in ((text, ""), (text.removesuffix("."), ".")):
            if (found := self._known(variant)) is not None:
                return f"{found}{self._marks['.'] if end and text.endswith('.') else ''}"
        return None

    def _known(self, text: str) -> str | None:
        if text in self._plain:
            return self._translate(text)
        for other, as_before in ((_upper(text), _lower), (_lower(text), _upper)):
            if other in self._plain:
                return as_before(self._translate(other))
        return next(self._matches(text), None)

    def _matches(self, text: str) -> Iterator[str]:
        for template in self._templates:
            if template.longest in text and (found := template.pattern.fullmatch(text)):
                values = {name: self._value(template, name, each) for name, each in found.groupdict().items()}
                yield self._translate(template.text).format(**values)

    def _value(self, template: _Template, name: str, value: str) -> str:
        if name in template.numbers or _QUANTITY.fullmatch(value):
            return value.replace(".", self._decimal_point)
        return value if template.is_quoted(name) else self.said(value)

    def _in_parts(self, text: str) -> str:
        for joint in _JOINTS:
            places = [found for found in joint.finditer(text) if _is_outside(text, found.start())]
            if places:
                return "".join(self._parts(text, places))
        return text

    def _parts(self, text: str, places: list[re.Match[str]]) -> Iterator[str]:
        begin = 0
        for place in places:
            part, mark = self.said(text[begin : place.start()]), place.group()
            yield part
            if not (mark == " " and part.endswith(WIDE_MARKS)):
                yield self._marks.get(mark, mark)
            begin = place.end()
        yield self.said(text[begin:])


def _is_outside(text: str, at: int) -> bool:
    """Whether a place is not within quotes."""
    return text.count("“", 0, at) == text.count("”", 0, at)


def _unescaped(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
