"""Speaking, converting and keeping takes: requests, results and what they may hold."""

from voicecloner.audio.files.encoding import KNOWN_SUFFIXES
from voicecloner.library.take_record import KeptTake
from voicecloner.use_cases.speaking.convert import ConvertRequest
from voicecloner.use_cases.speaking.list_languages import ListedLanguage
from voicecloner.use_cases.speaking.manage_takes import TakeList
from voicecloner.use_cases.speaking.speak import SpeakRequest, require_savable

__all__ = [
    "KNOWN_SUFFIXES",
    "ConvertRequest",
    "KeptTake",
    "ListedLanguage",
    "SpeakRequest",
    "TakeList",
    "require_savable",
]
