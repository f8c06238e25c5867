"""What was ever stated about consent: a file that is added to, one event a line, so that nothing stated is lost when a
voice is changed. Of a voice that is erased for good only ids and dates stay: that something was stated, no word of it.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from voicecloner.atomic import make_folder, read_file, storage_error, write_atomically
from voicecloner.domain.consent import Consent
from voicecloner.domain.voice import Voice
from voicecloner.errors import StorageError
from voicecloner.file_lock import hold
from voicecloner.library.rows import consent_as_dict, consent_from_dict, reading_part, text_from, time_from, time_text


class EventKind(StrEnum):
    """What happened."""

    STATED = "stated"
    CHANGED = "changed"
    SPOKEN = "spoken"
    RECEIVED = "received"
    ERASED = "erased"


@dataclass(frozen=True)
class ConsentEvent:
    """One line of the log.

    Attributes:
        at: when, UTC.
        kind: what happened.
        voice_id: of which voice.
        voice_name: what it was called then; empty once it is erased.
        via: the shell it was done in; ``"file"`` where the voice came in with a file.
        consent: what was stated; None once the voice is erased.
    """

    at: datetime
    kind: EventKind
    voice_id: str
    voice_name: str
    via: str
    consent: Consent | None

    @classmethod
    def of(cls, kind: EventKind, voice: Voice, via: str) -> "ConsentEvent":
        """An event of a voice as it is now."""
        return cls(datetime.now(UTC), kind, voice.id, voice.name, via, voice.consent)


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
        try:
            with self._held(), self._path.open("ab", buffering=0) as file:
                # the line before may have been cut off when the power went
                file.write(("" if _ends_line(self._path) else "\n").encode() + _as_line(event))
                os.fsync(file.fileno())
            self._path.chmod(0o600)
        except OSError as error:
            raise storage_error(error, self._path) from error

    def forget(self, voice_ids: Sequence[str]) -> None:
        """Leave of what was stated about voices nothing but when it was, and note that they are erased.

        Raises:
            StorageError: it could not be written; nothing was changed.
        """
        try:
            with self._held():
                events = self.events()
                wanted = {each.voice_id for each in events} & set(voice_ids)
                gone = {each.voice_id for each in events if each.kind is EventKind.ERASED}
                kept = [_without_words(each) if each.voice_id in wanted else each for each in events]
                now = datetime.now(UTC)
                kept += [ConsentEvent(now, EventKind.ERASED, each, "", "", None) for each in sorted(wanted - gone)]
                if wanted:
                    write_atomically(self._path, b"".join(map(_as_line, kept)))
                    self._path.chmod(0o600)
        except OSError as error:
            raise storage_error(error, self._path) from error

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Nobody else writes meanwhile. The lock is on a file of its own, since the log may be replaced."""
        make_folder(self._path.parent)
        with self._path.with_suffix(".lock").open("ab") as lock:
            hold(lock)
            yield

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


def _without_words(event: ConsentEvent) -> ConsentEvent:
    return replace(event, voice_name="", via="", consent=None)


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
        "consent": event.consent and consent_as_dict(event.consent),
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
                consent=consent_from_dict(stored["consent"]) if stored["consent"] else None,
            )
    except ValueError:  # `Unreadable`: a line that was cut off
        return None
