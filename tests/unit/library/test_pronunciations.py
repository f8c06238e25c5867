"""The list of pronunciations on the disk."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from voicecloner.domain.pronunciation import Pronunciation
from voicecloner.errors import InvalidRequest, StorageError
from voicecloner.library import pronunciations
from voicecloner.library.pronunciations import PronunciationStore

WIN = Pronunciation("Nguyen", "win")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "library" / "pronunciations.json"


@pytest.fixture
def store(path):
    return PronunciationStore(path)


def test_what_is_put_is_there_the_next_time_in_the_order_of_words(store, path):
    for entry in (WIN, Pronunciation("gif", "jif"), Pronunciation("Nguyen", "/ŋwɪən/", "anna")):
        store.put(entry)
    assert [(each.word, each.voice_id) for each in PronunciationStore(path).read().entries] == [
        ("gif", ""),
        ("Nguyen", ""),
        ("Nguyen", "anna"),
    ]


def test_the_same_word_is_kept_once_unless_its_capitals_count(store):
    for word in ("Nguyen", "nguyen", "LaTeX", "latex"):
        store.put(Pronunciation(word, "x"))
    assert [each.word for each in store.read().entries] == ["LaTeX", "latex", "nguyen"]


def test_what_is_removed_is_gone_and_what_is_not_there_is_no_matter(store):
    store.put(WIN)
    store.remove(WIN)
    store.remove(WIN)
    assert store.read().entries == ()


def test_without_a_file_the_list_is_empty(store):
    assert store.read().entries == ()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"pronunciations": 5}', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_is_set_aside_and_named_and_the_next_one_begins_anew(store, path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    (note,) = store.read().notes
    aside = path.with_suffix(".broken-1.json")
    assert str(aside) in note
    assert aside.read_bytes() == content
    store.put(WIN)
    assert store.read().entries == (WIN,)


def test_what_was_set_aside_before_stays(store, path):
    path.parent.mkdir()
    for number in (1, 2):
        path.write_bytes(b"%d{" % number)
        store.put(WIN)
    assert [path.with_suffix(f".broken-{number}.json").read_bytes() for number in (1, 2)] == [b"1{", b"2{"]


@pytest.mark.parametrize("odd", [5, None, {"word": "x"}, {"word": "x", "spoken": 5}, {"word": "<b>", "spoken": "x"}])
def test_a_line_that_is_not_understood_counts_for_nothing_and_stays_in_the_file(store, path, odd):
    store.put(WIN)
    document = json.loads(path.read_text("utf-8"))
    document["pronunciations"].append(odd)
    path.write_text(json.dumps(document), "utf-8")
    assert store.read().entries == (WIN,)
    assert "1 of the pronunciations" in store.read().notes[0]
    store.put(Pronunciation("gif", "jif"))
    assert odd in json.loads(path.read_text("utf-8"))["pronunciations"]


def test_a_full_list_takes_no_more_but_changes(store, monkeypatch):
    monkeypatch.setattr(pronunciations, "MOST_ENTRIES", 1)
    store.put(WIN)
    store.put(Pronunciation("Nguyen", "nwin"))
    with pytest.raises(InvalidRequest, match="holds 1 words already"):
        store.put(Pronunciation("gif", "jif"))
    assert [each.spoken for each in store.read().entries] == ["nwin"]


def test_several_who_write_at_once_lose_nothing(path):
    words = [f"word{chr(97 + number)}" for number in range(20)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda word: PronunciationStore(path).put(Pronunciation(word, "x")), words))
    assert [each.word for each in PronunciationStore(path).read().entries] == words


def test_a_folder_in_its_place_is_told_of(store, path):
    path.mkdir(parents=True)
    with pytest.raises(StorageError):
        store.read()
    with pytest.raises(StorageError):
        store.put(WIN)


def test_what_another_program_has_changed_is_seen(store, path):
    store.put(WIN)
    assert store.read() is store.read()
    PronunciationStore(path).put(Pronunciation("Nguyen", "wim"))
    assert [each.spoken for each in store.read().entries] == ["wim"]
