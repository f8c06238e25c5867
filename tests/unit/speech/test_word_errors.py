from hypothesis import given
from hypothesis import strategies as st

from voicecloner.speech.word_errors import word_distance, words_of

WORDS = st.lists(st.sampled_from(["the", "boy", "was", "there"]), max_size=6)


def test_words_are_compared_without_case_and_marks():
    assert words_of("Don't stop -- the X-ray, Mr. B!") == ["don't", "stop", "the", "x", "ray", "mr", "b"]


@given(WORDS, WORDS)
def test_the_distance_of_words_is_a_distance(one: list[str], other: list[str]):
    found = word_distance(one, other)
    assert found == word_distance(other, one)
    assert (found == 0) == (one == other)
    assert abs(len(one) - len(other)) <= found <= max(len(one), len(other))


def test_one_wrong_one_missing_and_one_added_word_are_three():
    assert word_distance(["a", "b", "c", "d"], ["x", "b", "d", "e"]) == 3
