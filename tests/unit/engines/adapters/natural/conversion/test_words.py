import numpy as np
import pytest

from voicecloner.domain.synthesis import ConversionWay
from voicecloner.engines.adapters.natural.conversion import words
from voicecloner.engines.adapters.natural.conversion.words import Listener, Understood, is_misheard, is_understood
from voicecloner.errors import Cancelled, RecognizerError
from voicecloner.jobs import NEVER, CancelToken
from voicecloner.speech.moonshine import WrittenWord

SECOND = np.zeros(24_000, np.float32)


def written(*confidences: float) -> tuple[WrittenWord, ...]:
    return tuple(WrittenWord("tea", confidence) for confidence in confidences)


class HeardBefore:
    """A recognizer that writes what it is told, one stretch after the other."""

    def __init__(self, *stretches: tuple[WrittenWord, ...]) -> None:
        self._stretches = iter(stretches)

    def __call__(self, _threads: int) -> "HeardBefore":
        return self

    def written(self, _samples, _go_on) -> tuple[WrittenWord, ...]:
        return next(self._stretches)


@pytest.fixture
def hears(monkeypatch):
    def hear(*stretches):
        monkeypatch.setattr(words, "Recognizer", HeardBefore(*stretches))
        return Listener()

    return hear


@pytest.mark.parametrize(
    ("confidences", "understood"),
    [
        ((0.9, 0.95, 0.8), True),
        ((0.95,) * 9 + (0.3,), True),
        ((0.3, 0.4, 0.2), False),
        ((0.95, 0.95, 0.95, 0.3), False),
        ((), False),
    ],
)
def test_it_is_understood_if_nearly_all_words_are_clear(confidences, understood) -> None:
    assert is_understood(written(*confidences)) is understood


def test_each_stretch_has_its_words(hears) -> None:
    tea, coffee = (WrittenWord("Tea.", 0.9),), (WrittenWord("Coffee,", 0.9), WrittenWord("23", 0.9))
    one, nothing, other = hears(tea, (), coffee).understood([SECOND] * 3, ConversionWay.AUTO, NEVER)
    assert one.clause.symbols == "tˈi."
    assert one.words == ("tea",)
    assert nothing == Understood()
    assert len(other.clause.words) == 2
    assert "twˈɛnti" in other.clause.symbols, "a number is written out"


def test_what_is_not_understood_is_said_only_where_that_is_asked_for(hears) -> None:
    unsure = written(0.2, 0.3)
    assert hears(unsure).understood([SECOND], ConversionWay.AUTO, NEVER) == [Understood()]
    [forced] = hears(unsure).understood([SECOND], ConversionWay.WORDS, NEVER)
    assert len(forced.clause.words) == 2


def test_english_that_is_not_clear_enough_to_be_said_is_known_by_its_words(hears) -> None:
    [mumbled] = hears(written(0.6, 0.6)).understood([SECOND], ConversionWay.AUTO, NEVER)
    assert mumbled == Understood(None, ("tea", "tea"))


@pytest.mark.parametrize(
    ("confidences", "misheard"),
    [((0.9, 0.55, 0.4, 0.9), True), ((0.4, 0.9, 0.9, 0.3), False), ((0.9,), False), ((), False)],
)
def test_two_unsure_words_in_a_row_are_probably_another_one(confidences, misheard) -> None:
    assert is_misheard(written(*confidences)) is misheard


def test_a_stretch_with_a_misheard_word_is_not_said_anew_but_those_beside_it_are(hears) -> None:
    clear, misheard = written(*[0.95] * 10), written(*[0.95] * 8, 0.4, 0.4)
    one, other = hears(clear, misheard).understood([SECOND] * 2, ConversionWay.AUTO, NEVER)
    assert one.clause is not None
    assert other == Understood(None, ("tea",) * 10)
    [forced] = hears(misheard).understood([SECOND], ConversionWay.WORDS, NEVER)
    assert forced.clause is not None


def test_as_sound_nothing_is_to_be_said_anew(hears) -> None:
    [clear] = hears(written(0.9)).understood([SECOND], ConversionWay.WORLD, NEVER)
    assert clear == Understood(None, ("tea",))


def test_figures_are_held_against_how_they_are_said(hears) -> None:
    [known] = hears((WrittenWord("23", 0.9), WrittenWord("teas.", 0.9))).understood(
        [SECOND], ConversionWay.WORLD, NEVER
    )
    assert known.words == ("twenty", "three", "teas")


def test_without_a_recognizer_nothing_is_understood(monkeypatch) -> None:
    def missing(_threads):
        raise RecognizerError("The speech recognizer is not installed.")

    monkeypatch.setattr(words, "Recognizer", missing)
    for way in (ConversionWay.AUTO, ConversionWay.WORLD):
        assert Listener().understood([SECOND], way, NEVER) == [Understood()]
    with pytest.raises(RecognizerError):
        Listener().understood([SECOND], ConversionWay.WORDS, NEVER)


def test_it_hears_the_words_of_what_was_made(hears) -> None:
    assert hears((WrittenWord("More", 0.4), WrittenWord("tea!", 0.9))).words(SECOND, NEVER) == ["more", "tea"]


def test_it_can_be_stopped(hears) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        hears(written(0.9)).understood([SECOND], ConversionWay.AUTO, cancel)
