"""Answers about voices."""

from typing import Any, Literal, NotRequired, TypedDict

from voicecloner.api.forms.common import (
    ErrorFields,
    FailedName,
    FailedVoice,
    MadeVoice,
    NotedVoice,
    SeverityName,
    VoiceName,
)
from voicecloner.api.forms.consent import ConsentFields
from voicecloner.api.forms.recordings import ReviewFields


class SpeakerMatchFields(TypedDict):
    """How near one way of listening finds two voices."""

    similarity: float
    own: float
    stranger: float
    place: int


class ComparisonFields(TypedDict):
    """A voice beside its recording."""

    by_encoder: SpeakerMatchFields
    by_mixtures: SpeakerMatchFields
    others: int
    naturalness: float
    recording_naturalness: float
    pitch_st: float
    range_ratio: float
    pace_ratio: float


class ScorecardFields(TypedDict):
    """How a voice came out."""

    score: int
    verdict: SeverityName
    sentence: str
    advice: list[str]
    likeness: float
    comparison: ComparisonFields
    words: int
    words_lost: int
    warnings: int


class MaybeScored(TypedDict):
    """A scorecard, or null where nothing was measured."""

    scorecard: ScorecardFields | None


class ReferenceFields(TypedDict):
    """A recording that is kept with a voice."""

    name: str
    seconds: float
    sha256: str
    channel: int | None
    microphone: str
    recorded_at: str | None


class WholeVoiceAnswer(MadeVoice, MaybeScored):
    """Everything about a voice."""

    language: str
    engine_revision: str
    needs_rebuild: bool
    rebuild_reason: str
    transcript: str
    references: list[ReferenceFields]
    review: ReviewFields
    consent: ConsentFields
    created_at: str
    last_used_at: str | None
    tags: list[str]
    notes: str


class VoiceRowFields(WholeVoiceAnswer):
    """Everything about a voice, and whether it can be used."""

    state: Literal["approved", "failed", "needs-rebuild", "reviewing"]
    state_reasons: list[str]


class DamagedVoiceFields(VoiceName):
    """What is known of a voice that cannot be read."""

    unreadable: str


class VoiceListAnswer(TypedDict):
    """The voices that were found."""

    voices: list[VoiceRowFields]
    damaged: list[DamagedVoiceFields]
    count: int
    quota: int


class CreatedAnswer(MadeVoice, MaybeScored):
    """A voice that was made."""

    review: ReviewFields
    seconds: float
    clone_seconds: float
    notes: list[str]
    warnings: list[str]


class RecordAnswer(TypedDict):
    """A recording that was made, what it is worth, and the voice that was made of it, if one was."""

    path: str
    seconds: float
    speech_seconds: float
    microphone: str
    recorded_at: str | None
    dropouts: int
    broken_by: str | None
    review: ReviewFields
    voice: CreatedAnswer | None
    notes: list[str]


class SeveralCreatedAnswer(TypedDict):
    """The voices that were made, and those that were not."""

    created: list[NotedVoice]
    failed: list[FailedName]


class RebuiltAnswer(TypedDict):
    """The voices that were made anew, and those that were not."""

    rebuilt: list[NotedVoice]
    failed: list[FailedVoice]


class ScoredVoiceFields(VoiceName, MaybeScored):
    """A voice that was measured."""

    notes: list[str]


class ScoredAnswer(TypedDict):
    """The voices that were measured, and those that were not."""

    scored: list[ScoredVoiceFields]
    failed: list[FailedVoice]


class DeletedVoiceAnswer(VoiceName):
    """A voice that is in the trash now."""

    deleted: bool


class TrashedVoice(VoiceName):
    """A deleted voice."""

    deleted_at: str
    days: int
    days_left: int


class TrashAnswer(TypedDict):
    """The deleted voices."""

    voices: list[TrashedVoice]
    damaged: list[DamagedVoiceFields]


class PurgeAnswer(TypedDict):
    """What was erased for good; the voice where it was a single one."""

    erased: int
    left: list[str]
    voice_id: NotRequired[str]
    name: NotRequired[str]
    takes: NotRequired[int]


class ExportedAnswer(TypedDict):
    """A file of voices that was written."""

    path: str
    size_bytes: int
    voices: list[VoiceName]
    notes: list[str]


Renamed = TypedDict("Renamed", {"from": str, "name": str})


class ArrivedFields(TypedDict):
    """What became of voices that came in."""

    voices: list[VoiceName]
    renamed: list[Renamed]
    here_already: list[str]
    trashed: list[str]


class ImportedFile(ArrivedFields):
    """What became of one file of voices."""

    file: str


class FailedFile(TypedDict):
    """A file that was refused."""

    file: str
    error: ErrorFields


class ImportedAnswer(TypedDict):
    """What became of files of voices."""

    imported: list[ImportedFile]
    failed: list[FailedFile]


class BackupAnswer(TypedDict):
    """A backup of the library that was written."""

    path: str
    count: int
    new_files: int
    new_bytes: int
    missing: list[str]


class RestoredAnswer(ArrivedFields):
    """What became of the voices of a backup."""

    left_out: list[FailedName]
