import numpy as np
import pytest

from tests.support.speech import PANGRAMS, phonemes
from voicecloner.speech.sounds import SYMBOLS, likeness, symbols_of


def alike(a: str, b: str) -> float:
    (first,), (second,) = symbols_of([a]), symbols_of([b])
    return float(likeness()[first, second])


def test_every_sound_is_itself_and_as_like_another_as_that_is_like_it():
    table = likeness()
    assert np.all(np.diag(table) == 1.0)
    assert np.array_equal(table, table.T)
    assert table.min() >= -0.91
    assert len(set(SYMBOLS)) == len(SYMBOLS)


@pytest.mark.parametrize(
    ("sound", "near", "far"),
    [
        ("p", "b", "z"),
        ("i", "ɪ", "ɑ"),
        ("s", "z", "m"),
        ("n", "m", "k"),
        ("ɹ", "l", "t"),
        ("y", "i", "ɑ"),
        ("w", "u", "p"),
    ],
)
def test_neighbours_are_nearer_than_strangers(sound, near, far):
    assert alike(sound, near) > alike(sound, far)


@pytest.mark.parametrize("voice", ["en-us", "de", "fr", "es", "it", "pt", "ja", "cmn", "ru", "pl", "hi"])
def test_nearly_every_sound_of_a_text_has_a_place(voice):
    letters = "".join(phonemes(PANGRAMS, voice))
    assert len(symbols_of([letters])) > 0.75 * sum(letter.isalpha() for letter in letters)


def test_what_has_no_place_is_left_out():
    assert len(symbols_of(["ː", "(en)!", ""])) == 2
    assert len(symbols_of([])) == 0
