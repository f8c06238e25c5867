"""Engines that answer at once, in this process: for tests of what lies above them."""

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from voicecloner.domain.audio import AudioChunk, AudioClip, ReferenceClip, WordTime
from voicecloner.domain.synthesis import SPEED_RANGE, ConversionOptions, SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.engine import Abilities, EncodedVoice, EngineInfo, Requirements, VoiceData
from voicecloner.engines.contract.voice_file import StoredVoice, VoiceStamp, to_bytes
from voicecloner.errors import Cancelled, EngineCrashed, EngineNotFound, VoiceClonerError
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.sound.resampling import resample

SAMPLE_RATE = 24_000
TONE_SECONDS_PER_CHARACTER = 0.05
VOICE_DATA = to_bytes(
    StoredVoice(VoiceStamp("fake", "1", VoiceMode.EMBEDDING), VoiceData({"pitch_hz": np.array([220.0])}))
)


def fake_engine(
    engine_id: str = "basic",
    revision: str = "1",
    **changes: Any,
) -> EngineInfo:
    """An engine; `changes` are of its abilities or its requirements."""
    requirements = Requirements(
        modes=(VoiceMode.TRANSCRIPT, VoiceMode.EMBEDDING),
        min_reference_s=3.0,
        max_reference_s=60.0,
        ideal_reference_s=20.0,
        reference_sample_rate=SAMPLE_RATE,
        memory_bytes=1,
    )
    abilities = Abilities(
        languages=("en", "de", "fr", "cmn"),
        output_sample_rate=SAMPLE_RATE,
        licence="GPL-3.0-or-later",
        max_chunk_characters=300,
        speed_range=SPEED_RANGE,
    )
    asked = {key: changes.pop(key) for key in set(changes) & {each.name for each in fields(Requirements)}}
    requirements, abilities = replace(requirements, **asked), replace(abilities, **changes)
    return EngineInfo(engine_id, "Test engine", revision, "Says everything as a tone.", requirements, abilities)


@dataclass
class FakeHost:
    """Implements `EngineHost`.

    Attributes:
        info: the one engine there is.
        error: raised by the next clone or synthesis.
        gate: when not set, work waits for it (or for Stop); set by default.
        cloned: what `clone` was asked for.
        spoken: the texts said.
        told: what `notes` tells next.
        converted: the pieces of speech converted, and how.
        ways: in which ways the next pieces are converted.
        refuses: raised when a voice is next prepared.
        keeps_best: whether a clone that waits for the gate is of use, and is handed out when it is stopped.
        ends_with: what cuts the next clone short.
    """

    info: EngineInfo = field(default_factory=fake_engine)
    error: VoiceClonerError | None = None
    gate: threading.Event = field(default_factory=threading.Event)
    cloned: list[tuple[tuple[ReferenceClip, ...], VoiceMode]] = field(default_factory=list)
    spoken: list[tuple[str, SpeechOptions]] = field(default_factory=list)
    told: tuple[str, ...] = ()
    converted: list[tuple[AudioClip, ConversionOptions]] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    is_closed: bool = False
    keeps_best: bool = False
    ends_with: EngineCrashed | None = None
    refuses: VoiceClonerError | None = None

    def __post_init__(self) -> None:
        self.gate.set()

    def engines(self) -> tuple[EngineInfo, ...]:
        return (self.info,)

    def engine(self, engine_id: str) -> EngineInfo:
        if engine_id != self.info.id:
            raise EngineNotFound(f"There is no engine named “{engine_id}”.", "Choose another.")
        return self.info

    def clone(
        self,
        engine_id: str,
        references: Sequence[ReferenceClip],
        mode: VoiceMode,
        *,
        progress: Progress,
        cancel: CancelToken,
    ) -> EncodedVoice:
        if self.keeps_best:
            progress(ProgressUpdate("Fitting the voice", 0.5, "84 % alike", is_usable=True))
            while not cancel.is_cancelled and not self.gate.wait(0.01):
                pass
        else:
            progress(ProgressUpdate("Cloning", 0.5))
            self._wait(cancel)
            cancel.raise_if_cancelled()
        self.cloned.append((tuple(references), mode))
        end = Cancelled() if cancel.is_cancelled else self.ends_with
        return EncodedVoice(engine_id, self.info.revision, mode, VOICE_DATA, 0.01, cut_short_by=end)

    def load_voice(self, engine_id: str, voice_file: Path, *, progress: Progress, cancel: CancelToken) -> None:
        cancel.raise_if_cancelled()
        progress(ProgressUpdate("Loading"))
        error, self.refuses = self.refuses, None
        if error:
            raise error

    def synthesize(
        self, engine_id: str, voice_file: Path, text: str, options: SpeechOptions, *, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        self._wait(cancel)
        assert voice_file.read_bytes() == VOICE_DATA
        self.spoken.append((text, options))
        frames = round(max(0.2, len(text) * TONE_SECONDS_PER_CHARACTER / options.speed) * SAMPLE_RATE)
        tone = 0.2 * np.sin(2 * np.pi * 220 * np.arange(frames) / SAMPLE_RATE).astype(np.float32)
        words = tuple(_timed(word, TONE_SECONDS_PER_CHARACTER / options.speed) for word in re.finditer(r"\w+", text))
        for start in range(0, frames, SAMPLE_RATE // 2):
            cancel.raise_if_cancelled()
            yield AudioChunk(tone[start : start + SAMPLE_RATE // 2], SAMPLE_RATE, words)
            words = ()

    def notes(self) -> tuple[str, ...]:
        told, self.told = self.told, ()
        return told

    def loaded(self) -> tuple[str, ...]:
        return (self.info.id,) if self.spoken else ()

    def eject(self) -> bool:
        self.spoken.clear()
        return True

    def convert(
        self, engine_id: str, voice_file: Path, speech: AudioClip, options: ConversionOptions, *, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """The speech itself, at another rate."""
        self._wait(cancel)
        assert voice_file.read_bytes() == VOICE_DATA
        self.converted.append((speech, options))
        cancel.raise_if_cancelled()
        way = self.ways.pop(0) if self.ways else ""
        yield AudioChunk(resample(speech.samples, speech.sample_rate, SAMPLE_RATE), SAMPLE_RATE, way=way)

    def close(self) -> None:
        self.is_closed = True

    def _wait(self, cancel: CancelToken) -> None:
        while not self.gate.wait(0.01):
            cancel.raise_if_cancelled()
        error, self.error = self.error, None
        if error:
            raise error


def _timed(word: re.Match[str], character_s: float) -> WordTime:
    return WordTime(word.start(), word.end(), word.start() * character_s, word.end() * character_s)
