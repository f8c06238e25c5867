"""Find, look at, rename, delete, bring back and erase saved voices, and mend the library they are kept in."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.voice import DamagedVoice, Voice
from voicecloner.engines.contract.engine import EngineHost
from voicecloner.errors import VoiceNotFound
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress
from voicecloner.library.consent_log import ConsentLog
from voicecloner.library.inspection import RepairReport
from voicecloner.library.listing import EVERY_VOICE, VoiceQuery
from voicecloner.library.search import search_key
from voicecloner.library.takes import TakeStore
from voicecloner.library.voices import TRASH_DAYS, FoundVoices, TrashedVoice, VoiceLibrary
from voicecloner.sound.levels import to_loudness
from voicecloner.use_cases.voices.rebuild_voice import RebuildReasons, rebuild_reason

_ChangedT = TypeVar("_ChangedT")

_LONGEST_LEVELLED_S = 120.0


@dataclass(frozen=True)
class VoiceList:
    """Voices that answer a search, and how full the library is.

    Attributes:
        query: what was searched for.
        voices: those found.
        count: how many voices there are in all.
        quota: how many there may be.
        needs_rebuild: why voices have to be made anew before they can speak, one sentence without its end, by id.
        damaged: voices of which something cannot be read.
        notes: what had become of the library when it was opened, for the user.
    """

    query: str
    voices: tuple[Voice, ...]
    count: int
    quota: int
    needs_rebuild: Mapping[str, str] = field(default_factory=dict)
    damaged: tuple[DamagedVoice, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class NamedVoice:
    """A voice of which nothing else need be readable.

    Attributes:
        id: as of `Voice`.
        name: as of `Voice`.
    """

    id: str
    name: str


@dataclass(frozen=True)
class ErasedVoice(NamedVoice):
    """A voice of which nothing is left.

    Attributes:
        takes: how many takes it had spoken, which were erased with it.
        left: as of `EmptiedTrash`.
    """

    takes: int
    left: tuple[Path, ...] = ()


@dataclass(frozen=True)
class EmptiedTrash:
    """What became of the trash.

    Attributes:
        erased: how many voices of which nothing is left.
        left: damaged indexes that were set aside and still needed, in which something of them may be read.
    """

    erased: int
    left: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Trash:
    """The deleted voices.

    Attributes:
        voices: last deleted first.
        damaged: those of which something cannot be read; they can only be erased.
        kept_days: on how many days the program is run before one is erased.
    """

    voices: tuple[TrashedVoice, ...]
    damaged: tuple[DamagedVoice, ...] = ()
    kept_days: int = TRASH_DAYS


class ManageVoices:
    """What can be done with saved voices. All methods are fast enough for any thread but the window's own."""

    def __init__(
        self, library: VoiceLibrary, host: EngineHost, takes: TakeStore, log: ConsentLog | None = None
    ) -> None:
        self._library = library
        self._host = host
        self._takes = takes
        self._log = log

    def list(self, query: str = "", order: str = "recent") -> VoiceList:
        """Voices whose name, id, tags or notes contain `query`; all of them when it is empty.

        Args:
            query: any text.
            order: ``"recent"`` (last used first), ``"name"``, ``"created"`` or ``"score"``.
        """
        return self._listed(query, self._library.look(VoiceQuery(query, order)))

    def choices(self, limit: int, also: Sequence[str] = ()) -> VoiceList:
        """Voices to choose from, by name: the `limit` ones used or made last, and those with the ids `also`."""
        last = self._library.look(EVERY_VOICE, limit)
        others = self._library.look(VoiceQuery(ids=tuple(also))) if also else FoundVoices(())
        voices = {voice.id: voice for voice in (*last.voices, *others.voices)}
        by_name = sorted(voices.values(), key=lambda voice: (search_key(voice.name), voice.name))
        return self._listed("", FoundVoices(tuple(by_name), tuple(dict.fromkeys((*last.damaged, *others.damaged)))))

    def _listed(self, query: str, found: FoundVoices) -> VoiceList:
        known = RebuildReasons(self._host, self._library)
        reasons = {voice.id: known.of(voice) for voice in found.voices}
        waiting = {voice_id: reason for voice_id, reason in reasons.items() if reason}
        count, quota = self._library.count(), self._library.quota
        return VoiceList(query, found.voices, count, quota, waiting, found.damaged, self._library.notes)

    def rebuild_reason(self, voice: Voice) -> str:
        """Why a voice has to be made anew before it can speak; empty if it has not. Its data is read for that."""
        return rebuild_reason(voice, self._host, self._library, reads=True)

    def find(self, name_or_id: str) -> Voice:
        """The voice with this id or name.

        Raises:
            VoiceNotFound: there is none.
        """
        return self._library.find(name_or_id)

    def rename(self, name_or_id: str, name: str) -> Voice:
        """Give a voice another name.

        Raises:
            VoiceNotFound, NameTaken, InvalidRequest
        """
        return self._library.rename(self._library.find(name_or_id).id, name)

    def describe(
        self,
        name_or_id: str,
        *,
        name: str | None = None,
        tags: tuple[str, ...] | None = None,
        notes: str | None = None,
    ) -> Voice:
        """Replace the name, the tags and the notes of a voice, all in one step; None leaves each as it is.

        Raises:
            VoiceNotFound, NameTaken, InvalidRequest: nothing is changed.
        """
        return self._library.update(self._library.find(name_or_id).id, name=name, tags=tags, notes=notes)

    def delete(self, name_or_id: str) -> NamedVoice:
        """Put a voice, be it damaged, into the trash, where it stays for 30 days on which the program is run.

        Raises:
            VoiceNotFound: there is none.
        """
        voice = NamedVoice(*self._library.identify(name_or_id))
        self._library.delete(voice.id)
        return voice

    def delete_all(
        self, voice_ids: Sequence[str], *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> tuple[NamedVoice, ...]:
        """Put voices into the trash, one after the other; what is gone already is passed over.

        Raises:
            Cancelled: those before are in the trash.
        """
        return self._with_each(voice_ids, self.delete, progress, cancel)

    def restore_all(
        self, voice_ids: Sequence[str], *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> tuple[Voice, ...]:
        """Take voices out of the trash, one after the other; what is not there any more is passed over.

        Raises:
            VoiceDamaged, NameTaken, QuotaReached, Cancelled: those before are back.
        """
        return self._with_each(voice_ids, self.restore, progress, cancel)

    def tag_all(
        self, voice_ids: Sequence[str], tag: str, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> int:
        """Give voices a tag besides those they have; returns how many have it now.

        Raises:
            VoiceDamaged, Cancelled: those before have it.
        """

        def tagged(voice_id: str) -> Voice:
            voice = self._library.get(voice_id)
            return self._library.update(voice_id, tags=(*voice.tags, tag))

        return len(self._with_each(voice_ids, tagged, progress, cancel))

    @staticmethod
    def _with_each(
        voice_ids: Sequence[str], change: Callable[[str], _ChangedT], progress: Progress, cancel: CancelToken
    ) -> tuple[_ChangedT, ...]:
        changed = []
        for number, voice_id in enumerate(voice_ids):
            cancel.raise_if_cancelled()
            progress(ProgressUpdate(f"Voice {number + 1} of {len(voice_ids)}", number / len(voice_ids)))
            with suppress(VoiceNotFound):
                changed.append(change(voice_id))
        return tuple(changed)

    def trash(self) -> Trash:
        """The deleted voices."""
        found = self._library.look_into_trash()
        return Trash(found.voices, found.damaged)

    def restore(self, name_or_id: str, name: str = "") -> Voice:
        """Take a voice out of the trash again, under another name if one is given.

        Raises:
            VoiceNotFound: it is not there any more.
            VoiceDamaged: something of it cannot be read.
            NameTaken: another voice took its name meanwhile.
            InvalidRequest, QuotaReached
        """
        voice_id, _name = self._library.identify_trashed(name_or_id)
        return self._library.restore(voice_id, name)

    def takes_of(self, voice_id: str) -> int:
        """How many takes of a voice would be erased with it.

        Raises:
            StorageError
        """
        return self._takes.count_of_voice(voice_id)

    def erase(self, name_or_id: str) -> ErasedVoice:
        """Erase a voice that is in the trash, with its recordings and what it has spoken. There is no way back.

        Raises:
            VoiceNotFound: it is not in the trash.
            StorageError: its files cannot be removed; it stays in the trash.
        """
        voice_id, name = self._library.identify_trashed(name_or_id)
        takes = self._takes.erase_of_voice(voice_id)
        self._forget([voice_id])
        self._library.erase([voice_id])
        return ErasedVoice(voice_id, name, takes, tuple(self._library.set_aside()))

    def empty_trash(self) -> EmptiedTrash:
        """Erase all voices that are in the trash, as `erase` does. There is no way back.

        Raises:
            StorageError: their files cannot be removed; they stay in the trash.
        """
        trash = self.trash()
        voice_ids = [each.voice.id for each in trash.voices] + [each.id for each in trash.damaged]
        for voice_id in voice_ids:
            self._takes.erase_of_voice(voice_id)
        self._forget(voice_ids)
        return EmptiedTrash(self._library.erase(voice_ids), tuple(self._library.set_aside()))

    def _forget(self, voice_ids: Sequence[str]) -> None:
        """Before the voices themselves: should it fail, they can be erased again."""
        if self._log:
            self._log.forget(voice_ids)

    def repair(self) -> RepairReport:
        """Look through the whole library, mend what can be mended, and tell.

        Raises:
            LibraryDamaged: the database cannot be read, and neither can what was put in its place.
        """
        return self._library.repair()

    def inspect(self) -> RepairReport:
        """Look through the whole library, and tell; nothing is changed.

        Raises:
            LibraryDamaged: the database was damaged since it was opened.
        """
        return self._library.inspect()

    def reference_sound(self, voice: Voice) -> AudioClip:
        """The prepared recording of a voice's first reference, to listen to: as loud as everything that voices say.

        One of many minutes is left as loud as it is: to measure it would take longer than anybody wants to wait.

        Raises:
            UnreadableAudio, StorageError: it is damaged or gone.
        """
        from voicecloner.audio.files.encoding import read_audio  # brings soundfile, which a list of voices needs not

        clip = read_audio(self._library.reference_path(voice, voice.references[0]))
        if clip.seconds > _LONGEST_LEVELLED_S:
            return clip
        return AudioClip(to_loudness(clip.samples, clip.sample_rate), clip.sample_rate)
