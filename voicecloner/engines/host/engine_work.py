"""The part of the worker that works with engines: it loads them, and has them clone, speak and convert.

Whatever an engine raises leaves it as an error of the program's tree, whatever it yields as
finite mono float32.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np

from voicecloner.domain.audio import AudioChunk, AudioClip, ReferenceClip
from voicecloner.domain.synthesis import ConversionOptions, ConversionWay, SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.engine import (
    ConvertingEngine,
    Engine,
    SpeakingEngine,
    VoiceData,
    VoiceReached,
    require_conversion,
    require_synthesis,
)
from voicecloner.engines.contract.voice_file import StoredVoice, VoiceCache, VoiceStamp, to_bytes
from voicecloner.engines.host import wire
from voicecloner.engines.host.loaded_engines import NO_OPTIONS, LoadedEngines, LoadOptions, Notify, foreign_errors
from voicecloner.engines.host.registry import EngineRegistry
from voicecloner.errors import EngineError
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate, part_of

Keep = Callable[[wire.ClonedVoice, bytes], object]

_log = logging.getLogger(__name__)


class EngineWork:
    """Does jobs with engines, which it loads on first use and keeps. Used from one thread.

    Args:
        registry: makes the engines.
        device: where they are loaded: ``"auto"``, ``"cpu"`` or ``"cuda"``.
        tell: is given what the user should know about how a job is done.
        load_options: what the user has chosen for engines that can be loaded in several ways; see `wire.Hello`.
    """

    def __init__(
        self,
        registry: EngineRegistry,
        device: str,
        tell: Notify = _log.warning,
        load_options: LoadOptions = NO_OPTIONS,
    ) -> None:
        self._engines = LoadedEngines(registry, device, tell, load_options)
        self._voices = VoiceCache()

    def clone(
        self,
        job: wire.Clone,
        payload: memoryview,
        progress: Progress,
        cancel: CancelToken,
        keep: Keep = lambda _answer, _content: None,
    ) -> tuple[wire.ClonedVoice, bytes]:
        """Encode a voice; returns the answer and the voice file's content.

        Args:
            job: what is asked.
            payload: the references.
            progress: told how far it is.
            cancel: ends it.
            keep: given what has been reached so far, as it is returned at the end, each time before `progress` tells.

        Raises:
            EngineNotFound, EngineError, Cancelled
        """
        references = _references(job, payload)

        def work(engine: Engine) -> tuple[wire.ClonedVoice, bytes]:
            cancel.raise_if_cancelled()
            packed = _Packing(job, engine.info().revision)

            def told(update: ProgressUpdate) -> None:
                if isinstance(update, VoiceReached):
                    keep(*packed(update.voice_data))
                progress(update)

            with foreign_errors("The engine could not clone the voice."):
                made = engine.clone(references, VoiceMode(job.mode), told, cancel)
            return packed(made)

        loading = part_of(progress, 0.0, 0.0)  # it is a small part, and progress does not go back
        return self._engines.using(job.engine_id, loading, work)

    def load_voice(self, job: wire.LoadVoice, progress: Progress, cancel: CancelToken) -> None:
        """Load the engine and the voice.

        Raises:
            EngineNotFound, EngineError, VoiceBoundElsewhere, Cancelled
        """
        self._voice(self._engines.engine(job.engine_id, progress), job)
        cancel.raise_if_cancelled()

    def synthesize(self, job: wire.Synthesize, cancel: CancelToken) -> Iterator[AudioChunk]:
        """Say one chunk of text; yields sound as the engine makes it and stops between two chunks once cancelled.

        Raises:
            EngineNotFound, EngineError, VoiceBoundElsewhere, Cancelled
        """
        yield from self._sounding(job, lambda: self._spoken(job, cancel), cancel)

    def convert(self, job: wire.Convert, payload: memoryview, cancel: CancelToken) -> Iterator[AudioChunk]:
        """Say one piece of speech again; yields sound as the engine makes it and stops between two chunks.

        Raises:
            InvalidRequest: the engine cannot convert.
            EngineNotFound, EngineError, VoiceBoundElsewhere, Cancelled
        """
        speech = AudioClip(wire.waveform_from_bytes(payload), job.sample_rate)
        yield from self._sounding(job, lambda: self._converted(job, speech, cancel), cancel)

    def close(self) -> None:
        """Unload all engines."""
        self._engines.close()

    def _sounding(
        self, job: wire.Synthesize | wire.Convert, make: Callable[[], Iterator[AudioChunk]], cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """The sound `make` makes; made anew on the processor if the graphics card has no memory before it begins."""
        has_begun = False
        try:
            for chunk in make():
                has_begun = True
                yield chunk
        except EngineError as error:
            if has_begun or not self._engines.can_fall_back(job.engine_id, error):
                raise
            self._engines.fall_back(job.engine_id)
            yield from make()
        cancel.raise_if_cancelled()

    def _spoken(self, job: wire.Synthesize, cancel: CancelToken) -> Iterator[AudioChunk]:
        engine = self._engines.engine(job.engine_id)
        require_synthesis(engine.info())
        voice = self._voice(engine, job)
        options = SpeechOptions(job.language, job.speed, job.seed, job.options)
        with foreign_errors("The engine could not say the text."):
            chunks = cast(SpeakingEngine, engine).synthesize(voice.voice_data, job.text, options, cancel)
            yield from _passed_on(chunks, cancel)

    def _converted(self, job: wire.Convert, speech: AudioClip, cancel: CancelToken) -> Iterator[AudioChunk]:
        engine = self._engines.engine(job.engine_id)
        require_conversion(engine.info())
        voice = self._voice(engine, job)
        with foreign_errors("The engine could not convert the speech."):
            options = ConversionOptions(job.seed, ConversionWay(job.way))
            chunks = cast(ConvertingEngine, engine).convert(voice.voice_data, speech, options, cancel)
            yield from _passed_on(chunks, cancel)

    def _voice(self, engine: Engine, job: wire.LoadVoice | wire.Synthesize | wire.Convert) -> StoredVoice:
        voice = self._voices.read(Path(job.voice_file))
        voice.stamp.require(job.engine_id, engine.info().revision)
        return voice


class _Packing:
    """Makes what leaves the worker of an engine's voice; the clock runs from now on."""

    def __init__(self, job: wire.Clone, revision: str) -> None:
        self._job = job
        self._revision = revision
        self._started_s = time.perf_counter()

    def __call__(self, voice_data: VoiceData) -> tuple[wire.ClonedVoice, bytes]:
        """The answer, and the voice file's content.

        Raises:
            EngineError: the voice holds what cannot be saved.
        """
        mode = voice_data.mode or VoiceMode(self._job.mode)
        content = to_bytes(StoredVoice(VoiceStamp(self._job.engine_id, self._revision, mode), voice_data))
        seconds = time.perf_counter() - self._started_s
        return wire.ClonedVoice(self._revision, seconds, mode.value, list(voice_data.notes)), content


def _references(job: wire.Clone, payload: memoryview) -> list[ReferenceClip]:
    ends = np.cumsum(job.frames)[:-1]
    waveforms = np.split(wire.waveform_from_bytes(payload), ends)
    return [
        ReferenceClip(AudioClip(samples, job.sample_rate), transcript, language)
        for samples, transcript, language in zip(waveforms, job.transcripts, job.languages, strict=True)
    ]


def _passed_on(chunks: Iterator[AudioChunk], cancel: CancelToken) -> Iterator[AudioChunk]:
    """The engine's sound, clean, until `cancel` is set.

    Raises:
        Cancelled: it was.
    """
    for chunk in chunks:
        cancel.raise_if_cancelled()
        yield _clean(chunk)
    cancel.raise_if_cancelled()


def _clean(chunk: AudioChunk) -> AudioChunk:
    """The chunk as float32 without NaN and infinity, which loudspeakers and encoders turn into noise at full scale."""
    samples = np.asarray(chunk.samples, dtype=np.float32)
    if samples.ndim != 1:
        raise EngineError("The engine made sound of a wrong shape.", "Report this to the engine's author.")
    finite = np.isfinite(samples)
    if not finite.all():
        _log.warning("%d of %d samples were not finite and are silenced", (~finite).sum(), len(samples))
        samples = np.where(finite, samples, np.float32(0))
    return replace(chunk, samples=samples)
