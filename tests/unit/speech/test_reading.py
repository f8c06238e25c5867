"""The real reader."""

from voicecloner.speech.reading import read_text


def test_numbers_and_abbreviations_sound_as_they_are_said():
    assert read_text("Mr. Smith, the 15th", "en").sounds == read_text("mister smith the fifteenth", "en").sounds


def test_it_takes_time_to_say():
    assert 1.0 < read_text("This sentence takes about two seconds to say.", "en").seconds < 4.0


def test_a_language_nobody_reads():
    assert read_text("Hello", "qqq") is None
