"""Reads one document by a stranger in a process of its own, so that whatever it does to a reader ends here.

Started by `apart`, never by hand, with SOURCE CPU_SECONDS. Sends ``{"part": "cover"}`` with the picture, where there is
one, then ``{"part": "text"}`` with all else as JSON; or ``{"refused": code, "message": ..., "hint": ...}`` with the
sentences for the user. Nothing of it means that the process died.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from voicecloner.children.inside import Line, limit_this_process, line_to_program
from voicecloner.domain.document import Chapter, Document
from voicecloner.errors import StorageError, UnreadableDocument

CHILD_FLAG = "--document-child"
# A page of 40 MB becomes a tree of ten times that, and a text beside it.
_ADDRESS_SPACE_BYTES = 2 << 30
# Python's compiled modules; of documents nothing is ever written.
_WRITTEN_BYTES = 1 << 20


def main(argv: Sequence[str]) -> int:
    """Read as the arguments say; always 0 unless the process dies."""
    source, cpu_seconds = argv
    limit_this_process(cpu_s=int(cpu_seconds), memory_bytes=_ADDRESS_SPACE_BYTES, file_bytes=_WRITTEN_BYTES)
    with line_to_program() as line:
        _answer(Path(source), line)
    return 0


def _answer(source: Path, line: Line) -> None:
    from voicecloner.speech.documents.reading import read_here  # its readers are large: only this process needs them

    try:
        found = read_here(source)
        if found.cover:
            line.send({"part": "cover"}, found.cover)
        line.send({"part": "text"}, _packed(found))
    except (UnreadableDocument, StorageError) as error:
        line.send({"refused": error.code, "message": error.message, "hint": error.hint})
    except MemoryError:
        line.send({"refused": "memory"})


def _packed(document: Document) -> bytes:
    chapters = [_chapter(chapter) for chapter in document.chapters]
    of_itself = [document.title, document.author, document.language, document.notes]
    return json.dumps([*of_itself, chapters]).encode()


def _chapter(chapter: Chapter) -> list[object]:
    return [chapter.title, [(paragraph.kind, paragraph.text) for paragraph in chapter.paragraphs]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
