"""Tags for MP3 files.

libsndfile hands its strings to LAME as Latin-1, which makes nonsense of every other script, and FFmpeg writes comments
where few programs look and its own name in place of the program's. So the tag is written here: ID3v2.4 text frames in
UTF-8 (https://id3.org/id3v2.4.0-frames), chapters (https://id3.org/id3v2-chapters-1.0) and a cover.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_FRAMES = {
    "title": b"TIT2",
    "artist": b"TPE1",
    "album": b"TALB",
    "composer": b"TCOM",
    "date": b"TDRC",
    "software": b"TSSE",
    "copyright": b"TCOP",
    "genre": b"TCON",
    "tracknumber": b"TRCK",
}
_UTF8 = b"\x03"
_PNG = b"\x89PNG\r\n\x1a\n"
_FRONT_COVER = b"\x03"
_NO_OFFSETS = b"\xff" * 8
_TOP_AND_ORDERED = b"\x03"
_MOST_LISTED = 255
"""What a table of contents can hold; of more chapters players make one themselves."""
_MOVED_BYTES = 1 << 20
_LONGEST_TEXT = 500


@dataclass(frozen=True)
class ChapterMark:
    """Where a chapter lies in the file, seconds."""

    title: str
    start_s: float
    end_s: float


def tag_text(text: str) -> str:
    """A text as tags can hold it: one line, no NUL, not endless."""
    return "".join(filter(str.isprintable, " ".join(text.split())[:_LONGEST_TEXT])).strip()


def id3_tag(metadata: Mapping[str, str], marks: Sequence[ChapterMark] = (), cover: bytes = b"") -> bytes:
    """The bytes to put before the first MP3 frame; keys that ID3 has no frame for are left out.

    Args:
        metadata: texts as `tag_text` makes them.
        marks: the chapters, in order.
        cover: a JPEG or PNG picture, or empty.
    """
    body = b"".join([_frame(key, text.encode()) for key, text in metadata.items()] + _chapters(marks) + _picture(cover))
    return b"ID3\x04\x00\x00" + _syncsafe(len(body)) + body if body else b""


def put_before(path: Path, head: bytes) -> None:
    """Put bytes before what is in a file, which is moved block by block from its end: it may be of any length.

    Raises:
        OSError: as the system reports it; the file is of no use then.
    """
    with path.open("rb+") as file:
        at = file.seek(0, os.SEEK_END)
        while at:
            start = max(0, at - _MOVED_BYTES)
            file.seek(start)
            block = file.read(at - start)
            file.seek(start + len(head))
            file.write(block)
            at = start
        file.seek(0)
        file.write(head)


def _frame(key: str, text: bytes) -> bytes:
    if key == "comment":  # language, then an empty description ended by NUL
        return _with_header(b"COMM", _UTF8 + b"eng\x00" + text)
    return _with_header(_FRAMES[key], _UTF8 + text) if key in _FRAMES else b""


def _chapters(marks: Sequence[ChapterMark]) -> list[bytes]:
    ids = [b"ch%d\x00" % number for number, _mark in enumerate(marks, 1)]
    chapters = [_chapter(own, mark) for own, mark in zip(ids, marks, strict=True)]
    if not 0 < len(ids) <= _MOST_LISTED:
        return chapters
    return [_with_header(b"CTOC", b"toc\x00" + _TOP_AND_ORDERED + bytes([len(ids)]) + b"".join(ids)), *chapters]


def _chapter(own: bytes, mark: ChapterMark) -> bytes:
    start, end = (round(each_s * 1000).to_bytes(4) for each_s in (mark.start_s, mark.end_s))
    return _with_header(b"CHAP", own + start + end + _NO_OFFSETS + _frame("title", tag_text(mark.title).encode()))


def _picture(cover: bytes) -> list[bytes]:
    if not cover:
        return []
    kind = b"image/png" if cover.startswith(_PNG) else b"image/jpeg"
    return [_with_header(b"APIC", _UTF8 + kind + b"\x00" + _FRONT_COVER + b"\x00" + cover)]


def _with_header(name: bytes, content: bytes) -> bytes:
    return name + _syncsafe(len(content)) + b"\x00\x00" + content


def _syncsafe(number: int) -> bytes:
    """Four bytes of seven bits each, so that no byte looks like the start of an MP3 frame."""
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))
