"""The first pass over a text: tags, HTML entities, characters nobody sees and words torn by a line's end.

One regular expression goes over the text once; every alternative in it is bounded, so the time grows with the length.
"""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from voicecloner.domain.runs import Derived, Run

BREAK = "\ue000"
"""Stands in the text where a `<break>` stood; the text's own private-use characters become spaces."""

PARAGRAPH_END = "\n\n"
_LONGEST_BREAK_S = 10.0  # the specification of SSML allows no longer ones
_STRENGTHS_S = {"none": 0.0, "x-weak": 0.1, "weak": 0.2, "medium": 0.4, "strong": 0.7, "x-strong": 1.2}

_ATTRIBUTES = r"""(?:\s{1,9}[\w:.-]{1,40}\s?=\s?(?:"[^"<>]{0,300}"|'[^'<>]{0,300}')){1,20}"""
_KNOWN_TAGS = (
    "speak|voice|prosody|emphasis|break|say-as|phoneme|sub|audio|mark|desc|lang|lexicon|metadata|meta|token|w|p|s|"
    "b|i|u|em|strong|br|hr|div|span|a|ul|ol|li|h[1-6]|table|tr|td|th|thead|tbody|blockquote|code|pre|small|sup|html|"
    "head|body|title|img|font|center|section|article|header|footer|nav|script|style"
)
_LETTER = "[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]"  # of scripts that write spaces between words
_PIECE = re.compile(
    rf"""
      (?P<comment> <!--(?:(?!-->).){{0,2000}}--> | <\?[^<>]{{0,300}}\?> | <!DOCTYPE[^<>]{{0,300}}> )
    | (?P<tag> </?(?P<name>(?:{_KNOWN_TAGS})(?=[\s/>]) | [A-Za-z][\w:-]{{0,40}}(?=(?:{_ATTRIBUTES})\s?/?>|/>|(?<=:\w)))
        (?P<attributes>(?:{_ATTRIBUTES})?)\s?/?> )
    | (?P<entity> &(?:\#\d{{1,7}}|\#[xX][\da-fA-F]{{1,6}}|[A-Za-z][A-Za-z\d]{{1,30}}); )
    | (?P<torn> (?<=[^\W\d_])(?:-|\u2010|\u00ad)[ \t]{{0,9}}\r?\n[ \t]{{0,9}}(?=(?P<rest>[^\W\d_]{{1,30}}-?)) )
    | (?P<within> (?:(?<={_LETTER}{_LETTER})(?P<joined>)|(?<![\w*])) (?P<stars>\*{{1,3}})(?P<part>{_LETTER}{{1,40}})
        (?P=stars) (?(joined)(?![\d_*])|(?={_LETTER})) )
    | (?P<unseen> [\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u034f\u180e]+
        | (?<=[A-Za-z])[\u200c\u200d] )
    | (?P<line> \r\n? | \u2028 | \u0085 | \x0b | \x0c | \u2029 )
    | (?P<odd> [\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufff0-\uffff\ufdd0-\ufdef]
        | [\U000e0080-\U0010ffff] )
    | (?P<styled> [\u00b9\uff04\uff05\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\ufb00-\ufb06\u2070-\u2079\u2080-\u2089]
        | [\u2460-\u2473\u2160-\u217f\U0001d400-\U0001d7ff] )
    """,
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s?=\s?["']([^"']*)["']""")
_SECONDS = re.compile(r"\+?(\d{1,6}(?:\.\d{1,6})?|\.\d{1,6})\s?(m?s)")
_PARAGRAPH_TAGS = {
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "blockquote",
    "section",
    "article",
    "title",
    "hr",
    "pre",
}
_SILENT_TAGS = {"speak", "s", "b", "i", "u", "em", "strong", "span", "a", "html", "body", "small", "font", "center"}
_EMPHASIS_TAGS = {"emphasis", "em", "strong"}


@dataclass
class Cleaned:
    """What is left of a text after the first pass.

    Attributes:
        derived: the text, with `BREAK` where there was one.
        breaks_s: seconds of each `BREAK`, in order.
        notes: what was left out.
    """

    derived: Derived
    breaks_s: list[float]
    notes: tuple[str, ...]


def cleaned(text: str, torn_hyphen: Callable[[str, str], str]) -> Cleaned:
    """Take out what is not to be read.

    Args:
        text: any.
        torn_hyphen: what stands between the two parts of a word that a line's end tore at a hyphen, given both.
    """
    pass_over = _Pass(text, torn_hyphen)
    derived = Derived(pass_over.runs())
    return Cleaned(derived, pass_over.breaks_s, tuple(pass_over.notes()))


@dataclass
class _Pass:
    text: str
    torn_hyphen: Callable[[str, str], str]
    breaks_s: list[float] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def runs(self) -> Iterator[Run]:
        position = 0
        for found in _PIECE.finditer(self.text):
            if found.start() < position:
                continue
            yield from _composed(self.text, position, found.start())
            replacement, position = self._replacement(found)
            yield Run(replacement, found.start(), position, whole=True)
        yield from _composed(self.text, position, len(self.text))

    def notes(self) -> Iterator[str]:
        if self.left_out:
            names = ", ".join(f"<{name}>" for name in sorted(self.left_out)[:5])
            more = " and others" if len(self.left_out) > 5 else ""
            yield f"Tags that the program does not follow were left out: {names}{more}."

    def _replacement(self, found: re.Match[str]) -> tuple[str, int]:
        """What stands for the match, and where reading goes on."""
        kind = found.lastgroup or ""
        if kind == "tag":
            return self._tag(found)
        simple = {"comment": "", "unseen": "", "line": "\n", "odd": " "}
        if kind in simple:
            return (PARAGRAPH_END if found[0] == "\u2029" else simple[kind]), found.end()
        if found["within"]:  # a part of a word cannot be stressed, and without it the word is torn
            return found["part"], found.end()
        if found["entity"]:
            return _decoded(found["entity"]), found.end()
        if found["styled"]:
            return unicodedata.normalize("NFKC", found["styled"]), found.end()
        return self._torn(found), found.end()

    def _torn(self, found: re.Match[str]) -> str:
        before = re.search(r"[^\W\d_]{1,30}\Z", self.text[max(0, found.start() - 30) : found.start()])
        if "\u00ad" in found[0] or before is None:
            return ""
        return self.torn_hyphen(before[0], found["rest"])

    def _tag(self, found: re.Match[str]) -> tuple[str, int]:
        name = found["name"].lower()
        attributes = dict(_ATTRIBUTE.findall(found["attributes"]))
        is_end = found[0].startswith("</")
        if name == "break":
            return ("", found.end()) if is_end else (self._break(attributes), found.end())
        if name == "sub" and "alias" in attributes:
            end = self.text.find("</sub>", found.end(), found.end() + 300)
            return (_without_odd(html.unescape(attributes["alias"])), end) if end >= 0 else ("", found.end())
        return self._plain_tag(name, attributes, is_end=is_end), found.end()

    def _plain_tag(self, name: str, attributes: dict[str, str], *, is_end: bool) -> str:
        if name in _EMPHASIS_TAGS:
            return "" if attributes.get("level") in {"none", "reduced"} else "*"
        if name == "br":
            return "\n"
        if name in _PARAGRAPH_TAGS or re.fullmatch("h[1-6]", name):
            return PARAGRAPH_END
        if not is_end and name not in _SILENT_TAGS and name != "sub":
            self.left_out[name] += 1
        return ""

    def _break(self, attributes: dict[str, str]) -> str:
        given = _SECONDS.fullmatch(attributes.get("time", ""))
        if given:
            seconds = float(given[1]) * (0.001 if given[2] == "ms" else 1.0)
        else:
            seconds = _STRENGTHS_S.get(attributes.get("strength", "medium"), _STRENGTHS_S["medium"])
        self.breaks_s.append(min(seconds, _LONGEST_BREAK_S))
        return BREAK


def _decoded(entity: str) -> str:
    """The character an entity stands for, cleaned as if it had stood in the text itself."""
    character = html.unescape(entity)
    if character == entity:
        return " "
    return _without_odd(character)


def _without_odd(text: str) -> str:
    """A text that came out of an entity or an attribute, each of its characters cleaned by itself."""
    return "".join(map(_as_read, text))


def _as_read(character: str) -> str:
    unseen = _PIECE.fullmatch(character)
    if unseen is None or unseen.lastgroup == "entity":
        return character
    return {"unseen": "", "line": "\n", "odd": " "}.get(unseen.lastgroup or "", character)


def _composed(text: str, start: int, end: int) -> Iterator[Run]:
    """The stretch in composed form (NFC); only what is not in it yet loses its way back letter by letter."""
    if start == end:
        return
    stretch = text[start:end]
    if unicodedata.is_normalized("NFC", stretch):
        yield Run(stretch, start, end)
        return
    position = 0
    for found in re.finditer(r"\S{1,64}", stretch):
        if not unicodedata.is_normalized("NFC", found[0]):
            yield Run(stretch[position : found.start()], start + position, start + found.start())
            yield Run(unicodedata.normalize("NFC", found[0]), start + found.start(), start + found.end(), whole=True)
            position = found.end()
    yield Run(stretch[position:], start + position, end)
