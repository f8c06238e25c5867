"""Cutting text, and whether there is something to say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecloner.domain.text import cut_text, cuts, is_speakable, one_line, recording_name, shortened


def test_a_long_text_is_cut_at_its_clauses():
    pieces = cut_text("When the rain had stopped, they went out,\nand the sun came through.", 30)
    assert pieces == ["When the rain had stopped,", "they went out,", "and the sun came through."]


def test_a_clause_that_is_still_too_long_is_cut_between_words():
    assert cut_text("one two three four five six seven", 13) == ["one two three", "four five six", "seven"]


def test_a_run_without_spaces_is_cut_at_the_limit():
    assert [len(p) for p in cut_text("x" * 1000, 300)] == [300, 300, 300, 100]


def test_what_must_stay_whole_is_cut_elsewhere():
    text = "one two three four"
    assert [text[start:end] for start, end in cuts(text, 13, lambda index: index != 13)] == ["one two", "three four"]


@given(st.text(max_size=400), st.integers(min_value=1, max_value=60))
def test_nothing_but_spaces_is_ever_lost(text, limit):
    pieces = cut_text(text, limit)
    assert all(0 < len(p) <= limit for p in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["a", "7", "é", "你", "😀", "€", "→", " * 1 * ", "½"])
def test_letters_digits_and_symbols_can_be_said(text):
    assert is_speakable(text)


@pytest.mark.parametrize("text", ["々", "ーー。", "ゝ", "ๆ", "ʰ", "ﾞ"])
def test_letters_that_only_change_or_repeat_others_cannot_either(text):
    assert not is_speakable(text)
    assert is_speakable(f"人{text}")


@pytest.mark.parametrize("text", ["", " \n", "* * *", "—", "…", "?!", "\u200b", "\ue000", "\ud800", "[[", "\u0301"])
def test_marks_alone_cannot(text):
    assert not is_speakable(text)


def test_a_recording_is_called_by_its_file_unless_the_program_named_it():
    assert recording_name("take-3b9394df916245b1abade73dd71ae2e9.wav") == "the recording made here"
    assert recording_name("take-1.wav") == "take-1.wav"


def test_shortened_is_one_line() -> None:
    assert shortened("one\n two", 20) == "one two"
    assert shortened("one two three", 8) == "one two…"


def test_a_row_neither_turns_the_direction_of_reading_nor_steers_a_terminal() -> None:
    assert one_line("evil\u202egnp\x1b[2J\ntwo\x07") == "evil\ufffdgnp\ufffd[2J two\ufffd"
    assert shortened("a\u2066b", 20) == "a\ufffdb"
    assert one_line("שלום עולם") == "שלום עולם"
