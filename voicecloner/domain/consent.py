"""Whose voice it is, as the user stated it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ConsentKind(StrEnum):
    """On what ground a voice may be cloned."""

    OWN = "own"
    GIVEN = "given"
    PUBLIC_DOMAIN = "public-domain"


@dataclass(frozen=True)
class Consent:
    """A statement recorded with a voice.

    Attributes:
        kind: own voice, consent given, or public domain.
        stated_at: when it was stated, UTC.
        stated_via: the shell it was stated in, e.g. ``"window"``, ``"cli"``, ``"python"``.
        who: name of the speaker, may be empty.
    """

    kind: ConsentKind
    stated_at: datetime
    stated_via: str
    who: str = ""
