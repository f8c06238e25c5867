"""Finding voices by any part of their words, in any script. What is typed is data: no character has a meaning."""

import json
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence

from voicecloner.domain.voice import Voice
from voicecloner.library import trigrams
from voicecloner.library.names import clean_text

_MAX_TERMS = 16
_MAX_TERM_CHARACTERS = 100
_MAX_TRIGRAMS = 2000
_LATIN_ACCENTS = range(0x0300, 0x0370)
_WORDS = ("name", "tags", "notes", "transcript")
# ids are random: fewer characters would be found in voices that have nothing to do with the query
_MIN_ID_BEGINNING = 4
_MIN_ID_PART = 6


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
    forget_voices(connection, [number])
    connection.execute(
        "INSERT INTO voice_search (rowid, name, tags, notes, transcript, id) VALUES (?, ?, ?, ?, ?, ?)",
        (number, *(_filled(search_key(word)) for word in words), voice.id),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO voice_tags (tag, voice_number) VALUES (?, ?)",
        [(tag, number) for tag in voice.tags],
    )


def forget_voices(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take voices out of the index."""
    gone = [(number,) for number in numbers]
    connection.executemany("DELETE FROM voice_search WHERE rowid = ?", gone)
    connection.executemany("DELETE FROM voice_tags WHERE voice_number = ?", gone)


def _filled(key: str) -> str:
    return trigrams.filled(key) if key else ""


def terms_of(query: str) -> tuple[str, ...]:
    """The words of a query, as they stand in the index.

    Words beyond the 16th, and what is beyond the 100th character of a word, are not looked at.
    """
    printable = "".join(" " if unicodedata.category(character) == "Cc" else character for character in query)
    return tuple(term[:_MAX_TERM_CHARACTERS] for term in search_key(printable).split())[:_MAX_TERMS]


def holding(connection: sqlite3.Connection, numbers: Sequence[int], terms: Sequence[str]) -> set[int]:
    """Those of the voices with these row numbers that hold each term in some place.

    A term of four characters or more is also compared with the beginning of the voices' ids, one of six or more with
    any part of them.
    """
    conditions = " AND ".join(_held(term, f":term{place}") for place, term in enumerate(terms))
    found = connection.execute(
        "SELECT rowid FROM voice_search"  # noqa: S608 - constant names
        f" WHERE rowid IN (SELECT value FROM json_each(:numbers)) AND {conditions}",
        {"numbers": json.dumps(list(numbers)), **{f"term{place}": term for place, term in enumerate(terms)}},
    )
    return {row[0] for row in found}


def _held(term: str, parameter: str) -> str:
    places = [f"instr({column}, {parameter})" for column in _WORDS]
    if len(term) >= _MIN_ID_PART:
        places.append(f"instr(id, {parameter})")
    elif len(term) >= _MIN_ID_BEGINNING:
        places.append(f"instr(id, {parameter}) = 1")
    return f"({' OR '.join(places)})"


def is_indexed(term: str) -> bool:
    """Whether the index can answer a term by itself."""
    return len(term) >= trigrams.LENGTH


def expression_of(connection: sqlite3.Connection, terms: Sequence[str]) -> str | None:
    """What to ask the index for these terms: an expression of FTS5.

    Returns:
        None where a short term begins so many trigrams that the index would be no help; empty where nothing in the
        index begins with one, so that nothing can be found.
    """
    parts = []
    for term in terms:
        if is_indexed(term):
            parts.append(_asked(term))
            continue
        beginnings = trigrams.beginning_with(connection, "voice_search", term, _MAX_TRIGRAMS)
        if not 0 < len(beginnings) <= _MAX_TRIGRAMS:
            return None if beginnings else ""
        parts.append(_in_words(" OR ".join(map(trigrams.quoted, beginnings))))
    return " AND ".join(parts)


def _asked(term: str) -> str:
    if len(term) >= _MIN_ID_PART:
        return trigrams.quoted(term)
    if len(term) >= _MIN_ID_BEGINNING:
        return f"({_in_words(trigrams.quoted(term))} OR {{id}} : ^ {trigrams.quoted(term)})"
    return _in_words(trigrams.quoted(term))


def _in_words(expression: str) -> str:
    return f"{{{' '.join(_WORDS)}}} : ({expression})"
