import pytest

from tests.support.heard import heard
from tests.support.speech import PANGRAMS, phonemes
from voicecloner.domain.listening import HeardWord
from voicecloner.speech.transcript_fit import FEWEST_SOUNDS, MOST_SOUNDS, fit_of, sounds_in_time, sure_words

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


@pytest.mark.parametrize("slip", [slice(30, 43), slice(0, 13)])
def test_a_few_words_that_were_made_up_or_missed_blame_nobody(said, slip):
    less = said[: slip.start] + said[slip.stop :]
    for fit in (fit_of(heard(less), said), fit_of(heard(said), less)):
        assert (fit.unwritten, fit.unheard_share) == ((), 0.0)
        assert fit.percent > 80.0


def test_sounds_have_the_times_of_their_words():
    words = (HeardWord("Well,", 1.0, 2.0, 0.9), HeardWord("hello", 4.0, 5.0, 0.9))
    found = sounds_in_time(words, list("wɛlhɛləʊ"))
    assert [sound.name for sound in found] == list("wɛlhɛləʊ")
    assert (found[0].start_s, found[-1].end_s) == (1.0, 5.0)
    assert all(1.0 <= sound.start_s < sound.end_s <= 5.0 for sound in found)
    assert found[2].end_s <= 2.0
    assert found[-4].start_s >= 4.0


def test_no_words_have_no_sounds():
    assert sounds_in_time((), []) == ()


def test_what_was_made_up_is_left_out():
    words = (HeardWord("1950,", 0.0, 0.4, 0.12), HeardWord("Mr", 0.4, 0.6, 0.5))
    assert sure_words(words) == words[1:]
