"""The part of the worker that works with engines: loads them, has them clone and speak, and keeps the border clean.

Whatever an engine raises leaves as an error of the program's tree, whatever it yields as finite mono float32.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from voicecloner.domain.audio import AudioChunk, AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines import wire
from voicecloner.engines.base import Engine
from voicecloner.engines.registry import EngineRegistry
from voicecloner.engines.voice_file import StoredVoice, VoiceCache, VoiceStamp, to_bytes
from voicecloner.errors import EngineError, VoiceClonerError
from voicecloner.jobs import CancelToken, Progress, no_progress

_log = logging.getLogger(__name__)


class Workbench:
    """Does jobs with engines, which it loads on first use and keeps. Used from one thread.

    Args:
        registry: makes the engines.
        device: where they are loaded, ``"cpu"`` or ``"cuda"``.
    """

    def __init__(self, registry: EngineRegistry, device: str) -> None:
        self._registry = registry
        self._device = device
        self._loaded: dict[str, Engine] = {}
        self._voices = VoiceCache()

    def clone(
        self, job: wire.Clone, payload: memoryview, progress: Progress, cancel: CancelToken
    ) -> tuple[wire.ClonedVoice, bytes]:
        """Encode a voice; returns the answer and the voice file's content.

        Raises:
            EngineNotFound, EngineError, Cancelled
        """
        engine = self._engine(job.engine_id, progress)
        cancel.raise_if_cancelled()
        mode = VoiceMode(job.mode)
        started_s = time.perf_counter()
        with _foreign_errors("The engine could not clone the voice."):
            voice_data = engine.clone(_references(job, payload), mode, progress, cancel)
        cancel.raise_if_cancelled()
        mode = voice_data.mode or mode
        revision = engine.info().revision
        content = to_bytes(StoredVoice(VoiceStamp(job.engine_id, revision, mode), voice_data))
        seconds = time.perf_counter() - started_s
        return wire.ClonedVoice(revision, seconds, mode.value, list(voice_data.notes)), content

    def prepare(self, job: wire.Prepare, progress: Progress, cancel: CancelToken) -> None:
        """Load the engine and the voice.

        Raises:
            EngineNotFound, EngineError, VoiceBoundElsewhere, Cancelled
        """
        self._voice(self._engine(job.engine_id, progress), job)
        cancel.raise_if_cancelled()

    def synthesize(self, job: wire.Synthesize, cancel: CancelToken) -> Iterator[AudioChunk]:
        """Say one chunk of text; yields sound as the engine makes it and stops between two chunks once cancelled.

        Raises:
            EngineNotFound, EngineError, VoiceBoundElsewhere, Cancelled
        """
        engine = self._engine(job.engine_id, no_progress)
        voice = self._voice(engine, job)
        options = SpeechOptions(job.language, job.speed, job.seed, job.likeness)
        with _foreign_errors("The engine could not say the text."):
            for chunk in engine.synthesize(voice.voice_data, job.text, options, cancel):
                cancel.raise_if_cancelled()
                yield _clean(chunk)
        cancel.raise_if_cancelled()

    def close(self) -> None:
        """Unload all engines."""
        while self._loaded:
            _, engine = self._loaded.popitem()
            engine.unload()

    def _voice(self, engine: Engine, job: wire.Prepare | wire.Synthesize) -> StoredVoice:
        voice = self._voices.read(Path(job.voice_file))
        voice.stamp.require(job.engine_id, engine.info().revision)
        return voice

    def _engine(self, engine_id: str, progress: Progress) -> Engine:
        if engine_id not in self._loaded:
            engine = self._registry.create(engine_id)
            with _foreign_errors("The engine could not be loaded."):
                engine.load(self._device, progress)
            self._loaded[engine_id] = engine
        return self._loaded[engine_id]


@contextmanager
def _foreign_errors(sentence: str) -> Iterator[None]:
    """Turn what engines and their libraries raise into an `EngineError` saying `sentence`; details go to the log."""
    try:
        yield
    except VoiceClonerError:
        raise
    except MemoryError as error:
        _log.exception("out of memory")
        raise EngineError(f"{sentence} There is not enough memory.", "Close other programs, then try again.") from error
    except (Exception, SystemExit) as error:  # some libraries leave with sys.exit
        _log.exception("%s", type(error).__name__)
        raise EngineError(sentence, "Try again. If it happens again, report it with the log.") from error


def _references(job: wire.Clone, payload: memoryview) -> list[ReferenceClip]:
    ends = np.cumsum(job.frames)[:-1]
    waveforms = np.split(wire.waveform_from_bytes(payload), ends)
    return [
        ReferenceClip(AudioClip(samples, job.sample_rate), transcript, language)
        for samples, transcript, language in zip(waveforms, job.transcripts, job.languages, strict=True)
    ]


def _clean(chunk: AudioChunk) -> AudioChunk:
    """The chunk as float32 without NaN and infinity, which loudspeakers and encoders turn into noise at full scale."""
    samples = np.asarray(chunk.samples, dtype=np.float32)
    if samples.ndim != 1:
        raise EngineError("The engine made sound of a wrong shape.", "Report this to the engine's author.")
    finite = np.isfinite(samples)
    if not finite.all():
        _log.warning("%d of %d samples were not finite and are silenced", (~finite).sum(), len(samples))
        samples = np.where(finite, samples, np.float32(0))
    return AudioChunk(samples, chunk.sample_rate)
