"""The library's schema, as the small steps by which it grew.

`PRAGMA user_version` counts the steps a database has seen. A step never changes once released: add another one.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence

from voicecloner.library.rows import score_key, scorecard_of

Migration = Callable[[sqlite3.Connection], None]
"""Runs inside a transaction that its caller opens and ends; must not use ``executescript``, which would end it."""


def create_voices(connection: sqlite3.Connection) -> None:
    """Voices and the recordings they were made of."""
    connection.execute("""
        CREATE TABLE voices (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            name_key TEXT NOT NULL,
            language TEXT NOT NULL,
            engine_id TEXT NOT NULL,
            engine_revision TEXT NOT NULL,
            mode TEXT NOT NULL,
            transcript TEXT NOT NULL,
            review TEXT NOT NULL,
            consent TEXT NOT NULL,
            created_at TEXT NOT NULL,
            last_used_at TEXT,
            deleted_at TEXT,
            tags TEXT NOT NULL,
            notes TEXT NOT NULL,
            program_version TEXT NOT NULL
        ) STRICT""")
    # names are unique among the living only: the trash may hold several of one name
    connection.execute("CREATE UNIQUE INDEX living_names ON voices (name_key) WHERE deleted_at IS NULL")
    connection.execute("""
        CREATE TABLE voice_references (
            voice_number INTEGER NOT NULL REFERENCES voices (number) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            original TEXT NOT NULL,
            prepared TEXT NOT NULL,
            seconds REAL NOT NULL,
            sha256 TEXT NOT NULL,
            PRIMARY KEY (voice_number, position)
        ) STRICT, WITHOUT ROWID""")


def create_search(connection: sqlite3.Connection) -> None:
    """Full-text index over trigrams, so that a part of a name is found in scripts that have no spaces.

    It holds text already folded by `search.search_key`: SQLite's own folding knows neither ß nor half-width kana.
    """
    connection.execute("""
        CREATE VIRTUAL TABLE voice_search USING fts5 (
            name, tags, notes, transcript, tokenize = 'trigram case_sensitive 1'
        )""")


def add_stretches(connection: sqlite3.Connection) -> None:
    """Which stretch of its original a reference is; NULL for all of it."""
    connection.execute("ALTER TABLE voice_references ADD COLUMN start_s REAL")
    connection.execute("ALTER TABLE voice_references ADD COLUMN end_s REAL")


def add_counts(connection: sqlite3.Connection) -> None:
    """How often a voice was changed, how many days it lies in the trash, and on which day the program last ran."""
    connection.execute("ALTER TABLE voices ADD COLUMN revision INTEGER NOT NULL DEFAULT 1")
    connection.execute("ALTER TABLE voices ADD COLUMN days_in_trash INTEGER NOT NULL DEFAULT 0")
    connection.execute("CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID")


def add_sources(connection: sqlite3.Connection) -> None:
    """Which channel of its original a reference is (NULL where that is not known), and what it was recorded with."""
    connection.execute("ALTER TABLE voice_references ADD COLUMN channel INTEGER")
    connection.execute("ALTER TABLE voice_references ADD COLUMN microphone TEXT NOT NULL DEFAULT ''")


def add_scorecards(connection: sqlite3.Connection) -> None:
    """How voices came out; NULL where that was not measured."""
    connection.execute("ALTER TABLE voices ADD COLUMN scorecard TEXT")


def add_recording_times(connection: sqlite3.Connection) -> None:
    """When a reference was recorded, if that was here; NULL for a file, or where nobody knows."""
    connection.execute("ALTER TABLE voice_references ADD COLUMN recorded_at TEXT")


def add_listing(connection: sqlite3.Connection) -> None:
    """What long lists are sorted, filtered and searched by, so that none of them needs all of the voices.

    The new columns are empty and the index is too: `voice_table.index_missing` fills them from the rows, because how a
    name is sorted is not for SQL to know.
    """
    for column in ("sort_name", "verdict", "recent_at", "record_mark"):
        connection.execute(f"ALTER TABLE voices ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    connection.execute("ALTER TABLE voices ADD COLUMN outline BLOB")
    # what a list is filtered by stands behind what it is sorted by: walking an index touches no row, and rows are wide
    # `deleted_at` is there because SQLite would look it up, though the index holds the living alone
    filtered = "language, engine_id, engine_revision, verdict, deleted_at"
    for name, columns in (
        ("recent", "recent_at DESC, number DESC"),
        ("created", "created_at DESC, number DESC"),
        ("name", "sort_name, number"),
        ("number", "number, recent_at, created_at, sort_name"),
    ):
        connection.execute(f"CREATE INDEX voices_by_{name} ON voices ({columns}, {filtered}) WHERE deleted_at IS NULL")
    connection.execute(f"CREATE INDEX voices_by_kind ON voices ({filtered}) WHERE deleted_at IS NULL")
    connection.execute("CREATE INDEX voices_by_id ON voices (id, revision, record_mark)")
    connection.execute("CREATE INDEX voices_not_indexed ON voices (number) WHERE sort_name = ''")
    connection.execute("""
        CREATE TABLE voice_tags (
            tag TEXT NOT NULL,
            voice_number INTEGER NOT NULL REFERENCES voices (number) ON DELETE CASCADE,
            PRIMARY KEY (tag, voice_number)
        ) STRICT, WITHOUT ROWID""")
    connection.execute("CREATE INDEX voice_tags_by_voice ON voice_tags (voice_number)")
    connection.execute("DROP TABLE voice_search")
    create_wide_search(connection)


def create_wide_search(connection: sqlite3.Connection) -> None:
    """As `create_search`, with the ids."""
    connection.execute("""
        CREATE VIRTUAL TABLE voice_search USING fts5 (
            name, tags, notes, transcript, id, tokenize = 'trigram case_sensitive 1'
        )""")


def add_score_order(connection: sqlite3.Connection) -> None:
    """What a list is sorted by where the best voices come first: `rows.score_key`.

    It follows from the measures in the scorecard. A version that counts the score otherwise fills it anew, by a step of
    its own.
    """
    connection.execute("ALTER TABLE voices ADD COLUMN score_key TEXT NOT NULL DEFAULT ''")
    measured = connection.execute("SELECT number, scorecard FROM voices WHERE scorecard IS NOT NULL").fetchall()
    keys = [(score_key(scorecard_of(text)), number) for number, text in measured]
    connection.executemany("UPDATE voices SET score_key = ? WHERE number = ?", keys)
    connection.execute("DROP INDEX voices_by_number")
    filtered = "language, engine_id, engine_revision, verdict, deleted_at"  # as in `add_listing`
    for name, columns in (
        ("score", "score_key DESC, number DESC"),
        ("number", "number, recent_at, created_at, sort_name, score_key"),
    ):
        connection.execute(f"CREATE INDEX voices_by_{name} ON voices ({columns}, {filtered}) WHERE deleted_at IS NULL")


COLUMNS: Mapping[str, Sequence[str]] = {
    "voices": (
        "number", "id", "name", "name_key", "language", "engine_id", "engine_revision", "mode", "transcript", "review",
        "consent", "created_at", "last_used_at", "deleted_at", "tags", "notes", "program_version", "revision",
        "days_in_trash", "sort_name", "verdict", "recent_at", "record_mark", "outline",
        "scorecard", "score_key",
    ),
    "voice_references": (
        "voice_number", "position", "name", "original", "prepared", "seconds", "sha256", "start_s", "end_s",
        "channel", "microphone", "recorded_at",
    ),
    "voice_search": ("name", "tags", "notes", "transcript", "id"),
    "voice_tags": ("tag", "voice_number"),
    "facts": ("name", "value"),
}  # fmt: skip
"""What the tables of an up-to-date library have."""

MIGRATIONS: Sequence[Migration] = (
    create_voices,
    create_search,
    add_stretches,
    add_counts,
    add_sources,
    add_recording_times,
    add_listing,
    add_scorecards,
    add_score_order,
)
