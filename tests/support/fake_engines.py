"""Small plug-in engines: one that works, and some that misbehave the way native libraries do.

`TABLE` is what a `WorkerHost` needs to offer them; ids are the class attribute `ID`.
"""

import ctypes
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import ClassVar

import numpy as np

from voicecloner.domain.audio import AudioChunk, AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SPEED_RANGE, ConversionOptions, SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.engine import Abilities, EngineInfo, Requirements, VoiceData, VoiceReached
from voicecloner.errors import Cancelled, EngineError
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.settings import Setting, SettingValue

SAMPLE_RATE = 24_000
CHUNK_FRAMES = 2_400


class ToneEngine:
    """Keeps pitch and level of a reference and says each character as a tenth of a second of that tone."""

    ID: ClassVar[str] = "tone"
    REVISION: ClassVar[str] = "1"

    def __init__(self) -> None:
        self._is_loaded = False

    def info(self) -> EngineInfo:
        requirements = Requirements(
            modes=(VoiceMode.EMBEDDING, VoiceMode.TRANSCRIPT),
            min_reference_s=1.0,
            max_reference_s=120.0,
            ideal_reference_s=5.0,
            reference_sample_rate=SAMPLE_RATE,
            memory_bytes=1_000_000,
        )
        abilities = Abilities(
            languages=("en", "de", "ja"),
            output_sample_rate=SAMPLE_RATE,
            licence="GPL-3.0-or-later",
            max_chunk_characters=1_000,
            speed_range=SPEED_RANGE,
            options=(Setting("octave", int, 0, "How many octaves higher it speaks.", limits=(0, 2)),),
        )
        return EngineInfo(self.ID, "Tone", self.REVISION, "Speaks in tones.", requirements, abilities)

    def load(self, device: str, progress: Progress) -> None:
        progress(ProgressUpdate("Loading"))
        self._is_loaded = True

    def unload(self) -> None:
        self._is_loaded = False

    def clone(
        self, references: Sequence[ReferenceClip], mode: VoiceMode, progress: Progress, cancel: CancelToken
    ) -> VoiceData:
        assert self._is_loaded
        progress(ProgressUpdate("Listening", 0.5))
        samples = np.concatenate([reference.clip.samples for reference in references])
        spectrum = np.abs(np.fft.rfft(samples))
        pitch_hz = np.argmax(spectrum) * references[0].clip.sample_rate / len(samples)
        progress(ProgressUpdate("Listening", 1.0))
        words = " ".join(reference.transcript for reference in references)
        tone = np.array([pitch_hz, np.abs(samples).max()])
        return VoiceData({"tone": tone, "frames": np.array(len(samples))}, {"words": words})

    def synthesize(
        self, voice_data: VoiceData, text: str, options: SpeechOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        assert self._is_loaded
        pitch_hz, level = voice_data.arrays["tone"].astype(float)
        pitch_hz *= 2 ** int(options.options.get("octave", 0))
        times_s = np.arange(CHUNK_FRAMES) / SAMPLE_RATE
        for _character in text:
            cancel.raise_if_cancelled()
            yield AudioChunk((level * np.sin(2 * np.pi * pitch_hz * times_s)).astype(np.float32), SAMPLE_RATE)


class SoundAloneEngine(ToneEngine):
    """Has no use for a transcript."""

    ID = "sound-alone"

    def info(self) -> EngineInfo:
        plain = super().info()
        return replace(plain, requirements=replace(plain.requirements, modes=(VoiceMode.EMBEDDING,)))


class PatientEngine(ToneEngine):
    """Would listen for ever, and hands out what it has heard so far."""

    ID = "patient"

    def clone(
        self, references: Sequence[ReferenceClip], mode: VoiceMode, progress: Progress, cancel: CancelToken
    ) -> VoiceData:
        cancel.raise_if_cancelled()
        made = super().clone(references, mode, progress, cancel)
        for percent in (61, 84):
            reached = replace(made, notes=(f"Likeness: {percent} %.",))
            progress(VoiceReached("Fitting the voice", 0.5, f"{percent} % alike", voice_data=reached))
        self.go_on(cancel)
        raise Cancelled

    def go_on(self, cancel: CancelToken) -> None:
        cancel.wait(60.0)


class StubbornEngine(PatientEngine):
    """Hands out what it has heard so far, and ignores every wish to stop."""

    ID = "stubborn"

    def go_on(self, cancel: CancelToken) -> None:
        threading.Event().wait()


class DyingEngine(PatientEngine):
    """Its process ends while it listens on."""

    ID = "dying"

    def go_on(self, cancel: CancelToken) -> None:
        os._exit(3)


class FreezingEngine(PatientEngine):
    """Its process stops while it listens on."""

    ID = "freezing"

    def go_on(self, cancel: CancelToken) -> None:
        os.kill(os.getpid(), signal.SIGSTOP)


class EchoEngine(ToneEngine):
    """Says no texts: it hums along with speech, in the pitch of the voice, a tenth of a second at a time.

    The seed decides where in its period the tone begins.
    """

    ID = "echo"

    def info(self) -> EngineInfo:
        told = super().info()
        abilities = replace(told.abilities, can_synthesize=False, can_convert=True, options=())
        return replace(told, title="Echo", summary="Hums along.", abilities=abilities)

    def clone(
        self, references: Sequence[ReferenceClip], mode: VoiceMode, progress: Progress, cancel: CancelToken
    ) -> VoiceData:
        cancel.raise_if_cancelled()
        return super().clone(references, mode, progress, cancel)

    def convert(
        self, voice_data: VoiceData, speech: AudioClip, options: ConversionOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        assert self._is_loaded
        if "tone" not in voice_data.arrays:
            raise EngineError("The voice's data file is damaged.")
        pitch_hz, _level = voice_data.arrays["tone"].astype(float)
        for start in range(0, speech.frames, CHUNK_FRAMES):
            cancel.raise_if_cancelled()
            heard = speech.samples[start : start + CHUNK_FRAMES]
            cycles = options.seed / 10 + pitch_hz * np.arange(start, start + len(heard)) / SAMPLE_RATE
            level = np.sqrt(2 * np.mean(heard**2))
            yield AudioChunk((level * np.sin(2 * np.pi * cycles)).astype(np.float32), SAMPLE_RATE)


class HangingEchoEngine(EchoEngine):
    """Converts the first tenth of a second, then hangs and ignores every wish to stop."""

    ID = "hanging-echo"

    def convert(
        self, voice_data: VoiceData, speech: AudioClip, options: ConversionOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        yield from islice(super().convert(voice_data, speech, options, CancelToken()), 1)
        threading.Event().wait()


class ForeignErrorEchoEngine(EchoEngine):
    """Raises an error of a library."""

    ID = "foreign-echo"

    def convert(
        self, voice_data: VoiceData, speech: AudioClip, options: ConversionOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        raise ZeroDivisionError("secret detail")


class _Misbehaving(ToneEngine):
    """Clones like `ToneEngine`; what it does while speaking is in `misbehave`."""

    def synthesize(
        self, voice_data: VoiceData, text: str, options: SpeechOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        yield from super().synthesize(voice_data, "a", options, cancel)
        yield from self.misbehave(text, cancel)

    def misbehave(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        raise NotImplementedError


class ExitingEngine(_Misbehaving):
    """Leaves without a word, unless it is to say "well"."""

    ID = "exiting"

    def misbehave(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        if text != "well":
            os._exit(3)
        return iter(())


class CrashingEngine(_Misbehaving):
    """Reads where there is nothing, as native code does."""

    ID = "crashing"

    def misbehave(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        ctypes.string_at(0)
        return iter(())


class HangingEngine(_Misbehaving):
    """Connects to the port of this machine that the text names, then hangs and ignores every wish to stop.

    The connection tells a test when the process is gone.
    """

    ID = "hanging"

    def misbehave(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        self._line = socket.create_connection(("127.0.0.1", int(text)))
        threading.Event().wait()
        return iter(())


class FrozenEngine(_Misbehaving):
    """Stops its whole process, so that not even a heartbeat comes."""

    ID = "frozen"

    def misbehave(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        os.kill(os.getpid(), signal.SIGSTOP)
        return iter(())


class EndlessEngine(_Misbehaving):
    """Speaks for ever without looking at the cancel token."""

    ID = "endless"

    def misbehave(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        while True:
            yield AudioChunk(np.zeros(CHUNK_FRAMES, np.float32), SAMPLE_RATE)


class SteppingEngine(_Misbehaving):
    """After its first chunk it goes on only once the test opens a connection's other end; see `HangingEngine`."""

    ID = "stepping"

    def misbehave(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        with socket.create_connection(("127.0.0.1", int(text))) as line:
            while line.recv(1):
                yield AudioChunk(np.ones(CHUNK_FRAMES, np.float32), SAMPLE_RATE)


class ChattyEngine(_Misbehaving):
    """Prints on every way out, from Python and from native code."""

    ID = "chatty"

    def misbehave(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        print("printed words: Grüße 語", "x" * 100_000)  # noqa: T201 - that is what it is for
        sys.stdout.write("written words\n")
        os.write(1, b"native words\n")
        return iter(())


class ForeignErrorEngine(_Misbehaving):
    """Raises what the text names."""

    ID = "foreign"

    def misbehave(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        raise {"memory": MemoryError, "exit": SystemExit}.get(text, ZeroDivisionError)("secret detail")


class NanEngine(_Misbehaving):
    """Its neural network has diverged."""

    ID = "nan"

    def misbehave(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        yield AudioChunk(np.array([0.25, np.nan, np.inf, -np.inf, -0.25], np.float32), SAMPLE_RATE)


class StereoEngine(_Misbehaving):
    """Yields sound of the wrong shape."""

    ID = "stereo"

    def misbehave(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        yield AudioChunk(np.zeros((CHUNK_FRAMES, 2), np.float32), SAMPLE_RATE)


class LongEngine(_Misbehaving):
    """Gives a whole minute in one piece."""

    ID = "long"

    def misbehave(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        yield AudioChunk(np.linspace(-1, 1, 60 * SAMPLE_RATE, dtype=np.float32), SAMPLE_RATE)


class UnloadableEngine(ToneEngine):
    """Cannot be loaded: its weights are missing."""

    ID = "unloadable"

    def load(self, device: str, progress: Progress) -> None:
        raise FileNotFoundError("weights.safetensors")


class NewerToneEngine(ToneEngine):
    """`ToneEngine` after an update that made its voices useless."""

    REVISION = "2"


class BrokenEngine:
    """Cannot even be made."""

    def __init__(self) -> None:
        raise ImportError("libnothing.so: cannot open shared object file")


class MisnamedEngine(ToneEngine):
    """Calls itself differently than its entry point does."""


class ObjectEngine(ToneEngine):
    """Wants to save what cannot be saved without pickle."""

    ID = "objects"

    def clone(
        self, references: Sequence[ReferenceClip], mode: VoiceMode, progress: Progress, cancel: CancelToken
    ) -> VoiceData:
        return VoiceData({"network": np.array([object()])})


class PryingEngine(ToneEngine):
    """Keeps the environment it finds, and the interpreter it runs in."""

    ID = "prying"

    def clone(
        self, references: Sequence[ReferenceClip], mode: VoiceMode, progress: Progress, cancel: CancelToken
    ) -> VoiceData:
        return VoiceData({}, os.environ | {"python": sys.executable})


class TunableEngine(ToneEngine):
    """Can be loaded in two ways; its voices say which it was."""

    ID = "tunable"
    TUNING: ClassVar[Setting] = Setting("tuning", str, "low", "How it is tuned.", choices=("low", "high"))

    def info(self) -> EngineInfo:
        return replace(super().info(), load_options=(self.TUNING,))

    def choose(self, options: Mapping[str, SettingValue]) -> None:
        assert not self._is_loaded
        self._tuning = str(options.get("tuning", self.TUNING.default))

    def clone(
        self, references: Sequence[ReferenceClip], mode: VoiceMode, progress: Progress, cancel: CancelToken
    ) -> VoiceData:
        return VoiceData({}, {"tuning": self._tuning})


class HungryEngine(ToneEngine):
    """Has room on the processor only; on the graphics card it runs out of memory where `HUNGRY` says."""

    ID = "hungry"
    HUNGRY: ClassVar[str] = "load"

    def info(self) -> EngineInfo:
        return replace(super().info(), packages=("torch",))

    def load(self, device: str, progress: Progress) -> None:
        self.device = device
        self._eat("load")
        super().load(device, progress)

    def clone(
        self, references: Sequence[ReferenceClip], mode: VoiceMode, progress: Progress, cancel: CancelToken
    ) -> VoiceData:
        self._eat("clone")
        return super().clone(references, mode, progress, cancel)

    def synthesize(
        self, voice_data: VoiceData, text: str, options: SpeechOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        self._eat("first chunk")
        for chunk in super().synthesize(voice_data, text, options, cancel):
            yield chunk
            self._eat("second chunk")

    def _eat(self, what: str) -> None:
        if self.device == "cuda" and what == self.HUNGRY:
            raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")


class ChangingProgressEngine(ToneEngine):
    """Reports far more progress than anybody can look at, then waits to be cancelled."""

    ID = "busy"

    def clone(
        self, references: Sequence[ReferenceClip], mode: VoiceMode, progress: Progress, cancel: CancelToken
    ) -> VoiceData:
        for step in range(2_000):
            progress(ProgressUpdate("Counting", step / 2_000))
        progress(ProgressUpdate("Waiting"))
        cancel.wait(60.0)
        cancel.raise_if_cancelled()
        return super().clone(references, mode, progress, cancel)


def import_string(engine: type) -> str:
    """What names the class in an engine table."""
    return f"{engine.__module__}:{engine.__name__}"


TABLE = {
    engine.ID: import_string(engine)
    for engine in (
        *(
            ToneEngine,
            SoundAloneEngine,
            ExitingEngine,
            CrashingEngine,
            HangingEngine,
            FrozenEngine,
            EndlessEngine,
            SteppingEngine,
        ),
        *(ChattyEngine, ForeignErrorEngine, NanEngine, StereoEngine, LongEngine, UnloadableEngine, ObjectEngine),
        *(PryingEngine, HungryEngine, ChangingProgressEngine, TunableEngine),
        *(EchoEngine, HangingEchoEngine, ForeignErrorEchoEngine),
        *(PatientEngine, StubbornEngine, DyingEngine, FreezingEngine),
    )
}
