"""Speaking, converting, playing, and keeping what was said: requests, results and what they may hold."""

from typing import TYPE_CHECKING

from voicecloner.api.lazily import names_from

if TYPE_CHECKING:
    from voicecloner.audio.files.encoding import KNOWN_SUFFIXES, format_of, read_audio, writable_suffixes
    from voicecloner.audio.files.saving import RATE_RANGE_HZ, SavedSound, SoundOptions, Watch, require_possible
    from voicecloner.audio.files.stream_encoding import STREAM_FORMATS, SoundStream, whole_sound
    from voicecloner.audio.playback.buffering import Buffering, Pace
    from voicecloner.audio.playback.player import Player, SpeechStream
    from voicecloner.audio.playback.tempo import HEARD_SPEED_RANGE
    from voicecloner.library.drafts import Draft
    from voicecloner.library.take_record import KeptTake
    from voicecloner.sound.levelling import LOUDNESS_RANGE_LUFS
    from voicecloner.use_cases.speaking.audition import AuditionRequest
    from voicecloner.use_cases.speaking.convert import ConvertRequest
    from voicecloner.use_cases.speaking.export_takes import (
        ExportedTake,
        ExportOptions,
        ExportTakesRequest,
        FilesToDrag,
        TakesExport,
        export_options,
    )
    from voicecloner.use_cases.speaking.list_languages import ListedLanguage
    from voicecloner.use_cases.speaking.manage_takes import TakeList
    from voicecloner.use_cases.speaking.pronounce import SayWordRequest
    from voicecloner.use_cases.speaking.say_sentence import SentenceRequest
    from voicecloner.use_cases.speaking.speak import SaveOptions, Speak, SpeakRequest, marks_of, require_savable
    from voicecloner.use_cases.speaking.speak_once import SpeakOnce, SpeakOnceRequest
    from voicecloner.use_cases.speaking.take_names import NAME_FIELDS, USUAL_PATTERN
    from voicecloner.use_cases.speaking.verify_file import VerifyRequest
else:
    __getattr__ = names_from(
        __name__,
        {
            "voicecloner.audio.files.encoding": ["KNOWN_SUFFIXES", "format_of", "read_audio", "writable_suffixes"],
            "voicecloner.audio.playback.buffering": ["Buffering", "Pace"],
            "voicecloner.audio.files.saving": [
                "RATE_RANGE_HZ",
                "SavedSound",
                "SoundOptions",
                "Watch",
                "require_possible",
            ],
            "voicecloner.audio.files.stream_encoding": ["STREAM_FORMATS", "SoundStream", "whole_sound"],
            "voicecloner.audio.playback.player": ["Player", "SpeechStream"],
            "voicecloner.audio.playback.tempo": ["HEARD_SPEED_RANGE"],
            "voicecloner.library.drafts": ["Draft"],
            "voicecloner.library.take_record": ["KeptTake"],
            "voicecloner.use_cases.speaking.audition": ["AuditionRequest"],
            "voicecloner.use_cases.speaking.convert": ["ConvertRequest"],
            "voicecloner.sound.levelling": ["LOUDNESS_RANGE_LUFS"],
            "voicecloner.use_cases.speaking.export_takes": [
                "ExportedTake",
                "ExportOptions",
                "ExportTakesRequest",
                "FilesToDrag",
                "TakesExport",
                "export_options",
            ],
            "voicecloner.use_cases.speaking.list_languages": ["ListedLanguage"],
            "voicecloner.use_cases.speaking.manage_takes": ["TakeList"],
            "voicecloner.use_cases.speaking.pronounce": ["SayWordRequest"],
            "voicecloner.use_cases.speaking.say_sentence": ["SentenceRequest"],
            "voicecloner.use_cases.speaking.speak": [
                "SaveOptions",
                "Speak",
                "SpeakRequest",
                "marks_of",
                "require_savable",
            ],
            "voicecloner.use_cases.speaking.speak_once": ["SpeakOnce", "SpeakOnceRequest"],
            "voicecloner.use_cases.speaking.take_names": ["NAME_FIELDS", "USUAL_PATTERN"],
            "voicecloner.use_cases.speaking.verify_file": ["VerifyRequest"],
        },
    )
