"""What was ever stated about consent: a file that is only added to, one event a line, so that nothing stated is lost
when a voice is changed or erased.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from voicecloner.atomic import make_folder, read_file, storage_error
from voicecloner.domain.voice import Voice
from voicecloner.errors import StorageError
from voicecloner.file_lock import hold
from voicecloner.library.rows import consent_as_dict, reading_part, text_from, time_from, time_text


class EventKind(StrEnum):
    """What happened."""

    STATED = "stated"
    CHANGED = "changed"


@dataclass(frozen=True)
class ConsentEvent:
    """One line of the log.

    Attributes:
        at: when, UTC.
        kind: what happened.
        voice_id: of which voice.
        voice_name: what it was called then.
        via: the shell it was done in.
        consent: what was stated, as plain JSON values.
    """

    at: datetime
    kind: EventKind
    voice_id: str
    voice_name: str
    via: str
    consent: Mapping[str, Any]

    @classmethod
    def of(cls, kind: EventKind, voice: Voice, via: str) -> "ConsentEvent":
        """An event of a voice as it is now."""
        return cls(datetime.now(UTC), kind, voice.id, voice.name, via, consent_as_dict(voice.consent))


class ConsentLog:
    """The log. Usable from any thread, and by several processes at once.

    Args:
        path: the file; created by the first event.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, event: ConsentEvent) -> None:
        """Write an event to the disk.

        Raises:
            StorageError: it could not be written.
        """
        make_folder(self._path.parent)
        try:
            with self._path.open("ab", buffering=0) as file:
                hold(file)
                # the line before may have been cut off when the power went
                file.write(("" if _ends_line(self._path) else "\n").encode() + _as_line(event))
                os.fsync(file.fileno())
            self._path.chmod(0o600)
        except OSError as error:
            raise storage_error(error, self._path) from error

    def events(self) -> tuple[ConsentEvent, ...]:
        """All events in their order; lines that cannot be read are left out.

        Raises:
            StorageError: the file cannot be read.
        """
        try:
            lines = read_file(self._path).splitlines()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise storage_error(error, self._path) from error
        return tuple(event for event in map(_from_line, lines) if event)


def noted(log: ConsentLog | None, event: ConsentEvent) -> tuple[str, ...]:
    """Add an event to the log; what the user should know where that fails, which undoes nothing."""
    try:
        if log:
            log.add(event)
    except StorageError as refusal:
        return (f"It could not be added to the log of consent: {refusal.message}",)
    return ()


def _ends_line(path: Path) -> bool:
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return True
        file.seek(-1, os.SEEK_END)
        return file.read() == b"\n"


def _as_line(event: ConsentEvent) -> bytes:
    document = {
        "at": time_text(event.at),
        "event": event.kind.value,
        "voice_id": event.voice_id,
        "name": event.voice_name,
        "via": event.via,
        "consent": dict(event.consent),
    }
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _from_line(line: bytes) -> ConsentEvent | None:
    try:
        with reading_part("line"):
            stored = json.loads(line)
            return ConsentEvent(
                at=time_from(stored["at"]),
                kind=EventKind(stored["event"]),
                voice_id=text_from(stored["voice_id"]),
                voice_name=text_from(stored["name"]),
                via=text_from(stored["via"]),
                consent=dict(stored["consent"]),
            )
    except ValueError:  # `Unreadable`: a line that was cut off
        return None
