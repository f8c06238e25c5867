"""What lists of voices are sorted and searched by: made from the rows, and made anew where it is lost or damaged."""

import sqlite3
from collections.abc import Sequence

from voicecloner.library import voice_table
from voicecloner.library.migrations import create_wide_search
from voicecloner.library.rows import listing_columns, read_rows
from voicecloner.library.search import index_voice


def mend_index(connection: sqlite3.Connection) -> None:
    """Make the search index anew if it is damaged."""
    try:
        connection.execute("INSERT INTO voice_search (voice_search) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        index_anew(connection)


def index_anew(connection: sqlite3.Connection) -> None:
    """Make the search index out of the rows, whatever is in it."""
    connection.execute("DROP TABLE voice_search")
    connection.execute("DELETE FROM voice_tags")
    create_wide_search(connection)
    for rows in voice_table.row_batches(connection):
        _index_rows(connection, rows)


def lacks_index(connection: sqlite3.Connection) -> bool:
    """Whether `index_missing` has something to do."""
    return connection.execute("SELECT 1 FROM voices WHERE sort_name = '' LIMIT 1").fetchone() is not None


def index_missing(connection: sqlite3.Connection) -> None:
    """Fill in what lists are sorted and searched by, where an earlier version of the program wrote the rows."""
    query = f"SELECT * FROM voices WHERE sort_name = '' AND number > ? ORDER BY number LIMIT {voice_table.ROWS_AT_ONCE}"  # noqa: S608 - constant
    last = 0
    while rows := connection.execute(query, (last,)).fetchall():
        _index_rows(connection, rows)
        last = rows[-1]["number"]


def _index_rows(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> None:
    for row, voice in read_rows(connection, rows).voices:
        columns = listing_columns(voice)
        settings = ", ".join(f"{column} = :{column}" for column in columns)
        connection.execute(
            f"UPDATE voices SET {settings} WHERE number = :number",  # noqa: S608 - constant names
            {**columns, "number": row["number"]},
        )
        index_voice(connection, row["number"], voice)
