"""What the bytes of a file say about it: a guess at what is no sound, and whether its end is there."""

import os
import re
import struct
from typing import BinaryIO

_HEAD_BYTES = 4096
_OGG_TAIL_BYTES = 1 << 17
_OGG_HEAD_BYTES = 27
_OGG_TAGS_BYTES = 1 << 15
_DESCRIPTION = re.compile(rb"(....)(DESCRIPTION=)", re.DOTALL | re.IGNORECASE)
"""A field of Vorbis comments, after its length."""

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


def lacks_ogg_end(file: BinaryIO) -> bool:
    """Whether the last page of an Ogg file is not all there; a saved broadcast ends with one not marked as the last."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - _OGG_TAIL_BYTES))
    tail = file.read()
    page = tail[max(0, tail.rfind(b"OggS\0")) :]
    if not page.startswith(b"OggS") or end < _OGG_HEAD_BYTES:
        return False
    return len(page) < _OGG_HEAD_BYTES or len(page) < _OGG_HEAD_BYTES + page[26] + sum(page[27 : 27 + page[26]])


def ogg_description(file: BinaryIO) -> str:
    """What an Ogg file says of itself in the field that FFmpeg writes comments into; empty where it has none."""
    file.seek(0)
    head = file.read(_OGG_TAGS_BYTES)
    found = _DESCRIPTION.search(head)
    if found is None:
        return ""
    (length,) = struct.unpack("<I", found[1])
    return head[found.end() : found.start(2) + length].decode("utf-8", "replace")
