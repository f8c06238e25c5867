"""Turns what an engine says, part by part, into a take on the disk: for everything that is said with a saved voice.

Each part is brought to the same loudness and written at once, so that it can be heard while the next one is made and
memory does not grow with the length of the whole.
"""

import time
import uuid
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from voicecloner.atomic import make_folder
from voicecloner.audio.encoding import SoundWriter
from voicecloner.domain.audio import AudioChunk, Samples, WordTime
from voicecloner.domain.quality import ReviewState
from voicecloner.domain.synthesis import SpeechOptions, Take
from voicecloner.domain.voice import Voice
from voicecloner.engines.base import EngineHost, EngineInfo
from voicecloner.engines.weights.pace import time_words
from voicecloner.errors import REBUILD_HINT, EngineError, EngineNotFound, ReviewFailed, VoiceNeedsRebuild
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.library.voices import VoiceLibrary
from voicecloner.use_cases.rebuild_voice import rebuild_reason
from voicecloner.use_cases.sentence_sound import shifted

OnChunk = Callable[[AudioChunk], None]
_FORESEEN_AFTER_S = 3.0
"""The time left is a guess that is worth telling only after some work."""


@dataclass(frozen=True, eq=False)
class Part:
    """The next sound of a take.

    Attributes:
        samples: float32, shape (frames,); may be empty.
        fraction: how much of the whole is done with it, 0..1.
        words: when its words are said, from its own start, and where they stand in the whole text.
    """

    samples: Samples
    fraction: float
    words: tuple[WordTime, ...] = ()


@dataclass(frozen=True)
class TakePlan:
    """What a take is to be.

    Attributes:
        voice: who says it.
        text: what it says, or which recording it says again.
        options: how it is said.
        sample_rate: Hz.
        stage: what the user reads while it is made.
        marks: what is written into the file.
    """

    voice: Voice
    text: str
    options: SpeechOptions
    sample_rate: int
    stage: str
    marks: Mapping[str, str]


class TakeMaker:
    """What everything that is said with a saved voice has in common.

    Args:
        host: the engines.
        library: the voices.
        takes_folder: where takes lie; made when it is missing.
    """

    def __init__(self, host: EngineHost, library: VoiceLibrary, takes_folder: Path) -> None:
        self._host = host
        self._library = library
        self._takes_folder = takes_folder

    def engine_of(self, voice: Voice) -> EngineInfo:
        """The engine that made the voice.

        Raises:
            ReviewFailed, EngineNotFound, VoiceNeedsRebuild, EngineError: the voice cannot be used, and why.
        """
        if voice.review.state is ReviewState.FAILED:
            raise ReviewFailed(f"“{voice.name}” did not pass its review and cannot be used.")
        reason = rebuild_reason(voice, self._host, self._library.voice_file)
        if reason:
            raise VoiceNeedsRebuild(f"“{voice.name}” needs to be rebuilt: {reason}.", f"{REBUILD_HINT} {voice.id}")
        try:
            return self._host.engine(voice.engine_id)
        except EngineNotFound as error:
            raise EngineNotFound(
                f"“{voice.name}” needs the engine “{voice.engine_id}”, which is not installed.", error.hint
            ) from error

    def prepare(self, voice: Voice, progress: Progress, cancel: CancelToken) -> Path:
        """Have the engine and the voice loaded; returns the voice's file.

        Raises:
            EngineError, Cancelled
        """
        voice_file = self._library.voice_file(voice)
        # getting ready says what it does, while the percentage is that of the take
        self._host.prepare(
            voice.engine_id,
            voice_file,
            progress=lambda update: progress(ProgressUpdate(update.stage)),
            cancel=cancel,
        )
        return voice_file

    def make(
        self, plan: TakePlan, parts: Generator[Part], *, progress: Progress, on_chunk: OnChunk | None = None
    ) -> Take:
        """Write the parts as they come; nothing is kept if one of them fails.

        Args:
            plan: what the take is to be.
            parts: its sound, in order; closed at the end.
            progress: gets the done part of the whole, with the time left.
            on_chunk: gets each part's sound as soon as it is ready, from this thread.

        Raises:
            EngineError: there was no sound.
            StorageError: the disk refuses.
        """
        make_folder(self._takes_folder)
        path = self._takes_folder / f"{uuid.uuid4().hex}.wav"
        with closing(parts), SoundWriter(path, plan.sample_rate, metadata=plan.marks) as writer:
            clock, words = _TakeClock(), list[WordTime]()
            for part in parts:
                if len(part.samples):
                    clock.sound_arrived()
                    words += shifted(part.words, seconds=writer.frames / plan.sample_rate)
                    writer.write(part.samples)
                    if on_chunk:
                        on_chunk(AudioChunk(part.samples, plan.sample_rate))
                progress(ProgressUpdate(plan.stage, part.fraction, clock.time_left(part.fraction)))
            if not writer.frames:
                raise EngineError("The engine made no sound.", "Try other words, or another voice.")
        self._library.touch(plan.voice.id)
        take = clock.take(path, plan, writer.frames / plan.sample_rate)
        return replace(take, notes=self._host.notes(), words=tuple(words))


class _TakeClock:
    """Takes the times of one take, from the moment its engine and voice are loaded."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._first_sound: float | None = None

    def sound_arrived(self) -> None:
        self._first_sound = self._first_sound or time.monotonic()

    def time_left(self, fraction: float) -> str:
        """In words; empty while it cannot be foreseen, and at the end."""
        passed_s = time.monotonic() - self._started
        if passed_s < _FORESEEN_AFTER_S or not 0.0 < fraction < 1.0:
            return ""
        return f"about {time_words(passed_s * (1.0 - fraction) / fraction)} left"

    def take(self, path: Path, plan: TakePlan, seconds: float) -> Take:
        return Take(
            path=path,
            text=plan.text,
            voice_id=plan.voice.id,
            voice_name=plan.voice.name,
            options=plan.options,
            seconds=seconds,
            sample_rate=plan.sample_rate,
            synthesis_s=time.monotonic() - self._started,
            first_sound_s=(self._first_sound or time.monotonic()) - self._started,
            created_at=datetime.now(UTC),
        )


def gathered(chunks: Iterator[AudioChunk]) -> Samples:
    """All the sound of one call of an engine."""
    return np.concatenate([np.zeros(0, np.float32), *(chunk.samples for chunk in chunks)])
