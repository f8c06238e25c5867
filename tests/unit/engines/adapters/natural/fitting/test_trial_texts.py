from voicecloner.engines.adapters.natural.fitting.trial_texts import LANGUAGE, PHRASES, READING
from voicecloner.engines.adapters.natural.pronunciation.phonemes import phonemes_of


def test_phrases_are_about_two_seconds_long_and_sentences_three():
    assert all(30 <= len(text) <= 45 for text in PHRASES)
    assert all(40 <= len(text) <= 65 for text in READING)


def test_together_they_hold_the_sounds_of_english():
    said = {sound for text in READING for sound in phonemes_of(text, LANGUAGE).symbols}
    assert set("bdfhjklmnpstvwzɡŋɹʃʒθðʧʤæɑɔəɛɪʊʌiuAIOWY") - said == set()
