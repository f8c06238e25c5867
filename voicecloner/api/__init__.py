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

from voicecloner.api.cloner import Speech, VoiceCloner
from voicecloner.api.keywords import (
    BatchOptions,
    BookOptions,
    CloneOptions,
    ExportOptions,
    Keywords,
    SaveOptions,
    SpeakOptions,
)
from voicecloner.bootstrap import Application

__all__ = [
    "Application",
    "BatchOptions",
    "BookOptions",
    "CloneOptions",
    "ExportOptions",
    "Keywords",
    "SaveOptions",
    "SpeakOptions",
    "Speech",
    "VoiceCloner",
]
