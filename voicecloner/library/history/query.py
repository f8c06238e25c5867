"""What to ask the index of takes for the words of a query.

The index holds trigrams, so three characters and more are looked up. What is shorter is looked up as all the trigrams
that begin with it; two fillers behind each text let its last characters begin some, too. A letter that begins very many
trigrams is in most of the texts: those are walked from the last spoken on, and enough are found soon.
"""

import sqlite3

from voicecloner.library.search import terms_of

_TRIGRAM = 3  # characters; the index cannot answer anything shorter by itself
_FILLERS = "\x1f" * (_TRIGRAM - 1)
_MAX_TRIGRAMS = 64
_ALL = "SELECT number FROM takes WHERE is_discarded = 0 ORDER BY number DESC"
_NOTHING = "SELECT number FROM takes WHERE 0"


def filled(key: str) -> str:
    """What is put into the index for a text."""
    return key + _FILLERS


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
        trigrams = [word] if len(word) >= _TRIGRAM else _beginning_with(connection, word)
        if not trigrams:
            return _NOTHING, ()
        if len(trigrams) > _MAX_TRIGRAMS:
            walked.append(word)
        else:
            asked.append(f"({' OR '.join(map(_quoted, trigrams))})")
    return _statement(asked, walked)


def _statement(asked: list[str], walked: list[str]) -> tuple[str, tuple[str, ...]]:
    conditions = ["take_search MATCH ?"] * bool(asked) + ["instr(said, ?)"] * len(walked)
    statement = f"SELECT rowid FROM take_search WHERE {' AND '.join(conditions)} ORDER BY rowid DESC"  # noqa: S608
    return statement, (*([" AND ".join(asked)] if asked else []), *walked)


def _beginning_with(connection: sqlite3.Connection, word: str) -> list[str]:
    # a view of the index, for this connection alone
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.take_terms USING fts5vocab('main', 'take_search', 'row')"
    )
    found = connection.execute(
        "SELECT term FROM temp.take_terms WHERE term >= ? AND term < ? LIMIT ?",
        (word, f"{word}\U0010ffff", _MAX_TRIGRAMS + 1),
    )
    return [row[0] for row in found]


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
