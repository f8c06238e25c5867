import pytest

from tests.support.heard import heard
from tests.support.speech import PANGRAMS, phonemes
from voicecloner.quality.transcript_fit import FEWEST_SOUNDS, MOST_SOUNDS, fit_of

OTHER = (
    "Never before had so many people come together to hear what one of them would tell about an evening by the sea, "
    "when nothing happened, and everybody was content."
)


@pytest.fixture(scope="module")
def said():
    return phonemes(PANGRAMS)


@pytest.mark.parametrize(("wrong", "least"), [(0.0, 99.9), (0.3, 50.0), (0.5, 28.0)])
def test_the_right_words_fit_also_where_many_sounds_are_misheard(said, wrong, least):
    fit = fit_of(heard(said, wrong), said)
    assert least < fit.percent <= 100.1
    assert fit.unwritten == ()
    assert fit.unheard_share == 0.0


@pytest.mark.parametrize("text", [OTHER, "Guten Morgen, meine Damen und Herren, wir fahren heute über das weite Meer."])
def test_other_words_do_not(said, text):
    assert fit_of(heard(said), phonemes(text)).percent < 20.0


def test_where_something_is_missing_is_told_in_seconds(said):
    half = len(said) // 2
    fit = fit_of(heard(said), said[:half])
    (span,) = fit.unwritten
    assert span.start_s == pytest.approx(half * 0.08, abs=0.4)
    assert span.end_s == pytest.approx(len(said) * 0.08, abs=0.4)
    assert fit.rest_percent > 80.0


def test_what_is_too_much_is_told_as_a_share(said):
    fit = fit_of(heard(said[: len(said) // 2]), said)
    assert fit.unheard_share == pytest.approx(0.5, abs=0.1)
    assert fit.unwritten == ()
    assert fit.rest_percent > 80.0


@pytest.mark.parametrize("count", [0, 5, FEWEST_SOUNDS - 6])
def test_too_little_to_tell(said, count):
    assert fit_of(heard(said[:count]), said) is None
    assert fit_of(heard(said), said[:count]) is None


def test_too_much_to_compare(said):
    assert fit_of(heard(said * (MOST_SOUNDS // len(said) + 2)), said) is None


def test_the_same_question_has_the_same_answer(said):
    assert fit_of(heard(said, 0.4), said) == fit_of(heard(said, 0.4), said)
