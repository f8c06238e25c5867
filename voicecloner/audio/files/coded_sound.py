"""Sound becomes FFmpeg's packets, and can be heard at once as it will sound: what a coder adds is known without reading
the file again."""

import io
from collections.abc import Generator, Iterable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.sound.levelling import Level, Measuring

_FRAMES = 4_096  # of one step; each encoder cuts them to its own size
_DECODERS = {"libmp3lame": "mp3float"}
_EXCERPTS = 6
_EXCERPT_S = 10.0


def packets_of(stream: Any, rate: int, blocks: Iterable[Samples]) -> Iterator[Any]:
    """The sound as a stream of an open container codes it.

    Args:
        stream: made for one channel.
        rate: Hz, of the stream and of the blocks.
        blocks: float32, shape (frames,).

    Raises:
        av.error.FFmpegError
    """
    import av

    done = 0
    for block in blocks:
        for start in range(0, len(block), _FRAMES):
            part = np.ascontiguousarray(block[None, start : start + _FRAMES])
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = rate, done, Fraction(1, rate)
            done += part.shape[1]
            yield from stream.encode(frame)
    yield from stream.encode(None)


def heard_packets(packets: Iterable[Any], stream: Any, heard: Measuring) -> Iterator[Any]:
    """The packets, each decoded and measured on its way.

    Args:
        packets: of `stream`.
        stream: whose coder is open.
        heard: gets what is decoded.
    """
    import av

    coder, decoder = stream.codec_context, None
    for packet in packets:
        if decoder is None:
            decoder = av.CodecContext.create(_DECODERS.get(coder.name, coder.name), "r")
            decoder.extradata = coder.extradata
        for frame in decoder.decode(packet):
            heard.push(frame.to_ndarray()[0])
        yield packet
    for frame in decoder.decode(None) if decoder else ():
        heard.push(frame.to_ndarray()[0])


class Excerpts:
    """A minute of a sound, from everywhere in it, to see how much quieter a coder makes it: LAME half a dB for speech.

    Args:
        sample_rate: Hz.
        frames: how many the sound has.
    """

    def __init__(self, sample_rate: int, frames: int) -> None:
        self._rate, self._length = sample_rate, round(_EXCERPT_S * sample_rate)
        self._every = max(self._length, frames // _EXCERPTS)
        self._kept: list[Samples] = []

    def seen(self, blocks: Iterable[Samples]) -> Generator[Samples]:
        """The blocks, of which excerpts are kept."""
        at = 0
        for block in blocks:
            begun = at % self._every
            if begun < self._length:
                self._kept.append(block[: self._length - begun].copy())
            at += len(block)
            yield block

    def lost_db(self, level: Level, container: str, codec: str, bits_per_s: int) -> float:
        """How much quieter the sound becomes at a level by being coded; 0 for silence.

        Raises:
            av.error.FFmpegError
        """
        import av

        plain, heard = Measuring(self._rate), Measuring(self._rate)

        def at_level() -> Iterator[Samples]:
            for block in level.applied(self._kept, self._rate):
                plain.push(block)
                yield block

        with av.open(io.BytesIO(), "w", format=container) as nowhere:
            stream: Any = nowhere.add_stream(codec, rate=self._rate, layout="mono")
            stream.bit_rate = bits_per_s
            for packet in heard_packets(packets_of(stream, self._rate, at_level()), stream, heard):
                nowhere.mux(packet)
        lost_db = plain.found().lufs - heard.found().lufs
        return lost_db if np.isfinite(lost_db) else 0.0
