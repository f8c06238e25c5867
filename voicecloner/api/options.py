"""Keywords of what a script asks for."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

from voicecloner.api.sounds import Source
from voicecloner.jobs import NEVER, CancelToken, Progress, no_progress

if TYPE_CHECKING:
    from voicecloner.domain.voice import Voice
    from voicecloner.use_cases.batch.batch_line import LineOutcome
    from voicecloner.use_cases.speaking.speak import SaveOptions as TakeOptions


class Keywords(TypedDict, total=False):
    """Keywords of everything that takes longer.

    Keys:
        progress: gets each step.
        cancel: stops the work once it is set.
    """

    progress: Progress
    cancel: CancelToken


class CloneOptions(Keywords, total=False):
    """Keywords of `VoiceCloner.clone`.

    Keys:
        speaker: who speaks.
        transcript: the words of all references together, or one text for each of them.
        language: BCP 47 tag of the speech.
        engine: id of the engine that clones; the best one installed otherwise.
    """

    speaker: str
    transcript: str | Sequence[str]
    language: str
    engine: str | None


class CloneManyOptions(Keywords, total=False):
    """Keywords of `VoiceCloner.clone_many`: each is one for all voices, or a list of one for each.

    Keys:
        speaker: who speaks.
        transcript: the words of the recording.
        language: BCP 47 tag of the speech.
        engine: id of the engine that clones all of them; the best one installed for each language otherwise.
    """

    speaker: str | list[str]
    transcript: str | list[str]
    language: str | list[str]
    engine: str | None


class SpeakOptions(Keywords, total=False):
    """Keywords of `VoiceCloner.speak`.

    Keys:
        language: BCP 47 tag of the text; the voice's own otherwise.
        speed: 1.0 is the voice's own pace.
        seed: for engines that draw random numbers.
        options: of the engine's own options those that are to differ from their defaults.
        on_chunk: gets each piece of sound (`AudioChunk`) as soon as it is made, in this thread.
    """

    language: str | None
    speed: float
    seed: int
    options: Mapping[str, str | int | float]
    on_chunk: Callable[..., None]


class BookOptions(Keywords, total=False):
    """Keywords of `VoiceCloner.book`.

    Keys:
        format: suffix of the files in a folder, such as ``".mp3"``.
        chapters: numbers of those to read, counted from 1; all otherwise.
        subtitles: ``"srt"`` or ``"vtt"``.
        by_word: give each word a subtitle of its own.
        reads_names: whether ``[Name]`` before a paragraph names its voice.
        cast: a voice, its name or its id for such a name.
        cover: a JPEG or PNG picture for one file.
        language: BCP 47 tag of the document; the one it names otherwise, or each voice's own.
        speed: 1.0 is the voice's own pace.
        seed: for engines that draw random numbers.
        overwrites: whether files that are there may be replaced.
        loudness: of each file, in LUFS; as it is spoken otherwise.
        on_chapter: gets the number of each chapter when its turn comes, in this thread.
    """

    format: str
    chapters: Sequence[int]
    subtitles: str
    by_word: bool
    reads_names: bool
    cast: "Mapping[str, Voice | str]"
    cover: Source | None
    language: str | None
    speed: float
    seed: int
    overwrites: bool
    loudness: float | None
    on_chapter: Callable[[int], None]


class BatchOptions(Keywords, total=False):
    """Keywords of `VoiceCloner.batch`.

    Keys:
        voice: a voice, its name or its id, of lines that name none.
        language, speed, seed: for lines that say none.
        attempts: how often each line is said; the best is kept.
        format: suffix of files whose name has none, such as ``".wav"``.
        pattern: what files are called; as the table says otherwise.
        overwrites: whether files may be replaced that no batch in this folder has made.
        processes: how many engines work side by side; as many as there is room for otherwise.
        scheduler: address of a Dask cluster that does the work.
        loudness: of each file, in LUFS; as it is spoken otherwise.
        on_each: gets what came of each line (`LineOutcome`), in this thread.
    """

    voice: "Voice | str"
    language: str | None
    speed: float
    seed: int
    attempts: int
    format: str
    pattern: str
    overwrites: bool
    processes: int
    scheduler: str
    loudness: float | None
    on_each: "Callable[[LineOutcome], None]"


class SaveOptions(Keywords, total=False):
    """Keywords of `Speech.save`.

    Keys:
        loudness: in LUFS, such as -23, -19 or -16, with no true peak above -1 dBTP; as it is spoken otherwise.
        sample_rate: Hz; the voice's own otherwise.
        bits: of each sample: 16, 24, or 32 for floats.
        kbit_per_s: of MP3, Opus and M4A; what is usual otherwise.
        title, artist, album: what the file says; the text, the voice and nothing otherwise.
    """

    loudness: float | None
    sample_rate: int | None
    bits: int
    kbit_per_s: int | None
    title: str
    artist: str
    album: str


class ExportOptions(SaveOptions, total=False):
    """Keywords of `VoiceCloner.export`.

    Keys:
        format: suffix of the files, such as ``".wav"``.
        pattern: what they are called, such as ``"{date}_{voice}_{number}"``.
        overwrites: whether files of these names may be replaced; others get a number otherwise.
    """

    format: str
    pattern: str
    overwrites: bool


class Watched(TypedDict):
    """What every use case is given beside its request."""

    progress: Progress
    cancel: CancelToken


def watched(given: Keywords | CloneOptions | CloneManyOptions | SpeakOptions | BookOptions | BatchOptions) -> Watched:
    """How somebody watches and stops it, as far as they said."""
    return {"progress": given.get("progress", no_progress), "cancel": given.get("cancel", NEVER)}


def file_options(options: SaveOptions) -> "TakeOptions":
    """What a script asks for of files, as use cases have it."""
    from voicecloner.audio.files.saving import SoundOptions
    from voicecloner.use_cases.speaking.speak import SaveOptions as TakeOptions

    sound = SoundOptions(
        options.get("bits", 16), options.get("sample_rate"), options.get("kbit_per_s"), options.get("loudness")
    )
    return TakeOptions(sound, options.get("title", ""), options.get("artist", ""), options.get("album", ""))
