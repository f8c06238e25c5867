from voicecloner.engines.natural.phonemes import phonemes_of
from voicecloner.engines.natural.trial_texts import ENGLISH


def test_phrases_are_about_two_seconds_long_and_sentences_three():
    assert all(30 <= len(line.text) <= 45 for line in ENGLISH.phrases)
    assert all(40 <= len(line.text) <= 65 for line in ENGLISH.reading)


def test_together_they_hold_the_sounds_of_english():
    said = {sound for line in ENGLISH.reading for sound in phonemes_of(line.text, line.language).symbols}
    assert set("bdfhjklmnpstvwzɡŋɹʃʒθðʧʤæɑɔəɛɪʊʌiuAIOWY") - said == set()
