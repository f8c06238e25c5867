"""How results are called in JSON: the same names in every answer, whichever shell gives it.

docs/command-line.md lists the answers. Users' scripts read them by name: a name stays, more may come beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from voicecloner.api.consent_answers import consent_fields
from voicecloner.api.forms.common import EngineName, ErrorFields, FailedName, MadeVoice, ModelName, VoiceName
from voicecloner.api.forms.program import (
    DemonstrationAnswer,
    EngineFields,
    HealthAnswer,
    ModelFields,
    OptionFields,
    PulledModelAnswer,
    RepairAnswer,
    SettingAnswer,
    VerifiedModelAnswer,
)
from voicecloner.api.forms.recordings import CheckedFields, FindingFields, HeardWord, ReviewFields, TranscriptAnswer
from voicecloner.api.forms.speaking import (
    KeptTakeAnswer,
    LanguageFields,
    LanguageListAnswer,
    SavedTakeAnswer,
    TakeListAnswer,
)
from voicecloner.api.forms.voices import (
    ArrivedFields,
    BackupAnswer,
    CreatedAnswer,
    DamagedVoiceFields,
    ExportedAnswer,
    ImportedAnswer,
    MaybeScored,
    PurgeAnswer,
    RebuiltAnswer,
    RestoredAnswer,
    ScorecardFields,
    ScoredAnswer,
    SeveralCreatedAnswer,
    TrashAnswer,
    TrashedVoice,
    VoiceListAnswer,
    VoiceRowFields,
    WholeVoiceAnswer,
)
from voicecloner.domain.quality import Review, review_as_dict
from voicecloner.domain.scorecard import scorecard_as_dict
from voicecloner.domain.scorecard_words import verdict_on
from voicecloner.domain.voice import DamagedVoice, Voice
from voicecloner.errors import AudioError, BadTable, VoiceClonerError, hint_on_command_line
from voicecloner.quality.profiles import profile_named

if TYPE_CHECKING:
    from voicecloner.domain.synthesis import Take
    from voicecloner.engines.contract.engine import EngineInfo
    from voicecloner.library.exchange.transfer import Arrived
    from voicecloner.library.inspection import RepairReport
    from voicecloner.library.take_record import KeptTake
    from voicecloner.models.catalogue import Model
    from voicecloner.models.store import InstalledModel
    from voicecloner.settings import Setting, SettingValue
    from voicecloner.use_cases.review.check_references import CheckedReferences
    from voicecloner.use_cases.review.propose_transcript import ProposedTranscript
    from voicecloner.use_cases.speaking.list_languages import ListedLanguage
    from voicecloner.use_cases.speaking.manage_takes import TakeList
    from voicecloner.use_cases.upkeep.back_up_library import LibraryBackup
    from voicecloner.use_cases.upkeep.demonstrate import DemoResult
    from voicecloner.use_cases.upkeep.examine import HealthReport
    from voicecloner.use_cases.upkeep.manage_engines import ListedEngine
    from voicecloner.use_cases.upkeep.manage_models import ListedModel, PulledModel
    from voicecloner.use_cases.voices.create_voice import CreatedVoice
    from voicecloner.use_cases.voices.create_voices import CreatedVoices
    from voicecloner.use_cases.voices.exchange_voices import ExportedVoices
    from voicecloner.use_cases.voices.list_voices import TopVoices, WholeVoice
    from voicecloner.use_cases.voices.manage_voices import EmptiedTrash, ErasedVoice, NamedVoice, Trash
    from voicecloner.use_cases.voices.rebuild_voices import RebuiltVoices
    from voicecloner.use_cases.voices.score_voices import ScoredVoices

Fields = Mapping[str, Any]
"""A JSON object. An answer is always one, never a bare array, so that more can be said in it later."""


def error_fields(error: VoiceClonerError) -> ErrorFields:
    """What went wrong, and what can be done."""
    told: ErrorFields = {"code": error.code, "message": error.message, "hint": hint_on_command_line(error.hint)}
    if isinstance(error, BadTable):
        told["faults"] = list(error.faults)
    return told


def voice_fields(voice: "Voice | DamagedVoice | NamedVoice") -> VoiceName:
    """Which voice it is."""
    return {"voice_id": voice.id, "name": voice.name}


def engine_fields(engine: "EngineInfo") -> EngineName:
    """Which engine it is."""
    return {"engine_id": engine.id, "name": engine.title}


def model_fields(model: "Model") -> ModelName:
    """Which model it is."""
    return {"model_id": model.id, "name": model.title}


def made_fields(voice: Voice) -> MadeVoice:
    """Which voice it is, and what it was made with."""
    return {**voice_fields(voice), "engine_id": voice.engine_id, "mode": voice.mode.value}


# recordings


def checked_fields(path: Path, checked: "CheckedReferences") -> CheckedFields:
    """The verdict on one file, and which stretch of it was used."""
    review = review_fields(checked.review)
    fields: CheckedFields = {
        "file": str(path),
        "verdict": review["verdict"],
        "seconds": review["seconds"],
        "speech_seconds": review["speech_seconds"],
        "profile": review["profile"],
        "findings": review["findings"],
        "notes": list(checked.notes),
    }
    if span := checked.files[0].span:
        fields["span"] = [span.start_s, span.end_s]
    return fields


def unreadable_fields(path: Path, error: AudioError) -> CheckedFields:
    """The verdict on a file that cannot be read: shaped like any other, with one finding."""
    finding: FindingFields = {
        "check": "unreadable",
        "severity": "fail",
        "value": None,
        "unit": "",
        "limit": None,
        "limit_is": "",
        "message": error.message,
        "spans": [],
    }
    return {
        "file": str(path),
        "verdict": "fail",
        "seconds": 0.0,
        "speech_seconds": 0.0,
        "profile": "",
        "findings": [finding],
        "notes": [],
    }


def review_fields(review: Review) -> ReviewFields:
    """What a recording is worth, as it is kept in the library."""
    return cast(ReviewFields, review_as_dict(review))


def transcript_fields(path: Path, proposed: "ProposedTranscript", notes: Iterable[str]) -> TranscriptAnswer:
    """The words that were heard in a recording."""
    words: list[HeardWord] = [
        {"text": w.text, "start": w.start_s, "end": w.end_s, "confidence": w.confidence} for w in proposed.words
    ]
    return {
        "file": str(path),
        "text": proposed.text,
        "confidence": proposed.confidence,
        "words": words,
        "notes": list(notes),
    }


# voices


def whole_voice_fields(voice: Voice, rebuild_reason: str) -> WholeVoiceAnswer:
    """Everything about a voice; `rebuild_reason` is empty where it need not be made anew."""
    return {
        **made_fields(voice),
        "language": voice.language,
        "engine_revision": voice.engine_revision,
        "needs_rebuild": bool(rebuild_reason),
        "rebuild_reason": rebuild_reason,
        "transcript": voice.transcript,
        "references": [
            {
                "name": r.name,
                "seconds": r.seconds,
                "sha256": r.sha256,
                "channel": r.channel,
                "microphone": r.origin.microphone,
                "recorded_at": r.origin.recorded_at.isoformat() if r.origin.recorded_at else None,
            }
            for r in voice.references
        ],
        "review": review_fields(voice.review),
        **scorecard_fields(voice),
        "consent": consent_fields(voice.consent),
        "created_at": voice.created_at.isoformat(),
        "last_used_at": voice.last_used_at.isoformat() if voice.last_used_at else None,
        "tags": list(voice.tags),
        "notes": voice.notes,
    }


def scorecard_fields(voice: Voice) -> MaybeScored:
    """How a voice came out; null where that was not measured."""
    card = voice.scorecard
    if card is None:
        return {"scorecard": None}
    verdict = verdict_on(card, is_users_own=voice.consent.is_users_own)
    said = {"score": card.score, "verdict": verdict.severity.value, "sentence": verdict.sentence}
    measured = {"likeness": card.comparison.likeness, **scorecard_as_dict(card)}
    # what is kept in the library is told as it is kept
    return {"scorecard": cast(ScorecardFields, {**said, "advice": list(verdict.advice), **measured})}


def damaged_fields(voices: Iterable[DamagedVoice]) -> list[DamagedVoiceFields]:
    """What is known of voices that cannot be read."""
    return [{**voice_fields(voice), "unreadable": voice.part} for voice in voices]


def voice_row_fields(row: "WholeVoice") -> VoiceRowFields:
    """Everything about a voice, and whether it can be used."""
    return {
        **whole_voice_fields(row.voice, row.rebuild_reason),
        "state": row.state.value,
        "state_reasons": list(row.reasons),
    }


def voice_list_fields(listed: "TopVoices") -> VoiceListAnswer:
    """The voices that were found, and how many there may be."""
    return {
        "voices": [voice_row_fields(row) for row in listed.voices],
        "damaged": damaged_fields(listed.damaged),
        "count": listed.count,
        "quota": listed.quota,
    }


def created_fields(created: "CreatedVoice") -> CreatedAnswer:
    """A voice that was made."""
    return {
        **made_fields(created.voice),
        "review": review_fields(created.voice.review),
        **scorecard_fields(created.voice),
        "seconds": created.total_s,
        "clone_seconds": created.clone_s,
        "notes": list(created.notes),
        "warnings": list(created.warnings),
    }


def several_created_fields(done: "CreatedVoices") -> SeveralCreatedAnswer:
    """The voices that were made, and those that were not."""
    return {
        "created": [{**made_fields(each.voice), "notes": list(each.notes)} for each in done.created],
        "failed": [{"name": each.name, "error": error_fields(each.error)} for each in done.failed],
    }


def rebuilt_fields(done: "RebuiltVoices") -> RebuiltAnswer:
    """The voices that were made anew, and those that were not."""
    return {
        "rebuilt": [{**made_fields(each.voice), "notes": list(each.notes)} for each in done.rebuilt],
        "failed": [{**voice_fields(each.voice), "error": error_fields(each.error)} for each in done.failed],
    }


def scored_fields(done: "ScoredVoices") -> ScoredAnswer:
    """The voices that were measured, and those that were not."""
    return {
        "scored": [{**voice_fields(s.voice), **scorecard_fields(s.voice), "notes": list(s.notes)} for s in done.scored],
        "failed": [{**voice_fields(each.voice), "error": error_fields(each.error)} for each in done.failed],
    }


def trash_fields(trash: "Trash") -> TrashAnswer:
    """The deleted voices, and how long each of them stays."""
    listed: list[TrashedVoice] = [
        {
            **voice_fields(each.voice),
            "deleted_at": each.deleted_at.isoformat(),
            "days": each.days,
            "days_left": trash.kept_days - each.days,
        }
        for each in trash.voices
    ]
    return {"voices": listed, "damaged": damaged_fields(trash.damaged)}


def erased_voice_fields(erased: "ErasedVoice") -> PurgeAnswer:
    """A voice that was erased, and the files in which something of it may be left."""
    return {"erased": 1, **voice_fields(erased), "takes": erased.takes, "left": path_names(erased.left)}


def emptied_trash_fields(emptied: "EmptiedTrash") -> PurgeAnswer:
    """How many voices were erased, and the files in which something of them may be left."""
    return {"erased": emptied.erased, "left": path_names(emptied.left)}


def exported_fields(made: "ExportedVoices") -> ExportedAnswer:
    """A file of voices that was written."""
    return {
        "path": str(made.path),
        "size_bytes": made.size_bytes,
        "voices": [voice_fields(voice) for voice in made.voices],
        "notes": list(made.notes),
    }


def arrived_fields(arrived: "Arrived") -> ArrivedFields:
    """What became of voices that came in."""
    return {
        "voices": [voice_fields(voice) for voice in arrived.voices],
        "renamed": [{"from": former, "name": name} for former, name in arrived.renamed],
        "here_already": list(arrived.here_already),
        "trashed": list(arrived.trashed),
    }


def imported_fields(
    arrived: "Iterable[tuple[Path, Arrived]]", failed: Iterable[tuple[Path, VoiceClonerError]]
) -> ImportedAnswer:
    """What became of files of voices."""
    return {
        "imported": [{"file": str(path), **arrived_fields(each)} for path, each in arrived],
        "failed": [{"file": str(path), "error": error_fields(error)} for path, error in failed],
    }


def backup_fields(made: "LibraryBackup") -> BackupAnswer:
    """A backup of the library that was written."""
    return {
        "path": str(made.folder),
        "count": made.voices,
        "new_files": made.new_files,
        "new_bytes": made.new_bytes,
        "missing": list(made.missing),
    }


def restored_fields(arrived: "Arrived") -> RestoredAnswer:
    """What became of the voices of a backup."""
    left_out: list[FailedName] = [{"name": name, "error": error_fields(error)} for name, error in arrived.left_out]
    return {**arrived_fields(arrived), "left_out": left_out}


# speaking


def saved_take_fields(take: "Take", path: Path | None, warnings: Iterable[str] = ()) -> SavedTakeAnswer:
    """A take that was saved, or played alone; of one that was broken off, also why."""
    fields: SavedTakeAnswer = {
        "path": str(path) if path else None,
        "seconds": take.seconds,
        "sample_rate": take.sample_rate,
        "rtf": take.rtf,
        "first_sound_seconds": take.first_sound_s,
        "voice_id": take.voice_id,
        "name": take.voice_name,
        "is_whole": take.is_whole,
        "ways": list(take.ways),
        "warnings": list(warnings),
        "notes": list(take.notes),
    }
    if take.broken_by:
        fields["error"] = error_fields(take.broken_by)
    return fields


def kept_take_fields(kept: "KeptTake") -> KeptTakeAnswer:
    """A take that is kept; of one that was broken off, also why."""
    take = kept.take
    fields: KeptTakeAnswer = {
        "take_id": kept.id,
        "voice_id": take.voice_id,
        "name": take.voice_name,
        "text": take.text,
        "language": take.options.language,
        "seconds": take.seconds,
        "sample_rate": take.sample_rate,
        "created_at": take.created_at.isoformat(),
        "is_whole": take.is_whole,
        "is_saved": kept.is_saved,
        "is_favourite": kept.is_favourite,
        "days_left": kept.days_left,
        "path": str(take.path),
    }
    if take.broken_by:
        fields["error"] = error_fields(take.broken_by)
    return fields


def take_list_fields(found: "TakeList") -> TakeListAnswer:
    """The takes that were found, and how much room all of them take."""
    return {
        "takes": [kept_take_fields(kept) for kept in found.takes],
        "count": found.count,
        "size_bytes": found.size_bytes,
        "kept_days": found.kept_days,
    }


def language_list_fields(listed: "Iterable[ListedLanguage]") -> LanguageListAnswer:
    """The languages, and who speaks them."""
    fields: list[LanguageFields] = [
        {
            "language": each.tag,
            "name": each.name,
            "engine_ids": list(each.engines),
            "engine_ids_not_installed": list(each.lacking),
        }
        for each in listed
    ]
    return {"languages": fields}


def path_names(paths: "Sequence[Path]") -> list[str]:
    """Paths as JSON has them."""
    return [str(path) for path in paths]
