"""What the indexes of voices and of takes have in common: both hold trigrams, three characters in a row.

Three characters and more are looked up as they are. What is shorter is looked up as all the trigrams that begin with
it; two fillers behind each text let its last characters begin some, too.
"""

import sqlite3

LENGTH = 3
"""Characters; an index cannot answer anything shorter by itself."""
_FILLERS = "\x1f" * (LENGTH - 1)


def filled(key: str) -> str:
    """What is put into an index for a text."""
    return key + _FILLERS


def beginning_with(connection: sqlite3.Connection, index: str, word: str, most: int) -> list[str]:
    """The trigrams in an index that begin with a short word; one more than `most` where there are too many.

    Args:
        connection: of the database.
        index: the FTS5 table, a name of the program's own.
        word: one or two characters.
        most: how many are of use.
    """
    # a view of the index, for this connection alone
    connection.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{index}_terms USING fts5vocab('main', '{index}', 'row')"
    )
    found = connection.execute(
        f"SELECT term FROM temp.{index}_terms WHERE term >= ? AND term < ? LIMIT ?",  # noqa: S608 - a constant name
        (word, f"{word}\U0010ffff", most + 1),
    )
    return [row[0] for row in found]


def quoted(word: str) -> str:
    """A word as an expression of FTS5, in which no character has a meaning."""
    return '"' + word.replace('"', '""') + '"'
