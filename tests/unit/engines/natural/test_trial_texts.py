import numpy as np

from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.engines.natural.trial_texts import ENGLISH, texts_of

READING = (
    "You'll never dig it out of the Astor library. To the young American, here or elsewhere, the paths to fortune "
    "are innumerable and all open; there is invitation in the air and success in all his wide horizon. "
    "He has not the heart to go on, and yet he goes, day after day, over the hills and through the rain."
)


def reference(transcript: str, language: str = "en") -> ReferenceClip:
    return ReferenceClip(AudioClip(np.zeros(24_000, np.float32), 24_000), transcript, language)


def test_unknown_words_are_replaced_by_english_ones():
    assert texts_of([reference("")]) == ENGLISH
    assert texts_of([reference(READING), reference("")]) == ENGLISH


def test_the_persons_own_words_are_used():
    texts = texts_of([reference(READING)])
    assert len(texts.phrases) == len(ENGLISH.phrases)
    assert all(phrase.text in " ".join(READING.split()) for phrase in texts.phrases)
    assert texts.reading[0].text.startswith("You'll never dig it out")


def test_a_few_sentences_are_made_up_to_as_many_as_without_a_transcript():
    texts = texts_of([reference(READING, "de")])
    languages = [line.language for line in texts.reading]
    own = languages.count("de")
    assert 4 <= own < len(ENGLISH.reading) == len(languages)
    assert languages == ["de"] * own + ["en"] * (len(languages) - own)
    assert {line.language for line in texts.phrases} == {"de"}


def test_phrases_are_about_two_seconds_long():
    assert all(20 <= len(phrase.text) <= 90 for phrase in texts_of([reference(READING)]).phrases)


def test_a_few_words_are_not_enough():
    assert texts_of([reference("Good morning to you.")]) == ENGLISH


def test_a_language_without_phonemes_here_is_not_read():
    assert texts_of([reference(READING, "xx")]) == ENGLISH


def test_a_long_reading_is_cut():
    texts = texts_of([reference(READING * 20)])
    assert sum(len(line.text) for line in texts.reading) < 1000


def test_words_without_any_mark_are_cut_between_words():
    words = " ".join(["wandering"] * 80)
    texts = texts_of([reference(words)])
    assert texts != ENGLISH
    assert all(set(phrase.text.split()) == {"wandering"} for phrase in texts.phrases)
