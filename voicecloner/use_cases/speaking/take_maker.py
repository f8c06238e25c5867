"""Turns what an engine says, part by part, into a take on the disk: for everything that is said with a saved voice.

Each part is brought to the same loudness and written at once, so that it can be heard while the next one is made and
memory does not grow with the length of the whole.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from voicecloner.audio.files.encoding import SoundWriter
from voicecloner.domain.audio import AudioChunk, Samples, WordTime
from voicecloner.domain.pronunciation import PronunciationList
from voicecloner.domain.quality import ReviewState
from voicecloner.domain.runs import CharacterSpan
from voicecloner.domain.synthesis import Sentence, SpeechOptions, Take
from voicecloner.domain.voice import Voice
from voicecloner.engines.contract.engine import EngineHost, EngineInfo
from voicecloner.errors import (
    REBUILD_HINT,
    EngineError,
    EngineNotFound,
    ReviewFailed,
    StorageError,
    VoiceClonerError,
    VoiceNeedsRebuild,
)
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.library.takes import TakeStore
from voicecloner.library.voices import VoiceLibrary
from voicecloner.provenance.marking import Marker
from voicecloner.use_cases.speaking.sentence_sound import shifted
from voicecloner.use_cases.voices.rebuild_voice import rebuild_reason
from voicecloner.wording import time_words

_log = logging.getLogger(__name__)

OnChunk = Callable[[AudioChunk], None]
PronunciationsOf = Callable[[Voice], PronunciationList]
"""Gives what the user's list holds for a voice; those that count more come last."""
NewMarker = Callable[[int], Marker | None]
"""Gets a sample rate in Hz; gives what marks one sound, None where nothing is to be marked."""
UNMARKED = "It carries no inaudible mark that tells it is synthetic: the setting “watermark” is off."
# The time left is a guess that is worth telling only after some work.
_FORESEEN_AFTER_S = 3.0


@dataclass(frozen=True, eq=False)
class Part:
    """The next sound of a take.

    Attributes:
        samples: float32, shape (frames,); may be empty.
        fraction: how much of the whole is done with it, 0..1.
        words: when its words are said, from its own start, and where they stand in the whole text.
        begins: where in the whole text the sentence stands that begins with it; None: it belongs to the one before it.
        pause_frames: how much of its beginning is the pause before the sentence.
        ways_s: for how many seconds each of `Take.ways` was used.
    """

    samples: Samples
    fraction: float
    words: tuple[WordTime, ...] = ()
    begins: CharacterSpan | None = None
    pause_frames: int = 0
    ways_s: Mapping[str, float] = field(default_factory=dict)


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
        notes: what the user should know already.
    """

    voice: Voice
    text: str
    options: SpeechOptions
    sample_rate: int
    stage: str
    marks: Mapping[str, str]
    notes: tuple[str, ...] = ()


class TakeMaker:
    """Makes a take of what an engine says; speaking and converting share it.

    Args:
        host: the engines.
        library: the voices.
        takes: where takes are kept.
        new_marker: marks what is said.
        spare_takes: where one lies until the program ends that cannot be kept; without it nothing is said then.
        pronunciations: the user's list.
    """

    def __init__(
        self,
        host: EngineHost,
        library: VoiceLibrary,
        takes: TakeStore,
        new_marker: NewMarker,
        spare_takes: Callable[[], TakeStore] | None = None,
        pronunciations: PronunciationsOf = lambda _voice: PronunciationList(),
    ) -> None:
        self.pronunciations_of = pronunciations
        self._spare_takes = spare_takes
        self._host = host
        self._library = library
        self._takes = takes
        self._new_marker = new_marker

    def engine_of(self, voice: Voice) -> EngineInfo:
        """The engine that made the voice.

        Raises:
            ReviewFailed, EngineNotFound, VoiceNeedsRebuild, EngineError: the voice cannot be used, and why.
        """
        if voice.review.state is ReviewState.FAILED:
            raise ReviewFailed(f"“{voice.name}” did not pass its review and cannot be used.")
        reason = rebuild_reason(voice, self._host, self._library)
        if reason:
            raise _in_need_of_rebuild(voice, reason)
        try:
            return self._host.engine(voice.engine_id)
        except EngineNotFound as error:
            raise EngineNotFound(
                f"“{voice.name}” needs the engine “{voice.engine_id}”, which is not installed.", error.hint
            ) from error

    def load_voice(self, voice: Voice, progress: Progress, cancel: CancelToken) -> Path:
        """Have the engine and the voice loaded; returns the voice's file.

        Raises:
            VoiceNeedsRebuild: its data is damaged, or the engine can do nothing with it.
            EngineError, Cancelled
        """
        voice_file = self._library.voice_file(voice)
        with self.refusals_of(voice):
            # getting ready says what it does, while the percentage is that of the take
            self._host.load_voice(
                voice.engine_id,
                voice_file,
                progress=lambda update: progress(ProgressUpdate(update.stage)),
                cancel=cancel,
            )
        return voice_file

    @contextmanager
    def refusals_of(self, voice: Voice) -> Iterator[None]:
        """Say which voice an engine refuses that only knows a file, and keep that in mind.

        Raises:
            VoiceNeedsRebuild
        """
        try:
            yield
        except EngineError as error:
            if error.hint != REBUILD_HINT:
                raise
            reason = f"{error.message[:1].lower()}{error.message[1:].rstrip('.')}"
            self._library.distrust(voice, reason)
            raise _in_need_of_rebuild(voice, reason) from error

    def make(
        self, plan: TakePlan, parts: Generator[Part], *, progress: Progress, on_chunk: OnChunk | None = None
    ) -> Take:
        """Write the parts as they come. What was written is kept as a take, also if it does not come to its end.

        Args:
            plan: what the take is to be.
            parts: its sound, in order; closed at the end.
            progress: gets the done part of the whole, with the time left.
            on_chunk: gets each part's sound as soon as it is ready, and when its words are said, from this thread.

        Returns:
            the take; `Take.broken_by` tells what ended it early, if anything did.

        Raises:
            InvalidRequest, VoiceNeedsRebuild, EngineError, Cancelled: there was no sound before it failed or was
                stopped.
            StorageError: the disk refuses.
        """
        takes, place_notes = self._place()
        marked, mark_notes = self.marked(parts, plan.sample_rate)
        clock, path = _TakeClock(), takes.new_path()
        with closing(marked), takes.growing(clock.take(path, plan, 0.0), plan.marks) as writer:
            written = _Written(plan, writer, clock, on_chunk)
            try:
                with self.refusals_of(plan.voice):
                    for part in marked:
                        written.add(part)
                        progress(ProgressUpdate(plan.stage, part.fraction, clock.time_left(part.fraction)))
            except VoiceClonerError as error:
                if not written.is_audible:
                    raise
                written.broken_by = error
        take = written.take((*plan.notes, *self._host.notes(), *place_notes, *mark_notes))
        takes.keep(take)
        self.note_use(plan.voice)
        return take

    def marked(self, parts: Generator[Part], sample_rate: int) -> tuple[Generator[Part], tuple[str, ...]]:
        """The parts with the inaudible mark in them, and what the user should know where they have none.

        Args:
            parts: closed with what is returned.
            sample_rate: Hz.
        """
        marker = self._new_marker(sample_rate)
        return (parts, (UNMARKED,)) if marker is None else (_marked(parts, marker), ())

    def note_use(self, voice: Voice) -> None:
        """Have the library know that a voice has just spoken."""
        try:
            self._library.touch(voice.id)
        except StorageError as refusal:  # when it last spoke is not worth what it has said
            _log.info("the use of a voice could not be noted: %s", refusal.message)

    def _place(self) -> tuple[TakeStore, tuple[str, ...]]:
        """Where the next take is to lie, and what the user should know of that.

        Raises:
            StorageError: nowhere.
        """
        try:
            self._takes.require_room()
        except StorageError as refusal:
            if self._spare_takes is None:
                raise
            spare = self._spare_takes()
            return spare, (f"It cannot be kept here, only saved as a file of your own: {refusal.message}",)
        return self._takes, ()


def _in_need_of_rebuild(voice: Voice, reason: str) -> VoiceNeedsRebuild:
    return VoiceNeedsRebuild(f"“{voice.name}” needs to be rebuilt: {reason}.", f"{REBUILD_HINT} {voice.as_argument}")


def _marked(parts: Generator[Part], marker: Marker) -> Generator[Part]:
    with closing(parts):
        for part in parts:
            yield replace(part, samples=marker.marked(part.samples))


class _Written:
    """What of a take is in its file by now.

    Attributes:
        is_audible: whether there is any sound in it that is not silence.
        broken_by: see `Take`.
    """

    def __init__(self, plan: TakePlan, writer: SoundWriter, clock: "_TakeClock", on_chunk: OnChunk | None) -> None:
        self.is_audible = False
        self.broken_by: VoiceClonerError | None = None
        self._plan, self._writer, self._clock, self._on_chunk = plan, writer, clock, on_chunk
        self._words: list[WordTime] = []
        self._sentences: list[Sentence] = []
        self._ways_s: dict[str, float] = defaultdict(float)

    def add(self, part: Part) -> None:
        """Write the next sound, and hand it out."""
        if not len(part.samples):
            return
        self._clock.sound_arrived()
        begin_s = self._seconds()
        words = shifted(part.words, seconds=begin_s)
        self._words += words
        self._writer.write(part.samples)
        self._note_sentence(part, begin_s)
        for way, seconds in part.ways_s.items():
            self._ways_s[way] += seconds
        self.is_audible = self.is_audible or bool(np.any(part.samples))
        if self._on_chunk:
            self._on_chunk(AudioChunk(part.samples, self._plan.sample_rate, words))

    def take(self, notes: tuple[str, ...]) -> Take:
        """All of it."""
        made = self._clock.take(self._writer.path, self._plan, self._seconds())
        words, sentences = tuple(self._words), tuple(self._sentences)
        ways = tuple(sorted(self._ways_s, key=lambda way: -self._ways_s[way]))
        return replace(made, notes=notes, words=words, sentences=sentences, ways=ways, broken_by=self.broken_by)

    def _note_sentence(self, part: Part, begin_s: float) -> None:
        if part.begins:
            start_s = begin_s + part.pause_frames / self._plan.sample_rate
            place = part.begins
            self._sentences.append(Sentence(place.start, place.end, start_s, self._seconds(), self._plan.options))
        elif self._sentences:
            self._sentences[-1] = replace(self._sentences[-1], end_s=self._seconds())

    def _seconds(self) -> float:
        return self._writer.frames / self._plan.sample_rate


class _TakeClock:
    """Measures the times of one take, from the moment its engine and voice are loaded."""

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
            engine_id=plan.voice.engine_id,
            engine_revision=plan.voice.engine_revision,
        )


def gathered(chunks: Iterator[AudioChunk]) -> Samples:
    """All the sound of one call of an engine."""
    return np.concatenate([np.zeros(0, np.float32), *(chunk.samples for chunk in chunks)])
