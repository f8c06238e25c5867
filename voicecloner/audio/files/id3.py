"""Tags for MP3 files.

libsndfile hands its strings to LAME as Latin-1, which makes nonsense of every other script, so the tag is written here:
ID3v2.4 text frames in UTF-8 (https://id3.org/id3v2.4.0-frames).
"""

from collections.abc import Mapping

_FRAMES = {
    "title": b"TIT2",
    "artist": b"TPE1",
    "album": b"TALB",
    "date": b"TDRC",
    "software": b"TSSE",
    "copyright": b"TCOP",
    "genre": b"TCON",
    "tracknumber": b"TRCK",
}
_UTF8 = b"\x03"


def id3_tag(metadata: Mapping[str, str]) -> bytes:
    """The bytes to put before the first MP3 frame; keys that ID3 has no frame for are left out."""
    body = b"".join(_frame(key, text.encode()) for key, text in metadata.items())
    return b"ID3\x04\x00\x00" + _syncsafe(len(body)) + body if body else b""


def _frame(key: str, text: bytes) -> bytes:
    if key == "comment":  # language, then an empty description ended by NUL
        return _with_header(b"COMM", _UTF8 + b"eng\x00" + text)
    return _with_header(_FRAMES[key], _UTF8 + text) if key in _FRAMES else b""


def _with_header(name: bytes, content: bytes) -> bytes:
    return name + _syncsafe(len(content)) + b"\x00\x00" + content


def _syncsafe(number: int) -> bytes:
    """Four bytes of seven bits each, so that no byte looks like the start of an MP3 frame."""
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))
