"""The real reader."""

from voicecloner.speech.reading_aloud import read_aloud


def test_numbers_and_abbreviations_sound_as_they_are_said():
    assert read_aloud("Mr. Smith, the 15th", "en").sounds == read_aloud("mister smith the fifteenth", "en").sounds


def test_it_takes_time_to_say():
    assert 1.0 < read_aloud("This sentence takes about two seconds to say.", "en").seconds < 4.0


def test_a_language_nobody_reads():
    assert read_aloud("Hello", "qqq") is None
