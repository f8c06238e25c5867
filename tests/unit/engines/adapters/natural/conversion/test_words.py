import numpy as np
import pytest

from voicecloner.domain.synthesis import ConversionWay
from voicecloner.engines.adapters.natural.conversion import words
from voicecloner.engines.adapters.natural.conversion.words import Listener, is_understood
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
    one, nothing, other = hears(tea, (), coffee).clauses([SECOND] * 3, ConversionWay.AUTO, NEVER)
    assert one.symbols == "tˈi."
    assert nothing is None
    assert len(other.words) == 2
    assert "twˈɛnti" in other.symbols, "a number is written out"


def test_what_is_not_understood_is_said_only_where_that_is_asked_for(hears) -> None:
    unsure = written(0.2, 0.3)
    assert hears(unsure).clauses([SECOND], ConversionWay.AUTO, NEVER) == [None]
    [clause] = hears(unsure).clauses([SECOND], ConversionWay.WORDS, NEVER)
    assert len(clause.words) == 2


def test_without_a_recognizer_nothing_is_understood(monkeypatch) -> None:
    def missing(_threads):
        raise RecognizerError("The speech recognizer is not installed.")

    monkeypatch.setattr(words, "Recognizer", missing)
    assert Listener().clauses([SECOND], ConversionWay.AUTO, NEVER) == [None]
    with pytest.raises(RecognizerError):
        Listener().clauses([SECOND], ConversionWay.WORDS, NEVER)


def test_it_can_be_stopped(hears) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        hears(written(0.9)).clauses([SECOND], ConversionWay.AUTO, cancel)
