import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecloner.engines.adapters.basic.pieces import clean, parts


def test_sentences_are_parts():
    assert list(parts("Hello there. How are you? Fine!")) == ["Hello there.", "How are you?", "Fine!"]


@pytest.mark.parametrize("text", ["It costs 12.5 euros.", "Mr. Smith went home.", "See e.g. the cat.", "z.B. Hunde"])
def test_a_full_stop_is_not_always_an_end(text: str):
    assert list(parts(text)) == [text]


def test_scripts_without_spaces_are_cut_at_their_own_stops():
    assert list(parts("漢字テスト。これは文です。")) == ["漢字テスト。", "これは文です。"]


def test_a_long_sentence_is_cut_at_a_clause():
    text = "After a very long walk through the old forest, " * 6 + "they arrived."
    pieces = list(parts(text))
    assert all(len(piece) <= 180 for piece in pieces)
    assert all(piece.endswith(",") for piece in pieces[:-1])
    assert " ".join(pieces) == text


def test_control_characters_are_left_out():
    assert clean("a\x00b\x07\u200b\n c") == "a b c"


@given(st.text(max_size=600))
def test_parts_hold_every_letter_and_are_short(text: str):
    pieces = list(parts(text))
    assert all(0 < len(piece) <= 180 for piece in pieces)
    assert [c for c in "".join(pieces) if c.isalnum()] == [c for c in clean(text) if c.isalnum()]
