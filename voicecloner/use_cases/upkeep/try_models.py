"""Try models for real: fetch, verify, load, clone somebody who reads, speak, and measure what came out.

For the first download of a model, which could not be tried where the program was written. What went wrong is part of
the answer, not an end of it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from voicecloner.domain.audio import AudioChunk, AudioClip, ReferenceClip
from voicecloner.domain.quality import Span
from voicecloner.domain.scorecard import VoiceComparison
from voicecloner.domain.synthesis import ConversionOptions, SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.engine import EngineHost, EngineInfo
from voicecloner.engines.host.memory import PeakMemory
from voicecloner.errors import InvalidRequest, VoiceClonerError, hint_on_command_line
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress, part_of
from voicecloner.models.catalogue import Model
from voicecloner.models.store import StoredFile
from voicecloner.scratch import scratch_folder
from voicecloner.sound.resampling import resample
from voicecloner.speech.pieces import is_known_language, pieces_of
from voicecloner.speech.word_errors import word_distance, words_of
from voicecloner.use_cases.recording.reading_scripts import Tone, reading_script
from voicecloner.use_cases.review.propose_transcript import Hear
from voicecloner.use_cases.speaking.audition import scoring_text
from voicecloner.use_cases.upkeep.manage_models import ManageModels, PullRequest

READ_LANGUAGES = ("en", "fr", "de", "es", "it", "pt")
"""In these somebody reads; models of other languages hear English."""

_READ_SENTENCES = 5
_LONGEST_PIECE_S = 30.0


class Read(Protocol):
    """Has somebody read; see `voicecloner.speech.demo_speech.demo_speech`."""

    def __call__(self, text: str, language: str) -> AudioClip:
        """The text, read aloud in a language, one of `READ_LANGUAGES`."""
        ...


Compare = Callable[[AudioClip, AudioClip, CancelToken], VoiceComparison]


@dataclass(frozen=True)
class TryRequest:
    """What to try.

    Attributes:
        model_ids: which models; empty: those that are on this computer.
        accept_licence: whether the user has accepted the licences of those that are to be fetched.
        token: an access token, for models that need one; empty: the one that is kept or in the environment.
    """

    model_ids: tuple[str, ...] = ()
    accept_licence: bool = False
    token: str = ""


@dataclass(frozen=True)
class TriedStep:
    """One step of a trial.

    Attributes:
        name: what was done.
        seconds: how long it took.
        fault: what went wrong, with what can be done about it; empty: nothing.
    """

    name: str
    seconds: float
    fault: str = ""


@dataclass
class TriedModel:
    """How a model came out.

    Attributes:
        model: what the catalogue says of it.
        language: BCP 47 tag of what was read and said.
        steps: what was done, in order; nothing comes after a fault.
        figures: what was measured, by names that carry their units.
        notes: what could not be measured, and why.
        files: what lies on this computer of it.
    """

    model: Model
    language: str
    steps: list[TriedStep] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    files: tuple[StoredFile, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether every step could be done."""
        return not any(step.fault for step in self.steps)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Do a step within the block, and note how it went.

        Raises:
            VoiceClonerError: what the block raises, once it is noted.
        """
        started = time.monotonic()
        fault = ""
        try:
            yield
        except VoiceClonerError as error:
            fault = f"{error.message} {hint_on_command_line(error.hint)}".strip()
            raise
        finally:
            self.steps.append(TriedStep(name, time.monotonic() - started, fault))


@dataclass(frozen=True)
class TryTools:
    """What the trial works with.

    Attributes:
        models: fetches and verifies.
        host: the engines.
        read: has somebody read.
        compare: how alike two sounds are.
        hear: the recognizer.
    """

    models: ManageModels
    host: Callable[[], EngineHost]
    read: Read
    compare: Compare
    hear: Hear


class TryModels:
    """The use case: call it with a `TryRequest`."""

    def __init__(self, tools: TryTools) -> None:
        self._tools = tools

    def __call__(
        self, request: TryRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> tuple[TriedModel, ...]:
        """Try one model after the other.

        Raises:
            WeightsNotFound: there is no model with one of the ids; none is tried.
            InvalidRequest: no model was named, and none is on this computer.
            Cancelled: stopped by the user.
        """
        models = self._models(request)
        tried = []
        for number, model in enumerate(models):
            share = part_of(progress, number / len(models), (number + 1) / len(models))
            trial = TriedModel(model, _language_of(model))
            self._try(trial, request, share, cancel)
            tried.append(trial)
        return tuple(tried)

    def _models(self, request: TryRequest) -> Sequence[Model]:
        if request.model_ids:
            return [self._tools.models.find(model_id).model for model_id in request.model_ids]
        here = [one.model for one in self._tools.models.list() if one.installed]
        if not here:
            raise InvalidRequest("There is no model on this computer.", "Name those that are to be fetched and tried.")
        return here

    def _try(self, trial: TriedModel, request: TryRequest, progress: Progress, cancel: CancelToken) -> None:
        try:
            self._fetch(trial, request, part_of(progress, 0.0, 0.5), cancel)
            progress(ProgressUpdate(f"Trying {trial.model.title}", 0.5))
            with PeakMemory() as memory, scratch_folder() as folder:
                said = self._use(trial, folder, cancel)
            trial.figures["peak_memory_bytes"] = memory.peak_bytes
            self._judge(trial, said, cancel)
        except VoiceClonerError:
            cancel.raise_if_cancelled()  # all else is noted, and the next model may be in order

    def _fetch(self, trial: TriedModel, request: TryRequest, progress: Progress, cancel: CancelToken) -> None:
        model_id = trial.model.id
        wanted = PullRequest(model_id, request.accept_licence, request.token)
        with trial.step("fetch"):
            trial.files = self._tools.models.pull(wanted, progress=progress, cancel=cancel).installed.files
        with trial.step("verify"):
            self._tools.models.verify(model_id, progress=progress, cancel=cancel)

    def _use(self, trial: TriedModel, folder: Path, cancel: CancelToken) -> "_Said":
        """Clone the reader, and have the voice say another text, or what somebody else says."""
        text = " ".join(reading_script(trial.language, Tone.CALM).sentences[:_READ_SENTENCES])
        with trial.step("read"):
            reading = self._tools.read(text, trial.language)
        host = self._tools.host()
        voice_file = folder / "voice.safetensors"
        with trial.step("load and clone"):
            engine = host.engine(trial.model.engine)
            reference, mode = _reference(reading, text, trial.language, engine)
            encoded = host.clone(engine.id, [reference], mode, progress=no_progress, cancel=cancel)
            voice_file.write_bytes(encoded.safetensors)
            trial.notes += encoded.notes
        said_text = scoring_text(trial.language)
        step = "speak" if engine.abilities.can_synthesize else "convert"
        with trial.step(step):
            chunks = self._chunks(host, engine, voice_file, said_text, trial.language, cancel)
            return _Said(reading, _gathered(chunks, trial.figures), said_text)

    def _chunks(
        self, host: EngineHost, engine: EngineInfo, voice_file: Path, text: str, language: str, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        if engine.abilities.can_synthesize:
            for piece in text.splitlines():
                options = SpeechOptions(language, seed=1)
                yield from host.synthesize(engine.id, voice_file, piece, options, cancel=cancel)
            return
        speech = _at_rate(self._tools.read(text, language), engine.requirements.reference_sample_rate)
        piece_frames = round(_LONGEST_PIECE_S * speech.sample_rate)
        short = AudioClip(speech.samples[:piece_frames], speech.sample_rate)
        yield from host.convert(engine.id, voice_file, short, ConversionOptions(), cancel=cancel)

    def _judge(self, trial: TriedModel, said: "_Said", cancel: CancelToken) -> None:
        """What listens may find no speech at all: then that is what is told."""
        try:
            found = self._tools.compare(said.reading, said.speech, cancel)
            trial.figures["likeness"] = found.likeness
            trial.figures["naturalness"] = found.naturalness
            trial.figures["recording_naturalness"] = found.recording_naturalness
        except VoiceClonerError as error:
            cancel.raise_if_cancelled()
            trial.notes.append(f"Likeness and naturalness were not measured. {error.message}")
        if not is_known_language(trial.language):
            trial.notes.append("Its words were not measured: the recognizer knows English only.")
            return
        self._hear(trial, said, cancel)

    def _hear(self, trial: TriedModel, said: "_Said", cancel: CancelToken) -> None:
        pieces = pieces_of((Span(0.0, said.speech.seconds),), said.speech.seconds)
        try:
            heard = self._tools.hear(said.speech, pieces, progress=no_progress, cancel=cancel)
        except VoiceClonerError as error:
            cancel.raise_if_cancelled()
            trial.notes.append(f"Its words were not measured. {error.message}")
            return
        truth = words_of(said.text)
        trial.figures["words"] = len(truth)
        trial.figures["words_lost"] = word_distance(truth, words_of(" ".join(word.text for word in heard)))


@dataclass(frozen=True, eq=False)
class _Said:
    """What was read, what the voice said, and the words it was to say."""

    reading: AudioClip
    speech: AudioClip
    text: str


def _language_of(model: Model) -> str:
    known = [tag for tag in READ_LANGUAGES if tag in model.languages]
    return known[0] if known else "en"


def _reference(reading: AudioClip, text: str, language: str, engine: EngineInfo) -> tuple[ReferenceClip, VoiceMode]:
    """The reading as the engine wants it: from its sound alone, where it can."""
    needs = engine.requirements
    clip = _at_rate(reading, needs.reference_sample_rate)
    if VoiceMode.EMBEDDING not in needs.modes:
        return ReferenceClip(clip, text, language), needs.modes[0]
    most = round(needs.max_reference_s * clip.sample_rate)
    short = AudioClip(np.ascontiguousarray(clip.samples[:most]), clip.sample_rate)
    return ReferenceClip(short, "", language), VoiceMode.EMBEDDING


def _at_rate(clip: AudioClip, sample_rate: int) -> AudioClip:
    return AudioClip(resample(clip.samples, clip.sample_rate, sample_rate), sample_rate)


def _gathered(chunks: Iterator[AudioChunk], figures: dict[str, float]) -> AudioClip:
    """All the sound, with how long it took to come."""
    started, heard = time.monotonic(), list[AudioChunk]()
    for chunk in chunks:
        figures.setdefault("first_sound_s", time.monotonic() - started)
        heard.append(chunk)
    if not heard:
        raise InvalidRequest("It said nothing at all.", "")
    clip = AudioClip(np.concatenate([chunk.samples for chunk in heard]), heard[0].sample_rate)
    figures["speech_s"] = clip.seconds
    figures["real_time_factor"] = (time.monotonic() - started) / clip.seconds
    return clip
