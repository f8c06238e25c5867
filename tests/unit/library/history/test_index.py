"""Takes are found fast, by what stands in their records."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.kept_takes import speak
from voicecloner.library.takes import TakeStore

LONG_AGO_S = 1_000_000_000


@pytest.fixture
def store(tmp_path):
    made = TakeStore(tmp_path / "takes", index=tmp_path / "takes.db")
    yield made
    made.close()


def said(store, query="", limit=None):
    return [kept.take.text for kept in store.history(query, limit)[1]]


def moment(minute):
    return datetime(2026, 1, 2, tzinfo=UTC) + timedelta(minutes=minute)


def let_settle(store):
    """As if the folder had been changed long ago."""
    folder = store.new_path().parent
    os.utime(folder, (LONG_AGO_S, LONG_AGO_S))


def test_the_last_spoken_come_first_and_no_more_than_wanted(store):
    for minute, text in enumerate(("One.", "Two.", "Three.")):
        speak(store, text=text, created_at=moment(minute))
    assert said(store) == ["Three.", "Two.", "One."]
    assert said(store, limit=2) == ["Three.", "Two."]
    assert store.history(limit=1)[0] == 3


@pytest.mark.parametrize("query", ["müll", "MULL", "le", "ka fox", '"', "*", "fox AND", "NEAR("])
def test_words_are_looked_for_as_they_are(store, query):
    speak(store, text='Das Müllauto "leckt" * AND NEAR( Kafox.')
    speak(store, text="Nothing of it.", voice_name="Bo")
    assert len(said(store, query)) == 1


def test_what_changes_is_found_as_it_is_now(store):
    take = speak(store, text="The fox.")
    assert said(store, "fox") == ["The fox."]
    let_settle(store)
    assert said(store, "fox") == ["The fox."]
    store.keep(replace(take, text="The wolf."))
    assert (said(store, "fox"), said(store, "wolf")) == ([], ["The wolf."])
    store.note_favourite(take, is_favourite=True)
    assert store.history()[1][0].is_favourite
    store.discard(take)
    assert said(store) == []
    store.restore(take)
    assert said(store) == ["The wolf."]


def test_nothing_is_read_again_where_nothing_changed(store, monkeypatch):
    speak(store, text="The fox.")
    said(store)
    let_settle(store)
    said(store)
    monkeypatch.setattr("voicecloner.library.history.index.os.scandir", None)
    assert said(store, "fox") == ["The fox."]


def test_an_erased_take_leaves_nothing_in_the_file(store, tmp_path):
    take = speak(store, text="Xylophonkonzert.")
    speak(store, text="Another.")
    assert said(store, "xylo") == ["Xylophonkonzert."]
    store.erase(take)
    store.close()
    assert b"ylophonkonzer" not in (tmp_path / "takes.db").read_bytes().lower()
    assert said(store) == ["Another."]


@pytest.mark.parametrize("damage", [b"", b"no database" * 400, None])
def test_the_index_is_made_anew_where_it_is_missing_or_damaged(store, tmp_path, damage):
    speak(store, text="The fox.")
    said(store)
    store.close()
    path = tmp_path / "takes.db"
    path.unlink()
    if damage is not None:
        path.write_bytes(damage)
    assert said(store, "fox") == ["The fox."]


def test_without_a_place_on_the_disk_it_is_kept_in_memory(tmp_path):
    store = TakeStore(tmp_path / "takes", index=tmp_path / "missing" / "takes.db")
    speak(store, text="The fox.")
    assert said(store, "fox") == ["The fox."]
    store.close()


@pytest.mark.parametrize("record", ["", "{", json.dumps({"version": 2})])
def test_a_damaged_record_is_mended_by_what_the_sound_tells(store, record):
    take = speak(store, text="The fox.")
    said(store)
    take.path.with_suffix(".json").write_text(record)
    let_settle(store)
    assert said(store, "anna") == ["One two."], "the tags of the sound hold another text"


def test_a_record_of_a_later_version_is_not_listed_and_stays(store):
    take = speak(store)
    take.path.with_suffix(".json").write_text('{"version": 99}')
    assert said(store) == []
    assert take.path.with_suffix(".json").read_text() == '{"version": 99}'


@pytest.mark.parametrize("query", ["e", "fo", "fox", "x.", "e fox", ""])
def test_it_is_counted_no_further_than_wanted_and_the_last_spoken_come_first(store, query):
    """Whatever way the words are looked for in: one letter, two, the end of a text, more."""
    words = [f"{letter}{other}{letter}" for letter in "abcdefghij" for other in "klmnopqrst"]
    texts = [f"{number} {' '.join(f'e{word}' for word in words)} fox." for number in range(4)]
    for minute, text in enumerate(texts):
        speak(store, text=text, created_at=moment(minute))
    count, found = store.history(query, limit=2, count_to=3)
    assert count == 3
    assert [kept.take.text for kept in found] == [texts[3], texts[2]]
    assert store.history(query)[0] == 4


def test_a_word_that_begins_nothing_finds_nothing(store):
    speak(store, text="The fox.")
    assert said(store, "zq") == []
    assert said(store, "fox zq") == []
