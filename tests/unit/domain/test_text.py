"""Cutting text into sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecloner.domain.text import clean_text, is_speakable, split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("It costs 3.50 euros.", ["It costs 3.50 euros."]),
        ("“Go!” he said.", ["“Go!”", "he said."]),
        ("你好。今天天气很好！", ["你好。", "今天天气很好！"]),
        ("これは何ですか？猫です。", ["これは何ですか？", "猫です。"]),
        ("नमस्ते। आप कैसे हैं।", ["नमस्ते।", "आप कैसे हैं।"]),
        ("A heading\n\nThe first line\nof a paragraph.", ["A heading", "The first line of a paragraph."]),
        ("   ", []),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_stops(text, sentences):
    assert split_sentences(text, 400) == sentences


def test_a_long_sentence_is_cut_at_its_clauses():
    pieces = split_sentences("When the rain had stopped, they went out, and the sun came through.", 30)
    assert pieces == ["When the rain had stopped,", "they went out,", "and the sun came through."]


def test_a_clause_that_is_still_too_long_is_cut_between_words():
    pieces = split_sentences("one two three four five six seven", 13)
    assert pieces == ["one two three", "four five six", "seven"]


def test_a_run_without_spaces_is_cut_at_the_limit():
    assert [len(p) for p in split_sentences("x" * 1000, 300)] == [300, 300, 300, 100]


def test_control_characters_become_spaces():
    assert clean_text("a\x00b\x1bc\ud800d") == "a b c d"


@given(st.text(max_size=400), st.integers(min_value=1, max_value=60))
def test_nothing_but_spaces_and_control_characters_is_ever_lost(text, limit):
    pieces = split_sentences(text, limit)
    assert all(0 < len(p) <= limit for p in pieces)
    assert "".join("".join(pieces).split()) == "".join(clean_text(text).split())


@pytest.mark.parametrize("text", ["a", "7", "é", "你", "😀", "€", "→", " * 1 * ", "½"])
def test_letters_digits_and_symbols_can_be_said(text):
    assert is_speakable(text)


@pytest.mark.parametrize("text", ["", " \n", "* * *", "—", "…", "?!", "\u200b", "\ue000", "\ud800", "[[", "\u0301"])
def test_marks_alone_cannot(text):
    assert not is_speakable(text)
