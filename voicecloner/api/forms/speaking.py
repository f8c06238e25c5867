"""Answers about what was spoken, and how words are said."""

from typing import NotRequired, TypedDict

from voicecloner.api.forms.common import ErrorFields, Scalar


class SavedTakeAnswer(TypedDict):
    """A take that was saved, or played alone (`path` is null); of one that was broken off also why."""

    path: str | None
    seconds: float
    sample_rate: int
    rtf: float
    first_sound_seconds: float
    voice_id: str
    name: str
    is_whole: bool
    ways: list[str]
    warnings: list[str]
    notes: list[str]
    loudness_lufs: NotRequired[float]
    true_peak_dbtp: NotRequired[float]
    error: NotRequired[ErrorFields]


class SavedSoundFields(TypedDict):
    """A file that was written; what was measured in it is there where a loudness was asked for."""

    path: str
    loudness_lufs: NotRequired[float]
    true_peak_dbtp: NotRequired[float]
    notes: list[str]


class KeptTakeAnswer(TypedDict):
    """A take that is kept; of one that was broken off also why."""

    take_id: str
    voice_id: str
    name: str
    text: str
    language: str
    seconds: float
    sample_rate: int
    created_at: str
    is_whole: bool
    is_saved: bool
    is_favourite: bool
    days_left: int
    path: str
    error: NotRequired[ErrorFields]


class SavedTakeFields(SavedSoundFields):
    """One of several takes that were saved together."""

    take_id: str
    seconds: float


class UnsavedTakeFields(TypedDict):
    """One that could not be saved."""

    take_id: str
    error: ErrorFields


class TakesExportAnswer(TypedDict):
    """Takes that were saved in a folder."""

    path: str
    saved: list[SavedTakeFields]
    failed: list[UnsavedTakeFields]
    is_stopped: bool


class ExportedTakeAnswer(KeptTakeAnswer):
    """A take that was saved under a name of the user's."""

    loudness_lufs: NotRequired[float]
    true_peak_dbtp: NotRequired[float]
    notes: list[str]


class PlayedTakeAnswer(KeptTakeAnswer):
    """A take that was played."""

    played_s: float


class TakeListAnswer(TypedDict):
    """The takes that were found."""

    takes: list[KeptTakeAnswer]
    count: int
    size_bytes: int
    kept_days: int


class HowSaid(TypedDict):
    """How something was said."""

    speed: float
    seed: int
    options: dict[str, Scalar]


class WordPlace(TypedDict):
    """A word, by the places of its characters, and when it is said."""

    characters: list[int]
    start_s: float
    end_s: float


class VersionFields(HowSaid):
    """One of the ways in which a sentence was said."""

    text: str
    seconds: float
    is_chosen: bool


class SentenceFields(HowSaid):
    """A sentence of a take."""

    text: str
    characters: list[int]
    start_s: float
    end_s: float
    versions: list[VersionFields]


class WholeTakeAnswer(KeptTakeAnswer, HowSaid):
    """A take with all its sentences."""

    engine: str
    engine_revision: str
    notes: list[str]
    words: list[WordPlace]
    sentences: list[SentenceFields]


class ErasedAnswer(TypedDict):
    """How many were erased."""

    erased: int


class PronunciationAnswer(TypedDict):
    """A word and what is said for it; `voice_id` is null where it is for all voices."""

    word: str
    spoken: str
    is_phonemes: bool
    voice_id: str | None


class PronunciationListAnswer(TypedDict):
    """All of them."""

    pronunciations: list[PronunciationAnswer]
    notes: list[str]


class SaidWordAnswer(TypedDict):
    """A word that was played."""

    word: str
    seconds: float


class LanguageFields(TypedDict):
    """A language, and who speaks it."""

    language: str
    name: str
    engine_ids: list[str]
    engine_ids_not_installed: list[str]


class LanguageListAnswer(TypedDict):
    """All of them."""

    languages: list[LanguageFields]
