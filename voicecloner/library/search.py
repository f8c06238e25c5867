"""Finding voices by any part of their words, in any script. What is typed is data: no character has a meaning."""

import sqlite3
import unicodedata
from collections.abc import Iterable

from voicecloner.domain.voice import Voice
from voicecloner.library.names import clean_text

_TRIGRAM = 3  # characters; the index cannot answer anything shorter
_MAX_TERMS = 16
_MAX_TERM_CHARACTERS = 100
_LATIN_ACCENTS = range(0x0300, 0x0370)
_COLUMNS = ("name", "tags", "notes", "transcript")
_MIN_ID_CHARACTERS = 4  # ids are random: fewer would be found in voices that have nothing to do with the query


def search_key(text: str) -> str:
    """The text without case, width and accents: ``"Müller"``, ``"MULLER"`` and ``"Ｍｕｌｌｅｒ"`` are one.

    ``ß`` is ``ss``. Marks that belong to other scripts stay: か and が are two letters.
    """
    decomposed = unicodedata.normalize("NFKD", clean_text(text).casefold())
    bare = "".join(character for character in decomposed if ord(character) not in _LATIN_ACCENTS)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", bare).casefold())


def index_voice(connection: sqlite3.Connection, number: int, voice: Voice) -> None:
    """Put the voice's words into the index, replacing what it had."""
    words = (voice.name, "\n".join(voice.tags), voice.notes, voice.transcript)
    connection.execute("DELETE FROM voice_search WHERE rowid = ?", (number,))
    connection.execute(
        "INSERT INTO voice_search (rowid, name, tags, notes, transcript) VALUES (?, ?, ?, ?, ?)",
        (number, *(search_key(word) for word in words)),
    )


def forget_voices(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take voices out of the index."""
    connection.executemany("DELETE FROM voice_search WHERE rowid = ?", [(number,) for number in numbers])


def matching_numbers(connection: sqlite3.Connection, query: str) -> set[int] | None:
    """Row numbers of the voices that hold every word of `query` in some place; None if the query has no word.

    A word of four characters or more is also compared with the beginning of the voices' ids.
    Words beyond the 16th, and what is beyond the 100th character of a word, are not looked at.
    """
    terms = [term[:_MAX_TERM_CHARACTERS] for term in _words(query)][:_MAX_TERMS]
    if not terms:
        return None
    return set.intersection(*(_holding(connection, term) | _with_id(connection, term) for term in terms))


def _words(query: str) -> list[str]:
    printable = "".join(" " if unicodedata.category(character) == "Cc" else character for character in query)
    return search_key(printable).split()


def _holding(connection: sqlite3.Connection, term: str) -> set[int]:
    if len(term) >= _TRIGRAM:
        found = connection.execute("SELECT rowid FROM voice_search WHERE voice_search MATCH ?", (_quoted(term),))
    else:
        anywhere = " OR ".join(f"instr({column}, :term)" for column in _COLUMNS)
        found = connection.execute(f"SELECT rowid FROM voice_search WHERE {anywhere}", {"term": term})  # noqa: S608 - constant names
    return {row[0] for row in found}


def _with_id(connection: sqlite3.Connection, term: str) -> set[int]:
    if len(term) < _MIN_ID_CHARACTERS:
        return set()
    found = connection.execute("SELECT number FROM voices WHERE substr(id, 1, length(:term)) = :term", {"term": term})
    return {row[0] for row in found}


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'
