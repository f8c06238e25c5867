"""What the program and the engine's process say to each other.

The head of a message is ``{"kind": ..., <fields>}``, its content the payload as it is: float32 little-endian waveforms,
or a safetensors file.

    program -> worker   Hello, Clone (+ waveforms), LoadVoice, Synthesize, Convert (+ waveform), Cancel
    worker -> program   Ready, Heartbeat, ProgressNote, Note, Chunk (+ waveform), ClonedVoice (+ safetensors),
                        Done, Failure

The worker has one job at a time; it ends with exactly one `Done` or `Failure`. While it clones it may send several
voices, each better than those before.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass, field

import numpy as np

from voicecloner.children.packets import Head, PacketTooLarge
from voicecloner.domain.audio import AudioChunk, Samples, WordTime
from voicecloner.errors import EngineError, VoiceClonerError, all_errors

_WAVEFORM = np.dtype("<f4")


@dataclass(frozen=True)
class Hello:
    """First words.

    Attributes:
        engines: the engine table.
        device: where engines are to be loaded.
        load_options: what the user has chosen for engines that can be loaded in several ways: engine id, key, value.
    """

    engines: dict[str, str]
    device: str
    load_options: dict[str, dict[str, str | int | float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Clone:
    """Encode a voice of the waveforms in the payload, which lie one after the other.

    Attributes:
        job: number of the job, by which `Cancel` names it.
        engine_id: which engine.
        mode: value of `VoiceMode`.
        sample_rate: Hz, of all waveforms.
        frames: length of each waveform.
        transcripts: the words spoken in each.
        languages: BCP 47 tag of each.
    """

    job: int
    engine_id: str
    mode: str
    sample_rate: int
    frames: list[int]
    transcripts: list[str]
    languages: list[str]


@dataclass(frozen=True)
class LoadVoice:
    """Load the engine and the voice in `voice_file`, so that speaking begins at once."""

    job: int
    engine_id: str
    voice_file: str


@dataclass(frozen=True)
class Synthesize:
    """Say `text` with the voice in `voice_file`; the options are those of `SpeechOptions`."""

    job: int
    engine_id: str
    voice_file: str
    text: str
    language: str
    speed: float
    seed: int
    options: dict[str, str | int | float]


@dataclass(frozen=True)
class Convert:
    """Say the speech in the payload again, with the voice in `voice_file`.

    Attributes:
        job: number of the job, by which `Cancel` names it.
        engine_id: which engine.
        voice_file: absolute path.
        sample_rate: Hz, of the waveform.
        seed: for engines that draw random numbers.
        way: value of `ConversionWay`.
    """

    job: int
    engine_id: str
    voice_file: str
    sample_rate: int
    seed: int
    way: str


@dataclass(frozen=True)
class Cancel:
    """Stop a job."""

    job: int


@dataclass(frozen=True)
class Ready:
    """The worker's answer to `Hello`."""

    pid: int


@dataclass(frozen=True)
class Heartbeat:
    """A sign of life, sent while a job is worked on."""


@dataclass(frozen=True)
class ProgressNote:
    """How far a job is; see `ProgressUpdate`."""

    stage: str
    fraction: float | None
    detail: str = ""


@dataclass(frozen=True)
class Note:
    """What the user should know about how a job is done."""

    text: str


@dataclass(frozen=True)
class Chunk:
    """A piece of sound; its waveform is the payload.

    Attributes:
        sample_rate: Hz.
        words: first character, character after the last, start and end in seconds of each word of `AudioChunk.words`.
        way: of `AudioChunk`.
    """

    sample_rate: int
    words: list[tuple[int, int, float, float]] = field(default_factory=list)
    way: str = ""

    @classmethod
    def of(cls, chunk: AudioChunk) -> "Chunk":
        """The message for a chunk, whose waveform goes beside it."""
        return cls(chunk.sample_rate, [astuple(word) for word in chunk.words], chunk.way)

    def chunk(self, payload: memoryview) -> AudioChunk:
        """The chunk as it was.

        Raises:
            EngineError: the waveform or a word is broken.
        """
        try:
            words = tuple(WordTime(*word) for word in self.words)
        except TypeError as error:
            raise EngineError("The engine's process sent a broken word.") from error
        return AudioChunk(waveform_from_bytes(payload), self.sample_rate, words, self.way)


@dataclass(frozen=True)
class ClonedVoice:
    """The encoded voice, or what has been reached of it so far; its safetensors file is the payload.

    Attributes:
        engine_revision: of the engine that made it.
        seconds: how long it took.
        mode: value of `VoiceMode`: the one it was really cloned in.
        notes: for the user.
    """

    engine_revision: str
    seconds: float
    mode: str
    notes: list[str]


@dataclass(frozen=True)
class Done:
    """The job is finished."""


@dataclass(frozen=True)
class Failure:
    """The job ended with an error of the program's tree."""

    code: str
    message: str
    hint: str

    @classmethod
    def of(cls, error: VoiceClonerError) -> "Failure":
        """The message that carries `error`."""
        return cls(error.code, error.message, error.hint)

    def error(self) -> VoiceClonerError:
        """The error as it was; an `EngineError` if this side does not know its kind."""
        return all_errors().get(self.code, EngineError)(self.message, self.hint)


Order = Clone | LoadVoice | Synthesize | Convert
Command = Hello | Order | Cancel
Answer = Heartbeat | ProgressNote | Note | Chunk | ClonedVoice | Done | Failure
WorkerMessage = Command | Answer | Ready

_KINDS: dict[str, type[WorkerMessage]] = {
    kind.__name__: kind
    for kind in (
        *(Hello, Clone, LoadVoice, Synthesize, Convert, Cancel),
        *(Ready, Heartbeat, ProgressNote, Note, Chunk, ClonedVoice, Done, Failure),
    )
}


def encode(message: WorkerMessage) -> Head:
    """The head of the message that goes through the pipe."""
    return {"kind": type(message).__name__, **asdict(message)}


def decode(head: Head) -> WorkerMessage:
    """The message with this head.

    Raises:
        EngineError: it is none of this version of the program.
    """
    try:
        return _KINDS[head["kind"]](**{name: value for name, value in head.items() if name != "kind"})
    except (LookupError, TypeError) as error:
        raise EngineError(
            "The program and the engine's process do not understand each other.", "Reinstall VoiceCloner."
        ) from error


@contextmanager
def fitting() -> Iterator[None]:
    """Within the block a message that is too large to be sent is an `EngineError`."""
    try:
        yield
    except PacketTooLarge as error:
        words = "This is too much for the engine in one go."
        raise EngineError(words, "Use a shorter recording or a shorter text.") from error


def waveform_to_bytes(samples: Samples) -> bytes:
    """float32 little-endian bytes of shape (frames,) samples."""
    return samples.astype(_WAVEFORM, copy=False).tobytes()


def waveform_from_bytes(payload: bytes | memoryview) -> Samples:
    """Samples of shape (frames,), float32, that may be written to.

    Raises:
        EngineError: the payload is no whole number of samples.
    """
    if len(payload) % _WAVEFORM.itemsize:
        raise EngineError("The engine's process sent a broken waveform.")
    return np.frombuffer(payload, _WAVEFORM).astype(np.float32)
