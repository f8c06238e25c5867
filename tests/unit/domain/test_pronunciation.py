"""A line of the list of pronunciations."""

import pytest

from voicecloner.domain.pronunciation import Pronunciation, PronunciationList, checked_pronunciation
from voicecloner.errors import InvalidRequest


@pytest.mark.parametrize(
    ("word", "is_exact"), [("Nguyen", False), ("LaTeX", True), ("GIF", True), ("New York", False), ("v2", False)]
)
def test_capitals_count_where_one_stands_inside_a_word(word, is_exact):
    assert Pronunciation(word, "x").is_exact is is_exact


@pytest.mark.parametrize(
    ("spoken", "phonemes"), [("/ˈwɪn/", "ˈwɪn"), ("/ wɪn /", "wɪn"), ("win", ""), ("and/or", ""), ("//", ""), ("/", "")]
)
def test_phonemes_stand_between_slashes(spoken, phonemes):
    assert Pronunciation("Nguyen", spoken).phonemes == phonemes


def test_an_entry_is_kept_single_spaced_and_composed():
    assert checked_pronunciation(Pronunciation(" Cafe\u0301  Noir ", " cuffay  nwar ")) == Pronunciation(
        "Café Noir", "cuffay nwar"
    )


@pytest.mark.parametrize(
    ("word", "spoken", "said"),
    [
        ("", "win", "nothing in it that can be said"),
        ("Nguyen", "?!", "nothing in it that can be said"),
        ("Nguyen", "<b>win</b>", "characters that cannot be said"),
        ("Nguyen", "*win*", "characters that cannot be said"),
        ("Nguyen", "\ue010win", "characters that cannot be said"),
        ("Nguyen", "/win", "not written in phonemes"),
        ("Nguyen", "/w1n/", "not written in phonemes"),
        ("N" * 81, "win", "longer than 80"),
        ("Nguyen", "w" * 201, "longer than 200"),
    ],
)
def test_what_cannot_be_said_is_refused(word, spoken, said):
    with pytest.raises(InvalidRequest) as refused:
        checked_pronunciation(Pronunciation(word, spoken))
    assert said in refused.value.message
    assert refused.value.hint


def test_a_voice_gets_what_is_for_all_and_then_its_own():
    entries = (Pronunciation("a", "1", "anna"), Pronunciation("a", "2"), Pronunciation("a", "3", "ben"))
    assert [entry.spoken for entry in PronunciationList(entries).for_voice("anna")] == ["2", "1"]
