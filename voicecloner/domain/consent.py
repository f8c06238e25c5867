"""Whose voice it is, as the user stated it, and what it may be used for."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath


class ConsentKind(StrEnum):
    """On what ground a voice may be cloned."""

    OWN = "own"
    GIVEN = "given"
    PUBLIC_DOMAIN = "public-domain"


class StatedBy(StrEnum):
    """Who stated the ground on which a voice was cloned."""

    USER = "user"
    EXPORTER = "exporter"


class Use(StrEnum):
    """What a voice may be used for beside speaking for the user of this computer."""

    EXPORT = "export"
    HTTP = "http"

    @property
    def words(self) -> str:
        """What may be done, for the user."""
        return "be given to others as a file" if self is Use.EXPORT else "be used over HTTP"


@dataclass(frozen=True)
class SpokenConsent:
    """Consent that was read aloud by the speaker, recognized and matched to the voice's recordings.

    Attributes:
        sentence: what was to be read, random words included.
        heard: what the recognizer understood.
        likeness: how alike the voices of the reading and of the recordings are, 0..1.
        recording: the reading, relative to the voice's folder.
        spoken_at: when it was matched, UTC.
    """

    sentence: str
    heard: str
    likeness: float
    recording: PurePosixPath
    spoken_at: datetime


@dataclass(frozen=True)
class Consent:
    """A statement recorded with a voice.

    Attributes:
        kind: own voice, consent given, or public domain.
        stated_at: when it was stated, UTC.
        stated_via: the shell it was stated in, e.g. ``"window"``, ``"cli"``, ``"python"``.
        speaker: name of the person who speaks, may be empty where nobody else's consent is needed.
        note: what else the user says of it, e.g. where the written agreement lies.
        uses: what the speaker allows; None where that was not stated, see `allows`.
        spoken: the speaker's own words, if they were recorded.
        stated_by: the user of this computer, or the one who exported the voice: what is somebody's own voice there is
            somebody else's here.
    """

    kind: ConsentKind
    stated_at: datetime
    stated_via: str
    speaker: str = ""
    note: str = ""
    uses: tuple[Use, ...] | None = None
    spoken: SpokenConsent | None = None
    stated_by: StatedBy = StatedBy.USER

    @property
    def is_users_own(self) -> bool:
        """Whether it is the voice of the user of this computer."""
        return self.kind is ConsentKind.OWN and self.stated_by is StatedBy.USER

    def received(self) -> "Consent":
        """The same as it counts where a voice arrives: somebody else stated it, and nothing is allowed by it."""
        return replace(self, stated_by=StatedBy.EXPORTER, uses=())

    def allows(self, use: Use) -> bool:
        """Whether the voice may be used so.

        Where nothing is stated, one's own voice and one in the public domain may; somebody else's consent to be cloned
        is no consent to be passed on.
        """
        if self.uses is not None:
            return use in self.uses
        return self.kind is not ConsentKind.GIVEN and self.stated_by is StatedBy.USER
