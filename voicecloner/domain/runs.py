"""A text that was made of another one, and where each part of it came from."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate


@dataclass(frozen=True)
class CharacterSpan:
    """A stretch of a text: `start` is the index of its first character, `end` that of the first one behind it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of the new text.

    Attributes:
        text: what it says.
        start: where it came from in the old text.
        end: and where that ends. As long as `text`: character by character, unless it is `whole`.
        whole: it was put in place of the old stretch, so that no part of it came from a part of that.
    """

    text: str
    start: int
    end: int
    whole: bool = False


class Derived:
    """The new text with its way back to the old one.

    Args:
        runs: its stretches, in order.
    """

    def __init__(self, runs: Iterable[Run]) -> None:
        self._runs = [run for run in runs if run.text]
        self._begins = [0, *accumulate(len(run.text) for run in self._runs)][:-1]
        self.text = "".join(run.text for run in self._runs)

    def source(self, start: int, end: int) -> CharacterSpan:
        """Where the characters from `start` to `end` came from; 0 <= start < end <= length."""
        first, last = self._at(start), self._at(end - 1)
        run, offset = self._runs[first], start - self._begins[first]
        source_start = run.start if run.whole else run.start + offset
        run, offset = self._runs[last], end - self._begins[last]
        return CharacterSpan(source_start, run.end if run.whole else run.start + offset)

    def part(self, start: int, end: int) -> "Derived":
        """The characters from `start` to `end` by themselves, with the same way back."""
        return Derived(self.stretches(start, end))

    def over(self, older: "Derived", offset: int = 0) -> "Derived":
        """The same text with its way back to the text that `older` was made of.

        Args:
            older: what this one was made of, from its character `offset` on.
            offset: see there.
        """
        return Derived(self._over(older, offset))

    def stretches(self, start: int, end: int) -> Iterator[Run]:
        """What the characters from `start` to `end` are made of, in order."""
        at = self._at(start)
        while at < len(self._runs) and self._begins[at] < end:
            run, begin = self._runs[at], self._begins[at]
            first, last = max(0, start - begin), min(len(run.text), end - begin)
            if run.whole:
                yield replace(run, text=run.text[first:last])
            else:
                yield Run(run.text[first:last], run.start + first, run.start + last)
            at += 1

    def is_inside_whole(self, index: int) -> bool:
        """Whether the character at `index` and the one before it were put in together, as those of a number are."""
        at = self._at(index)
        return self._runs[at].whole and self._begins[at] < index

    def _over(self, older: "Derived", offset: int) -> Iterator[Run]:
        for run in self._runs:
            if run.whole:
                span = older.source(offset + run.start, offset + run.end)
                yield replace(run, start=span.start, end=span.end)
            else:
                yield from older.stretches(offset + run.start, offset + run.end)

    def _at(self, index: int) -> int:
        return bisect_right(self._begins, index) - 1
