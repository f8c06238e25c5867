import pytest

from voicecloner.engines.natural.alphabet import alphabet, token_ids
from voicecloner.engines.natural.phonemes import Phonemized, phonemes_of


def spoken(text: str, language: str) -> list[tuple[str, str]]:
    said = phonemes_of(text, language)
    return [
        (text[w.first_character : w.end_character], said.symbols[w.first_symbol : w.end_symbol]) for w in said.words
    ]


def emphasized(text: str) -> list[str]:
    return [text[w.first_character : w.end_character] for w in phonemes_of(text, "en-US").words if w.emphasized]


def test_every_word_has_its_place_in_text_and_symbols():
    assert [word for word, _ in spoken("The cat of the house, isn't it?", "en-US")] == [
        "The", "cat", "of", "the", "house", "isn't", "it"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I said *dear* friend", ["dear"]),
        ("the *very best, indeed*!", ["very", "best", "indeed"]),
        ("“*Stop.*” he said", ["Stop"]),
        ("*All of it*", ["All", "of", "it"]),
        ("**Bold** words", ["Bold"]),
        ("un*believ*able news", ["un*believ*able"]),
        ("a lonely * star and *another", []),
    ],
)
def test_asterisks_emphasize_and_are_not_said(text: str, words: list[str]):
    assert emphasized(text) == words
    assert "*" not in phonemes_of(text, "en-US").symbols


@pytest.mark.parametrize("text", ["", "...", "  \n", "*", "“”", "—"])
def test_nothing_to_say_is_no_symbol(text: str):
    assert phonemes_of(text, "en-US") == Phonemized("")


def test_token_ids_are_the_alphabets_numbers():
    assert token_ids("a b☃") == [alphabet()["a"], alphabet()[" "], alphabet()["b"]]
