"""A text that was made of another one, and where each part of it came from."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from voicecloner.domain.text import CharacterSpan


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

    def is_inside_whole(self, index: int) -> bool:
        """Whether the character at `index` and the one before it were put in together, as those of a number are."""
        at = self._at(index)
        return self._runs[at].whole and self._begins[at] < index

    def _at(self, index: int) -> int:
        return bisect_right(self._begins, index) - 1
