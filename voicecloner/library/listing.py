"""Long lists of voices: which ones, in which order, a portion at a time; see `find`.

A voice is meant by the number of its row, which stays as long as the row does. What a list shows of the voices is read
for those alone that are in sight.
"""

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from voicecloner.errors import InvalidRequest
from voicecloner.library.search import expression_of, holding, is_indexed, terms_of

FIRST_PORTION = 60
"""How many voices a portion holds at least, unless there are no more: what a tall window shows at once."""

# How many voices are looked into, and how many more if those did not suffice, before the index of words is asked.
_SHORT_WALKS = (200, 1300)
_LONG_WALK = 3000
_FEW, _MANY = 2500, 8000


@dataclass(frozen=True)
class VoiceQuery:
    """Which voices are wanted, and in which order; what is empty is no condition.

    Attributes:
        words: any text; each of its words must be held by the name, the id, the tags, the notes or the transcript.
        order: ``"recent"`` (last used or made first), ``"name"``, ``"created"`` (newest first) or ``"score"`` (best
            first, those that were not measured last).
        language: BCP 47 tag.
        engine_id: the engine it is bound to.
        tag: one of its tags.
        verdicts: the verdicts on its recordings, of which its own must be one; None: any.
        bindings: engines and revisions of which its own must be one; None: any.
        ids: of which its own must be one; None: any.
    """

    words: str = ""
    order: str = "recent"
    language: str = ""
    engine_id: str = ""
    tag: str = ""
    verdicts: tuple[str, ...] | None = None
    bindings: tuple[tuple[str, str], ...] | None = None
    ids: tuple[str, ...] | None = None


EVERY_VOICE = VoiceQuery()


@dataclass(frozen=True)
class Place:
    """A place in a list: behind the voice with this number and this value of what the list is sorted by."""

    key: str
    number: int


@dataclass(frozen=True)
class Found:
    """A portion of a list.

    Attributes:
        numbers: the row numbers of voices, in order.
        rest: where the next portion begins; None after the last.
    """

    numbers: Sequence[int]
    rest: Place | None = None


@dataclass(frozen=True)
class Kinds:
    """By what the voices of a library can be told apart. Each is sorted."""

    languages: tuple[str, ...]
    bindings: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]


@dataclass(frozen=True)
class _Order:
    index: str
    key: str
    is_descending: bool

    @property
    def sorting(self) -> str:
        direction = "DESC" if self.is_descending else "ASC"
        return f"{self.key} {direction}, number {direction}"

    @property
    def after(self) -> str:
        """The condition for being behind a place."""
        sign = "<" if self.is_descending else ">"
        return f"{self.key} {sign}= :key AND ({self.key} {sign} :key OR number {sign} :number)"


_ORDERS = {
    "recent": _Order("voices_by_recent", "recent_at", is_descending=True),
    "name": _Order("voices_by_name", "sort_name", is_descending=False),
    "created": _Order("voices_by_created", "created_at", is_descending=True),
    "score": _Order("voices_by_score", "score_key", is_descending=True),
}


def find(connection: sqlite3.Connection, query: VoiceQuery, after: Place | None = None) -> Found:
    """A portion of the living voices that are wanted.

    Words that are in many voices are found by walking along the list and looking into each voice, until there are
    enough; those in few voices by the index of words, which then tells all of them at once. Which of the two it is
    shows after a short walk.

    Args:
        connection: in a transaction.
        query: which voices.
        after: where the portion before ended.

    Raises:
        InvalidRequest: there is no such order.
    """
    terms = terms_of(query.words)  # without any, there is one portion
    if not terms:
        return Found(_numbers(connection, query))
    numbers: list[int] = []
    is_asked = False
    for steps in _steps():
        # where a good part was found by now, going on takes less than sorting all there are
        is_due = steps > _LONG_WALK or (steps == _LONG_WALK and len(numbers) < FIRST_PORTION // 3)
        if is_due and not is_asked:
            is_asked = True
            if (few := _from_index(connection, query, terms, after)) is not None:
                return Found([*numbers, *few])
        found = _walk_and_look(connection, query, terms, after, steps)
        numbers += found.numbers
        after = found.rest
        if after is None or len(numbers) >= FIRST_PORTION:
            break
    return Found(numbers, after)


def _steps() -> Iterator[int]:
    yield from _SHORT_WALKS
    for doubled in count():  # longer and longer ways: the words stand far apart here
        yield _LONG_WALK << doubled


def find_all(connection: sqlite3.Connection, query: VoiceQuery) -> list[int]:
    """The numbers of all living voices that are wanted, in order.

    Raises:
        InvalidRequest: there is no such order.
    """
    found = find(connection, query)
    numbers = list(found.numbers)
    while found.rest:
        found = find(connection, query, found.rest)
        numbers += found.numbers
    return numbers


def number_of(connection: sqlite3.Connection, voice_id: str) -> int | None:
    """The number of the row of a living voice; None if there is none."""
    row = connection.execute("SELECT number FROM voices WHERE id = ? AND deleted_at IS NULL", (voice_id,)).fetchone()
    return row[0] if row else None


def ids_of(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[str]:
    """The ids of the living voices with these numbers, in any order."""
    found = connection.execute(
        "SELECT id FROM voices WHERE number IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL",
        (json.dumps(list(numbers)),),
    )
    return [row[0] for row in found]


def kinds(connection: sqlite3.Connection) -> Kinds:
    """By what the living voices can be told apart."""
    found = connection.execute(
        "SELECT DISTINCT language, engine_id, engine_revision FROM voices INDEXED BY voices_by_kind"
        " WHERE deleted_at IS NULL"
    ).fetchall()
    languages, bindings = {row[0] for row in found}, {(row[1], row[2]) for row in found}
    # from each tag to the next one: reading the tags of all voices would take a tenth of a second
    tags = connection.execute("""
        WITH RECURSIVE tags (tag) AS (
            SELECT min(tag) FROM voice_tags
            UNION ALL SELECT (SELECT min(tag) FROM voice_tags WHERE tag > tags.tag) FROM tags WHERE tag IS NOT NULL
        )
        SELECT tag FROM tags WHERE EXISTS (
            SELECT 1 FROM voice_tags t JOIN voices v ON v.number = t.voice_number
            WHERE t.tag = tags.tag AND v.deleted_at IS NULL
        )""")
    return Kinds(tuple(sorted(languages)), tuple(sorted(bindings)), tuple(row[0] for row in tags))


def _order(query: VoiceQuery) -> _Order:
    if query.order not in _ORDERS:
        raise InvalidRequest(f"Voices cannot be sorted by “{query.order}”.", f"Choose one of {', '.join(_ORDERS)}.")
    return _ORDERS[query.order]


def _walk(connection: sqlite3.Connection, query: VoiceQuery, after: Place | None, steps: int) -> list[Place]:
    order = _order(query)
    conditions, values = _conditions(query, order, after)
    found = connection.execute(
        f"SELECT {order.key}, number FROM voices INDEXED BY {order.index}"  # noqa: S608 - constant names
        f" WHERE deleted_at IS NULL{conditions} ORDER BY {order.sorting} LIMIT :steps",
        {**values, "steps": steps},
    )
    return [Place(row[0], row[1]) for row in found]


def _numbers(connection: sqlite3.Connection, query: VoiceQuery) -> "array[int]":
    """All that are wanted, whatever their words."""
    order = _order(query)
    conditions, values = _conditions(query, order, None)
    cursor = connection.cursor()
    cursor.row_factory = None  # plain tuples: half the time, of a hundred thousand
    found = cursor.execute(
        f"SELECT number FROM voices INDEXED BY {order.index}"  # noqa: S608 - constant names
        f" WHERE deleted_at IS NULL{conditions} ORDER BY {order.sorting}",
        values,
    )
    return array("q", [row[0] for row in found])


def _walk_and_look(
    connection: sqlite3.Connection, query: VoiceQuery, terms: Sequence[str], after: Place | None, steps: int
) -> Found:
    places = _walk(connection, query, after, steps)
    held = holding(connection, [place.number for place in places], terms)
    numbers = [place.number for place in places if place.number in held]
    return Found(numbers, places[-1] if len(places) == steps else None)


def _from_index(
    connection: sqlite3.Connection, query: VoiceQuery, terms: Sequence[str], after: Place | None
) -> list[int] | None:
    """All that are wanted behind a place, by the index of words; None where too many would have to be sorted."""
    numbers = _hits(connection, terms)
    if numbers is None:
        return None
    order = _order(query)
    conditions, values = _conditions(query, order, after)
    found = connection.execute(
        "SELECT number FROM voices INDEXED BY voices_by_number"  # noqa: S608 - constant names
        " WHERE number IN (SELECT value FROM json_each(:numbers)) AND deleted_at IS NULL"
        f"{conditions} ORDER BY {order.sorting}",
        {**values, "numbers": str(numbers)},
    )
    return [row[0] for row in found]


def _hits(connection: sqlite3.Connection, terms: Sequence[str]) -> list[int] | None:
    """The voices that hold all terms, by the index of words; None where there are too many."""
    indexed = tuple(term for term in terms if is_indexed(term))
    if indexed and len(indexed) < len(terms):
        # the short ones are looked for in what the others leave, if that is not too much
        candidates = _matching(connection, indexed, _MANY)
        if candidates is not None:
            held = sorted(holding(connection, candidates, terms))
            return held if len(held) <= _FEW else None
    return _matching(connection, terms, _FEW)


def _matching(connection: sqlite3.Connection, terms: Sequence[str], most: int) -> list[int] | None:
    expression = expression_of(connection, terms)
    if not expression:
        return None if expression is None else []
    hits = "SELECT rowid FROM voice_search WHERE voice_search MATCH ? LIMIT ?"
    numbers = [row[0] for row in connection.execute(hits, (expression, most + 1))]
    return numbers if len(numbers) <= most else None


def _conditions(query: VoiceQuery, order: _Order, after: Place | None) -> tuple[str, dict[str, object]]:
    """What a row must be like, as SQL that follows another condition, and its values."""
    conditions = ""
    values: dict[str, object] = {}
    if after:
        conditions = f" AND {order.after}"
        values = {"key": after.key, "number": after.number}
    for column, value in (("language", query.language), ("engine_id", query.engine_id)):
        if value:
            conditions += f" AND {column} = :{column}"
            values[column] = value
    if query.tag:
        conditions += " AND number IN (SELECT voice_number FROM voice_tags WHERE tag = :tag)"
        values["tag"] = query.tag
    if query.verdicts is not None:
        conditions += _among("verdict", query.verdicts, values)
    if query.bindings is not None:
        conditions += _among("engine_id || char(10) || engine_revision", map("\n".join, query.bindings), values)
    if query.ids is not None:
        conditions += _among("number", query.ids, values, "SELECT number FROM voices WHERE id IN ({})")
    return conditions, values


def _among(what: str, wanted: Iterable[str], values: dict[str, object], given: str = "{}") -> str:
    """The condition that `what` is one of these, or one of what `given` makes of them."""
    names = {f"value{len(values) + n}": each for n, each in enumerate(wanted)}
    values |= names
    places = ", ".join(f":{name}" for name in names)
    # never a constant: with one, SQLite does without the index that it is told to use, and complains
    return f" AND {what} IN ({given.format(places)})" if names else " AND number < 0"
