"""Hears what was said again, and has it said otherwise where words are lost.

No way of saying speech again keeps every word every time, and which one loses fewer is not known before. So the
recognizer that wrote down the recording hears the result as well; the judge is the same for both, and what it misses in
the recording itself is nobody's fault.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from voicecloner.domain.audio import Samples
from voicecloner.domain.synthesis import ConversionWay
from voicecloner.speech.word_errors import word_distance


@dataclass(frozen=True, eq=False)
class Attempt:
    """One way of saying a stretch again.

    Attributes:
        say: says it.
        way: how.
        worth_above: it is made where more than this share of the words is lost in all made before.
    """

    say: Callable[[], Samples]
    way: ConversionWay
    worth_above: float = 0.0


@dataclass(frozen=True, eq=False)
class SaidAgain:
    """A stretch that was said again.

    Attributes:
        samples: 24 kHz.
        way: how.
        lost: share of the recording's words that are not heard in it, or are heard besides; 0 where nobody can tell.
    """

    samples: Samples
    way: ConversionWay
    lost: float


def best_of(attempts: Iterable[Attempt], words: Sequence[str], hear: Callable[[Samples], Sequence[str]]) -> SaidAgain:
    """The attempt in which the fewest words are lost, the earliest of several; later ones only where they are worth it.

    Args:
        attempts: one at least, the most alike first.
        words: what is heard in the recording; where there are none the first attempt is taken unheard.
        hear: hears the words of a sound.
    """
    return min(_made(attempts, words, hear), key=lambda said: said.lost)


def _made(
    attempts: Iterable[Attempt], words: Sequence[str], hear: Callable[[Samples], Sequence[str]]
) -> Iterator[SaidAgain]:
    least = float("inf")
    for attempt in attempts:
        if least > attempt.worth_above:
            samples = attempt.say()
            lost = word_distance(words, hear(samples)) / len(words) if words else 0.0
            least = min(least, lost)
            yield SaidAgain(samples, attempt.way, lost)
