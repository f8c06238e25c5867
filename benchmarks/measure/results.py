"""What is measured in one spoken file, and what is said about many of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Output:
    """One spoken file.

    Attributes:
        system: who made it, e.g. ``"natural, no transcript"``.
        speaker: whom it is to sound like.
        path: the sound.
        text: what it says in English; empty for other languages, which the recognizer does not know.
    """

    system: str
    speaker: str
    path: Path
    text: str


@dataclass(frozen=True)
class Gallery:
    """Everybody a file could be taken for.

    Attributes:
        paths: a recording of each, those the files are to sound like among them.
        persons: who they are, where several recordings are of one person; by their own names otherwise.
    """

    paths: Mapping[str, Path]
    persons: Mapping[str, str] = field(default_factory=dict)

    def is_same(self, one: str, other: str) -> bool:
        """Whether two names are those of one person."""
        return self.persons.get(one, one) == self.persons.get(other, other)


@dataclass(frozen=True)
class Score:
    """What was measured in one file.

    Attributes:
        system, speaker: as in `Output`.
        similarity: cosine of its embedding and that of its speaker's reference.
        first: whether its speaker's embedding is the nearest of all.
        second: whether its speaker is the likeliest of all to the second ear.
        errors, words: words wrong, missing and added; how many there should be, 0 if not English.
        mos, clean: DNSMOS of everything and of the speech itself, 1..5.
        pitch_st: distance of the median pitch from the reference's, semitones.
        range: spread of the pitch over the reference's.
        pace: syllables per second of speech over the reference's.
    """

    system: str
    speaker: str
    similarity: float
    first: bool
    second: bool
    errors: int
    words: int
    mos: float
    clean: float
    pitch_st: float
    range: float
    pace: float


@dataclass(frozen=True)
class Summary:
    """Means over speakers of their means over files; the words lost are counted over all files.

    Attributes:
        files: how many.
        similarity, first, second, mos, clean, pitch_st, range, pace: see `Score`.
        lost: errors over words; nan where no file is English.
        worst_similarity, worst_lost: the mean of the speaker who comes off worst; nan where there is none.
    """

    files: int
    similarity: float
    first: float
    second: float
    lost: float
    mos: float
    clean: float
    pitch_st: float
    range: float
    pace: float
    worst_similarity: float
    worst_lost: float


def summary(scores: Iterable[Score]) -> Summary:
    """What is said about these files in one row; there must be one at least."""
    every = list(scores)
    by_speaker = [[s for s in every if s.speaker == name] for name in sorted({s.speaker for s in every})]

    def means(value: Callable[[Score], float]) -> list[float]:
        return [float(np.mean([value(s) for s in own])) for own in by_speaker]

    similarities = means(lambda s: s.similarity)
    losses = [_lost(own) for own in by_speaker if any(s.words for s in own)]
    return Summary(
        files=len(every),
        similarity=float(np.mean(similarities)),
        first=float(np.mean(means(lambda s: s.first))),
        second=float(np.mean(means(lambda s: s.second))),
        lost=_lost(every),
        mos=float(np.mean(means(lambda s: s.mos))),
        clean=float(np.mean(means(lambda s: s.clean))),
        pitch_st=float(np.mean(means(lambda s: s.pitch_st))),
        range=float(np.mean(means(lambda s: s.range))),
        pace=float(np.mean(means(lambda s: s.pace))),
        worst_similarity=min(similarities),
        worst_lost=max(losses, default=np.nan),
    )


def _lost(scores: Sequence[Score]) -> float:
    words = sum(s.words for s in scores)
    return sum(s.errors for s in scores) / words if words else np.nan


_COLUMNS = "similarity | right first | second ear | words lost | MOS | pitch off | range | pace"
_WORST = "worst similarity | worst words lost"


def table_of_systems(scores: Sequence[Score]) -> Iterator[str]:
    """A Markdown table with a row for each system."""
    yield f"| | files | {_COLUMNS} | {_WORST} |"
    yield "|---" * 12 + "|"
    for system in dict.fromkeys(s.system for s in scores):
        row = summary(s for s in scores if s.system == system)
        yield f"| {system} | {row.files} | {_cells(row)} | {row.worst_similarity:.3f} | {_share(row.worst_lost)} |"


def table_of_speakers(scores: Sequence[Score]) -> Iterator[str]:
    """A Markdown table with a row for each speaker and system."""
    yield f"| speaker | system | {_COLUMNS} |"
    yield "|---" * 10 + "|"
    for speaker, system in sorted({(s.speaker, s.system) for s in scores}):
        row = summary(s for s in scores if (s.speaker, s.system) == (speaker, system))
        yield f"| {speaker} | {system} | {_cells(row)} |"


def _cells(row: Summary) -> str:
    ears = f"{row.similarity:.3f} | {row.first:.0%} | {row.second:.0%}"
    return f"{ears} | {_share(row.lost)} | {row.mos:.2f} | {row.pitch_st:.1f} | {row.range:.2f} | {row.pace:.2f}"


def _share(lost: float) -> str:
    return "–" if np.isnan(lost) else f"{lost:.3f}"
