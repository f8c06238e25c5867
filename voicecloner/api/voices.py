"""Making and looking after voices: requests, results and what they may hold."""

from voicecloner.library.voices import TRASH_DAYS
from voicecloner.use_cases.voices.create_voice import CreatedVoice, CreateVoiceRequest
from voicecloner.use_cases.voices.create_voices import CreatedVoices, CreateVoicesRequest
from voicecloner.use_cases.voices.rebuild_voice import RebuildRequest, RebuiltVoice
from voicecloner.use_cases.voices.rebuild_voices import RebuildAllRequest, RebuiltVoices

__all__ = [
    "TRASH_DAYS",
    "CreateVoiceRequest",
    "CreateVoicesRequest",
    "CreatedVoice",
    "CreatedVoices",
    "RebuildAllRequest",
    "RebuildRequest",
    "RebuiltVoice",
    "RebuiltVoices",
]
