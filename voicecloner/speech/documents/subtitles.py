"""Subtitles as a text."""

import re
from pathlib import Path

import pysubs2

from voicecloner.domain.document import Chapter, Document, Paragraph
from voicecloner.errors import UnreadableDocument
from voicecloner.speech.documents.pages import single_spaced
from voicecloner.speech.documents.texts import text_of

_SPEAKER_END = re.compile(r"[.!?…][\"'”’»)]*\Z")


def read_subtitles(path: Path) -> Document:
    """SRT or VTT: what is said, without its times; lines that go on in the next cue are joined to sentences.

    Raises:
        UnreadableDocument: it is none, or holds no text.
        OSError: as the system reports it.
    """
    try:
        cues = pysubs2.SSAFile.from_string(text_of(path), format_=path.suffix.lower().lstrip("."))
    except (pysubs2.exceptions.Pysubs2Error, ValueError) as error:
        raise UnreadableDocument(f"“{path.name}” holds no subtitles that can be read.") from error
    paragraphs: list[Paragraph] = []
    waiting = ""
    for cue in cues:
        waiting = single_spaced(f"{waiting} {re.sub('<[^<>]{0,200}>', '', cue.plaintext)}")
        if _SPEAKER_END.search(waiting):
            paragraphs.append(Paragraph(waiting))
            waiting = ""
    paragraphs += [Paragraph(waiting)] if waiting else []
    if not paragraphs:
        raise UnreadableDocument(f"“{path.name}” holds no text.")
    return Document(path.stem, (Chapter(path.stem, tuple(paragraphs)),))
