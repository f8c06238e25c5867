"""What speaks against a take, and which of several is chosen."""

from dataclasses import replace

import pytest

from voicecloner.domain.guards import TakeMeasures, best_of, leaked_words, repeated_words

GOOD = TakeMeasures(5.0, 14.0, 0.4, 0.0, 12, 0, likeness=0.85)


def test_a_good_take_has_nothing_against_it():
    assert GOOD.faults == ()
    assert GOOD.sentence == "12 of 12 words understood; 85\u00a0% like the recording"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"letters_per_s": 2.0}, "much too long for its text"),
        ({"letters_per_s": 60.0}, "too short for its text"),
        ({"longest_silence_s": 3.0}, "silent for 3.0\u00a0s"),
        ({"clipped_percent": 1.0}, "its peaks are cut off"),
        ({"words_lost": 6}, "6 of 12 words not understood"),
        ({"repeated": "good evening"}, "“good evening” is said twice"),
        ({"leaked": "please call stella now"}, "which comes from the recording"),
        ({"likeness": 0.4}, "only 40\u00a0% like the recording"),
    ],
)
def test_each_fault_is_told_and_costs_the_choice(change, words):
    worse = replace(GOOD, **change)
    assert words in worse.sentence
    assert best_of([worse, GOOD]) == 1


def test_of_equals_the_first_is_chosen_and_of_good_ones_the_more_alike():
    assert best_of([GOOD, GOOD]) == 0
    assert best_of([GOOD, replace(GOOD, likeness=0.9)]) == 1


def test_a_language_nobody_understands_is_judged_by_the_rest():
    unheard = replace(GOOD, words=0, words_lost=0, likeness=None)
    assert (unheard.faults, unheard.sentence) == ((), "nothing wrong with it")


def test_words_said_twice_are_found_unless_the_text_has_them_twice():
    said, heard = ["good", "evening", "to", "all"], ["good", "evening", "good", "evening", "to", "all"]
    assert repeated_words(said, heard) == "good evening"
    assert repeated_words(heard, heard) == ""
    assert repeated_words(["no"], ["no", "no"]) == ""
    assert repeated_words(["no"], ["no", "no", "no"]) == "no"


def test_words_of_the_recording_are_found_unless_they_are_of_the_text():
    recorded = ["please", "call", "stella", "and", "ask", "her"]
    assert leaked_words(["good", "evening"], [*recorded[:4], "good", "evening"], recorded) == "please call stella and"
    assert leaked_words(recorded, recorded, recorded) == ""
