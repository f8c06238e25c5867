"""Which form the answer of each command has."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from voicecloner.api.forms import common, consent, program, recordings, speaking, texts, voices
from voicecloner.api.json_schema import DIALECT, schema_of

FORMS: Mapping[str, tuple[Any, ...]] = MappingProxyType(
    {
        "record": (voices.RecordAnswer, recordings.DevicesAnswer),
        "check": (recordings.CheckAnswer,),
        "transcribe": (recordings.TranscriptAnswer,),
        "clone": (voices.CreatedAnswer,),
        "clone-many": (voices.SeveralCreatedAnswer,),
        "speak": (speaking.SavedTakeAnswer,),
        "book": (texts.MadeBookAnswer,),
        "book list": (texts.UnfinishedBooksAnswer,),
        "book continue": (texts.MadeBookAnswer,),
        "book discard": (texts.UnfinishedBooksAnswer,),
        "batch": (texts.BatchAnswer,),
        "convert": (speaking.SavedTakeAnswer,),
        "pronounce set": (speaking.PronunciationAnswer,),
        "pronounce list": (speaking.PronunciationListAnswer,),
        "pronounce remove": (speaking.PronunciationAnswer,),
        "pronounce say": (speaking.SaidWordAnswer,),
        "verify": (consent.VerifyAnswer,),
        "voices list": (voices.VoiceListAnswer,),
        "voices show": (voices.WholeVoiceAnswer,),
        "voices edit": (voices.WholeVoiceAnswer,),
        "voices rename": (voices.WholeVoiceAnswer,),
        "voices review": (voices.WholeVoiceAnswer,),
        "voices score": (voices.ScoredAnswer,),
        "voices delete": (voices.DeletedVoiceAnswer,),
        "voices rebuild": (voices.RebuiltAnswer,),
        "voices repair": (program.RepairAnswer,),
        "voices export": (voices.ExportedAnswer,),
        "voices import": (voices.ImportedAnswer,),
        "voices trash list": (voices.TrashAnswer,),
        "voices trash restore": (common.VoiceName,),
        "voices trash purge": (voices.PurgeAnswer,),
        "consent sentence": (consent.ConsentSentenceAnswer,),
        "consent show": (consent.ConsentAnswer,),
        "consent set": (consent.ConsentAnswer,),
        "consent speak": (consent.ConsentAnswer,),
        "consent log": (consent.ConsentLogAnswer,),
        "takes list": (speaking.TakeListAnswer,),
        "takes show": (speaking.WholeTakeAnswer,),
        "takes play": (speaking.PlayedTakeAnswer,),
        "takes again": (speaking.WholeTakeAnswer,),
        "takes choose": (speaking.WholeTakeAnswer,),
        "takes favourite": (speaking.KeptTakeAnswer,),
        "takes export": (speaking.ExportedTakeAnswer, speaking.TakesExportAnswer),
        "takes delete": (speaking.ErasedAnswer, speaking.WholeTakeAnswer),
        "library backup": (voices.BackupAnswer,),
        "library restore": (voices.RestoredAnswer,),
        "engines list": (program.EngineListAnswer,),
        "engines install": (program.EnvironmentAnswer,),
        "engines remove": (program.RemovedEnvironmentAnswer,),
        "languages list": (speaking.LanguageListAnswer,),
        "models list": (program.ModelListAnswer,),
        "models pull": (program.PulledModelAnswer,),
        "models import": (program.PulledModelAnswer,),
        "models verify": (program.VerifiedModelAnswer,),
        "models path": (program.ModelPathAnswer,),
        "models remove": (program.RemovedModelAnswer,),
        "serve": (program.ServiceAnswer,),
        "settings list": (program.SettingListAnswer,),
        "settings set": (program.SettingAnswer,),
        "settings reset": (program.SettingAnswer,),
        "doctor": (program.HealthAnswer,),
        "demo": (program.DemonstrationAnswer,),
        "completion": (program.CompletionAnswer,),
        "schema": (dict[str, Any],),
    }
)
"""By the words of the command; the answer has one of the forms, or that of an error."""


def command_schema(command: str) -> dict[str, Any]:
    """The JSON Schema of what a command prints with ``--json``.

    Args:
        command: its words, one of `FORMS`.
    """
    schemas = [schema_of(form) for form in (*FORMS[command], common.ErrorAnswer)]
    named = {name: schema for each in schemas for name, schema in each["$defs"].items()}
    answers = [{key: value for key, value in each.items() if key not in {"$schema", "$defs"}} for each in schemas]
    return {"$schema": DIALECT, "title": f"voicecloner {command} --json", "anyOf": answers, "$defs": named}
