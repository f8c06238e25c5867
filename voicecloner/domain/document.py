"""A document as it is read aloud: chapters of paragraphs, whatever kind of file it came from."""

from dataclasses import dataclass, field
from enum import StrEnum


class ParagraphKind(StrEnum):
    """What a paragraph is; the silence behind it depends on that."""

    HEADING = "heading"
    BODY = "body"
    ITEM = "item"


@dataclass(frozen=True)
class Paragraph:
    """What stands by itself on a page.

    Attributes:
        text: on one line, never empty.
        kind: what it is.
    """

    text: str
    kind: ParagraphKind = ParagraphKind.BODY


@dataclass(frozen=True)
class Chapter:
    """A part of a document with a title of its own.

    Attributes:
        title: as the table of contents calls it; never empty.
        paragraphs: what is read, the heading included; never empty.
    """

    title: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def characters(self) -> int:
        """How much there is to be read."""
        return sum(len(paragraph.text) for paragraph in self.paragraphs)

    @property
    def words(self) -> int:
        """How many words there are, as spaces part them."""
        return sum(len(paragraph.text.split()) for paragraph in self.paragraphs)


@dataclass(frozen=True)
class Document:
    """All of it.

    Attributes:
        title: never empty.
        chapters: never empty.
        author: who wrote it; empty where the file does not say.
        language: BCP 47 tag the file names; empty where it names none.
        cover: a JPEG or PNG picture; empty where there is none.
        notes: what was left out, each in one sentence for the user.
    """

    title: str
    chapters: tuple[Chapter, ...]
    author: str = ""
    language: str = ""
    cover: bytes = field(default=b"", repr=False)
    notes: tuple[str, ...] = ()

    @property
    def words(self) -> int:
        """How many words there are."""
        return sum(chapter.words for chapter in self.chapters)
