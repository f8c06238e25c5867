"""What shells and scripts use of the program; the page `docs/python.md` shows how.

Three lines clone a voice and say a text with it:

    from voicecloner.api import VoiceCloner

    with VoiceCloner() as cloner:
        anna = cloner.clone("anna.wav", name="Anna", consent="own")
        cloner.speak("Good morning.", anna).save("morning.wav")

Everything beyond these few methods is a use case of `VoiceCloner.app`. Its requests and results stand in the modules of
this package, by room: `recording`, `review`, `voices`, `speaking`, `books`, `batches`, `engines`, `upkeep`; `answers`
says how results are called in JSON. A room imports a name when it is first used, so that a command pays only for what
it touches.
"""

from typing import TYPE_CHECKING

from voicecloner.api.lazily import names_from
from voicecloner.bootstrap import Application

if TYPE_CHECKING:
    from voicecloner.api.async_cloner import AsyncVoiceCloner
    from voicecloner.api.cloner import VoiceCloner
    from voicecloner.api.options import (
        BatchOptions,
        BookOptions,
        CloneManyOptions,
        CloneOptions,
        ExportOptions,
        Keywords,
        SaveOptions,
        SpeakOptions,
    )
    from voicecloner.api.sounds import Sound
    from voicecloner.api.speech import Speech
else:
    __getattr__ = names_from(
        __name__,
        {
            "voicecloner.api.async_cloner": ["AsyncVoiceCloner"],
            "voicecloner.api.cloner": ["VoiceCloner"],
            "voicecloner.api.options": [
                "BatchOptions",
                "BookOptions",
                "CloneManyOptions",
                "CloneOptions",
                "ExportOptions",
                "Keywords",
                "SaveOptions",
                "SpeakOptions",
            ],
            "voicecloner.api.sounds": ["Sound"],
            "voicecloner.api.speech": ["Speech"],
        },
    )

__all__ = [
    "Application",
    "AsyncVoiceCloner",
    "BatchOptions",
    "BookOptions",
    "CloneManyOptions",
    "CloneOptions",
    "ExportOptions",
    "Keywords",
    "SaveOptions",
    "Sound",
    "SpeakOptions",
    "Speech",
    "VoiceCloner",
]
