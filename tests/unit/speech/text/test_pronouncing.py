"""The user's list of pronunciations in texts as they are read."""

import time

import pytest

from voicecloner.domain.pronunciation import PHONEMES_BEGIN, PHONEMES_END, Pronunciation
from voicecloner.speech.text import read_text

ENTRIES = (
    Pronunciation("nguyen", "win"),
    Pronunciation("LaTeX", "lah tek"),
    Pronunciation("GIF", "jif"),
    Pronunciation("AT&T", "ay tea and tea"),
    Pronunciation("v2", "version 2"),
    Pronunciation("New York", "noo yawk"),
    Pronunciation("東京", "とうきょう"),
    Pronunciation("five", "fife"),
)


def read(text, language="en", entries=ENTRIES, **how):
    return read_text(text, language, 300, entries, **how)


def said(text, language="en", entries=ENTRIES):
    return " ".join(sentence.text for sentence in read(text, language, entries).sentences)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Ask Nguyen now.", "Ask win now."),
        ("Ask NGUYEN’s son.", "Ask win’s son."),
        ("Nguyens and unNguyen stay.", "Nguyens and unNguyen stay."),
        ("A GIF, a gif.", "A jif, a gif."),
        ("Use LaTeX or latex.", "Use lah tek or latex."),
        ("In new york city.", "In noo yawk city."),
        ("We use AT&T v2.", "We use ay tea and tea version two."),
        ("Dr. Nguyen & 3 GIF files.", "Doctor Win and three jif files."),
        ("It is 5 kg.", "It is fife kilograms."),
        ("*Nguyen* is **Nguyen**.", "*Win* is *win*."),
    ],
)
def test_whole_words_are_said_as_the_list_has_them(text, spoken):
    assert said(text) == spoken


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ('<em class="GIF">Nguyen</em> left.', "*Win* left."),
        ("<break time='1s'/>Nguyen", "Win"),
        ("See https://example.org/GIF now.", "See example dot org slash jif now."),
        ("Read [the GIF](https://example.org/Nguyen) now.", "Read the jif now."),
    ],
)
def test_markup_is_never_changed_only_what_is_said_of_it(text, spoken):
    assert said(text) == spoken


def test_a_sentence_that_begins_with_such_a_word_still_begins_there():
    assert [s.text for s in read("He met Nguyen. Nguyen left.").sentences] == ["He met win.", "Win left."]


def test_writing_without_spaces_has_no_words_that_end():
    assert said("私は東京に住む。", "ja") == "私はとうきょうに住む。"


def test_later_entries_have_their_way_and_longer_words():
    entries = (*ENTRIES, Pronunciation("nguyen", "nwin"), Pronunciation("Nguyen Van", "nwin vahn"))
    assert said("As Nguyen Van or Nguyen.", entries=entries) == "As nwin vahn or nwin."


@pytest.mark.parametrize("text", ["Ask Nguyen about AT&T in New York.", "Nguyen’s *GIF* costs $5."])
def test_each_word_knows_where_it_stands_in_the_text_as_typed(text):
    [sentence] = read(text).sentences
    for words, written in (("win", "nguyen"), ("jif", "gif"), ("ay tea and tea", "at&t"), ("noo yawk", "new york")):
        start = sentence.text.lower().find(words)
        if start >= 0:
            place = sentence.written(start, start + len(words))
            assert text[place.start : place.end].lower() == written


def test_phonemes_are_marked_for_an_engine_that_says_them():
    entry = Pronunciation("Kyiv", "/ˈkiːv/")
    [sentence] = read("In *Kyiv.*", entries=(entry,), takes_phonemes=True).sentences
    assert sentence.text == f"In *{PHONEMES_BEGIN}ˈkiːv{PHONEMES_END}.*"
    assert sentence.written(5, 6).start == sentence.source.start + 4


def test_for_another_engine_the_word_stays_and_a_note_says_so():
    spoken = read("In Kyiv and Kyiv.", entries=(Pronunciation("Kyiv", "/ˈkiːv/"), Pronunciation("Lviv", "/lviu/")))
    assert spoken.sentences[0].text == "In Kyiv and Kyiv."
    assert spoken.notes == ("This engine does not say phonemes: “Kyiv” is said as it is written.",)


def test_the_signs_around_phonemes_cannot_come_from_a_text():
    [sentence] = read(f"In {PHONEMES_BEGIN}kiːv{PHONEMES_END}.", takes_phonemes=True).sentences
    assert PHONEMES_BEGIN not in sentence.text


def test_a_long_list_and_a_long_text_take_little_time():
    entries = tuple(Pronunciation(f"word{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{n}", "x") for n in range(5000))
    text = "Some words are in the list, such as wordaa0, most are not. " * 1000
    begun = time.process_time()
    assert "x, most" in read(text, entries=entries).sentences[0].text
    assert time.process_time() - begun < 5.0
