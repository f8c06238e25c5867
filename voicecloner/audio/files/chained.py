"""Files that are several recordings one after the other: what `cat`, radio streams and some recorders leave.

Decoders read the first of them and stop without a word. MP3, ADTS and FLAC need nothing of this: their frames stand for
themselves, and FFmpeg follows them to the end.
"""

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO

_MOST_PARTS = 1000
_OGG_HEAD_BYTES = 27
_OGG_SEARCH_BYTES = 1 << 16
_OGG_FIRST_PAGE = 2


def parts_of(file: BinaryIO) -> list[tuple[int, int]]:
    """Where each recording of a file begins and ends, in bytes; a single pair for nearly all files.

    Ogg (chained streams, https://www.rfc-editor.org/rfc/rfc3533), WAV, AIFF and MP4 are looked through.
    """
    end = file.seek(0, os.SEEK_END)
    file.seek(0)
    head = file.read(12)
    starts = [0, *_later_starts(file, head, end)][:_MOST_PARTS]
    return list(zip(starts, [*starts[1:], end], strict=True))


def _later_starts(file: BinaryIO, head: bytes, end: int) -> Iterator[int]:
    if head[:4] == b"OggS":
        return _ogg_starts(file, end)
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return _chunk_starts(file, "<I", head, end)
    if head[:4] == b"FORM" and head[8:11] == b"AIF":
        return _chunk_starts(file, ">I", head, end)
    return _mp4_starts(file, end) if head[4:8] == b"ftyp" else iter(())


def _chunk_starts(file: BinaryIO, size_format: str, head: bytes, end: int) -> Iterator[int]:
    """A second WAV or AIFF where the first one's outermost length says that it ends."""
    position = 0
    while True:
        (size,) = struct.unpack(size_format, head[4:8])
        position += 8 + size + size % 2
        if position + 12 > end:
            return
        file.seek(position)
        following = file.read(12)
        if (following[:4], following[8:12]) != (head[:4], head[8:12]):
            return
        head = following
        yield position


def _mp4_starts(file: BinaryIO, end: int) -> Iterator[int]:
    position = 0
    while position + 16 <= end:
        file.seek(position)
        head = file.read(16)
        if position and head[4:8] == b"ftyp":
            yield position
        size: int = struct.unpack(">I", head[:4])[0]
        if size == 1:  # the length follows in 64 bits
            (size,) = struct.unpack(">Q", head[8:])
        if size < 8:  # 0: to the end of the file
            return
        position += size


def _ogg_starts(file: BinaryIO, end: int) -> Iterator[int]:
    """Where the first pages of streams stand behind pages of another kind: a new link of the chain."""
    position, was_first = 0, True
    while position + _OGG_HEAD_BYTES <= end:
        file.seek(position)
        head = file.read(_OGG_HEAD_BYTES)
        if head[:4] != b"OggS":
            position = _next_page(file, position + 1)
            continue
        is_first = bool(head[5] & _OGG_FIRST_PAGE)
        if is_first and not was_first:
            yield position
        was_first = is_first
        position += _OGG_HEAD_BYTES + head[26] + sum(file.read(head[26]))


def _next_page(file: BinaryIO, position: int) -> int:
    """The next place that looks like a page; the end of the file where there is none."""
    while True:
        file.seek(position)
        block = file.read(_OGG_SEARCH_BYTES)
        found = block.find(b"OggS")
        if found >= 0 or len(block) < 4:
            return position + (found if found >= 0 else len(block))
        position += len(block) - 3
