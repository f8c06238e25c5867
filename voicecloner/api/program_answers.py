"""How engines, models, settings and the whole program are called in JSON; see `answers`."""

from typing import TYPE_CHECKING

from voicecloner.api.answers import engine_fields, made_fields, model_fields, path_names, review_fields
from voicecloner.api.forms.program import (
    DemonstrationAnswer,
    EngineFields,
    HealthAnswer,
    HealthCheckFields,
    ModelFields,
    OptionFields,
    PulledModelAnswer,
    RepairAnswer,
    SettingAnswer,
    VerifiedModelAnswer,
)
from voicecloner.errors import hint_on_command_line
from voicecloner.quality.profiles import profile_named

if TYPE_CHECKING:
    from voicecloner.engines.contract.engine import EngineInfo
    from voicecloner.library.inspection import RepairReport
    from voicecloner.models.store import InstalledModel
    from voicecloner.settings import Setting, SettingValue
    from voicecloner.use_cases.upkeep.demonstrate import DemoResult
    from voicecloner.use_cases.upkeep.examine import HealthReport
    from voicecloner.use_cases.upkeep.manage_engines import ListedEngine
    from voicecloner.use_cases.upkeep.manage_models import ListedModel, PulledModel
    from voicecloner.use_cases.upkeep.suit_model import Suits


def listed_engine_fields(listed: "ListedEngine") -> EngineFields:
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


def listed_model_fields(listed: "ListedModel", here: "Suits", *, is_recommended: bool) -> ModelFields:
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


def pulled_model_fields(pulled: "PulledModel") -> PulledModelAnswer:
    """A model that was fetched."""
    return {**model_fields(pulled.model), "path": str(pulled.folder), "size_bytes": pulled.installed.size_bytes}


def verified_model_fields(installed: "InstalledModel") -> VerifiedModelAnswer:
    """A model all of whose files are as they should be."""
    return {
        "model_id": installed.id,
        "files": len(installed.files),
        "size_bytes": installed.size_bytes,
        "damaged": [],
    }


def setting_fields(declared: "Setting", value: "SettingValue") -> SettingAnswer:
    """A setting, what it is set to, and what it takes."""
    return {"key": declared.key, "value": value, **_declared(declared), "unit": declared.unit}


def health_fields(report: "HealthReport") -> HealthAnswer:
    """What a look at everything the program keeps has found."""
    checks: list[HealthCheckFields] = [
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
        "left_alone": path_names(report.left_alone),
    }


def repair_fields(report: "RepairReport") -> RepairAnswer:
    """What a repair of the library has found and done."""
    return {
        "count": report.voices,
        "done": list(report.done),
        "faults": [*report.refused, *report.faults],
        "left_alone": path_names(report.left_alone),
    }


def demonstration_fields(result: "DemoResult") -> DemonstrationAnswer:
    """What the demonstration has made, and how long each of its steps took."""
    return {
        "reference": str(result.reference),
        "review": review_fields(result.review),
        **made_fields(result.voice),
        "path": str(result.spoken),
        "seconds": result.take.seconds,
        "sample_rate": result.take.sample_rate,
        "rtf": result.take.rtf,
        "steps": result.steps_s,
    }


def _declared(option: "Setting") -> OptionFields:
    return {
        "key": option.key,
        "type": option.kind.__name__,
        "default": option.default,
        "limits": list(option.limits) if option.limits else None,
        "choices": list(option.choices),
        "text": option.text,
    }
