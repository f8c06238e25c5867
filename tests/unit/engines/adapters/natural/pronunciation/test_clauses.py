import pytest

from voicecloner.engines.adapters.natural.pronunciation.clauses import clauses_of
from voicecloner.engines.adapters.natural.pronunciation.phonemes import Phonemized, SpokenWord


def phonemized(*words: str) -> Phonemized:
    """Words as their own symbols, which may end with a mark."""
    symbols, spoken = " ".join(words), []
    place = 0
    for word in words:
        letters = word.rstrip(".,?”")
        spoken.append(SpokenWord(place, place + len(letters), place, place + len(letters)))
        place += len(word) + 1
    return Phonemized(symbols, tuple(spoken))


def test_a_short_text_is_one_clause() -> None:
    text = phonemized("one,", "two?")
    [clause] = clauses_of(text)
    assert (clause.symbols, clause.words) == (text.symbols, text.words)
    assert clause.asks


@pytest.mark.parametrize(("symbols", "asks"), [("two?”", True), ("two.", False), ("two", False)])
def test_questions_are_known_by_their_end(symbols: str, asks: bool) -> None:
    [clause] = clauses_of(phonemized(symbols))
    assert clause.asks is asks


def test_long_texts_are_cut_at_the_best_mark() -> None:
    text = phonemized("aaaa", "bb.", "cccc,", "dddd", "eeee")
    assert [clause.symbols for clause in clauses_of(text, 16)] == ["aaaa bb.", " cccc, dddd eeee"]


def test_words_keep_their_places() -> None:
    text = phonemized("aaaa", "bb.", "cccc,", "dddd", "eeee")
    for clause in clauses_of(text, 16):
        for word in clause.words:
            said = clause.symbols[word.first_symbol : word.end_symbol]
            assert said == text.symbols[word.first_character : word.end_character]


def test_a_word_without_end_is_cut_anywhere() -> None:
    clauses = list(clauses_of(phonemized("a" * 1000)))
    assert len(clauses[0].symbols) == 510
    assert all(len(clause.symbols) <= 510 for clause in clauses)


def test_nothing_to_say_is_no_clause() -> None:
    assert list(clauses_of(Phonemized(""))) == []
