"""Whether a take came out as it should: what was measured of it, what speaks against it, and which of several is best.

Engines that draw random numbers now and then run on, fall silent, say something twice, or say words of the recording
that they were made of. All of that can be measured without knowing the engine.
"""

from collections.abc import Sequence
from dataclasses import dataclass

LETTERS_PER_S = (4.0, 32.0)
"""Letters per second of sound, at the voice's own pace: slower is a runaway, faster leaves words out."""
FEWEST_LETTERS = 12
"""Shorter texts tell nothing by their length."""
LONGEST_SILENCE_S = 2.0
"""The text front end makes no pause that is longer than a third of it."""
MOST_CLIPPED_PERCENT = 0.1
FORGIVEN_LOSS = 0.1
"""The recognizer misses so many of the words of good speech, too."""
LEAST_LIKENESS = 0.6
"""Speaker encoder, cosine: about what two strangers have."""


@dataclass(frozen=True)
class TakeMeasures:
    """What was measured of one take.

    Attributes:
        seconds: its length.
        letters_per_s: letters of the text per second of sound, at the voice's own pace; None where the text is too
            short to tell.
        longest_silence_s: longest stretch without sound, the ends included.
        clipped_percent: how many of its samples are cut off, percent.
        words: how many words were to be said; 0 where nobody here understands the language.
        words_lost: how many of them were not understood, or came in beside.
        repeated: words that were heard twice in a row and stand there once.
        leaked: words that were heard and are of the voice's recording, not of the text.
        likeness: how alike the take and the voice's recording are, 0..1; None where nothing could be compared.
    """

    seconds: float
    letters_per_s: float | None
    longest_silence_s: float
    clipped_percent: float = 0.0
    words: int = 0
    words_lost: int = 0
    repeated: str = ""
    leaked: str = ""
    likeness: float | None = None

    @property
    def lost_share(self) -> float:
        """Share of the words that were not understood, 0..1."""
        return min(1.0, self.words_lost / self.words) if self.words else 0.0

    @property
    def faults(self) -> tuple[str, ...]:
        """What speaks against the take, one clause for each; the gravest first."""
        return tuple(clause for _points, clause in sorted(self._faults(), reverse=True))

    @property
    def points(self) -> float:
        """How much speaks against it, 0 for a take that is as it should be; takes are compared by it."""
        unlike = 1.0 - self.likeness if self.likeness is not None else 0.0
        return sum(points for points, _clause in self._faults()) + self.lost_share + unlike

    @property
    def sentence(self) -> str:
        """What was found, in words."""
        found = list(self.faults)
        if self.words and self.lost_share <= FORGIVEN_LOSS:
            found.append(f"{self.words - min(self.words, self.words_lost)} of {self.words} words understood")
        if self.likeness is not None and self.likeness >= LEAST_LIKENESS:
            found.append(f"{self.likeness:.0%} like the recording".replace("%", "\u00a0%"))
        return "; ".join(found) or "nothing wrong with it"

    def _faults(self) -> list[tuple[float, str]]:
        judged = (self._pace(), self._silence(), self._clipped(), self._lost(), self._repeated(), self._leaked())
        return [each for each in (*judged, self._unlike()) if each]

    def _pace(self) -> tuple[float, str] | None:
        slowest, fastest = LETTERS_PER_S
        if self.letters_per_s is None or slowest <= self.letters_per_s <= fastest:
            return None
        return (4.0, "much too long for its text") if self.letters_per_s < slowest else (4.0, "too short for its text")

    def _silence(self) -> tuple[float, str] | None:
        if self.longest_silence_s <= LONGEST_SILENCE_S:
            return None
        return 2.0, f"silent for {self.longest_silence_s:.1f}\u00a0s"

    def _clipped(self) -> tuple[float, str] | None:
        return (1.0, "its peaks are cut off") if self.clipped_percent > MOST_CLIPPED_PERCENT else None

    def _lost(self) -> tuple[float, str] | None:
        if self.lost_share <= FORGIVEN_LOSS:
            return None
        return 3.0 * self.lost_share, f"{min(self.words, self.words_lost)} of {self.words} words not understood"

    def _repeated(self) -> tuple[float, str] | None:
        return (3.0, f"“{self.repeated}” is said twice") if self.repeated else None

    def _leaked(self) -> tuple[float, str] | None:
        return (4.0, f"it says “{self.leaked}”, which comes from the recording") if self.leaked else None

    def _unlike(self) -> tuple[float, str] | None:
        if self.likeness is None or self.likeness >= LEAST_LIKENESS:
            return None
        return 2.0, f"only {self.likeness:.0%} like the recording".replace("%", "\u00a0%")


def best_of(measured: Sequence[TakeMeasures]) -> int:
    """The index of the take with the least against it; of equals the first."""
    return min(range(len(measured)), key=lambda index: measured[index].points)


def repeated_words(said: Sequence[str], heard: Sequence[str], longest: int = 8) -> str:
    """Words that were heard twice in a row though they stand in the text once; the longest such stretch.

    Args:
        said: the words of the text.
        heard: the words that were understood.
        longest: most words of a stretch. A single word counts only three times in a row: recognizers stutter, too.
    """
    for length in range(longest, 0, -1):
        times = 2 if length > 1 else 3
        for start in range(len(heard) - times * length + 1):
            stretch = list(heard[start : start + length])
            if list(heard[start : start + times * length]) == stretch * times and not _holds(said, stretch * times):
                return " ".join(stretch)
    return ""


def leaked_words(said: Sequence[str], heard: Sequence[str], recorded: Sequence[str], fewest: int = 4) -> str:
    """Words that were heard, stand in the recording's transcript and not in the text; the first such stretch.

    Args:
        said: the words of the text.
        heard: the words that were understood.
        recorded: the words of the voice's recording.
        fewest: so many in a row are no coincidence.
    """
    for start in range(len(heard) - fewest + 1):
        stretch = list(heard[start : start + fewest])
        if _holds(recorded, stretch) and not _holds(said, stretch):
            return " ".join(stretch)
    return ""


def _holds(words: Sequence[str], stretch: Sequence[str]) -> bool:
    length = len(stretch)
    return any(list(words[start : start + length]) == list(stretch) for start in range(len(words) - length + 1))
