"""Which document is to be read aloud, and how."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from voicecloner.audio.files.audiobook import AUDIOBOOK_SUFFIXES

SUBTITLE_KINDS = ("srt", "vtt")


@dataclass(frozen=True)
class BookRequest:
    """Which document is to be read aloud, and how.

    Attributes:
        source: the document.
        voice: id or name of the voice that reads what names no other.
        out: a folder, which gets a file for each chapter, or a file that ends in ``.m4b`` or ``.mp3``.
        format: in a folder, suffix of the files.
        chapters: the numbers of those to read, counted from 1; empty: all.
        subtitles: ``"srt"``, ``"vtt"``, or empty: none.
        are_words_shown: whether each word gets a subtitle of its own; lines otherwise.
        reads_names: whether ``[Name]`` at the beginning of a paragraph names its voice; it is read as text otherwise.
        cast: id or name of the voice that reads what such a name stands before; one that is not in it is a voice's own.
        cover: a JPEG or PNG picture for one file, instead of the document's own.
        language: BCP 47 tag of the text; None: the one that the document names, for voices that can speak it, else each
            voice's own.
        speed: 1.0 is the voice's own pace.
        seed: for engines that draw random numbers.
        overwrites: whether files that are there may be replaced.
        loudness_lufs: integrated loudness of each file; None: as it is spoken.
    """

    source: Path
    voice: str
    out: Path
    format: str = ".mp3"
    chapters: tuple[int, ...] = ()
    subtitles: str = ""
    are_words_shown: bool = False
    reads_names: bool = True
    cast: Mapping[str, str] = field(default_factory=dict)
    cover: Path | None = None
    language: str | None = None
    speed: float = 1.0
    seed: int = 0
    overwrites: bool = False
    loudness_lufs: float | None = None

    @property
    def is_one_file(self) -> bool:
        """Whether the whole book becomes one file."""
        return self.out.suffix.lower() in AUDIOBOOK_SUFFIXES and not self.out.is_dir()
