"""Say a text with a saved voice.

The text is cut into sentences, each is said by the engine's process; `take_maker` makes a take of them.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from voicecloner import __version__
from voicecloner.atomic import is_there, require_folder, require_writable
from voicecloner.audio.files.encoding import format_of
from voicecloner.audio.files.saving import AS_IT_IS, SavedSound, SoundOptions, Watch, file_sound, save_sound
from voicecloner.domain.audio import AudioChunk, AudioClip
from voicecloner.domain.pronunciation import Pronunciation
from voicecloner.domain.requests import require_types
from voicecloner.domain.synthesis import SpeechOptions, Take
from voicecloner.domain.text import SpokenSentence, SpokenText, is_speakable
from voicecloner.domain.voice import Voice
from voicecloner.engines.contract.engine import EngineHost, EngineInfo, checked_speech, require_synthesis
from voicecloner.errors import InvalidRequest, either
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress
from voicecloner.library.voices import VoiceLibrary
from voicecloner.provenance.statement import SYNTHETIC_SUFFIX, says_synthetic
from voicecloner.speech.text import read_text
from voicecloner.use_cases.speaking.sentence_sound import Gaps, in_source, said_evenly
from voicecloner.use_cases.speaking.take_maker import OnChunk, Part, TakeMaker, TakePlan
from voicecloner.use_cases.voices.choose_engine import best_engine
from voicecloner.wording import ways_words

MAX_TEXT_CHARACTERS = 2_000_000
_TYPE_A_WORD = "Type at least one word."


@dataclass(frozen=True)
class SpeakRequest:
    """What to say and how.

    Attributes:
        text: what to say.
        voice: id or name of a saved voice.
        language: BCP 47 tag of the text; None: the voice's own.
        speed: 1.0 is the voice's own pace; how slow and fast, the engine's abilities say.
        seed: for engines that draw random numbers.
        options: of the engine's own options those that are to differ from their defaults, by their keys.
        pronunciations: for this text alone; they have their way over those of the library.
    """

    text: str
    voice: str
    language: str | None = None
    speed: float = 1.0
    seed: int = 0
    options: Mapping[str, str | int | float] = field(default_factory=dict)
    pronunciations: tuple[Pronunciation, ...] = ()


class Speak:
    """The use case: call it with a `SpeakRequest`."""

    def __init__(self, maker: TakeMaker, host: EngineHost, library: VoiceLibrary) -> None:
        self._maker = maker
        self._host = host
        self._library = library

    def engine_of(self, voice: Voice) -> EngineInfo:
        """Who speaks with a voice, and what can be chosen for it.

        Raises:
            ReviewFailed, EngineNotFound, VoiceNeedsRebuild, EngineError: the voice cannot be used, and why.
        """
        return self._maker.engine_of(voice)

    def voice_of(self, name_or_id: str) -> Voice:
        """The voice of this name or id.

        Raises:
            VoiceNotFound: there is none.
        """
        return self._library.find(name_or_id)

    def pronunciations_in(self, text: str, voice: Voice) -> tuple[Pronunciation, ...]:
        """What of the user's list may count in a text that this voice says."""
        folded = text.casefold()
        entries = self._maker.pronunciations_of(voice).entries
        return tuple(entry for entry in entries if entry.word.casefold() in folded)

    def require_possible(self, request: SpeakRequest) -> None:
        """Refuse at once what a call would refuse before it says anything.

        Raises:
            as a call, but for what fails only once the engine is at work.
        """
        self._planned(request)

    def __call__(
        self,
        request: SpeakRequest,
        *,
        progress: Progress = no_progress,
        cancel: CancelToken = NEVER,
        on_chunk: OnChunk | None = None,
    ) -> Take:
        """Say it.

        Args:
            request: what to say and how.
            progress: gets the done part of the text.
            cancel: stops within a chunk; what was said by then is kept.
            on_chunk: gets each sentence's sound as soon as it is ready, from this thread, with the places of its words
                in the request's text.

        Returns:
            the take; `Take.broken_by` tells why not all of it was said, where the user stopped it or the engine failed.

        Raises:
            InvalidRequest: empty text or one that nobody can speak, an engine that says no texts, or not in this
                language, at this speed, with these options.
            VoiceNotFound, VoiceNeedsRebuild, ReviewFailed: the voice cannot be used.
            EngineError: the engine failed before it had said anything.
            Cancelled: stopped by the user before anything was said.
        """
        plan, sentences = self._planned(request)
        self._maker.load_voice(plan.voice, progress, cancel)
        parts = self._spoken(plan, sentences, cancel)
        return self._maker.make(plan, parts, progress=progress, on_chunk=on_chunk)

    def aloud(
        self,
        request: SpeakRequest,
        *,
        progress: Progress = no_progress,
        cancel: CancelToken = NEVER,
        on_chunk: OnChunk | None = None,
    ) -> AudioClip:
        """Say it, and keep nothing of it: no take, and the voice does not count as used.

        Arguments and errors as for a call; stopped by the user it raises `Cancelled`.
        """
        plan, sentences = self._planned(request)
        self._maker.load_voice(plan.voice, progress, cancel)
        said = [np.zeros(0, np.float32)]
        parts, _notes = self._maker.marked(self._spoken(plan, sentences, cancel), plan.sample_rate)
        for part in parts:
            said.append(part.samples)
            progress(ProgressUpdate(plan.stage, part.fraction))
            if on_chunk and len(part.samples):
                on_chunk(AudioChunk(part.samples, plan.sample_rate))
        return AudioClip(np.concatenate(said), plan.sample_rate)

    def _planned(self, request: SpeakRequest) -> tuple[TakePlan, tuple[SpokenSentence, ...]]:
        require_types(request)
        _require_speakable(request)
        voice = self._library.find(request.voice)
        engine = self._maker.engine_of(voice)
        require_synthesis(engine)
        options = self._options(request, voice, engine)
        kept = self._maker.pronunciations_of(voice)
        spoken = read_for(request.text, options.language, engine, (*kept.entries, *request.pronunciations))
        plan = TakePlan(
            voice=voice,
            text=request.text,
            options=options,
            sample_rate=engine.abilities.output_sample_rate,
            stage="Speaking",
            marks=marks_of(voice.name, voice.id, request.text),
            notes=(*kept.notes, *spoken.notes),
        )
        return plan, spoken.sentences

    def _options(self, request: SpeakRequest, voice: Voice, engine: EngineInfo) -> SpeechOptions:
        language = request.language or voice.language
        other = None if engine.abilities.speaks(language) else best_engine(self._host.engines(), language)
        if other:
            raise InvalidRequest(
                f"{engine.title} does not speak “{language}”, but {other.title} does: "
                "a voice that is made with it from the same recordings can say this.",
                either(
                    "Make another voice from them, in that language",
                    f"voices rebuild {voice.as_argument} --engine {other.id}",
                    f"POST /v1/audio/voices makes one of them, with “{other.id}” as `engine`.",
                ),
            )
        wanted = SpeechOptions(language, request.speed, request.seed, request.options)
        return checked_speech(engine, wanted, voice.language)

    def _spoken(self, plan: TakePlan, sentences: tuple[SpokenSentence, ...], cancel: CancelToken) -> Generator[Part]:
        """The sound of each sentence, equally loud, with the pause of the one before it before all but the first.

        No sound for a sentence the engine has none for: one such line in a book is no reason to stop.
        """
        voice, options = plan.voice, plan.options
        voice_file = self._library.voice_file(voice)
        pause: int | None = None
        for done, sentence in enumerate(sentences):
            cancel.raise_if_cancelled()
            after = round(sentence.pause_after_s * plan.sample_rate)
            gaps = Gaps(after if len(sentences) > 1 else 0, pause)
            chunks = self._host.synthesize(voice.engine_id, voice_file, sentence.text, options, cancel=cancel)
            for place, said in enumerate(said_evenly(chunks, gaps, plan.sample_rate)):
                pause, fraction = after, done / len(sentences)
                words = in_source(said.words, sentence, plan.text)
                yield Part(said.samples, fraction, words, None if place else sentence.source, said.pause_frames)
            yield Part(np.zeros(0, np.float32), (done + 1) / len(sentences))
        if pause is None:
            raise InvalidRequest(
                "Nothing of this text can be spoken: the engine has no sound for what it is written in.",
                "Write it in words and letters of a language that the voice speaks.",
            )


@dataclass(frozen=True)
class SaveOptions:
    """How a take becomes a file.

    Attributes:
        sound: rate, bits, loudness.
        title, artist, album: what the file says; empty: the text, the voice, nothing. That the speech is synthetic, and
            of which voice, it says all the same.
    """

    sound: SoundOptions = AS_IT_IS
    title: str = ""
    artist: str = ""
    album: str = ""


AS_SPOKEN = SaveOptions()


def save_take(
    take: Take, path: Path, options: SaveOptions = AS_SPOKEN, *, part: Path | None = None, watch: Watch | None = None
) -> SavedSound:
    """Save a take where the user wants it, in the format its suffix names, marked as synthetic.

    Args:
        take: what to save.
        path: where.
        options: how.
        part: where the file grows, see `save_sound`.
        watch: who watches.

    Raises:
        InvalidRequest: no known format has this suffix, or it does not have what is asked for.
        StorageError: it could not be written.
        Cancelled: stopped by the user.
    """
    marks = marks_of_take(take, options)
    return save_sound(path, file_sound(take.path), options.sound, metadata=marks, part=part, watch=watch)


def require_savable(path: Path, *, overwrites: bool, sources: Iterable[Path] = ()) -> None:
    """Refuse before all the work what `save_take` would refuse after it, and what would replace a file unasked.

    Args:
        path: where the take is to be saved.
        overwrites: whether a file of this name may be replaced.
        sources: the recordings the take is made of; none of them is ever replaced.

    Raises:
        InvalidRequest: it is a folder or lies in none, no known format has this suffix, or there is such a file.
        StorageError: nothing may be written in the folder, or the name is longer than names may be.
    """
    has_namesake = is_there(path)
    if path.is_dir():
        raise InvalidRequest(f"“{path}” is a folder.", f"Name a file in it, such as {path / 'speech.wav'}.")
    format_of(path)
    if has_namesake and not overwrites:
        raise InvalidRequest(f"“{path}” is there already.", "Choose another name, or replace it with --overwrite.")
    if has_namesake and any(is_there(source) and source.samefile(path) for source in sources):
        raise InvalidRequest(f"“{path}” is the recording itself, which would be lost.", "Choose another name.")
    require_folder(path)
    require_writable(path)


def marks_of(voice_name: str, voice_id: str, text: str) -> dict[str, str]:
    """What is written into every file, so that it says of itself that it is synthetic."""
    title = " ".join(text.split())
    return {
        "title": title if len(title) <= 80 else title[:79] + "…",
        "artist": f"{voice_name}{SYNTHETIC_SUFFIX}",
        "comment": says_synthetic(voice_id),
        "date": datetime.now(UTC).date().isoformat(),
        "software": f"VoiceCloner {__version__}",
    }


def marks_of_take(take: Take, options: SaveOptions = AS_SPOKEN) -> dict[str, str]:
    """What is written into the file of a take."""
    marks = marks_of(take.voice_name, take.voice_id, take.text) | {"date": take.created_at.date().isoformat()}
    chosen = {"title": options.title, "artist": options.artist, "album": options.album}
    how = ways_words(take.ways)
    said = {"comment": f"{marks['comment']}; a recording {how}"} if how else {}
    return marks | said | {key: text for key, text in chosen.items() if text.strip()}


def read_for(text: str, language: str, engine: EngineInfo, pronunciations: Sequence[Pronunciation]) -> SpokenText:
    """The text as an engine is to say it.

    Args:
        text: any.
        language: BCP 47 tag.
        engine: who says it.
        pronunciations: what is said for some words; later ones have their way.

    Raises:
        InvalidRequest: there is nothing to say in it.
    """
    abilities = engine.abilities
    most = abilities.max_chunk_characters
    spoken = read_text(text, language, most, pronunciations, takes_phonemes=abilities.takes_phonemes)
    if not abilities.stresses_words:
        spoken = _unstressed(spoken, engine)
    if not spoken.sentences:  # signs without a name in the language
        raise InvalidRequest("There is nothing to say.", _TYPE_A_WORD)
    return spoken


def _unstressed(spoken: SpokenText, engine: EngineInfo) -> SpokenText:
    """The same without the asterisks, which the engine would say or stumble over."""
    if not any("*" in sentence.text for sentence in spoken.sentences):
        return spoken
    sentences = tuple(sentence.unmarked() for sentence in spoken.sentences)
    note = f"{engine.title} does not stress words: the asterisks were left out."
    return SpokenText(sentences, (*spoken.notes, note))


def _require_speakable(request: SpeakRequest) -> None:
    if not is_speakable(request.text):
        raise InvalidRequest("There is nothing to say.", _TYPE_A_WORD)
    if len(request.text) > MAX_TEXT_CHARACTERS:
        raise InvalidRequest("The text is longer than two million characters.", "Split it into chapters.")
