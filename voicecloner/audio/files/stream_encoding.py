"""Sound that is sent while it is made: each format in pieces, for a listener who cannot go back.

WAV and bare samples are written here, all else by FFmpeg's encoders. A WAV of unknown length says the largest one there
is, as programs that write to a pipe do.
"""

import io
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import soundfile

from voicecloner.audio.files.id3 import id3_tag, tag_text
from voicecloner.domain.audio import Samples
from voicecloner.errors import InvalidRequest
from voicecloner.sound.resampling import resampler

_UNKNOWN = 0xFFFF_FFFF
_FULL_SCALE = 32_767
_RATES_HZ = (8_000, 12_000, 16_000, 24_000, 48_000)


@dataclass(frozen=True)
class StreamFormat:
    """A format in which sound can be sent.

    Attributes:
        media_type: as HTTP calls it.
        container, codec, layout: FFmpeg's names; empty where the program writes the bytes itself.
        rates_hz: those it knows; empty: any.
    """

    media_type: str
    container: str = ""
    codec: str = ""
    layout: str = ""
    rates_hz: tuple[int, ...] = ()


STREAM_FORMATS: Mapping[str, StreamFormat] = MappingProxyType(
    {
        "mp3": StreamFormat("audio/mpeg", "mp3", "libmp3lame", "fltp", _RATES_HZ),
        "opus": StreamFormat("audio/ogg", "ogg", "libopus", "flt", _RATES_HZ),
        "aac": StreamFormat("audio/aac", "adts", "aac", "fltp", _RATES_HZ),
        "flac": StreamFormat("audio/flac", "flac", "flac", "s16"),
        "wav": StreamFormat("audio/wav"),
        "pcm": StreamFormat("audio/pcm", rates_hz=(24_000,)),
    }
)
"""By their names in OpenAI's interface; ``pcm`` is 16 bits, mono, 24 kHz, little-endian."""


def stream_format(name: str) -> StreamFormat:
    """The format of this name.

    Raises:
        InvalidRequest: there is none.
    """
    if name not in STREAM_FORMATS:
        raise InvalidRequest(f"Sound cannot be sent as “{name}”.", f"Choose one of {', '.join(STREAM_FORMATS)}.")
    return STREAM_FORMATS[name]


class SoundStream:
    """One sound on its way.

    Args:
        name: one of `STREAM_FORMATS`.
        sample_rate: Hz, of what is pushed.
        tags: what the sound says of itself, where its format can: title, artist, comment, date.
        frames: how many samples there will be; None where that is not known.

    Raises:
        InvalidRequest: there is no such format.
    """

    def __init__(
        self, name: str, sample_rate: int, tags: Mapping[str, str] | None = None, frames: int | None = None
    ) -> None:
        self.format = stream_format(name)
        rates = self.format.rates_hz
        self._rate = next((rate for rate in rates if rate >= sample_rate), rates[-1]) if rates else sample_rate
        self._resampler = None if self._rate == sample_rate else resampler(sample_rate, self._rate)
        self._sink = _Sink()
        self._encoder = _Encoder(self.format, self._rate, self._sink, tags or {}) if self.format.codec else None
        if name == "wav":
            self._sink.write(_wav_head(self._rate, tags or {}, frames))

    def push(self, samples: Samples) -> bytes:
        """The next bytes; may be none.

        Args:
            samples: float32, shape (frames,), -1..1.
        """
        return self._pushed(samples, is_last=False)

    def end(self) -> bytes:
        """The last bytes."""
        rest = self._pushed(np.zeros(0, np.float32), is_last=True)
        if self._encoder:
            self._encoder.end()
        return rest + self._sink.taken()

    def _pushed(self, samples: Samples, *, is_last: bool) -> bytes:
        at_rate = self._resampler.resample_chunk(samples, last=is_last) if self._resampler else samples
        if self._encoder:
            self._encoder.push(at_rate)
        else:
            self._sink.write(_as_16_bits(at_rate).tobytes())
        return self._sink.taken()


def whole_sound(name: str, samples: Samples, sample_rate: int, tags: Mapping[str, str] | None = None) -> bytes:
    """A sound that is there already, as a file."""
    if name == "flac":  # whose beginning says how long it is; FFmpeg would have to go back for that
        return _flac(samples, sample_rate, tags or {})
    stream = SoundStream(name, sample_rate, tags, len(samples))
    return stream.push(samples) + stream.end()


def _flac(samples: Samples, sample_rate: int, tags: Mapping[str, str]) -> bytes:
    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", sample_rate, 1, "PCM_16", format="FLAC") as written:
        for key in _INFO_CODES.keys() & tags.keys():
            setattr(written, key, tags[key])
        written.write(_as_16_bits(samples))
    return file.getvalue()


class _Sink:
    """What FFmpeg writes to: it cannot go back, so it writes what a pipe can take."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        """What was written since the last time."""
        whole, self._parts = b"".join(self._parts), []
        return whole


class _Encoder:
    def __init__(self, wanted: StreamFormat, rate: int, sink: _Sink, tags: Mapping[str, str]) -> None:
        import av  # 0.1 s that only its users should pay

        self._av, self._format, self._rate = av, wanted, rate
        # FFmpeg writes the comments of MP3 where few programs look
        is_mp3 = wanted.container == "mp3"
        if is_mp3:
            sink.write(id3_tag({key: tag_text(text) for key, text in tags.items()}))
        options = {"id3v2_version": "0"} if is_mp3 else {}
        self._container: Any = av.open(sink, "w", format=wanted.container, options=options)
        self._stream: Any = self._container.add_stream(wanted.codec, rate=rate)
        # Ogg keeps what it says of itself with the stream
        (self._stream if wanted.container == "ogg" else self._container).metadata.update({} if is_mp3 else tags)
        context: Any = self._stream.codec_context
        context.layout, context.format = "mono", wanted.layout
        self._frames = 0

    def push(self, samples: Samples) -> None:
        if not len(samples):
            return
        numbers = _as_16_bits(samples) if self._format.layout == "s16" else np.asarray(samples, np.float32)
        frame = self._av.AudioFrame.from_ndarray(numbers[None], self._format.layout, "mono")
        frame.sample_rate, frame.pts = self._rate, self._frames
        self._frames += len(samples)
        for packet in self._stream.encode(frame):
            self._container.mux(packet)

    def end(self) -> None:
        for packet in self._stream.encode(None):
            self._container.mux(packet)
        self._container.close()


def _as_16_bits(samples: Samples) -> "np.ndarray[Any, np.dtype[np.int16]]":
    return np.rint(np.clip(samples, -1, 1) * _FULL_SCALE).astype("<i2")


def _wav_head(rate: int, tags: Mapping[str, str], frames: int | None) -> bytes:
    """Everything up to the samples."""
    said = b"".join(_info(code, tags[key]) for key, code in _INFO_CODES.items() if tags.get(key))
    told = _chunk(b"LIST", b"INFO" + said) if said else b""
    size = _UNKNOWN if frames is None else 2 * frames
    body = b"WAVE" + _chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, rate, 2 * rate, 2, 16)) + told
    whole = _UNKNOWN if frames is None else len(body) + 8 + size
    return b"RIFF" + struct.pack("<I", whole) + body + b"data" + struct.pack("<I", size)


_INFO_CODES = {"title": b"INAM", "artist": b"IART", "comment": b"ICMT", "date": b"ICRD"}


def _info(code: bytes, text: str) -> bytes:
    return _chunk(code, text.encode() + b"\0")


def _chunk(code: bytes, content: bytes) -> bytes:
    """A chunk, filled up to an even length."""
    return code + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
