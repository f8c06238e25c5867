"""Say a text with a saved voice.

The text is cut into sentences, each is said by the engine's process, brought to the same loudness and written to the
take's file at once, so that it can be heard while the next one is made and memory does not grow with the text.
"""

import time
import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from voicecloner import __version__
from voicecloner.atomic import make_folder
from voicecloner.audio.encoding import SoundWriter, format_of, read_audio, write_audio
from voicecloner.audio.processing import hold_peaks, to_loudness
from voicecloner.domain.audio import AudioChunk, Samples
from voicecloner.domain.quality import ReviewState
from voicecloner.domain.synthesis import SPEED_RANGE, SpeechOptions, Take, require_likeness
from voicecloner.domain.text import is_speakable, split_sentences
from voicecloner.domain.voice import Voice
from voicecloner.engines.base import EngineHost, EngineInfo
from voicecloner.errors import EngineError, EngineNotFound, InvalidRequest, ReviewFailed, VoiceBoundElsewhere
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.library.voices import VoiceLibrary

PAUSE_BETWEEN_SENTENCES_S = 0.15
_RHYTHM_S = 1.5
MAX_TEXT_CHARACTERS = 2_000_000
OnChunk = Callable[[AudioChunk], None]


@dataclass(frozen=True)
class SpeakRequest:
    """What to say and how.

    Attributes:
        text: what to say.
        voice: id or name of a saved voice.
        language: BCP 47 tag of the text; None: the voice's own.
        speed: 0.5..2.0, 1.0 is the voice's own pace.
        seed: for engines that draw random numbers.
        likeness: 0.0 clear .. 1.0 alike; None: the voice's own default. Engines that cannot do it ignore it.
    """

    text: str
    voice: str
    language: str | None = None
    speed: float = 1.0
    seed: int = 0
    likeness: float | None = None


class Speak:
    """The use case: call it with a `SpeakRequest`."""

    def __init__(self, host: EngineHost, library: VoiceLibrary, takes_folder: Path) -> None:
        self._host = host
        self._library = library
        self._takes_folder = takes_folder

    def __call__(
        self, request: SpeakRequest, *, progress: Progress, cancel: CancelToken, on_chunk: OnChunk | None = None
    ) -> Take:
        """Say it.

        Args:
            request: what to say and how.
            progress: gets the done part of the text.
            cancel: stops within a chunk; nothing is kept then.
            on_chunk: gets each sentence's sound as soon as it is ready, from this thread.

        Raises:
            InvalidRequest: empty text, speed or likeness out of range, unknown language.
            VoiceNotFound, VoiceBoundElsewhere, ReviewFailed: the voice cannot be used.
            EngineError: the engine failed.
            Cancelled: stopped by the user.
        """
        _require_speakable(request)
        voice = self._library.find(request.voice)
        engine = self._engine_of(voice)
        pieces = split_sentences(request.text, engine.requirements.max_chunk_characters)
        sentences = [piece for piece in pieces if is_speakable(piece)]
        options = _options(request, voice, engine)
        voice_file = self._library.voice_file(voice)
        self._host.prepare(voice.engine_id, voice_file, progress=_without_fraction(progress), cancel=cancel)
        sound_rate = engine.requirements.output_sample_rate
        spoken = self._spoken(voice, sentences, options, sound_rate, cancel)
        make_folder(self._takes_folder)
        path = self._takes_folder / f"{uuid.uuid4().hex}.wav"
        with closing(spoken), SoundWriter(path, sound_rate, metadata=_marks(voice, request.text)) as writer:
            clock = _TakeClock()
            for done, samples in enumerate(spoken, 1):
                if len(samples):
                    clock.sound_arrived()
                    writer.write(samples)
                    if on_chunk:
                        on_chunk(AudioChunk(samples, sound_rate))
                progress(ProgressUpdate("Speaking", done / len(sentences)))
            if not writer.frames:
                raise EngineError("The engine made no sound.", "Try other words, or another voice.")
        self._library.touch(voice.id)
        return clock.take(path, request.text, voice, options, writer.frames / sound_rate, sound_rate)

    def _engine_of(self, voice: Voice) -> EngineInfo:
        if voice.review.state is ReviewState.FAILED:
            raise ReviewFailed(f"“{voice.name}” did not pass its review and cannot be used.")
        try:
            engine = self._host.engine(voice.engine_id)
        except EngineNotFound as error:
            raise EngineNotFound(
                f"“{voice.name}” needs the engine “{voice.engine_id}”, which is not installed.", error.hint
            ) from error
        if engine.revision != voice.engine_revision:
            raise VoiceBoundElsewhere(
                f"“{voice.name}” was made with revision {voice.engine_revision} of {engine.title}; "
                f"this is {engine.revision}."
            )
        return engine

    def _spoken(
        self, voice: Voice, sentences: list[str], options: SpeechOptions, sample_rate: int, cancel: CancelToken
    ) -> Generator[Samples]:
        """The sound of each sentence, equally loud, with a pause before all but the first.

        No sound for a sentence the engine has none for: one such line in a book is no reason to stop.
        """
        voice_file = self._library.voice_file(voice)
        pause = round(PAUSE_BETWEEN_SENTENCES_S * sample_rate) if len(sentences) > 1 else 0
        has_spoken = False
        for sentence in sentences:
            cancel.raise_if_cancelled()
            sound = _gathered(self._host.synthesize(voice.engine_id, voice_file, sentence, options, cancel=cancel))
            if not len(sound):
                yield sound
                continue
            levelled = _levelled(sound, pause, sample_rate)
            yield levelled if has_spoken else levelled[pause:]
            has_spoken = True


class _TakeClock:
    """Takes the times of one take, from the moment its engine and voice are loaded."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._first_sound: float | None = None

    def sound_arrived(self) -> None:
        self._first_sound = self._first_sound or time.monotonic()

    def take(
        self, path: Path, text: str, voice: Voice, options: SpeechOptions, seconds: float, sample_rate: int
    ) -> Take:
        return Take(
            path=path,
            text=text,
            voice_id=voice.id,
            voice_name=voice.name,
            options=options,
            seconds=seconds,
            sample_rate=sample_rate,
            synthesis_s=time.monotonic() - self._started,
            first_sound_s=(self._first_sound or time.monotonic()) - self._started,
            created_at=datetime.now(UTC),
        )


def save_take(take: Take, path: Path) -> Path:
    """Save a take where the user wants it, in the format its suffix names, marked as synthetic.

    Raises:
        InvalidRequest: no known format has this suffix.
        StorageError: it could not be written.
    """
    write_audio(path, read_audio(take.path), metadata=marks_of(take.voice_name, take.voice_id, take.text))
    return path


def require_known_format(path: Path) -> None:
    """Refuse early what `save_take` would refuse after all the work.

    Raises:
        InvalidRequest: no known format has this suffix.
    """
    format_of(path)


def marks_of(voice_name: str, voice_id: str, text: str) -> dict[str, str]:
    """What is written into every file, so that it says of itself that it is synthetic."""
    title = " ".join(text.split())
    return {
        "title": title if len(title) <= 80 else title[:79] + "…",
        "artist": f"{voice_name} (synthetic voice)",
        "comment": f"Synthetic speech made by VoiceCloner; voice {voice_id}",
        "date": datetime.now(UTC).date().isoformat(),
        "software": f"VoiceCloner {__version__}",
    }


def _marks(voice: Voice, text: str) -> dict[str, str]:
    return marks_of(voice.name, voice.id, text)


def _without_fraction(progress: Progress) -> Progress:
    """Getting ready says what it does, while the percentage is that of the text."""
    return lambda update: progress(ProgressUpdate(update.stage))


def _options(request: SpeakRequest, voice: Voice, engine: EngineInfo) -> SpeechOptions:
    """How it is said; a likeness the engine would ignore is left out, so that the take does not claim it."""
    likeness = request.likeness if engine.requirements.adjusts_likeness else None
    return SpeechOptions(request.language or voice.language, request.speed, request.seed, likeness)


def _require_speakable(request: SpeakRequest) -> None:
    lowest, highest = SPEED_RANGE
    if not lowest <= request.speed <= highest:
        raise InvalidRequest(f"The speed must lie between {lowest} and {highest}.")
    require_likeness(request.likeness)
    if not is_speakable(request.text):
        raise InvalidRequest("There is nothing to say.", "Type at least one word.")
    if len(request.text) > MAX_TEXT_CHARACTERS:
        raise InvalidRequest("The text is longer than two million characters.", "Split it into chapters.")


def _gathered(chunks: Iterator[AudioChunk]) -> Samples:
    return np.concatenate([np.zeros(0, np.float32), *(chunk.samples for chunk in chunks)])


def _levelled(sound: Samples, pause: int, sample_rate: int) -> Samples:
    """`pause` frames of silence and the sound, at -23 LUFS.

    One of several sentences is measured with its pause and in a row with itself, as if all were like it: loudness is
    taken in blocks of 0.4 s, and by itself a short word would be turned down too little or too much.
    """
    whole = np.pad(sound, (pause, 0))
    heard = np.resize(whole, max(len(whole), round(_RHYTHM_S * sample_rate))) if pause else whole
    levelled = to_loudness(heard, sample_rate, peak_ceiling_dbfs=np.inf)[: len(whole)]
    return hold_peaks(levelled, sample_rate)
