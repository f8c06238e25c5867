"""A take of which one sentence is said in another way."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from voicecloner.domain.audio import WordTime
from voicecloner.domain.synthesis import Sentence, SentenceVersion, SpeechOptions, Take
from voicecloner.domain.takes import as_version, sentence_of, text_of, with_version, with_versions
from voicecloner.errors import InvalidRequest

TEXT = "One two. Three. Four."
SENTENCES = (Sentence(0, 8, 0.0, 1.0), Sentence(9, 15, 1.25, 2.0), Sentence(16, 21, 2.25, 3.0))
WORDS = (WordTime(0, 3, 0.0, 0.5), WordTime(4, 8, 0.5, 1.0), WordTime(9, 15, 1.25, 2.0), WordTime(16, 21, 2.25, 3.0))
TAKE = Take(
    Path("one.wav"), TEXT, "abc", "Anna", SpeechOptions(), 3.0, 24_000, 1.0, 0.5, datetime(2026, 1, 2, tzinfo=UTC),
    words=WORDS, sentences=SENTENCES,
)  # fmt: skip
SLOW = SentenceVersion("b" * 16, "*Thirteen* then.", SpeechOptions(speed=0.5), 1.75, (WordTime(0, 10, 0.25, 1.0),))


def test_what_comes_after_a_sentence_said_anew_moves_with_it():
    changed = with_version(TAKE, 2, SLOW)
    assert changed.text == "One two. *Thirteen* then. Four."
    assert [text_of(changed, each) for each in changed.sentences] == ["One two.", "*Thirteen* then.", "Four."]
    assert [(each.start_s, each.end_s) for each in changed.sentences] == [(0.0, 1.0), (1.25, 3.0), (3.25, 4.0)]
    assert changed.seconds == 4.0
    assert changed.words[2:] == (WordTime(9, 19, 1.5, 2.25), WordTime(26, 31, 3.25, 4.0))
    assert (changed.sentences[1].options.speed, changed.sentences[1].chosen) == (0.5, SLOW.id)


def test_the_first_version_chosen_again_gives_the_take_as_it_was():
    first = as_version(TAKE, TAKE.sentences[1], "a" * 16)
    changed = with_version(with_versions(TAKE, 2, (first, SLOW)), 2, SLOW)
    back = with_version(changed, 2, first)
    assert (back.text, back.words, back.seconds) == (TAKE.text, TAKE.words, TAKE.seconds)
    assert back.sentences[1].versions == (first, SLOW)


@pytest.mark.parametrize("number", [0, 4, -1])
def test_a_sentence_that_is_not_there_is_refused(number):
    with pytest.raises(InvalidRequest, match=f"no sentence {number}"):
        sentence_of(TAKE, number)
