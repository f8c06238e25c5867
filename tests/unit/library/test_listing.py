"""Long lists: whatever way is taken, the voices found are those that hold the words, in their order."""

import itertools
import random
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.drawn_voices import FAILED, made_voice
from voicecloner.domain.voice import Voice
from voicecloner.errors import InvalidRequest
from voicecloner.library import listing
from voicecloner.library.database import MEMORY, connect
from voicecloner.library.listing import VoiceQuery, find, find_all, ids_of, kinds, number_of
from voicecloner.library.migrations import MIGRATIONS
from voicecloner.library.search import search_key, terms_of
from voicecloner.library.voice_table import insert_voice, trash_by_id

ORDERS = ("recent", "name", "created", "score")


@pytest.fixture(scope="module")
def voices() -> dict[int, Voice]:
    drawn = random.Random(3)  # noqa: S311 - nothing secret
    return {number: made_voice(drawn, number) for number in range(1, 121)}


@pytest.fixture(scope="module")
def connection(voices):
    """A database of these voices, every tenth of them in the trash."""
    with closing(connect(MEMORY)) as opened:
        for step in MIGRATIONS:
            step(opened)
        for number, voice in voices.items():
            insert_voice(opened, voice)
            if number % 10 == 0:
                trash_by_id(opened, voice.id, voice.created_at)
        yield opened


@pytest.fixture
def short_ways(monkeypatch):
    """Every way is taken in a library as small as this."""
    for name, value in (("FIRST_PORTION", 3), ("_SHORT_WALKS", (2, 5)), ("_LONG_WALK", 8), ("_FEW", 12), ("_MANY", 30)):
        monkeypatch.setattr(listing, name, value)


def holds(voice: Voice, words: str) -> bool:
    texts = [search_key(text) for text in (voice.name, "\n".join(voice.tags), voice.notes, voice.transcript)]
    return all(
        any(term in text for text in texts)
        or (len(term) >= 4 and voice.id.startswith(term))
        or (len(term) >= 6 and term in voice.id)
        for term in terms_of(words)
    )


def expected(voices: dict[int, Voice], query: VoiceQuery) -> list[int]:
    living = [number for number, voice in voices.items() if number % 10 and holds(voice, query.words)]
    if query.order == "name":
        return sorted(living, key=lambda number: (search_key(voices[number].name), voices[number].name))
    if query.order == "score":
        cards = {number: voices[number].scorecard for number in living}
        return sorted(living, key=lambda number: (cards[number].score if cards[number] else -1, number), reverse=True)
    moments = {
        number: voices[number].created_at
        if query.order == "created"
        else voices[number].last_used_at or voices[number].created_at
        for number in living
    }
    return sorted(living, key=lambda number: (moments[number], number), reverse=True)


QUERIES = (
    "", "x", "q", "qi", "x9", "日", "日本", "日本語", "語", "e", "ob", "iver", "müller", "MULLER 1", "fluß", "ss",
    "jazz kite", "kitchen", "in the", "1", "12", "zz", "z", "radio x", "ze", "語 9", "9", "quiet lum", "no",
    "nothing", "a b c d",
)  # fmt: skip


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("words", QUERIES)
def test_all_that_hold_the_words_are_found_in_order(connection, voices, words, order):
    query = VoiceQuery(words, order)
    assert find_all(connection, query) == expected(voices, query)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("words", QUERIES)
def test_whatever_way_is_taken(connection, voices, words, order, short_ways):
    query = VoiceQuery(words, order)
    assert find_all(connection, query) == expected(voices, query)


@given(words=st.text("qixobfmu 9日本ze-\"'%", max_size=8), order=st.sampled_from(ORDERS))
def test_whatever_is_typed(connection, voices, words, order):
    query = VoiceQuery(words, order)
    assert find_all(connection, query) == expected(voices, query)


def test_a_portion_says_where_the_next_one_begins(connection, voices, short_ways):
    query = VoiceQuery("e")
    portions = [find(connection, query)]
    while portions[-1].rest:
        portions.append(find(connection, query, portions[-1].rest))
    assert len(portions) > 3
    assert list(itertools.chain(*(each.numbers for each in portions))) == expected(voices, query)


@pytest.mark.parametrize("part", [slice(0, 4), slice(0, 9), slice(9, 15), slice(26, 32), slice(0, 32)])
def test_a_part_of_an_id_finds_its_voice(connection, voices, part, short_ways):
    assert 7 in find_all(connection, VoiceQuery(voices[7].id[part]))


def test_few_characters_from_the_middle_of_an_id_find_nothing(connection, voices):
    part = next(p for p in (voices[7].id[n : n + 5] for n in range(1, 27)) if not p.isdigit())
    assert not any(holds(voice, part) for voice in voices.values())
    assert find_all(connection, VoiceQuery(part)) == []


@pytest.mark.parametrize("words", ["", "e"])
@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({"language": "de"}, lambda voice: voice.language == "de"),
        ({"engine_id": "basic"}, lambda voice: voice.engine_id == "basic"),
        ({"tag": "日本"}, lambda voice: "日本" in voice.tags),
        ({"verdicts": ("fail",)}, lambda voice: voice.review is FAILED),
        ({"verdicts": ()}, lambda _voice: False),
        ({"bindings": (("basic", "2"), ("natural", "1"))},
         lambda voice: (voice.engine_id, voice.engine_revision) in {("basic", "2"), ("natural", "1")}),
        ({"bindings": ()}, lambda _voice: False),
        ({"language": "en", "tag": "Radio"}, lambda voice: voice.language == "en" and "Radio" in voice.tags),
    ],
)  # fmt: skip
def test_conditions_leave_out_what_does_not_fit(connection, voices, words, conditions, fits):
    found = find_all(connection, VoiceQuery(words, **conditions))
    assert found == [number for number in expected(voices, VoiceQuery(words)) if fits(voices[number])]


def test_voices_can_be_wanted_by_their_ids(connection, voices):
    assert find_all(connection, VoiceQuery(ids=(voices[7].id, voices[10].id))) == [7]  # the other one was deleted


def test_an_order_that_is_none_is_refused(connection):
    with pytest.raises(InvalidRequest, match="sorted by “size”"):
        find(connection, VoiceQuery(order="size"))


def test_numbers_and_ids_lead_to_each_other(connection, voices):
    assert number_of(connection, voices[7].id) == 7
    assert number_of(connection, voices[10].id) is None
    assert ids_of(connection, [7, 10, 1000]) == [voices[7].id]


def test_kinds_are_those_of_the_living(connection, voices):
    found = kinds(connection)
    living = [voice for number, voice in voices.items() if number % 10]
    assert found.languages == ("de", "en")
    assert found.bindings == tuple(sorted({(voice.engine_id, voice.engine_revision) for voice in living}))
    assert found.tags == tuple(sorted({tag for voice in living for tag in voice.tags}))


def test_no_list_reads_the_rows(connection):
    """Rows are wide: a hundred thousand of them would be half a gigabyte."""
    for query in (VoiceQuery(), VoiceQuery(order="name"), VoiceQuery(order="created", language="de", verdicts=("ok",))):
        steps = []
        connection.set_trace_callback(steps.append)
        find_all(connection, query)
        connection.set_trace_callback(None)
        (statement,) = steps
        plan = [row["detail"] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        assert plan == [f"SCAN voices USING COVERING INDEX voices_by_{query.order}"]
