"""Recordings of which a voice each is to be made, and what is known of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from voicecloner.api.speaking import KNOWN_SUFFIXES
from voicecloner.api.voices import MAX_NAME_CHARACTERS
from voicecloner.domain.quality import Review, Severity
from voicecloner.domain.text import one_line
from voicecloner.errors import VoiceClonerError
from voicecloner.gui.parts.choosing import USUAL_SUFFIXES
from voicecloner.gui.parts.words import VERDICTS
from voicecloner.gui.translation import said, tr

MOST_OF_ONE_VOICE = 5
"""More recordings than these are hardly all of one voice."""


class Stage(Enum):
    """How far a recording is."""

    WAITING = "waiting"
    JUDGED = "judged"
    MADE = "made"
    NOT_MADE = tr("not made")


@dataclass(frozen=True)
class Candidate:
    """A recording, and what becomes of it.

    Attributes:
        path: the file.
        name: what its voice is to be called.
        stage: how far it is.
        severity: of what `words` say; None while nothing is known.
        words: what was found, or why there is no voice of it.
        is_wanted: whether the user wants a voice of it.
    """

    path: Path
    name: str
    stage: Stage = Stage.WAITING
    severity: Severity | None = None
    words: str = tr("Waiting to be checked")
    is_wanted: bool = True

    @property
    def can_be_made(self) -> bool:
        """Whether a voice can be made of it, as far as is known."""
        is_judged = self.stage is Stage.JUDGED and self.severity is not Severity.FAIL
        return is_judged or self.stage is Stage.NOT_MADE

    @property
    def is_chosen(self) -> bool:
        """Whether a voice is to be made of it."""
        return self.is_wanted and self.can_be_made

    def judged(self, review: Review) -> "Candidate":
        """With its verdict: the first of what stands in the way, or in few words how good it is."""
        failures = [said(each.message) for each in review.findings if each.severity is Severity.FAIL]
        words = failures[0] if failures else VERDICTS[review.verdict][0]
        return replace(self, stage=Stage.JUDGED, severity=review.verdict, words=words)

    def unreadable(self, error: VoiceClonerError) -> "Candidate":
        """With the reason why it cannot be judged."""
        return replace(self, stage=Stage.JUDGED, severity=Severity.FAIL, words=said(error.message))

    def made(self) -> "Candidate":
        """As a voice that is there."""
        return replace(self, stage=Stage.MADE, severity=Severity.OK, words=tr("The voice is ready."))

    def not_made(self, error: VoiceClonerError) -> "Candidate":
        """With the reason why there is no voice of it; it can be tried again."""
        return replace(self, stage=Stage.NOT_MADE, severity=Severity.FAIL, words=said(error.message))


def is_of_each(paths: Sequence[Path]) -> bool:
    """Whether these are rather recordings of a voice each than of one voice: a folder, or many files."""
    return len(paths) > MOST_OF_ONE_VOICE or any(path.is_dir() for path in paths)


def recordings_in(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files among these, and the recordings in the folders among them, however deep, in order of their names."""
    found: list[Path] = []
    for path in paths:
        found += sorted(filter(_is_recording, path.rglob("*"))) if path.is_dir() else [path]
    return tuple(dict.fromkeys(found))


def named(paths: Iterable[Path], taken: Iterable[str]) -> tuple[Candidate, ...]:
    """One for each file, by its name; where that is taken, with a number."""
    used = {name.casefold() for name in taken}
    made = []
    for path in paths:
        name = _free_name(path.stem, used)
        used.add(name.casefold())
        made.append(Candidate(path, name))
    return tuple(made)


def _free_name(stem: str, used: set[str]) -> str:
    wanted = one_line(stem)[: MAX_NAME_CHARACTERS - 6] or tr("Voice")
    name, number = wanted, 1
    while name.casefold() in used:
        number += 1
        name = f"{wanted} {number}"
    return name


def _is_recording(path: Path) -> bool:
    return path.suffix.lower() in {*USUAL_SUFFIXES, *KNOWN_SUFFIXES} and not path.name.startswith(".")
