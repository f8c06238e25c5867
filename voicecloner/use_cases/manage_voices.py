"""Find, look at, rename and delete saved voices."""

from dataclasses import dataclass
from pathlib import Path

from voicecloner.domain.voice import Voice
from voicecloner.library.voices import VoiceLibrary


@dataclass(frozen=True)
class VoiceList:
    """Voices that answer a search, and how full the library is.

    Attributes:
        query: what was searched for.
        voices: those found.
        count: how many voices there are in all.
        quota: how many there may be.
    """

    query: str
    voices: tuple[Voice, ...]
    count: int
    quota: int


class ManageVoices:
    """What can be done with saved voices. All methods are fast enough for any thread but the window's own."""

    def __init__(self, library: VoiceLibrary) -> None:
        self._library = library

    def list(self, query: str = "", order: str = "recent") -> VoiceList:
        """Voices whose name, id, tags or notes contain `query`; all of them when it is empty.

        Args:
            query: any text.
            order: ``"recent"`` (last used first), ``"name"`` or ``"created"``.
        """
        return VoiceList(query, self._library.list(query, order), self._library.count(), self._library.quota)

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
