"""What lies beside the sound of a take: a JSON file that tells what was said, by whom, how and when."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from voicecloner.domain.audio import WordTime
from voicecloner.domain.synthesis import Sentence, SentenceVersion, SpeechOptions, Take
from voicecloner.errors import VoiceClonerError, all_errors
from voicecloner.library.rows import Unreadable, reading_part, text_from, time_from, time_text

RECORD_VERSION = 2
# Version 1 knew neither sentences nor the engine nor favourites.
_READ_VERSIONS = (1, 2)
_VERSION_ID = re.compile(r"[0-9a-f]{16}")


class TakeTooNew(Unreadable):
    """A later version of the program wrote it."""


@dataclass(frozen=True)
class KeptTake:
    """A take that lies on the disk.

    Attributes:
        take: what was said.
        day: the day of use it was spoken on, counted from the first one.
        is_saved: whether the user has saved it as a file of their own.
        is_discarded: whether the user has deleted it; it can be brought back until the program ends.
        is_favourite: whether the user wants it kept for good; no rule erases it then.
        days_left: on how many more days the program is used before it is erased, were it no favourite.
    """

    take: Take
    day: int
    is_saved: bool = False
    is_discarded: bool = False
    is_favourite: bool = False
    days_left: int = 0

    @property
    def id(self) -> str:
        """What commands take to name it; never changes."""
        return self.take.path.stem


def record_bytes(kept: KeptTake) -> bytes:
    """The content of the file beside a take."""
    take = kept.take
    document = {
        "version": RECORD_VERSION,
        "text": take.text,
        "voice_id": take.voice_id,
        "voice": take.voice_name,
        "engine": take.engine_id,
        "engine_revision": take.engine_revision,
        "ways": list(take.ways),
        **_options_as_dict(take.options),
        "seconds": take.seconds,
        "sample_rate": take.sample_rate,
        "synthesis_seconds": take.synthesis_s,
        "first_sound_seconds": take.first_sound_s,
        "created_at": time_text(take.created_at),
        "notes": list(take.notes),
        "words": _words_as_lists(take.words),
        "sentences": [_sentence_as_dict(sentence, take.options) for sentence in take.sentences],
        "broken_by": _error_as_dict(take.broken_by),
        "day": kept.day,
        "is_saved": kept.is_saved,
        "is_discarded": kept.is_discarded,
        "is_favourite": kept.is_favourite,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def brief_bytes(kept: KeptTake) -> bytes:
    """As `record_bytes`, without what grows with the length of the text besides the text itself."""
    return record_bytes(replace(kept, take=replace(kept.take, words=(), sentences=())))


def record_from(content: bytes, sound: Path) -> KeptTake:
    """What the file beside a take says.

    Args:
        content: of the file.
        sound: the take's sound.

    Raises:
        Unreadable: it says nothing, or not all of it.
    """
    with reading_part("record"):
        stored = json.loads(content)
        if stored["version"] not in _READ_VERSIONS:
            raise TakeTooNew("record, which a later version of VoiceCloner wrote,")
        is_saved, is_discarded = bool(stored["is_saved"]), bool(stored["is_discarded"])
        is_favourite = bool(stored.get("is_favourite"))
        return KeptTake(_take_from(stored, sound), int(stored["day"]), is_saved, is_discarded, is_favourite)


def take_from_tags(tags: Mapping[str, str], sound: Path, seconds: float, sample_rate: int) -> Take:
    """What the tags of a take tell, where the file beside it is missing: the beginning of the text, and the voice.

    Args:
        tags: as `use_cases.speak.marks_of` writes them.
        sound: the take's sound, which tells when it was made.
        seconds: its duration.
        sample_rate: Hz.
    """
    return Take(
        path=sound,
        text=tags.get("title", ""),
        voice_id=tags.get("comment", "").rpartition("; voice ")[2].partition(";")[0],
        voice_name=tags.get("artist", "").removesuffix(" (synthetic voice)"),
        options=SpeechOptions(),
        seconds=seconds,
        sample_rate=sample_rate,
        synthesis_s=0.0,
        first_sound_s=0.0,
        created_at=datetime.fromtimestamp(sound.stat().st_mtime, UTC),
    )


def _take_from(stored: Mapping[str, Any], sound: Path) -> Take:
    options = _options_from(stored)
    return Take(
        path=sound,
        text=text_from(stored["text"]),
        voice_id=text_from(stored["voice_id"]),
        voice_name=text_from(stored["voice"]),
        options=options,
        seconds=float(stored["seconds"]),
        sample_rate=int(stored["sample_rate"]),
        synthesis_s=float(stored["synthesis_seconds"]),
        first_sound_s=float(stored["first_sound_seconds"]),
        created_at=time_from(stored["created_at"]),
        notes=tuple(text_from(note) for note in stored["notes"]),
        words=_words_from(stored["words"]),
        sentences=tuple(_sentence_from(each, options) for each in stored.get("sentences", ())),
        engine_id=text_from(stored.get("engine", "")),
        engine_revision=text_from(stored.get("engine_revision", "")),
        ways=tuple(text_from(way) for way in stored.get("ways", ())),
        broken_by=_error_from(stored["broken_by"]),
    )


def _options_as_dict(options: SpeechOptions) -> dict[str, Any]:
    return {
        "language": options.language,
        "speed": options.speed,
        "seed": options.seed,
        "options": dict(options.options),
    }


def _options_from(stored: Mapping[str, Any]) -> SpeechOptions:
    language = text_from(stored["language"])
    return SpeechOptions(language, float(stored["speed"]), int(stored["seed"]), dict(stored["options"]))


def _words_as_lists(words: Iterable[WordTime]) -> list[list[int | float]]:
    return [[word.first_character, word.end_character, word.start_s, word.end_s] for word in words]


def _words_from(stored: Iterable[Any]) -> tuple[WordTime, ...]:
    return tuple(WordTime(int(a), int(b), float(start), float(end)) for a, b, start, end in stored)


def _sentence_as_dict(sentence: Sentence, of_take: SpeechOptions) -> dict[str, Any]:
    """What is as in all of the take, or not there, is not written: a book has thousands of sentences."""
    document: dict[str, Any] = {
        "characters": [sentence.first_character, sentence.end_character],
        "span_s": [sentence.start_s, sentence.end_s],
    }
    if sentence.options != of_take:
        document["how"] = _options_as_dict(sentence.options)
    if sentence.versions:
        document["versions"] = [_version_as_dict(version) for version in sentence.versions]
        document["chosen"] = sentence.chosen
    return document


def _sentence_from(stored: Mapping[str, Any], of_take: SpeechOptions) -> Sentence:
    (first, end), (start_s, end_s) = stored["characters"], stored["span_s"]
    how = _options_from(stored["how"]) if "how" in stored else of_take
    versions = tuple(_version_from(each) for each in stored.get("versions", ()))
    chosen = text_from(stored.get("chosen", ""))
    return Sentence(int(first), int(end), float(start_s), float(end_s), how, versions, chosen)


def _version_as_dict(version: SentenceVersion) -> dict[str, Any]:
    return {
        "id": version.id,
        "text": version.text,
        "how": _options_as_dict(version.options),
        "seconds": version.seconds,
        "words": _words_as_lists(version.words),
    }


def _version_from(stored: Mapping[str, Any]) -> SentenceVersion:
    version_id = text_from(stored["id"])
    if not _VERSION_ID.fullmatch(version_id):  # it becomes part of a file's name
        raise Unreadable("version of a sentence")
    words = _words_from(stored["words"])
    return SentenceVersion(
        version_id, text_from(stored["text"]), _options_from(stored["how"]), float(stored["seconds"]), words
    )


def _error_as_dict(error: VoiceClonerError | None) -> dict[str, str] | None:
    return None if error is None else {"code": error.code, "message": error.message, "hint": error.hint}


def _error_from(stored: Mapping[str, str] | None) -> VoiceClonerError | None:
    if stored is None:
        return None
    kind = all_errors().get(stored["code"], VoiceClonerError)
    return kind(text_from(stored["message"]), text_from(stored["hint"]))
