"""How results are called in JSON: the same names in every answer, whichever shell gives it.

docs/command-line.md lists the answers. Users' scripts read them by name: a name stays, more may come beside it.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicecloner.api.consent_answers import consent_fields
from voicecloner.domain.quality import Severity, review_as_dict
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
    from voicecloner.use_cases.upkeep.suit_model import Suits
    from voicecloner.use_cases.voices.create_voice import CreatedVoice
    from voicecloner.use_cases.voices.create_voices import CreatedVoices
    from voicecloner.use_cases.voices.exchange_voices import ExportedVoices
    from voicecloner.use_cases.voices.list_voices import TopVoices, WholeVoice
    from voicecloner.use_cases.voices.manage_voices import EmptiedTrash, ErasedVoice, NamedVoice, Trash
    from voicecloner.use_cases.voices.rebuild_voices import RebuiltVoices
    from voicecloner.use_cases.voices.score_voices import ScoredVoices

Fields = dict[str, Any]
"""A JSON object. An answer is always one, never a bare array, so that more can be said in it later."""


def error_fields(error: VoiceClonerError) -> Fields:
    """What went wrong, and what can be done."""
    told = {"code": error.code, "message": error.message, "hint": hint_on_command_line(error.hint)}
    return {**told, "faults": list(error.faults)} if isinstance(error, BadTable) else told


def voice_fields(voice: "Voice | DamagedVoice | NamedVoice") -> Fields:
    """Which voice it is."""
    return {"voice_id": voice.id, "name": voice.name}


def engine_fields(engine: "EngineInfo") -> Fields:
    """Which engine it is."""
    return {"engine_id": engine.id, "name": engine.title}


def model_fields(model: "Model") -> Fields:
    """Which model it is."""
    return {"model_id": model.id, "name": model.title}


def made_fields(voice: Voice) -> Fields:
    """Which voice it is, and what it was made with."""
    return {**voice_fields(voice), "engine_id": voice.engine_id, "mode": voice.mode.value}


# recordings


def checked_fields(path: Path, checked: "CheckedReferences") -> Fields:
    """The verdict on one file, and which stretch of it was used."""
    fields = {"file": str(path), **review_as_dict(checked.review), "notes": list(checked.notes)}
    if span := checked.files[0].span:
        fields["span"] = [span.start_s, span.end_s]
    return fields


def unreadable_fields(path: Path, error: AudioError) -> Fields:
    """The verdict on a file that cannot be read: shaped like any other, with one finding."""
    finding: Fields = {
        "check": "unreadable",
        "severity": Severity.FAIL.value,
        "value": None,
        "unit": "",
        "limit": None,
        "message": error.message,
        "spans": [],
    }
    verdict = {"verdict": Severity.FAIL.value, "seconds": 0.0, "speech_seconds": 0.0, "findings": [finding]}
    return {"file": str(path), **verdict}


def transcript_fields(path: Path, proposed: "ProposedTranscript", notes: Iterable[str]) -> Fields:
    """The words that were heard in a recording."""
    words = [{"text": w.text, "start": w.start_s, "end": w.end_s, "confidence": w.confidence} for w in proposed.words]
    return {
        "file": str(path),
        "text": proposed.text,
        "confidence": proposed.confidence,
        "words": words,
        "notes": list(notes),
    }


# voices


def whole_voice_fields(voice: Voice, rebuild_reason: str) -> Fields:
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
        "review": review_as_dict(voice.review),
        **scorecard_fields(voice),
        "consent": consent_fields(voice.consent),
        "created_at": voice.created_at.isoformat(),
        "last_used_at": voice.last_used_at.isoformat() if voice.last_used_at else None,
        "tags": list(voice.tags),
        "notes": voice.notes,
    }


def scorecard_fields(voice: Voice) -> Fields:
    """How a voice came out; null where that was not measured."""
    card = voice.scorecard
    if card is None:
        return {"scorecard": None}
    verdict = verdict_on(card, is_users_own=voice.consent.is_users_own)
    said = {"score": card.score, "verdict": verdict.severity.value, "sentence": verdict.sentence}
    measured = {"likeness": card.comparison.likeness, **scorecard_as_dict(card)}
    return {"scorecard": {**said, "advice": list(verdict.advice), **measured}}


def damaged_fields(voices: Iterable[DamagedVoice]) -> list[Fields]:
    """What is known of voices that cannot be read."""
    return [{**voice_fields(voice), "unreadable": voice.part} for voice in voices]


def voice_row_fields(row: "WholeVoice") -> Fields:
    """Everything about a voice, and whether it can be used."""
    return {
        **whole_voice_fields(row.voice, row.rebuild_reason),
        "state": row.state.value,
        "state_reasons": list(row.reasons),
    }


def voice_list_fields(listed: "TopVoices") -> Fields:
    """The voices that were found, and how many there may be."""
    return {
        "voices": [voice_row_fields(row) for row in listed.voices],
        "damaged": damaged_fields(listed.damaged),
        "count": listed.count,
        "quota": listed.quota,
    }


def created_fields(created: "CreatedVoice") -> Fields:
    """A voice that was made."""
    return {
        **made_fields(created.voice),
        "review": review_as_dict(created.voice.review),
        **scorecard_fields(created.voice),
        "seconds": created.total_s,
        "clone_seconds": created.clone_s,
        "notes": list(created.notes),
        "warnings": list(created.warnings),
    }


def several_created_fields(done: "CreatedVoices") -> Fields:
    """The voices that were made, and those that were not."""
    return {
        "created": [{**made_fields(each.voice), "notes": list(each.notes)} for each in done.created],
        "failed": [{"name": each.name, "error": error_fields(each.error)} for each in done.failed],
    }


def rebuilt_fields(done: "RebuiltVoices") -> Fields:
    """The voices that were made anew, and those that were not."""
    return {
        "rebuilt": [{**made_fields(each.voice), "notes": list(each.notes)} for each in done.rebuilt],
        "failed": [{**voice_fields(each.voice), "error": error_fields(each.error)} for each in done.failed],
    }


def scored_fields(done: "ScoredVoices") -> Fields:
    """The voices that were measured, and those that were not."""
    return {
        "scored": [{**voice_fields(s.voice), **scorecard_fields(s.voice), "notes": list(s.notes)} for s in done.scored],
        "failed": [{**voice_fields(each.voice), "error": error_fields(each.error)} for each in done.failed],
    }


def trash_fields(trash: "Trash") -> Fields:
    """The deleted voices, and how long each of them stays."""
    listed = [
        {
            **voice_fields(each.voice),
            "deleted_at": each.deleted_at.isoformat(),
            "days": each.days,
            "days_left": trash.kept_days - each.days,
        }
        for each in trash.voices
    ]
    return {"voices": listed, "damaged": damaged_fields(trash.damaged)}


def erased_voice_fields(erased: "ErasedVoice") -> Fields:
    """A voice that was erased, and the files in which something of it may be left."""
    return {"erased": 1, **voice_fields(erased), "takes": erased.takes, "left": _paths(erased.left)}


def emptied_trash_fields(emptied: "EmptiedTrash") -> Fields:
    """How many voices were erased, and the files in which something of them may be left."""
    return {"erased": emptied.erased, "left": _paths(emptied.left)}


def exported_fields(made: "ExportedVoices") -> Fields:
    """A file of voices that was written."""
    return {
        "path": str(made.path),
        "size_bytes": made.size_bytes,
        "voices": [voice_fields(voice) for voice in made.voices],
        "notes": list(made.notes),
    }


def arrived_fields(arrived: "Arrived") -> Fields:
    """What became of voices that came in."""
    return {
        "voices": [voice_fields(voice) for voice in arrived.voices],
        "renamed": [{"from": former, "name": name} for former, name in arrived.renamed],
        "here_already": list(arrived.here_already),
        "trashed": list(arrived.trashed),
    }


def imported_fields(
    arrived: "Iterable[tuple[Path, Arrived]]", failed: Iterable[tuple[Path, VoiceClonerError]]
) -> Fields:
    """What became of files of voices."""
    return {
        "imported": [{"file": str(path), **arrived_fields(each)} for path, each in arrived],
        "failed": [{"file": str(path), "error": error_fields(error)} for path, error in failed],
    }


def backup_fields(made: "LibraryBackup") -> Fields:
    """A backup of the library that was written."""
    return {
        "path": str(made.folder),
        "count": made.voices,
        "new_files": made.new_files,
        "new_bytes": made.new_bytes,
        "missing": list(made.missing),
    }


def restored_fields(arrived: "Arrived") -> Fields:
    """What became of the voices of a backup."""
    left_out = [{"name": name, "error": error_fields(error)} for name, error in arrived.left_out]
    return {**arrived_fields(arrived), "left_out": left_out}


# speaking


def saved_take_fields(take: "Take", path: Path, warnings: Iterable[str] = ()) -> Fields:
    """A take that was saved; of one that was broken off, also why."""
    return {
        "path": str(path),
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
        **_broken_by(take),
    }


def kept_take_fields(kept: "KeptTake") -> Fields:
    """A take that is kept; of one that was broken off, also why."""
    take = kept.take
    return {
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
        **_broken_by(take),
    }


def take_list_fields(found: "TakeList") -> Fields:
    """The takes that were found, and how much room all of them take."""
    return {
        "takes": [kept_take_fields(kept) for kept in found.takes],
        "count": found.count,
        "size_bytes": found.size_bytes,
        "kept_days": found.kept_days,
    }


def language_list_fields(listed: "Iterable[ListedLanguage]") -> Fields:
    """The languages, and who speaks them."""
    fields = [
        {
            "language": each.tag,
            "name": each.name,
            "engine_ids": list(each.engines),
            "engine_ids_not_installed": list(each.lacking),
        }
        for each in listed
    ]
    return {"languages": fields}


# engines, models, settings


def listed_engine_fields(listed: "ListedEngine") -> Fields:
    """Everything about an engine, and what it lacks."""
    info = listed.info
    return {
        **engine_fields(info),
        "revision": info.revision,
        "installed": not listed.lacks,
        "ready": listed.is_ready,
        "lacks": listed.lacks or listed.lacks_model,
        "licence": info.abilities.licence,
        "languages": list(info.abilities.languages),
        "synthesizes": info.abilities.can_synthesize,
        "converts": info.abilities.can_convert,
        "stresses_words": info.abilities.stresses_words,
        "takes_phonemes": info.abilities.takes_phonemes,
        "streams": info.abilities.streams,
        "speed_range": list(info.abilities.speed_range) if info.abilities.speed_range else None,
        "options": [_declared(option) for option in info.abilities.options],
        "reference": {
            "profile": info.requirements.profile,
            "min_seconds": profile_named(info.requirements.profile).min_seconds,
            "ideal_seconds": info.requirements.ideal_reference_s,
            "max_seconds": info.requirements.max_reference_s,
            "modes": [mode.value for mode in info.requirements.modes],
        },
        "memory_bytes": info.requirements.memory_bytes,
        "environment_id": info.environment,
    }


def listed_model_fields(listed: "ListedModel", here: "Suits", *, is_recommended: bool) -> Fields:
    """Everything about a model, whether it is on this computer, and what it would be like there."""
    model = listed.model
    return {
        **model_fields(model),
        "engine_id": model.engine,
        "size_bytes": model.size_bytes,
        "licence": model.licence.id,
        "languages": list(model.languages),
        "gated": model.gated,
        "installed": listed.installed is not None,
        "fits": here.fits,
        "seconds_per_minute": here.seconds_per_minute,
        "recommended": is_recommended,
    }


def pulled_model_fields(pulled: "PulledModel") -> Fields:
    """A model that was fetched."""
    return {**model_fields(pulled.model), "path": str(pulled.folder), "size_bytes": pulled.installed.size_bytes}


def verified_model_fields(installed: "InstalledModel") -> Fields:
    """A model all of whose files are as they should be."""
    return {
        "model_id": installed.id,
        "files": len(installed.files),
        "size_bytes": installed.size_bytes,
        "damaged": [],
    }


def setting_fields(declared: "Setting", value: "SettingValue") -> Fields:
    """A setting, what it is set to, and what it takes."""
    return {"key": declared.key, "value": value, **_declared(declared), "unit": declared.unit}


# the whole program


def health_fields(report: "HealthReport") -> Fields:
    """What a look at everything the program keeps has found."""
    checks = [
        {
            "check": each.check,
            "severity": each.severity.value,
            "message": each.message,
            "faults": [hint_on_command_line(fault) for fault in each.faults],
        }
        for each in report.checks
    ]
    return {
        "verdict": report.verdict.value,
        "checks": checks,
        "done": list(report.done),
        "left_alone": _paths(report.left_alone),
    }


def repair_fields(report: "RepairReport") -> Fields:
    """What a repair of the library has found and done."""
    return {
        "count": report.voices,
        "done": list(report.done),
        "faults": list(report.faults),
        "left_alone": _paths(report.left_alone),
    }


def demonstration_fields(result: "DemoResult") -> Fields:
    """What the demonstration has made, and how long each of its steps took."""
    return {
        "reference": str(result.reference),
        "review": review_as_dict(result.review),
        **made_fields(result.voice),
        "path": str(result.spoken),
        "seconds": result.take.seconds,
        "sample_rate": result.take.sample_rate,
        "rtf": result.take.rtf,
        "steps": result.steps_s,
    }


def _declared(option: "Setting") -> Fields:
    return {
        "key": option.key,
        "type": option.kind.__name__,
        "default": option.default,
        "limits": list(option.limits) if option.limits else None,
        "choices": list(option.choices),
        "text": option.text,
    }


def _broken_by(take: "Take") -> Fields:
    return {"error": error_fields(take.broken_by)} if take.broken_by else {}


def _paths(paths: "Sequence[Path]") -> list[str]:
    return [str(path) for path in paths]
