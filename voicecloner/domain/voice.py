"""Saved voices."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath

from voicecloner.domain.audio import UNKNOWN_ORIGIN, RecordingOrigin
from voicecloner.domain.consent import Consent
from voicecloner.domain.quality import Review, Severity, Span
from voicecloner.domain.scorecard import Scorecard
from voicecloner.domain.scorecard_words import severity_of

_INPUT_ALONE = re.compile(r"input \d+")
_BARE_WORD = re.compile(r"[\w.][\w.-]*")
_QUOTABLE = re.compile(r"[^-\"$`\\!%^\s\x00-\x1f][^\"$`\\!%^\x00-\x1f]*")


class VoiceMode(StrEnum):
    """How a voice is cloned: from the sound alone, or from the sound and the words spoken in it."""

    EMBEDDING = "embedding"
    TRANSCRIPT = "transcript"

    @property
    def words(self) -> str:
        """What the voice is made from, for the user."""
        return "the sound alone" if self is VoiceMode.EMBEDDING else "the sound and its transcript"


@dataclass(frozen=True)
class StoredReference:
    """One reference recording kept with a voice.

    Attributes:
        name: the file's name when it was imported, or ``"recording"``; no folders.
        original: the untouched file, relative to the voice's folder.
        prepared: the mono FLAC the voice was cloned from, relative to the voice's folder.
        seconds: duration of the prepared sound.
        sha256: hex digest of the original.
        span: the stretch of the original that was used; None for all of it.
        channel: the channel of the original that was used, counted from 1; None where all were mixed, or nobody knows.
        origin: with which microphone and when it was recorded, if that was here.
    """

    name: str
    original: PurePosixPath
    prepared: PurePosixPath
    seconds: float
    sha256: str
    span: Span | None = None
    channel: int | None = None
    origin: RecordingOrigin = UNKNOWN_ORIGIN

    @property
    def recorded_with(self) -> str:
        """The microphone in words; earlier versions kept only the number of its input where it was the default one."""
        microphone = self.origin.microphone
        return f"the system’s default device, {microphone}" if _INPUT_ALONE.fullmatch(microphone) else microphone


@dataclass(frozen=True)
class DamagedVoice:
    """A saved voice of which something cannot be read.

    Attributes:
        id: as of `Voice`.
        name: as of `Voice`.
        part: what cannot be read, e.g. ``"review"``.
    """

    id: str
    name: str
    part: str

    @property
    def sentence(self) -> str:
        """What is wrong, for the user."""
        return f"The voice “{self.name}” cannot be used: its {self.part} cannot be read."


@dataclass(frozen=True, slots=True)
class VoiceSummary:
    """What lists show of a voice, and need to tell whether it can be used; the rest is read for the one chosen.

    Attributes:
        id, name, language, engine_id, engine_revision, created_at, last_used_at, tags: as of `Voice`.
        verdict: on its recordings.
        score: of its scorecard, 0..100; None if there is none.
        score_verdict: of the same.
        seconds: how much recording it was made of.
    """

    id: str
    name: str
    language: str
    engine_id: str
    engine_revision: str
    verdict: Severity
    created_at: datetime
    last_used_at: datetime | None
    tags: tuple[str, ...]
    score: int | None
    score_verdict: Severity | None
    seconds: float


@dataclass(frozen=True)
class Voice:
    """What the user names, finds and speaks with.

    Attributes:
        id: random, stable, never made from the name.
        name: unique among the voices, any script.
        language: BCP 47 tag of the reference speech.
        engine_id: the engine it is bound to.
        engine_revision: the exact revision of that engine's model.
        mode: embedding or transcript.
        transcript: the words of the references, or empty.
        references: the recordings it was made of.
        review: the verdict on them.
        consent: whose voice it is.
        created_at: UTC.
        last_used_at: UTC, None until it first spoke.
        tags: free words.
        notes: free text.
        program_version: version of the program that made it.
        scorecard: how it came out, measured with what it speaks with now; None until it is measured.
    """

    id: str
    name: str
    language: str
    engine_id: str
    engine_revision: str
    mode: VoiceMode
    transcript: str
    references: tuple[StoredReference, ...]
    review: Review
    consent: Consent
    created_at: datetime
    last_used_at: datetime | None = None
    tags: tuple[str, ...] = ()
    notes: str = ""
    program_version: str = ""
    scorecard: Scorecard | None = None

    def scored(self, scorecard: Scorecard, measured: "Voice") -> "Voice":
        """The voice with its scorecard, if it still speaks with what it spoke with when it was `measured`."""
        now, then = ((each.engine_id, each.engine_revision, each.mode) for each in (self, measured))
        return replace(self, scorecard=scorecard) if now == then else self

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from voicecloner.domain.notebook import voice_html

        return voice_html(self)

    @property
    def summary(self) -> VoiceSummary:
        """What lists show of it."""
        return VoiceSummary(
            id=self.id,
            name=self.name,
            language=self.language,
            engine_id=self.engine_id,
            engine_revision=self.engine_revision,
            verdict=self.review.verdict,
            created_at=self.created_at,
            last_used_at=self.last_used_at,
            tags=self.tags,
            score=self.scorecard.score if self.scorecard else None,
            score_verdict=severity_of(self.scorecard) if self.scorecard else None,
            seconds=sum(each.seconds for each in self.references),
        )

    @property
    def as_argument(self) -> str:
        """How it is called on a command line: by its name, in quotes where it needs them, or by its id where no shell
        would read the name as it is.
        """
        if _BARE_WORD.fullmatch(self.name):
            return self.name
        return f'"{self.name}"' if _QUOTABLE.fullmatch(self.name) else self.id
