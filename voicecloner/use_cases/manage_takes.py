"""Find, save, delete, bring back and erase what voices said, and keep the text that is being typed."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voicecloner.domain.synthesis import Take

if TYPE_CHECKING:
    from voicecloner.library.drafts import Draft, DraftStore
    from voicecloner.library.take_record import KeptTake
    from voicecloner.library.takes import TakeStore


@dataclass(frozen=True)
class TakeList:
    """What was said and is still there.

    Attributes:
        takes: the last spoken first.
        size_bytes: how much room they take.
        kept_days: on how many days of use a take is kept.
    """

    takes: "tuple[KeptTake, ...]" = ()
    size_bytes: int = 0
    kept_days: int = 0


class ManageTakes:
    """What can be done with takes. All methods are fast enough for any thread but the window's own.

    Args:
        takes: where they are kept.
        drafts: where the text that is being typed is kept.
    """

    def __init__(self, takes: "TakeStore", drafts: "DraftStore") -> None:
        self._takes = takes
        self._drafts = drafts

    def list(self) -> TakeList:
        """All that is kept.

        Raises:
            StorageError: it cannot be read.
        """
        return TakeList(self._takes.all(), self._takes.size_bytes(), self._takes.keep_days)

    def save(self, take: Take, path: Path) -> Path:
        """Save a take where the user wants it, see `save_take`, and note that.

        Raises:
            InvalidRequest: no known format has this suffix.
            StorageError: it could not be written, or is not there any more.
        """
        from voicecloner.use_cases.speak import save_take

        save_take(take, path)
        self._takes.note_saved(take)
        return path

    def hand_over(self, take: Take, path: Path) -> Path:
        """Save a take where the user wants it and keep nothing of it here; it stays where that fails.

        Raises:
            InvalidRequest, StorageError: as `save`.
        """
        from voicecloner.use_cases.speak import save_take

        save_take(take, path)
        self._takes.erase(take)
        return path

    def delete(self, take: Take) -> Take:
        """Delete a take; it can be brought back until the program ends.

        Raises:
            StorageError: it is gone.
        """
        self._takes.discard(take)
        return take

    def restore(self, take: Take) -> "KeptTake":
        """Bring a deleted take back.

        Raises:
            StorageError: it is gone.
        """
        return self._takes.restore(take)

    def erase_all(self) -> int:
        """Erase all takes, at once and for good; returns how many.

        Raises:
            StorageError
        """
        return self._takes.erase_all()

    def change_kept_days(self, days: int) -> None:
        """Keep takes for so many days of use from now on; what is older goes at the next start."""
        self._takes.keep_days = days

    def draft(self) -> "Draft":
        """The text that was typed last.

        Raises:
            StorageError
        """
        return self._drafts.read()

    def keep_draft(self, draft: "Draft") -> None:
        """Keep the text that is typed.

        Raises:
            StorageError
        """
        self._drafts.write(draft)
