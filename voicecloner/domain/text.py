"""Text that is spoken: what it is made of, and how a long stretch of it is cut."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from voicecloner.domain.runs import CharacterSpan, Derived, Run

_CLAUSE_END = re.compile(r"(?:[,;:…](?=\s)|[、，；：—–。！？])\s*")
# control characters, halves of surrogate pairs, separators of lines, overrides of direction
_STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_OWN_RECORDING = re.compile(r"take-[0-9a-f]{32}\.wav")
_SAID_KINDS = {"Lu", "Ll", "Lt", "Lo", "Nd", "Nl", "No", "Sc", "Sk", "Sm", "So"}
_SPACES = re.compile(r"\s+")
_UNMARKED = re.compile(r"[^*]+")

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Inside of a character class: letters of writing that puts no spaces between words."""
_SHORTEST_CLAUSE = 1 / 4  # of the limit; a cut nearer to the beginning leaves a piece that sounds torn off


@dataclass(frozen=True)
class SpokenSentence:
    """What is said in one go.

    Attributes:
        text: words, the marks that shape the melody (, ; : . ? ! … —) and *emphasis* in asterisks; never empty.
        source: where it stands in the user's text.
        pause_after_s: silence between it and the next one, seconds.
        way_back: from `text` to the user's text; without it nothing is known but `source`.
    """

    text: str
    source: CharacterSpan
    pause_after_s: float
    way_back: Derived | None = field(default=None, compare=False, repr=False)

    def written(self, start: int, end: int) -> CharacterSpan:
        """Where in the user's text it stands what is said from one character of `text` to another; never empty."""
        if self.way_back is None:
            return self.source
        first = min(max(0, start), len(self.text) - 1)
        return self.way_back.source(first, min(max(first + 1, end), len(self.text)))

    def unmarked(self) -> "SpokenSentence":
        """The same without asterisks; the text may be empty then."""
        inner = self.text.strip("* ")
        start = self.text.find(inner)
        marks = Derived(
            Run(found[0], found.start(), found.end())
            for found in _UNMARKED.finditer(self.text, start, start + len(inner))
        )
        return replace(self, text=marks.text, way_back=self.way_back and marks.over(self.way_back))


@dataclass(frozen=True)
class SpokenText:
    """A text as it is to be said.

    Attributes:
        sentences: in order.
        notes: what was left out of it, each in one sentence for the user.
    """

    sentences: tuple[SpokenSentence, ...]
    notes: tuple[str, ...] = ()


def harmless(text: str) -> str:
    """The text as it can be shown anywhere: what could steer a terminal or turn the direction of reading is replaced.

    Line breaks and tabs stay.
    """
    return _STEERS.sub("\N{REPLACEMENT CHARACTER}", text)


def is_speakable(text: str) -> bool:
    """Whether there is anything to say: a letter, a digit or a symbol with a name (an emoji, a currency, an arrow).

    Letters that only change or repeat the one before them (々, ー, ʰ) are none by themselves.
    """
    return any(unicodedata.category(c) in _SAID_KINDS for c in text)


def cut_text(text: str, max_characters: int) -> list[str]:
    """The text in single-spaced pieces of at most `max_characters` (>= 1), cut as `cuts` does; none is empty."""
    single_spaced = _SPACES.sub(" ", text).strip()
    return [single_spaced[start:end] for start, end in cuts(single_spaced, max_characters)]


def cuts(
    text: str, max_characters: int, may_cut: Callable[[int], bool] = lambda _index: True
) -> Iterator[tuple[int, int]]:
    """Where to cut a text that is too long to be said in one go.

    After a clause, else between words, else (a long number, Thai, a typo) at the limit itself.

    Args:
        text: without spaces at its ends and without double ones.
        max_characters: at least 1.
        may_cut: whether it may be cut before the character at an index; asked only before it is cut at the limit.

    Yields:
        (start, end) of each piece, in order, without the spaces between them; none is empty.
    """
    start = 0
    while len(text) - start > max_characters:
        end = _best_cut(text, start, start + max_characters, may_cut)
        piece = text[start:end].rstrip()
        yield start, start + len(piece)
        start = end + (len(text[end : end + 1]) - len(text[end : end + 1].lstrip()))
    if start < len(text):
        yield start, len(text)


def _best_cut(text: str, start: int, limit: int, may_cut: Callable[[int], bool]) -> int:
    """The index of the first character that no longer belongs to the piece from `start`, at most `limit`."""
    least = start + max(1, int((limit - start) * _SHORTEST_CLAUSE))
    clauses = [found.end() for found in _CLAUSE_END.finditer(text, start, limit + 1) if len(found[0].rstrip())]
    ends = [end for end in clauses if len(text[start:end].rstrip()) <= limit - start]
    spaces = [index for index in range(start + 1, limit + 1) if text[index] == " "]
    for candidates in ([end for end in ends if end >= least], spaces):
        for end in reversed(candidates):
            if may_cut(end):
                return end
    return spaces[-1] if spaces else _between_letters(text, start, limit)


def _between_letters(text: str, start: int, limit: int) -> int:
    """`limit`, or a little before it where an accent would be torn from its letter."""
    for end in range(limit, max(start, limit - 8), -1):
        if not unicodedata.combining(text[end]):
            return end
    return limit


def recording_name(file_name: str) -> str:
    """What a recording is called to the user: by its file's name, unless the program gave it that."""
    return "the recording made here" if _OWN_RECORDING.fullmatch(file_name) else file_name


def one_line(text: str) -> str:
    """Words of a user's as a row of a list shows them: on one line, see `harmless`."""
    return harmless(" ".join(text.split()))


def shortened(text: str, characters: int) -> str:
    """The same, cut at the end if it is longer."""
    line = one_line(text)
    return line if len(line) <= characters else line[: characters - 1].rstrip() + "…"
