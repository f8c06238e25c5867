"""Long lists of the voices in a library: their numbers by portions, their rows for what is in sight."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager

from voicecloner.library import listing, voice_table
from voicecloner.library.listing import Found, Kinds, Place, VoiceQuery
from voicecloner.library.summaries import FoundRows, listed_voices
from voicecloner.library.voice_table import FoundVoices

_Transaction = Callable[[], AbstractContextManager[sqlite3.Connection]]


class VoiceLists:
    """The lists. Every method raises what those of `VoiceLibrary` raise.

    Args:
        reading, writing: begin a transaction; see `Database`.
    """

    def __init__(self, reading: _Transaction, writing: _Transaction) -> None:
        self._reading = reading
        self._writing = writing

    def find(self, query: VoiceQuery, after: Place | None = None) -> Found:
        """A portion of the voices that are wanted, as `listing.find`; what is shown of them tells `rows`.

        Raises:
            InvalidRequest: there is no such order.
        """
        with self._reading() as connection:
            return listing.find(connection, query, after)

    def number_of(self, voice_id: str) -> int | None:
        """The number of a voice among those of `find`; None if there is no such voice."""
        with self._reading() as connection:
            return listing.number_of(connection, voice_id)

    def rows(self, numbers: Sequence[int]) -> FoundRows:
        """What lists show of the voices with these numbers, in their order."""
        with self._reading() as connection:
            return listed_voices(connection, numbers)

    def whole(self, numbers: Sequence[int]) -> FoundVoices:
        """The voices with these numbers, in their order."""
        with self._reading() as connection:
            read = voice_table.voices_of(connection, numbers)
        return FoundVoices(tuple(voice for _row, voice in read.voices), read.damaged)

    def kinds(self) -> Kinds:
        """By what the voices can be told apart: languages, engines, tags."""
        with self._reading() as connection:
            return listing.kinds(connection)

    def ids(self, numbers: Sequence[int]) -> list[str]:
        """The ids of the voices with these numbers."""
        with self._reading() as connection:
            return listing.ids_of(connection, numbers)

    def keep_outlines(self, outlines: Mapping[int, bytes]) -> None:
        """Keep the small pictures of voices that had none yet, by their numbers."""
        if outlines:
            with self._writing() as connection:
                change = "UPDATE voices SET outline = ? WHERE number = ?"
                connection.executemany(change, [(outline, number) for number, outline in outlines.items()])
