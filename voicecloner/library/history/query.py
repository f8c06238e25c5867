"""What to ask the index of takes for the words of a query.

The index holds trigrams, see `trigrams`. A letter that begins very many of them is in most of the texts: those are
walked from the last spoken on, and enough are found soon.
"""

import sqlite3

from voicecloner.library import trigrams
from voicecloner.library.search import terms_of

_MAX_TRIGRAMS = 64
_ALL = "SELECT number FROM takes WHERE is_discarded = 0 ORDER BY number DESC"
_NOTHING = "SELECT number FROM takes WHERE 0"


def numbers_of(connection: sqlite3.Connection, query: str) -> tuple[str, tuple[str, ...]]:
    """A statement that gives the numbers of the takes with every word of `query`, the last spoken first.

    Returns:
        It, without a limit, and what its question marks stand for.
    """
    words = terms_of(query)
    if not words:
        return _ALL, ()
    asked, walked = list[str](), list[str]()
    for word in words:
        is_short = len(word) < trigrams.LENGTH
        sought = trigrams.beginning_with(connection, "take_search", word, _MAX_TRIGRAMS) if is_short else [word]
        if not sought:
            return _NOTHING, ()
        if len(sought) > _MAX_TRIGRAMS:
            walked.append(word)
        else:
            asked.append(f"({' OR '.join(map(trigrams.quoted, sought))})")
    return _statement(asked, walked)


def _statement(asked: list[str], walked: list[str]) -> tuple[str, tuple[str, ...]]:
    conditions = ["take_search MATCH ?"] * bool(asked) + ["instr(said, ?)"] * len(walked)
    statement = f"SELECT rowid FROM take_search WHERE {' AND '.join(conditions)} ORDER BY rowid DESC"  # noqa: S608
    return statement, (*([" AND ".join(asked)] if asked else []), *walked)
