"""The head of an MP4 file whose sound lies on the disk already.

FFmpeg keeps 72 bytes for each packet until a file is closed, 6 MB for an hour of speech. So it writes a small *form*
only: a file with all that is said of the book, with its chapters, and with the first and the last packet; in long
books with a few between them. The tables that name every packet are put into the form here, from two bytes for each.
What comes out is what FFmpeg would have made, but that the head comes first, so that players begin before they have all
of the file (ISO/IEC 14496-12, whose names of boxes these are).
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from array import array

_HEAD_BYTES = 8
_LONG_HEAD_BYTES = 16
FARTHEST_TICKS = 1 << 30
"""How far a packet of a form is from the one before at most, but for its own length, in samples: FFmpeg takes 2^31 for
a fault, which half a day has at 48 kHz.
"""
_SHORT_OFFSETS_BYTES = (1 << 32) - (1 << 26)
"""How much sound offsets of four bytes reach, whatever stands before it."""
_OPENED = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
# Behind the name of their box, as FFmpeg writes it: the highest and the mean bit rate.
_RATES_AT = {b"esds": 22, b"btrt": 4}
_CHUNK_S = 1.0


@dataclass(frozen=True)
class _Box:
    """A part of the file: bytes, or further parts."""

    kind: bytes
    content: bytes = b""
    inner: "tuple[_Box, ...]" = ()

    @property
    def size(self) -> int:
        return _HEAD_BYTES + len(self.content) + sum(box.size for box in self.inner)

    def pieces(self) -> Iterator[bytes]:
        yield struct.pack(">I4s", self.size, self.kind)
        yield self.content
        for box in self.inner:
            yield from box.pieces()

    def find(self, *way: bytes) -> "_Box":
        """The first box of these kinds, each within the one before."""
        found = self
        for kind in way:
            found = next(box for box in found.inner if box.kind == kind)
        return found

    def changed(self, change: "Callable[[_Box], _Box]") -> "_Box":
        """The same with each box changed that holds bytes."""
        return replace(self, inner=tuple(box.changed(change) for box in self.inner)) if self.inner else change(self)


def head_for(form: bytes, sizes: "array[int]") -> bytes:
    """What stands in the file before its packets.

    Args:
        form: a file by FFmpeg with the first and the last packet of the sound, which is its first track, and one
            between them wherever they would be `FARTHEST_TICKS` apart.
        sizes: of all packets in bytes, in order.
    """
    boxes = {box.kind: box for box in _boxes(form)}
    moov, texts_start = boxes[b"moov"], form.index(b"mdat") + 4
    sound = next(box for box in moov.inner if box.kind == b"trak")
    texts = form[texts_start : _offsets(sound)[0]]  # of the chapters, which FFmpeg writes first
    tables = _Tables(sizes, sound)
    mdat_head = _mdat_head(len(texts) + tables.end)

    def moov_at(base: int) -> _Box:
        """As it is where the texts begin there."""
        return replace(moov, inner=tuple(track_at(base, box) for box in moov.inner))

    def track_at(base: int, box: _Box) -> _Box:
        if box is sound:
            return tables.filled(base + len(texts))
        return _moved(box, base - texts_start) if box.kind == b"trak" else box

    ftyp = b"".join(boxes[b"ftyp"].pieces())
    base = len(ftyp) + moov_at(texts_start).size + len(mdat_head)
    return b"".join([ftyp, *moov_at(base).pieces(), mdat_head, texts])


class _Tables:
    """What names each packet.

    Args:
        sizes: of the packets.
        sound: their track in the form.

    Attributes:
        end: how many bytes they have together.
    """

    def __init__(self, sizes: "array[int]", sound: _Box) -> None:
        self._sound, self._packets = sound, len(sizes)
        bytes_of = np.frombuffer(sizes, np.uint16)
        self.end = int(bytes_of.sum(dtype=np.int64))
        rate, duration = _time_of(sound.find(b"mdia", b"mdhd").content)
        self._bits_per_s = 8 * self.end * rate // max(1, duration)
        steps = _steps(sound, len(sizes))
        in_chunk = max(1, round(_CHUNK_S * rate / steps[0][1]))
        chunks = np.add.reduceat(bytes_of, np.arange(0, len(sizes), in_chunk), dtype=np.int64)
        self._starts = np.cumsum(chunks) - chunks
        self._tables = {
            b"stts": _table(steps),
            b"stsc": _table(_chunks(len(sizes), in_chunk)),
            b"stsz": b"".join([struct.pack(">III", 0, 0, len(sizes)), bytes_of.astype(">u4").data]),
        }

    def filled(self, base: int) -> _Box:
        """The track where the packets begin there."""
        return self._sound.changed(lambda box: self._filled(box, base))

    def _filled(self, box: _Box, base: int) -> _Box:
        if box.kind in self._tables:
            return replace(box, content=self._tables[box.kind])
        if box.kind == b"stco":
            is_long = self.end > _SHORT_OFFSETS_BYTES
            offsets = (self._starts + base).astype(">u8" if is_long else ">u4")
            return _Box(b"co64" if is_long else b"stco", struct.pack(">II", 0, len(offsets)) + offsets.tobytes())
        if box.kind == b"sbgp":  # each needs the one before it
            return replace(box, content=box.content[:12] + struct.pack(">II", self._packets, 1))
        return replace(box, content=self._with_rates(box.content)) if box.kind == b"stsd" else box

    def _with_rates(self, content: bytes) -> bytes:
        """With the bit rates of all packets."""
        changed = bytearray(content)
        for kind, start in _RATES_AT.items():
            if kind in content:
                at = content.index(kind) + 4 + start
                (highest,) = struct.unpack_from(">I", content, at)
                struct.pack_into(">II", changed, at, max(highest, self._bits_per_s), self._bits_per_s)
        return bytes(changed)


def _boxes(content: bytes) -> Iterator[_Box]:
    """The boxes one after the other; what is of no use here is left closed."""
    at = 0
    while at < len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        inside = content[at + _HEAD_BYTES : at + size]
        yield _Box(kind, inner=tuple(_boxes(inside))) if kind in _OPENED else _Box(kind, inside)
        at += size


def _steps(sound: _Box, packets: int) -> list[tuple[int, int]]:
    """How many packets last how long, in samples; the last one may be shorter."""
    content = sound.find(b"mdia", b"minf", b"stbl", b"stts").content
    pairs = list(struct.iter_unpack(">II", content[8:]))
    last = pairs[-1][1]
    before_last = sum(number * ticks for number, ticks in pairs) - last
    step = before_last // (packets - 1) if packets > 1 else last
    return [(packets, last)] if step == last else [(packets - 1, step), (1, last)]


def _chunks(packets: int, in_chunk: int) -> list[tuple[int, int, int]]:
    """From which chunk on there are how many packets in each, all of the same kind."""
    whole, rest = divmod(packets, in_chunk)
    found = [(1, in_chunk, 1)] if whole else []
    return found + ([(whole + 1, rest, 1)] if rest else [])


def _table(rows: "list[tuple[int, int]] | list[tuple[int, int, int]]") -> bytes:
    return struct.pack(">II", 0, len(rows)) + b"".join(struct.pack(f">{len(row)}I", *row) for row in rows)


def _moved(track: _Box, by_bytes: int) -> _Box:
    """A track whose bytes lie elsewhere now."""

    def moved(box: _Box) -> _Box:
        if box.kind != b"stco":
            return box
        offsets = np.frombuffer(box.content[8:], ">u4") + by_bytes
        return replace(box, content=box.content[:8] + offsets.astype(">u4").tobytes())

    return track.changed(moved)


def _offsets(track: _Box) -> tuple[int, ...]:
    content = track.find(b"mdia", b"minf", b"stbl", b"stco").content
    return tuple(offset for (offset,) in struct.iter_unpack(">I", content[8:]))


def _time_of(mdhd: bytes) -> tuple[int, int]:
    """Ticks in a second, and how many of them the track lasts."""
    return struct.unpack_from(">IQ", mdhd, 20) if mdhd[0] else struct.unpack_from(">II", mdhd, 12)


def _mdat_head(payload_bytes: int) -> bytes:
    if payload_bytes + _HEAD_BYTES < 1 << 32:
        return struct.pack(">I4s", payload_bytes + _HEAD_BYTES, b"mdat")
    return struct.pack(">I4sQ", 1, b"mdat", payload_bytes + _LONG_HEAD_BYTES)
