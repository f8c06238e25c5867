"""The lengths that headers name, held against the bytes that are there.

Recorders that were killed, pipes, and files beyond 4 GB leave WAV and AIFF headers with lengths that are zero, far too
large, or those of an earlier moment; MP3 files get the header of a file they were cut from or joined with.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from voicecloner.audio.files.file_views import FilePart

# Programs that stream a WAV cannot know its length and write a value from here to 0xFFFFFFFF.
_UNKNOWN_LENGTH = 0x7FFF_0000
LARGEST_BYTES = 0xFFFF_FFFF
# Less than this behind the sound is padding, a tag or a slip of the pen, and no second of speech.
_LEAST_SOUND_BYTES = 4096
_TAGS = (b"TAG", b"ID3", b"APETAGEX", b"LYRICSBEGIN")
_HEAD_BYTES = 4096


@dataclass(frozen=True)
class Lengths:
    """The sound chunk of a WAV or AIFF file.

    Attributes:
        stated: how many bytes of sound the header names; 0 where it does not say.
        found: how many there are.
        is_whole: whether a file that holds less than `stated` was not cut off, as its outermost length is right.
        view: the file with the right lengths in its header; None where the file can be read as it is.
    """

    stated: int
    found: int
    is_whole: bool
    view: BinaryIO | None

    @property
    def part(self) -> float:
        """How much of the sound that was promised is there, 0..1; 1.0 where nothing was promised or it is whole."""
        return min(1.0, self.found / self.stated) if self.stated and not self.is_whole else 1.0

    @property
    def differ(self) -> bool:
        """Whether the header names another length than the file has, though nothing is missing."""
        is_far_off = abs(self.stated - self.found) >= _LEAST_SOUND_BYTES
        return bool(self.stated) and is_far_off and (self.is_whole or self.found > self.stated)


@dataclass(frozen=True)
class _Layout:
    """How a family of formats writes lengths."""

    number: str
    sound: bytes
    extra: int
    """Bytes of the sound chunk that are no sound."""


_RIFF = _Layout("<I", b"data", 0)
_FORM = _Layout(">I", b"SSND", 8)


def lengths_of(file: BinaryIO) -> Lengths | None:
    """What the header of a WAV or AIFF file says about its length and what is true; None for other files."""
    file.seek(0)
    head = file.read(12)
    layout = _layout(head)
    if layout is None:
        return None
    end = file.seek(0, os.SEEK_END)
    chunks = dict(_chunks(file, layout, end))
    if layout.sound not in chunks:
        return None
    place, size = chunks[layout.sound]
    stated = size - layout.extra if layout.extra < size < _UNKNOWN_LENGTH else 0
    sound = place + 8 + layout.extra
    found = _found(file, sound, stated, layout, end)
    (outer,) = struct.unpack(layout.number, head[4:8])
    is_whole = abs(outer - (end - 8)) <= 1
    is_wrong = found > stated if layout is _RIFF else found != stated
    view = _mended(file, layout, chunks, sound + found) if is_wrong and found else None
    return Lengths(stated, found, is_whole, view)


def _layout(head: bytes) -> _Layout | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return _RIFF
    return _FORM if head[:4] == b"FORM" and head[8:11] == b"AIF" else None


def _chunks(file: BinaryIO, layout: _Layout, end: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Name, place and length of each chunk up to the sound, whose length cannot be trusted."""
    position = 12
    while position + 8 <= end:
        file.seek(position)
        name, size = struct.unpack(layout.number[0] + "4sI", file.read(8))
        yield name, (position, size)
        if name == layout.sound:
            return
        position += 8 + size + size % 2  # chunks are padded to an even size


def _found(file: BinaryIO, sound: int, stated: int, layout: _Layout, end: int) -> int:
    """How many bytes of sound there are from `sound` on: as many as stated unless what follows is no chunk either."""
    rest = end - sound - stated
    if not stated or rest < 0:
        return end - sound
    if rest < _LEAST_SOUND_BYTES:
        return stated
    file.seek(sound + stated + stated % 2)
    following = file.read(_HEAD_BYTES)
    is_chunk = following[:4].isascii() and following[:4].decode("ascii").isprintable()
    (size,) = struct.unpack(layout.number, following[4:8])
    is_no_sound = (is_chunk and size <= rest) or following.startswith(_TAGS) or not any(following)
    return stated if is_no_sound else end - sound


def _mended(file: BinaryIO, layout: _Layout, chunks: dict[bytes, tuple[int, int]], end: int) -> BinaryIO:
    """A view of the file whose header says that the sound reaches to `end`."""
    place, _size = chunks[layout.sound]
    lengths = {4: end - 8, place + 4: end - place - 8}
    if layout is _FORM and b"COMM" in chunks:
        common = chunks[b"COMM"][0] + 8
        file.seek(common)
        channels, _frames, bits = struct.unpack(">HIH", file.read(8))
        lengths[common + 2] = (end - place - 8 - layout.extra) // max(1, channels * ((bits + 7) // 8))
    patches = {at: struct.pack(layout.number, min(length, LARGEST_BYTES)) for at, length in lengths.items()}
    return cast(BinaryIO, FilePart(file, 0, end, patches))


def mp3_is_whole(file: BinaryIO) -> bool:
    """Whether an MP3 file has all the bytes that its Xing header names, whatever that says about its frames.

    The header stands in the first frame (http://gabriel.mp3-tech.org/mp3infotag.html); False where there is none or
    where it does not name the bytes.
    """
    start = _behind_id3(file)
    end = file.seek(0, os.SEEK_END)
    file.seek(start)
    head = file.read(_HEAD_BYTES)
    place = max(head.find(b"Xing", 0, 200), head.find(b"Info", 0, 200))
    if place < 0 or len(head) < place + 16:
        return False
    flags, *numbers = struct.unpack(">III", head[place + 4 : place + 16])
    if not flags & 2:
        return False
    stated: int = numbers[1] if flags & 1 else numbers[0]
    return 0 < stated <= end - start


def _behind_id3(file: BinaryIO) -> int:
    """Where the sound begins behind an ID3v2 tag (https://id3.org/id3v2.4.0-structure)."""
    file.seek(0)
    head = file.read(10)
    if len(head) < 10 or head[:3] != b"ID3":
        return 0
    return 10 + sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
