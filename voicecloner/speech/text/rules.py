"""What a language knows how to read, and the one pass over a text that finds it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from voicecloner.domain.runs import Run

Found = re.Match[str]
Reader = Callable[[Found], str | None]


_UPPER = "A-ZÀ-ÖØ-ÞĀ-ſΑ-ΩА-Я"  # Ā-ſ holds small letters, too; a few places too many do no harm
_BEFORE_CAPITAL = {"", ".", "!", "?", "…"}


@dataclass(frozen=True)
class Rule:
    """Something that is not read letter by letter.

    Attributes:
        pattern: a regular expression that takes time in proportion to what it looks at.
        read: what is said for a match; None leaves it to the rules that come later.
        starts: what a match may begin with: (d)igit, (w)ord or (s)ign. Most rules are not looked at in most places.
    """

    pattern: str
    read: Reader
    starts: str = "d"


class _Choice:
    """The rules for matches that begin with a digit, a word or a sign; the first that fits has its way."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = [(re.compile(rule.pattern), rule.read) for rule in rules]
        nameless = (re.sub(r"\(\?P<\w+>", "(?:", rule.pattern) for rule in rules)
        self._any = re.compile("|".join(f"({pattern})" for pattern in nameless) or "(?!)")

    def read(self, text: str, start: int) -> tuple[int, str | None]:
        """Where the match ends, and its words; None where nothing fits."""
        first = self._any.match(text, start)
        if first is None:
            return start, None
        for pattern, read in self._rules[(first.lastindex or 1) - 1 :]:
            found = pattern.match(text, start)
            if found and found.end() > start and (words := read(found)) is not None:
                return found.end(), words
        return start, None


class Scanner:
    """Goes over a text once and puts words for everything a rule knows.

    Args:
        rules: in the order in which they are asked.
        words: words in small letters and without a full stop that a rule begins with.
        spaces_words: whether the language writes spaces between words.
    """

    def __init__(self, rules: Sequence[Rule], words: Sequence[str] = (), *, spaces_words: bool = True) -> None:
        self._choices = {
            kind: _Choice([rule for rule in rules if kind[0] in rule.starts]) for kind in ("digit", "word", "sign")
        }
        self._candidate = re.compile(_candidates(words))
        self._spaces_words = spaces_words

    def runs(self, text: str) -> Iterator[Run]:
        """The text as it is said."""
        done = position = 0
        last = ""
        while candidate := self._candidate.search(text, position):
            start = candidate.start()
            end, words = self._choices[candidate.lastgroup or ""].read(text, start)
            if words is None:
                position = start + 1
                continue
            yield Run(text[done:start], done, start)
            before = text[done:start]
            if self._spaces_words and begins_sentence(last + before):
                words = words[:1].upper() + words[1:]
            yield Run(self._spaced(words, text, start, end), start, end, whole=True)
            done = position = end
            last = (last + before + words)[-16:]
        yield Run(text[done:], done, len(text))

    def _spaced(self, words: str, text: str, start: int, end: int) -> str:
        """The words with a space on the sides where they would grow together with their neighbours."""
        if not self._spaces_words or not words.strip():
            return words
        before, after = text[start - 1 : start], text[end : end + 1]
        left = " " if before.isalnum() and words[0].isalnum() else ""
        return left + words + (" " if after.isalnum() and words[-1].isalnum() else "")


def _candidates(words: Sequence[str]) -> str:
    """A pattern for the places where a rule may begin."""
    word = rf"[{_UPPER}]|[\w+-]{{1,64}}(?:[.@]|://)|(?:{either(words) or '(?!)'})"
    sign = r"[^\w\s.,;:!?'\"“”„«»‘’()…–—-]|[_½⅓⅔¼¾²³πµ]|\.{3}|\((?=\d)|['’](?=\d)|(?<!\w)[-−–](?=[\d$€£¥])|[-–—]{3}|!\["
    return rf"(?P<digit>\d)|(?P<word>(?<!\w)(?:{word}))|(?P<sign>{sign})"


def begins_sentence(before: str) -> bool:
    """Whether what is said after this begins a sentence: its capital is how that is known later."""
    return before[-16:].rstrip(" \"'“„«(*¿¡")[-1:] in _BEFORE_CAPITAL


def word_before(found: Found) -> str:
    """The word in front of a match, with its full stop; empty at the beginning of a text."""
    text = found.string[max(0, found.start() - 40) : found.start()]
    before = re.search(r"([^\W\d_]+\.?)[\s(]*\Z", text)
    return before[1] if before else ""


def word_after(found: Found) -> str:
    """The word behind a match, spaces between them or not."""
    after = re.match(r"\s*([^\W\d_]+)", found.string[found.end() : found.end() + 40])
    return after[1] if after else ""


def ends_sentence(found: Found, starters: frozenset[str] | None = None) -> bool:
    """Whether what follows a match begins with a capital, or nothing follows.

    Args:
        found: the match.
        starters: words that begin a sentence, in languages and places where a capital alone does not tell.
    """
    after = found.string[found.end() : found.end() + 8].lstrip("\"'”’»)]*")
    if not after.strip():
        return True
    begins = after[0].isspace() and after.lstrip(" \"'“„«(*¿¡")[:1].isupper()
    return begins and (starters is None or word_after(found) in starters)


def either(words: Sequence[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
