import numpy as np
import pytest

from voicecloner.speech.sound_alignment import long_gaps, scores
from voicecloner.speech.sounds import symbols_of

TEXT = "ðəkwɪkbɹaʊnfɑksdʒʌmpsoʊvɚðəleɪzidɑɡwaɪlðəsʌnɡoʊzdaʊn"


def symbols(text: str):
    return symbols_of([text])


def test_the_same_sounds_score_one_each():
    text = symbols(TEXT)
    assert scores(text, text[None]) == pytest.approx([len(text)])


def test_every_sound_that_stands_alone_costs():
    text = symbols(TEXT)
    assert scores(np.delete(text, [3, 20]), text[None]) == pytest.approx([len(text) - 2 - 2 * 0.45])


def test_texts_are_scored_one_by_one():
    text = symbols(TEXT)
    both = scores(text, np.stack([text, text[::-1]]))
    assert both == pytest.approx([scores(text, t[None])[0] for t in (text, text[::-1])])
    assert both[0] > 2 * both[1]


def test_nothing_stands_alone_where_all_is_there():
    gaps = long_gaps(symbols(TEXT), symbols(TEXT), 3)
    assert (gaps.heard, gaps.written) == ((), ())


@pytest.mark.parametrize(("first", "end"), [(0, 15), (20, 36), (38, len(TEXT))])
def test_a_stretch_that_is_not_written_is_found(first, end):
    whole, part = symbols(TEXT), np.delete(symbols(TEXT), range(first, end))
    (found,) = long_gaps(whole, part, 8).heard
    assert found == pytest.approx((first, end), abs=2)
    (found,) = long_gaps(part, whole, 8).written
    assert found == pytest.approx((first, end), abs=2)


def test_short_gaps_are_not_told_of():
    whole, part = symbols(TEXT), np.delete(symbols(TEXT), range(10, 15))
    assert long_gaps(whole, part, 8).heard == ()
    assert len(long_gaps(whole, part, 4).heard) == 1
