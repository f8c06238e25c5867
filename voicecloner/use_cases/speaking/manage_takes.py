"""Find, save, delete, bring back and erase what voices said, and keep the text that is being typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from voicecloner.domain.synthesis import Take
from voicecloner.domain.takes import sentence_of
from voicecloner.errors import InvalidRequest, either

if TYPE_CHECKING:
    from voicecloner.audio.files.saving import SavedSound, Watch
    from voicecloner.domain.audio import AudioClip
    from voicecloner.library.drafts import Draft, DraftStore
    from voicecloner.library.take_record import KeptTake
    from voicecloner.library.takes import TakeStore
    from voicecloner.use_cases.speaking.publishing import Publishing
    from voicecloner.use_cases.speaking.speak import SaveOptions


@dataclass(frozen=True)
class TakeList:
    """What was said and is still there.

    Attributes:
        takes: the last spoken first; where a limit was given, no more than that.
        size_bytes: how much room all takes take.
        kept_days: on how many days of use a take is kept.
        count: how many takes there are that match, those beyond the limit among them.
    """

    takes: "tuple[KeptTake, ...]" = ()
    size_bytes: int = 0
    kept_days: int = 0
    count: int = 0


class ManageTakes:
    """What can be done with takes. All methods are fast enough for any thread but the window's own.

    Args:
        takes: where they are kept.
        drafts: where the text that is being typed is kept.
        publishing: how files get into the user's folders.
    """

    def __init__(self, takes: "TakeStore", drafts: "DraftStore", publishing: "Publishing") -> None:
        self._takes = takes
        self._drafts = drafts
        self._publishing = publishing

    def list(self, query: str = "", limit: int | None = None, *, counts_all: bool = True) -> TakeList:
        """What is kept, and holds every word of `query` in its text or in the name or id of its voice.

        Their words and sentences are not told here; `find` tells all.

        Args:
            query: parts of words; empty: all takes.
            limit: no more than so many of them; None: all.
            counts_all: whether all that match are counted; otherwise it is only told whether there are more than
                `limit`, which is faster.

        Raises:
            StorageError: it cannot be read.
        """
        count_to = None if counts_all or limit is None else limit + 1
        count, found = self._takes.history(query, limit, count_to)
        return TakeList(found, self._takes.size_bytes(), self._takes.keep_days, count)

    def whole(self, take: Take) -> Take:
        """A take with all that is known of it, where it comes from a list.

        Raises:
            StorageError: it is gone.
        """
        return self._takes.find(take).take

    def find(self, take_id: str) -> "KeptTake":
        """The take with this id, or the only one whose id begins so.

        Raises:
            InvalidRequest: there is none, or more than one.
            StorageError: what is kept cannot be read.
        """
        wanted = take_id.strip().lower()
        _count, having = self._takes.history(wanted)  # what the id holds is found as the words of the text are
        found = [kept for kept in having if wanted and kept.id.startswith(wanted)]
        if len(found) == 1:
            return self._takes.find(found[0].take)
        several = f"{len(found)} takes have an id that begins with “{take_id}”."
        message = several if found else f"There is no take “{take_id}”."
        raise InvalidRequest(message, either("Look for it on the page “Speak”", "takes list"))

    def save(
        self, take: Take, path: Path, options: "SaveOptions | None" = None, watch: "Watch | None" = None
    ) -> "SavedSound":
        """Save a take where the user wants it, see `save_take`, and note that.

        Raises:
            InvalidRequest: no known format has this suffix, or it does not have what is asked for.
            StorageError: it could not be written, or is not there any more.
            Cancelled: stopped by the user.
        """
        saved = self._save(take, path, options, watch)
        self._takes.note_saved(take)
        return saved

    def hand_over(
        self, take: Take, path: Path, options: "SaveOptions | None" = None, watch: "Watch | None" = None
    ) -> "SavedSound":
        """Save a take where the user wants it and keep nothing of it here; it stays where that fails.

        Raises:
            InvalidRequest, StorageError, Cancelled: as `save`.
        """
        saved = self._save(take, path, options, watch)
        self._takes.erase(take)
        return saved

    def write(self, take: Take, path: Path, options: "SaveOptions", watch: "Watch") -> "SavedSound":
        """Write a take into a folder of the program's own; it does not count as saved.

        Raises:
            InvalidRequest, StorageError, Cancelled: as `save`.
        """
        from voicecloner.use_cases.speaking.speak import save_take

        return save_take(take, path, self._signed(options, take), watch=watch)

    def let_go(self, take: Take) -> None:
        """Keep nothing here of a take whose sound the user has.

        Raises:
            StorageError: it cannot be erased.
        """
        self._takes.erase(take)

    def save_clip(self, clip: "AudioClip", path: Path, metadata: Mapping[str, str]) -> None:
        """Save a sound that is no take; see `write_audio`.

        Raises:
            InvalidRequest, StorageError
        """
        from voicecloner.audio.files.encoding import write_audio

        with self._publishing.growing(path) as part:
            write_audio(path, clip, metadata=metadata, part=part)

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

    def mark_favourite(self, take: Take, *, is_favourite: bool = True) -> "KeptTake":
        """Keep a take for good, whatever the rule says; or let the rule count for it again.

        Raises:
            StorageError: it is gone.
        """
        return self._takes.note_favourite(take, is_favourite=is_favourite)

    def choose_version(self, take: Take, number: int, version: int) -> "KeptTake":
        """Let another version of a sentence be heard in a take; the others stay.

        Args:
            take: of which.
            number: of the sentence, 1 for the first.
            version: 1 for the first way the sentence was said.

        Raises:
            InvalidRequest: there is no such sentence or version.
            StorageError, UnreadableAudio: the take is as it was.
        """
        return self._takes.versions.choose(take, number, version)

    def erase_version(self, take: Take, number: int, version: int) -> "KeptTake":
        """Erase a version of a sentence that is not heard in the take, for good; arguments as of `choose_version`.

        Raises:
            InvalidRequest: there is no such sentence or version, or it is the one that is heard.
            StorageError
        """
        return self._takes.versions.erase(take, number, version)

    def version_sound(self, take: Take, number: int, version: int) -> Path:
        """The sound of a version of a sentence; arguments as of `choose_version`.

        Raises:
            InvalidRequest: there is no such sentence or version.
        """
        from voicecloner.library.history.versions import version_of, version_path

        return version_path(take, version_of(sentence_of(take, number), version).id)

    def sentence_sound(self, take: Take, number: int) -> "AudioClip":
        """A sentence as it is heard in the take.

        Raises:
            InvalidRequest: there is no such sentence.
            StorageError, UnreadableAudio: it cannot be read.
        """
        from voicecloner.domain.audio import AudioClip
        from voicecloner.library.history.versions import heard_sound

        return AudioClip(heard_sound(take, sentence_of(take, number)), take.sample_rate)

    def erase(self, takes: "Iterable[KeptTake]") -> int:
        """Erase takes, at once and for good; returns how many.

        Raises:
            StorageError: one cannot be erased; those before it are.
        """
        erased = 0
        for kept in takes:
            self._takes.erase(kept.take)
            erased += 1
        return erased

    def erase_all(self) -> int:
        """Erase all takes, at once and for good; returns how many.

        Raises:
            StorageError
        """
        return self._takes.erase_all()

    def _save(self, take: Take, path: Path, options: "SaveOptions | None", watch: "Watch | None") -> "SavedSound":
        from voicecloner.use_cases.speaking.speak import AS_SPOKEN, save_take

        wanted = self._signed(options or AS_SPOKEN, take)
        with self._publishing.growing(path) as part:
            return save_take(take, path, wanted, part=part, watch=watch)

    def _signed(self, options: "SaveOptions", take: Take) -> "SaveOptions":
        """The options with what signs the file, where the user wants that."""
        return replace(options, sound=self._publishing.options(options.sound, take.voice_id))

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
