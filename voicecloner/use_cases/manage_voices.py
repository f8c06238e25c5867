"""Find, look at, rename and delete saved voices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from voicecloner.domain.voice import Voice
from voicecloner.engines.base import EngineHost
from voicecloner.library.voices import VoiceLibrary
from voicecloner.use_cases.rebuild_voice import rebuild_reason


@dataclass(frozen=True)
class VoiceList:
    """Voices that answer a search, and how full the library is.

    Attributes:
        query: what was searched for.
        voices: those found.
        count: how many voices there are in all.
        quota: how many there may be.
        needs_rebuild: why voices have to be made anew before they can speak, one sentence without its end, by id.
    """

    query: str
    voices: tuple[Voice, ...]
    count: int
    quota: int
    needs_rebuild: Mapping[str, str] = field(default_factory=dict)


class ManageVoices:
    """What can be done with saved voices. All methods are fast enough for any thread but the window's own."""

    def __init__(self, library: VoiceLibrary, host: EngineHost) -> None:
        self._library = library
        self._host = host

    def list(self, query: str = "", order: str = "recent") -> VoiceList:
        """Voices whose name, id, tags or notes contain `query`; all of them when it is empty.

        Args:
            query: any text.
            order: ``"recent"`` (last used first), ``"name"`` or ``"created"``.
        """
        voices = self._library.list(query, order)
        reasons = {voice.id: self.rebuild_reason(voice) for voice in voices}
        waiting = {voice_id: reason for voice_id, reason in reasons.items() if reason}
        return VoiceList(query, voices, self._library.count(), self._library.quota, waiting)

    def rebuild_reason(self, voice: Voice) -> str:
        """Why a voice has to be made anew before it can speak; empty if it has not."""
        return rebuild_reason(voice, self._host, self._library.voice_file)

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

    def delete(self, name_or_id: str) -> Voice:
        """Put a voice into the trash, where it stays for 30 days.

        Raises:
            VoiceNotFound: there is none.
        """
        voice = self._library.find(name_or_id)
        self._library.delete(voice.id)
        return voice

    def restore(self, voice_id: str) -> Voice:
        """Take a voice out of the trash again.

        Raises:
            VoiceNotFound: it is not there any more.
            NameTaken: another voice took its name meanwhile.
        """
        return self._library.restore(voice_id)

    def reference_file(self, voice: Voice) -> Path:
        """The prepared recording of a voice's first reference, to listen to."""
        return self._library.reference_path(voice, voice.references[0])
