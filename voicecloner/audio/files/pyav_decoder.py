"""FFmpeg (PyAV) as decoder: M4A, WebM, WMA and the damaged files libsndfile gives up. Runs in the child process."""

import errno
import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, cast

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer

from voicecloner.audio.files.content import is_webm
from voicecloner.audio.files.file_views import FilePart
from voicecloner.audio.files.lengths import lengths_of
from voicecloner.audio.files.raw_sink import Decoded, RawSink, Refused, tags_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.packet import Packet  # generic for the type checker only

# Formats that hold their sound themselves. Playlists are left out: they make FFmpeg open other files and addresses.
_CONTAINERS = {
    "wav": "WAV",
    "w64": "W64",
    "flac": "FLAC",
    "ogg": "OGG",
    "mp3": "MP3",
    "aiff": "AIFF",
    "au": "AU",
    "caf": "CAF",
    "aac": "AAC",
    "mov,mp4,m4a,3gp,3g2,mj2": "M4A",
    "matroska,webm": "Matroska",
    "asf": "WMA",
    "amr": "AMR",
    "avi": "AVI",
    "flv": "FLV",
    "mpegts": "MPEG-TS",
    "wv": "WavPack",
    "ape": "APE",
    "tta": "TTA",
}

_LENGTH_IS_GUESSED = {"aac", "mp3", "amr", "mpegts", "flv"}
# Formats that name the time of each piece, so that one can be found without decoding those before it.
_HAVE_AN_INDEX = {"mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm"}
# Formats in which FFmpeg goes on behind the length that the header names, and counting takes no decoding.
_FRAMES_STAND_ALONE = {"mp3", "flac"}
# Decoders need some sound before the wanted one to get into step.
_RUN_UP_S = 1.0


def read_with_pyav(source: BinaryIO, sink: RawSink) -> Decoded:
    """Decode with FFmpeg; pieces that cannot be decoded are left out and counted.

    Raises:
        Refused: it is no sound for FFmpeg, has no sound track, or no sound comes out.
        MemoryError: it asks for too much.
    """
    lengths = lengths_of(source)
    shown = lengths.view if lengths and lengths.view else source
    with _opened(shown) as (container, stream):
        pieces = _decode(container, stream, sink, _FrameWriter(sink, _begin_near_start(container, stream, sink)))
        report = _report(container, stream, sink, pieces)
    return replace(report, container="WebM") if is_webm(source) else report


def read_joined(source: BinaryIO, parts: list[tuple[int, int]], sink: RawSink) -> Decoded:
    """Decode recordings that stand in one file one after the other; later ones are brought to the first one's rate.

    Args:
        source: the file.
        parts: where each begins and ends, in bytes.
        sink: takes the sound.

    Raises:
        Refused: the first one is no sound for FFmpeg, or no sound comes out.
        MemoryError: it asks for too much.
    """
    writer, lost = _FrameWriter(sink), 0
    report: Decoded | None = None
    for start, end in parts:
        try:
            with _opened(cast(BinaryIO, FilePart(source, start, end))) as (container, stream):
                lost += _decode(container, stream, sink, writer).lost
                report = report or _report(container, stream, sink, _Pieces())
        except Refused:
            if report is None:
                raise
            lost += 1
        if sink.overflowed:
            break
    if report is None or not sink.frames:
        raise sink.nothing()
    whole = replace(report, frames=sink.frames, promised_frames=0, stopped_at_limit=sink.overflowed)
    return replace(whole, lost_packets=lost, parts=len(parts), stated_frames=0)


def counted_s(source: BinaryIO) -> float:
    """How long an MP3 or FLAC file is by its frames, which are only counted; 0.0 for any other file."""
    try:
        with _opened(source) as (container, stream):
            if container.format.name not in _FRAMES_STAND_ALONE or not stream.time_base:
                return 0.0
            return float(sum(packet.duration or 0 for packet in _packets(container, stream)) * stream.time_base)
    except Refused:
        return 0.0


@contextmanager
def _opened(source: BinaryIO) -> "Iterator[tuple[InputContainer, AudioStream]]":
    """The container and its sound track.

    Raises:
        Refused: it is no sound for FFmpeg, or has no sound track.
    """
    source.seek(0)
    options = {"format_whitelist": ",".join(_CONTAINERS), "protocol_whitelist": "none"}
    nameless = cast(BinaryIO, _Nameless(source))
    try:
        # A title that is not UTF-8 is no reason to refuse the sound.
        with av.open(nameless, mode="r", options=options, metadata_errors="replace") as container:
            yield container, _sound_track(container)
    except MemoryError:
        raise
    except av.FFmpegError:
        raise Refused("not_sound") from None


def _sound_track(container: InputContainer) -> AudioStream:
    if not container.streams.audio:
        raise Refused("no_sound_track")
    stream = cast(AudioStream, container.streams.best("audio") or container.streams.audio[0])
    if stream.codec_context is None:
        raise Refused("unknown_codec")
    if not stream.codec_context.channels:
        raise Refused("channels", channels=0)
    return stream


@dataclass(frozen=True)
class _Pieces:
    """How many pieces of a track could be decoded, and how many could not."""

    good: int = 0
    lost: int = 0


def _decode(container: InputContainer, stream: AudioStream, sink: RawSink, writer: "_FrameWriter") -> _Pieces:
    """Write everything that can be decoded."""
    good = lost = 0
    for packet in _packets(container, stream):
        try:
            frames = packet.decode()
        except av.FFmpegError:
            lost += 1
            continue
        good += bool(packet.size)
        for frame in frames:
            writer.write(frame)
        if sink.overflowed:
            return _Pieces(good, lost)
    writer.flush()
    return _Pieces(good, lost)


def _begin_near_start(container: InputContainer, stream: AudioStream, sink: RawSink) -> int | None:
    """Leave out most of what lies before the start; the time stamp of the sound's first sample, where that was done."""
    start_s = sink.start_s - _RUN_UP_S
    if start_s <= 0 or container.format.name not in _HAVE_AN_INDEX or not stream.time_base:
        return None
    origin = max(0, stream.start_time or 0)  # what lies before 0 is the decoder's own start and is never heard
    container.seek(origin + int(start_s / stream.time_base), stream=stream)
    return origin


def _packets(container: InputContainer, stream: AudioStream) -> "Iterator[Packet[AudioStream]]":
    """The packets up to where the container itself cannot be followed any further."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except av.FFmpegError:
            return
        except IndexError:  # PyAV knows no stream that a damaged MPEG-TS begins halfway; it is not the wanted one
            packets = container.demux(stream)
            continue
        if packet is None:
            return
        yield packet


def _report(container: InputContainer, stream: AudioStream, sink: RawSink, pieces: _Pieces) -> Decoded:
    if not sink.frames:
        raise Refused("nothing_decodable") if pieces.lost and not sink.first_frame else sink.nothing()
    stated = round(_promised_seconds(container, stream) * sink.sample_rate)
    is_whole = _is_whole(container, stream, pieces)
    return Decoded(
        container=_CONTAINERS[container.format.name],
        codec=stream.codec_context.codec.canonical_name,
        sample_rate=sink.sample_rate,
        channels=sink.channels,
        frames=sink.frames,
        promised_frames=0 if is_whole and not sink.overflowed else stated,
        stopped_at_limit=sink.overflowed,
        lost_packets=pieces.lost,
        stated_frames=stated if is_whole else 0,
        # Ogg keeps its tags with the track, other formats with the file
        tags=tags_from({**stream.metadata, **container.metadata}),
    )


def _is_whole(container: InputContainer, stream: AudioStream, pieces: _Pieces) -> bool:
    """Whether nothing is missing, whatever length is stated: FLAC that was cut off ends in half a piece, and MP4 counts
    its pieces.
    """
    if container.format.name == "flac":
        return not pieces.lost
    return 0 < stream.frames <= pieces.good


def _promised_seconds(container: InputContainer, stream: AudioStream) -> float:
    """Length the container states; 0.0 where it states none or FFmpeg only guesses it from the size."""
    if container.format.name in _LENGTH_IS_GUESSED:
        return 0.0
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    only_sound = len(container.streams) == 1
    return (container.duration or 0) / av.time_base if only_sound else 0.0


class _Nameless:
    """A file without its name: FFmpeg would otherwise let the suffix take part in the decision what it is."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.read = source.read
        self.tell = source.tell

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Damaged files send FFmpeg to places before their start: its own answer to that is -1, not an error here."""
        try:
            return self._source.seek(offset, whence)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            return -1


class _FrameWriter:
    """Turns FFmpeg frames of any sample format into float32 blocks of the first frame's rate and channels.

    `AudioFrame.to_ndarray` on the decoder's own frames ends the process for 8-channel planar ones (PyAV 15.1-18.1);
    through a resampler to packed float it never sees them.
    """

    def __init__(self, sink: RawSink, origin: int | None = None) -> None:
        self._sink = sink
        self._origin = origin
        self._layout: av.AudioLayout | None = None
        self._kind: tuple[str, str, int, int] | None = None
        self._resampler: av.AudioResampler | None = None

    def write(self, frame: av.AudioFrame) -> None:
        """Convert and write one frame; a change of rate or channels within the file is converted back."""
        if self._layout is None:
            self._sink.start(frame.sample_rate, frame.layout.nb_channels)
            self._layout = frame.layout
            self._find_place(frame)
        kind = (frame.format.name, frame.layout.name, frame.layout.nb_channels, frame.sample_rate)
        if kind != self._kind:
            self.flush()
            self._kind = kind
            self._resampler = av.AudioResampler("flt", self._layout, self._sink.sample_rate)
        if self._resampler is not None:
            self._take(self._resampler.resample(frame))

    def _find_place(self, frame: av.AudioFrame) -> None:
        """Tell the sink where in the file the first frame lies, if it is not the file's first."""
        if self._origin is None or frame.time_base is None:
            return
        if frame.pts is None:
            raise Refused("no_place")
        seconds = (frame.pts - self._origin) * frame.time_base
        self._sink.jump_to(round(seconds * frame.sample_rate))

    def flush(self) -> None:
        """Write what the resampler still holds."""
        if self._resampler is not None:
            self._take(self._resampler.resample(None))
        self._resampler = self._kind = None

    def _take(self, frames: list[av.AudioFrame]) -> None:
        for frame in frames:
            self._sink.write(np.asarray(frame.to_ndarray(), np.float32).reshape(-1, self._sink.channels))
