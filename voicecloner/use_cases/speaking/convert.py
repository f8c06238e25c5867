"""Say a recording again with a saved voice: the same speech, at the same places, by somebody else.

The recording may be as long as a working day: it goes by in blocks, its speech is cut in the pauses, and each piece is
converted by the engine's process; `take_maker` makes a take of them. What is no speech becomes silence.
"""

from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from voicecloner.audio.files.decoding import printable_name
from voicecloner.audio.files.importing import recording_size_bytes
from voicecloner.audio.files.streaming import StreamBlock
from voicecloner.domain.audio import AudioChunk, AudioClip, Samples
from voicecloner.domain.requests import require_types
from voicecloner.domain.synthesis import ConversionOptions, ConversionWay, SpeechOptions, Take
from voicecloner.engines.contract.engine import MAX_CONVERT_S, EngineHost, require_conversion
from voicecloner.errors import EngineError, InvalidRequest, UnreadableAudio
from voicecloner.jobs import NEVER, CancelToken, Progress, no_progress
from voicecloner.library.voices import VoiceLibrary
from voicecloner.quality.judging.judge import Meter
from voicecloner.quality.speech_pieces import PieceRules, SpeechCutter, SpeechPiece
from voicecloner.sound.channels import channel_with_speech
from voicecloner.sound.levels import to_loudness
from voicecloner.use_cases.review.find_window import Streamer
from voicecloner.use_cases.speaking.sentence_sound import levelled
from voicecloner.use_cases.speaking.speak import marks_of
from voicecloner.use_cases.speaking.take_maker import OnChunk, Part, TakeMaker, TakePlan, gathered

_BLOCK_S = 5.0
_LEVEL_PAUSE_S = 0.15
_SILENT_PEAK = 1e-4


@dataclass(frozen=True)
class ConvertRequest:
    """What to say again, and who says it.

    Attributes:
        source: a file of any kind and length, or mono sound.
        voice: id or name of a saved voice, made with an engine that converts.
        seed: for engines that draw random numbers.
        way: how, of engines that have several ways.
    """

    source: Path | AudioClip
    voice: str
    seed: int = 0
    way: ConversionWay = ConversionWay.AUTO

    @property
    def title(self) -> str:
        """What the user calls the recording."""
        return printable_name(self.source) if isinstance(self.source, Path) else "Recording"


class Convert:
    """The use case: call it with a `ConvertRequest`.

    Args:
        maker: makes takes.
        host: the engines.
        library: the voices.
        stream: hands out the sound of a file.
        new_meter: finds speech in one sound of the given rate, Hz.
    """

    def __init__(
        self,
        maker: TakeMaker,
        host: EngineHost,
        library: VoiceLibrary,
        stream: Streamer,
        new_meter: Callable[[int, CancelToken], Meter],
    ) -> None:
        self._maker = maker
        self._host = host
        self._library = library
        self._stream = stream
        self._new_meter = new_meter

    def __call__(
        self,
        request: ConvertRequest,
        *,
        progress: Progress = no_progress,
        cancel: CancelToken = NEVER,
        on_chunk: OnChunk | None = None,
    ) -> Take:
        """Convert it; the take is as long as the recording.

        Args:
            request: what to say again, and who says it.
            progress: gets the done part of the recording, with the time left.
            cancel: stops within a chunk; what was said by then is kept.
            on_chunk: gets each piece's sound as soon as it is ready, from this thread.

        Returns:
            the take; `Take.broken_by` tells why it is not whole, where the user stopped it or the engine failed.

        Raises:
            InvalidRequest: the voice's engine cannot convert, or not in this way, or the sound given is not mono.
            VoiceNotFound, VoiceNeedsRebuild, ReviewFailed: the voice cannot be used.
            UnreadableAudio: there is no such file, no sound in it that can be read, or nobody speaks in it.
            StorageError: the file may not be read, or the disk refuses.
            EngineError: the engine failed before it had said anything.
            Cancelled: stopped by the user before anything was said.
        """
        require_types(request)
        voice = self._library.find(request.voice)
        engine = self._maker.engine_of(voice)
        require_conversion(engine, request.way)
        _require_readable(request.source)  # a name mistyped is told before an engine is loaded
        plan = TakePlan(
            voice=voice,
            text=request.title,
            options=SpeechOptions(voice.language, seed=request.seed),
            sample_rate=engine.abilities.output_sample_rate,
            stage="Converting",
            marks=marks_of(voice.name, voice.id, request.title),
        )
        self._maker.load_voice(voice, progress, cancel)
        return self._maker.make(plan, self._converted(plan, request, cancel), progress=progress, on_chunk=on_chunk)

    def _converted(self, plan: TakePlan, request: ConvertRequest, cancel: CancelToken) -> Generator[Part]:
        """The pieces at their places, equally loud, and silence between them."""
        recording = _Recording(self._blocks(request.source, cancel), lambda rate: self._new_meter(rate, cancel))
        rate, position, has_sound = plan.sample_rate, 0, False
        for piece in recording.pieces():
            start, end = (round(seconds * rate) for seconds in recording.place_s(piece))
            fraction = recording.fraction(end / rate)
            for silence in _silence(start - position, rate):
                cancel.raise_if_cancelled()
                yield Part(silence, fraction)
            is_audible = np.abs(piece.samples).max() > _SILENT_PEAK
            said = self._said_again(plan, recording.clip(piece), request.way, cancel) if is_audible else _UNSAID
            has_sound = has_sound or len(said.samples) > 0
            yield Part(_fitted(said.samples, end - start), fraction, ways_s=said.ways_s)
            position = end
        if not position:
            raise UnreadableAudio(f"Nobody speaks in “{request.title}”.", "Choose a recording of speech.")
        if not has_sound:
            raise EngineError("The engine made no sound.", "Try another recording, or another voice.")
        for silence in _silence(round(recording.seconds * rate) - position, rate):
            cancel.raise_if_cancelled()
            yield Part(silence, 1.0)

    def _blocks(self, source: Path | AudioClip, cancel: CancelToken) -> Iterator[StreamBlock]:
        return self._stream(source, cancel) if isinstance(source, Path) else _blocks_of(source)

    def _said_again(self, plan: TakePlan, speech: AudioClip, way: ConversionWay, cancel: CancelToken) -> "_Said":
        cancel.raise_if_cancelled()
        voice_file = self._library.voice_file(plan.voice)
        options = ConversionOptions(plan.options.seed, way)
        chunks = list(self._host.convert(plan.voice.engine_id, voice_file, speech, options, cancel=cancel))
        pause = round(_LEVEL_PAUSE_S * plan.sample_rate)
        samples = levelled(gathered(iter(chunks)), pause, plan.sample_rate)[pause:]
        return _Said(samples, _ways_s(chunk for chunk in chunks if chunk.way))


@dataclass(frozen=True, eq=False)
class _Said:
    """A piece as the voice says it, and for how many seconds in each way; see `Take.ways`."""

    samples: Samples
    ways_s: Mapping[str, float] = field(default_factory=dict)


def _ways_s(chunks: Iterable[AudioChunk]) -> Mapping[str, float]:
    """For how many seconds each way was used."""
    found: dict[str, float] = defaultdict(float)
    for chunk in chunks:
        found[chunk.way] += len(chunk.samples) / chunk.sample_rate
    return found


_UNSAID = _Said(np.zeros(0, np.float32))


class _Recording:
    """The speech of a recording that is read block by block.

    Attributes:
        seconds: how much of it has gone by.
    """

    def __init__(self, blocks: Iterator[StreamBlock], new_meter: Callable[[int], Meter]) -> None:
        self.seconds = 0.0
        self._blocks = blocks
        self._new_meter = new_meter
        self._sample_rate = 0
        self._expected_s = 0.0

    def pieces(self) -> Iterator[SpeechPiece]:
        """The pieces in order, each as soon as it has gone by."""
        cutter: SpeechCutter | None = None
        for block in self._blocks:
            if cutter is None:
                self._sample_rate = block.sample_rate
                cutter = SpeechCutter(
                    self._new_meter(block.sample_rate), block.sample_rate, PieceRules(max_s=MAX_CONVERT_S)
                )
            yield from cutter.push(self._news(block))
        if cutter:
            self._expected_s = self.seconds
            yield from cutter.finish()

    def place_s(self, piece: SpeechPiece) -> tuple[float, float]:
        """Where it begins and ends, seconds."""
        return piece.start_frame / self._sample_rate, (piece.start_frame + len(piece.samples)) / self._sample_rate

    def clip(self, piece: SpeechPiece) -> AudioClip:
        """Its sound, as loud as what networks learn from."""
        return AudioClip(to_loudness(piece.samples, self._sample_rate), self._sample_rate)

    def fraction(self, seconds: float) -> float:
        """How much of the whole lies before this place, as far as is known."""
        return min(1.0, seconds / self._expected_s) if self._expected_s else 0.0

    def _news(self, block: StreamBlock) -> Samples:
        """What of the block has not gone by yet: another decoder hands out a damaged file from its beginning again."""
        gone = round(self.seconds * block.sample_rate)
        end = block.start_frame + len(block.samples)
        self.seconds = max(self.seconds, end / block.sample_rate)
        self._expected_s = self.seconds / block.fraction if block.fraction else 0.0
        news = block.samples[max(0, gone - block.start_frame) :]
        return channel_with_speech(news) if len(news) else news[:, 0]


def _require_readable(source: Path | AudioClip) -> None:
    if isinstance(source, Path):
        recording_size_bytes(source)
    elif source.samples.ndim != 1 or not np.isfinite(source.samples).all():
        raise InvalidRequest("The recording must be mono sound of finite numbers.", "Mix it down to one channel first.")


def _blocks_of(clip: AudioClip) -> Iterator[StreamBlock]:
    step = max(1, round(_BLOCK_S * clip.sample_rate))
    for start in range(0, clip.frames, step):
        end = min(clip.frames, start + step)
        yield StreamBlock(clip.samples[start:end, None], clip.sample_rate, start, end / clip.frames)


def _silence(frames: int, sample_rate: int) -> Iterator[Samples]:
    """So many frames of nothing, a few seconds at a time: a pause may last for hours."""
    step = round(_BLOCK_S * sample_rate)
    for start in range(0, frames, step):
        yield np.zeros(min(step, frames - start), np.float32)


def _fitted(sound: Samples, frames: int) -> Samples:
    """Exactly so many frames: networks work in steps of some ms, and their sound is longer or shorter by less."""
    return np.pad(sound[:frames], (0, max(0, frames - len(sound))))
