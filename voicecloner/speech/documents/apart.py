"""Documents are read in a child process, bounded in time and memory: one that was built to do harm costs a sentence."""

import json
import logging
from pathlib import Path
from typing import Any

from voicecloner.children.child import Child, Start
from voicecloner.children.environment import own_command
from voicecloner.children.packets import Packet
from voicecloner.children.patience import ChildGone, ChildSilent, Patience
from voicecloner.domain.document import Chapter, Document, Paragraph, ParagraphKind
from voicecloner.errors import StorageError, UnreadableDocument, VoiceClonerError
from voicecloner.jobs import NEVER, CancelToken
from voicecloner.speech.documents.document_child import CHILD_FLAG

# The longest book takes some seconds; a busy computer may be ten times as slow, but computes no longer for that.
_LIMIT_S = 180.0
_CPU_S = 60
_LOG = logging.getLogger(__name__)


def read_document(path: Path, cancel: CancelToken = NEVER) -> Document:
    """The chapters of a document; its suffix says what it is.

    Args:
        path: the file.
        cancel: ends the child when set.

    Raises:
        UnreadableDocument: of no kind that is known, damaged, protected, without text, or built to do harm.
        StorageError: it is not there, may not be read, or its reader cannot be started.
        Cancelled: `cancel` was set.
    """
    cancel.raise_if_cancelled()
    patience = Patience(_LIMIT_S, cancel)
    parts: dict[str, bytes] = {}
    try:
        child = Child(Start([*child_command(), str(path.absolute()), str(_CPU_S)]))
    except OSError as error:
        raise StorageError("The reader of documents cannot be started.", "Install the program again.") from error
    with child:
        while "text" not in parts:
            message = _answer(child, patience, path)
            parts[str(message.head["part"])] = message.content
    return _document(json.loads(parts["text"]), parts.get("cover", b""))


def child_command() -> list[str]:
    """How the reader is started, from a frozen program and from Python."""
    return own_command(CHILD_FLAG, "voicecloner.speech.documents.document_child")


def _answer(child: Child, patience: Patience, path: Path) -> Packet:
    try:
        message = child.receive(patience)
    except ChildGone:
        child.end()
        _LOG.warning("The reader of a document died. %s", child.last_words())
        raise UnreadableDocument(f"“{path.name}” is damaged in a way that stops its reader.") from None
    except ChildSilent:
        raise UnreadableDocument(f"Reading “{path.name}” took longer than any book does, and was stopped.") from None
    if "refused" in message.head:
        raise _refusal(message.head, path)
    return message


def _refusal(head: dict[str, Any], path: Path) -> VoiceClonerError:
    if head["refused"] == "memory":
        return UnreadableDocument(f"“{path.name}” needs more memory to be read than a book should.")
    kind = StorageError if head["refused"] == StorageError.__name__ else UnreadableDocument
    return kind(str(head["message"]), str(head["hint"]))


def _document(said: list[Any], cover: bytes) -> Document:
    title, author, language, notes, chapters = said
    return Document(title, tuple(_chapter(*each) for each in chapters), author, language, cover, tuple(notes))


def _chapter(title: str, paragraphs: list[tuple[str, str]]) -> Chapter:
    return Chapter(title, tuple(Paragraph(text, ParagraphKind(kind)) for kind, text in paragraphs))
