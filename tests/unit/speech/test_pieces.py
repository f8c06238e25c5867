import pytest

from voicecloner.domain.quality import Span
from voicecloner.speech.pieces import is_known_language, pieces_of


@pytest.mark.parametrize("tag", ["en", "en-US", "en_GB", "EN"])
def test_all_kinds_of_english_are_known(tag):
    assert is_known_language(tag)


@pytest.mark.parametrize("tag", ["", "de", "fr-CA", "eng"])
def test_nothing_else_is(tag):
    assert not is_known_language(tag)


def test_speech_is_cut_at_pauses_into_pieces_of_up_to_15_s():
    speech = [Span(0.05, 6.0), Span(6.5, 14.0), Span(15.0, 19.0), Span(21.0, 47.0), Span(48.0, 57.0)]
    assert pieces_of(speech, 57.0) == (Span(0.0, 14.15), Span(14.85, 19.15), Span(20.85, 47.15), Span(47.85, 57.0))
    assert pieces_of([], 5.0) == ()
