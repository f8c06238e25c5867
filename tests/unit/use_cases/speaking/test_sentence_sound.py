import numpy as np
import pytest

from voicecloner.domain.audio import AudioChunk, WordTime
from voicecloner.domain.runs import CharacterSpan
from voicecloner.domain.text import SpokenSentence
from voicecloner.sound.levels import loudness_lufs
from voicecloner.speech.text import read_text
from voicecloner.use_cases.speaking.sentence_sound import Gaps, in_source, levelled, said_evenly, shifted

RATE = 24_000
PAUSE = 3600


def tone(seconds: float, level: float = 0.05) -> np.ndarray:
    return (level * np.sin(2 * np.pi * 220 * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def chunk(seconds: float, level: float = 0.05, *words: WordTime) -> AudioChunk:
    return AudioChunk(tone(seconds, level), RATE, words)


def said(chunks, *, is_first: bool, pause: int = PAUSE):
    return list(said_evenly(iter(chunks), Gaps(pause, None if is_first else pause), RATE))


def test_the_beginning_of_the_first_sentence_comes_before_the_rest_is_there():
    def chunks():
        yield chunk(0.7)
        pytest.fail("the rest was waited for")

    beginning = next(said_evenly(chunks(), Gaps(PAUSE), RATE))
    assert len(beginning.samples) == round(0.7 * RATE)
    assert loudness_lufs(np.tile(beginning.samples, 3), RATE) == pytest.approx(-23, abs=1.0)


def test_too_little_sound_is_no_beginning():
    assert len(said([chunk(0.2), chunk(0.2)], is_first=True)) == 1


def test_the_loudness_glides_to_that_of_the_whole():
    beginning, rest = (piece.samples for piece in said([chunk(0.7, 0.05), chunk(4.0, 0.1)], is_first=True))
    before, after = np.abs(beginning[-600:]).max() / 0.05, np.abs(rest[:600]).max() / 0.1
    assert after == pytest.approx(before, rel=0.05)
    assert loudness_lufs(rest[RATE:], RATE) == pytest.approx(-23, abs=1.2)
    assert loudness_lufs(np.concatenate([beginning, rest]), RATE) == pytest.approx(-23, abs=0.3)


def test_later_sentences_come_whole_with_a_pause_before_them():
    [piece] = said([chunk(0.7), chunk(2.0)], is_first=False)
    assert len(piece.samples) == PAUSE + round(2.7 * RATE)
    assert not piece.samples[:PAUSE].any()


def test_no_sound_is_nothing():
    assert said([], is_first=True) == said([chunk(0)], is_first=False) == []


def test_words_are_timed_from_the_piece_they_come_with():
    early, late = WordTime(0, 2, 0.1, 0.3), WordTime(3, 5, 1.0, 1.5)
    beginning, rest = said([chunk(0.7, 0.05, early), chunk(1.0, 0.05, late)], is_first=True)
    assert beginning.words == (early,)
    assert rest.words[0].start_s == pytest.approx(0.3)
    [piece] = said([chunk(2.0, 0.05, early, late)], is_first=False)
    assert [word.start_s for word in piece.words] == pytest.approx([0.25, 1.15])


def test_words_are_moved_in_time_and_text():
    assert shifted([WordTime(0, 2, 0.5, 0.75)], seconds=1, characters=7) == (WordTime(7, 9, 1.5, 1.75),)


def test_a_single_click_does_not_turn_the_rest_down():
    loud = tone(2.0)
    loud[RATE] = 0.98
    even = levelled(loud, 0, RATE)
    assert loudness_lufs(even, RATE) == pytest.approx(-23, abs=0.5)
    assert np.abs(even).max() <= 10 ** (-1 / 20) + 1e-3


def test_the_pause_before_a_sentence_is_as_long_as_the_text_asks():
    [piece] = said_evenly([chunk(1.0)], Gaps(PAUSE, 2 * PAUSE), RATE)
    assert len(piece.samples) == 2 * PAUSE + RATE


WRITTEN = "Hi. On 3 May she paid $5 for it."
SPOKEN = read_text(WRITTEN, "en", 400).sentences[1]


def found(spoken_word: str) -> str:
    first = SPOKEN.text.index(spoken_word)
    [word] = in_source([WordTime(first, first + len(spoken_word), 0.0, 0.1)], SPOKEN, WRITTEN)
    return WRITTEN[word.first_character : word.end_character]


@pytest.mark.parametrize("word", ["On", "she", "paid", "for", "it"])
def test_words_are_found_where_they_are_written(word: str):
    assert found(word) == word


def test_a_word_written_otherwise_is_found_where_that_stands():
    assert found("five") == found("dollars") == "$5"
    assert found("May") == found("third") == "3 May"


def test_a_place_is_never_empty_nor_outside():
    sentence = SpokenSentence("seven", CharacterSpan(2, 3), 0.15)
    assert in_source([WordTime(0, 5, 0, 1)], sentence, "7 7") == (WordTime(2, 3, 0, 1),)
    [read] = read_text("7 7", "en", 400).sentences
    assert in_source([WordTime(40, 90, 0, 1)], read, "7 7") == (WordTime(2, 3, 0, 1),)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("He *really* paid $5 (i.e. a lot).", {"really": "really", "paid": "paid", "is": "i.e.", "lot": "lot"}),
        ("这*非常*好。", {"非常": "非常", "好": "好"}),
        (
            "**B**ig &amp; <b>bold</b> e\u0301t",
            {"Big": "**B**ig", "and": "&amp;", "bold": "bold", "\u00e9t": "e\u0301t"},
        ),
        ("*One is here. Two is there.*", {"One": "One", "here": "here", "Two": "Two", "there": "there"}),
        ("Un*believ*able, x\u00ady.", {"Unbelievable": "Un*believ*able", "xy": "x\u00ady"}),
    ],
)
def test_marks_and_tags_do_not_shift_the_places(text: str, places: dict[str, str]):
    found = {}
    for sentence in read_text(text, "zh" if "好" in text else "en", 400).sentences:
        for word in (each for each in places if each in sentence.text):
            first = sentence.text.index(word)
            [time] = in_source([WordTime(first, first + len(word), 0, 1)], sentence, text)
            found[word] = text[time.first_character : time.end_character]
    assert found == places


def test_the_work_grows_with_the_length_whatever_is_written():
    """4,000 such characters would take minutes if the said and the written text were compared."""
    text = "*a" * 20_000 + "*"
    for sentence in read_text(text, "en", 400).sentences:
        [found] = in_source([WordTime(1, 4, 0, 1)], sentence, text)
        assert found.end_character - found.first_character < 20


@pytest.mark.parametrize(("first", "second"), [(0.08, 0.05), (0.05, 0.08)])
def test_all_of_a_sentence_is_as_loud_as_it_should_be_however_it_begins(first: float, second: float):
    sound = np.concatenate(
        [piece.samples for piece in said([chunk(1.2, first), chunk(1.5, second)], is_first=True, pause=0)]
    )
    assert loudness_lufs(sound, RATE) == pytest.approx(-23, abs=0.6)


def test_a_short_rest_that_dies_away_is_corrected_as_it_is_given_out():
    """The gain glides for half a second, in which such a rest has nearly all of its sound."""
    rest = np.concatenate([tone(0.6, 0.04), tone(0.7, 0.001)])
    chunks = [chunk(0.75, 0.09), AudioChunk(rest, RATE)]
    heard = np.concatenate([piece.samples for piece in said_evenly(iter(chunks), Gaps(0), RATE)])
    assert loudness_lufs(heard, RATE) == pytest.approx(-23, abs=0.3)


def test_the_first_of_several_sentences_is_as_loud_as_it_should_be_though_it_dies_away():
    """As a long list does: each piece is a little quieter than those before it."""
    chunks = [chunk(2.0, 0.1 * 0.9**number) for number in range(7)]
    heard = np.concatenate([piece.samples for piece in said(chunks, is_first=True)])
    assert loudness_lufs(heard, RATE) == pytest.approx(-23, abs=0.5)


def test_within_the_first_of_several_sentences_nothing_jumps():
    """It begins far too loud: were that made up for, its rest would be hard to hear beside the sentences after it."""
    first, second = tone(0.7, 0.02), tone(0.7, 0.2)
    _, rest = (
        piece.samples for piece in said_evenly([AudioChunk(x, RATE) for x in (first, second)], Gaps(PAUSE), RATE)
    )
    whole = levelled(np.concatenate([first, second]), 0, RATE)
    assert 20 * np.log10(np.abs(rest[-2400:]).max() / np.abs(whole[-2400:]).max()) > -4
