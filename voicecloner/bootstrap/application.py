"""The whole program, put together of its rooms."""

import logging

from voicecloner.bootstrap.batches import BatchParts
from voicecloner.bootstrap.books import BookParts
from voicecloner.bootstrap.recording import RecordingParts
from voicecloner.bootstrap.upkeep import UpkeepParts
from voicecloner.errors import StorageError

_log = logging.getLogger(__name__)


class Application(RecordingParts, UpkeepParts, BatchParts, BookParts):
    """Everything a shell needs: each use case under its name, whichever room it comes from.

    Parts are imported and made on first use, so that a command pays only for what it touches, and the window's first
    picture for none.
    """

    def close(self) -> None:
        """End the worker, keep a recording that is under way for the next start, and close the library."""
        made = vars(self)
        try:
            if "record_reference" in made:
                self.record_reference.leave()
            if "record_consent" in made:
                self.record_consent.discard()
        finally:
            if "takes" in made:
                self._erase_discarded()
            for part in (
                "answer_programs",
                "exchange_voices",
                "export_takes",
                "recover_recordings",
                "judging",
                "host",
                "library",
                "takes",
            ):
                if part in made:
                    made[part].close()
            self._undo.close()

    def _erase_discarded(self) -> None:
        try:
            self.takes.erase_discarded()
        except StorageError as error:  # it is tried again at the next start
            _log.warning("deleted takes could not be erased: %s", error.message)
