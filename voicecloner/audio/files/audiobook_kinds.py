"""As what a whole book can be written; known without what writes it, which takes long to import."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class BookKind:
    """How FFmpeg writes one kind of file."""

    container: str
    codec: str
    sample_format: str
    rates: tuple[int, ...]
    options: Mapping[str, str]
    has_id3: bool = False
    """Whether the program writes the tag itself; FFmpeg writes nothing but sound then."""


_MP3_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
KINDS: Mapping[str, BookKind] = MappingProxyType(
    {
        ".m4b": BookKind("mp4", "aac", "fltp", _MP3_RATES, {"brand": "M4B "}),
        ".mp3": BookKind("mp3", "libmp3lame", "fltp", _MP3_RATES, {"id3v2_version": "0"}, has_id3=True),
    }
)
AUDIOBOOK_SUFFIXES = tuple(KINDS)
"""What a whole book can be written as, in one file."""
