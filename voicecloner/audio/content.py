"""What the bytes of a file say about it: a guess at what is no sound, and how much sound its header promises."""

import os
import struct
from typing import BinaryIO

_HEAD_BYTES = 4096
_OGG_TAIL_BYTES = 1 << 17
_UNKNOWN_LENGTH = 0x7FFF_0000
"""Programs that stream a WAV cannot know its length and write a value from here to 0xFFFFFFFF."""

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")


def what_it_is(head: bytes) -> str:
    """Name of content that is no sound.

    Args:
        head: the first bytes of the file.

    Returns:
        ``picture``, ``text``, ``archive``, ``document``, ``cut_off_mp4`` or ``unknown``.
    """
    if head.startswith(_PICTURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        return "picture"
    if head.startswith(_ARCHIVES):
        return "archive"
    if head.startswith(b"%PDF"):
        return "document"
    if head[4:8] == b"ftyp":
        return "cut_off_mp4"
    return "text" if _is_text(head) else "unknown"


def _is_text(head: bytes) -> bool:
    # The last character may be cut in half by the end of `head`.
    for cut in range(4):
        try:
            text = head[: len(head) - cut].decode()
        except UnicodeDecodeError:
            continue
        return bool(text) and not any(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in text)
    return False


def read_head(file: BinaryIO) -> bytes:
    """The first bytes of the file, enough for `what_it_is`."""
    file.seek(0)
    return file.read(_HEAD_BYTES)


def is_webm(file: BinaryIO) -> bool:
    """Whether a Matroska file calls itself WebM."""
    return b"webm" in read_head(file)[:64]


def promised_part(file: BinaryIO) -> float:
    """How much of the sound promised by a WAV or AIFF header is there, 0..1; 1.0 where nothing is promised."""
    head = read_head(file)
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return _chunk_part(file, "<I", b"data")
    if head[:4] == b"FORM" and head[8:11] == b"AIF":
        return _chunk_part(file, ">I", b"SSND")
    return 1.0


def _chunk_part(file: BinaryIO, size_format: str, wanted: bytes) -> float:
    end = file.seek(0, os.SEEK_END)
    position = 12
    while position + 8 <= end:
        file.seek(position)
        header = file.read(8)
        (size,) = struct.unpack(size_format, header[4:])
        if header[:4] == wanted:
            promised = 0 < size < _UNKNOWN_LENGTH
            return min(1.0, (end - position - 8) / size) if promised else 1.0
        position += 8 + size + size % 2  # chunks are padded to an even size
    return 1.0


def lacks_ogg_end(file: BinaryIO) -> bool:
    """Whether the last page of an Ogg file is not marked as the last one, so that its end is missing."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - _OGG_TAIL_BYTES))
    tail = file.read()
    page = tail.rfind(b"OggS\0")
    return page >= 0 and page + 5 < len(tail) and not tail[page + 5] & 4
