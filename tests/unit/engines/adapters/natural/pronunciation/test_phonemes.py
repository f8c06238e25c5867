import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicecloner.domain.languages import closest_tag
from voicecloner.domain.pronunciation import PHONEMES_BEGIN, PHONEMES_END
from voicecloner.engines.adapters.natural.pronunciation.alphabet import MARKS, alphabet, token_ids
from voicecloner.engines.adapters.natural.pronunciation.phonemes import Phonemized, phonemes_of
from voicecloner.engines.adapters.natural.spoken_languages import MAPPED, NATURAL, spoken_as
from voicecloner.errors import InvalidRequest


def written(text: str, language: str = "en-US") -> list[str]:
    return [text[w.first_character : w.end_character] for w in phonemes_of(text, language).words]


def emphasized(text: str, language: str = "en-US") -> list[str]:
    return [text[w.first_character : w.end_character] for w in phonemes_of(text, language).words if w.emphasized]


def check(text: str, said: Phonemized) -> None:
    """What holds for every text: known symbols, single spaces, words in order with places in both."""
    known = alphabet()
    assert all(symbol in known for symbol in said.symbols)
    assert said.symbols == " ".join(said.symbols.split())
    symbol = character = 0
    for word in said.words:
        assert symbol <= word.first_symbol < word.end_symbol <= len(said.symbols)
        assert character <= word.first_character < word.end_character <= len(text)
        assert not any(mark in said.symbols[word.first_symbol : word.end_symbol] for mark in MARKS)
        symbol, character = word.end_symbol, word.end_character
    assert bool(said.symbols) == bool(said.words)


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en-US", "The cat of the house, isn't it?", ["The", "cat", "of", "the", "house", "isn't", "it"]),
        ("en-GB", "“Well-known,” he said—twice.", ["Well-known", "he", "said", "twice"]),
        ("fr", "Y a-t-il des amis aujourd'hui ?", ["Y", "a-t-il", "des", "amis", "aujourd'hui"]),
        ("de", "„Größe“ ist nicht alles.", ["Größe", "ist", "nicht", "alles"]),
        ("zh", "我们去北京。", ["我们", "去", "北京"]),
        ("ja", "私は学校へ行った。", ["私", "は", "学校", "へ", "行った"]),
        ("hi", "नमस्ते दुनिया।", ["नमस्ते", "दुनिया"]),
        ("en-US", "My name is 李明 and Иван.", ["My", "name", "is", "李明", "and", "Иван"]),
    ],
)
def test_every_word_has_its_place(language: str, text: str, words: list[str]):
    assert written(text, language) == words
    check(text, phonemes_of(text, language))


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
        ("我*爱*你", ["爱"]),
        ("我非*常*好", ["常"]),
    ],
)
def test_asterisks_emphasize_and_are_not_said(text: str, words: list[str]):
    assert emphasized(text, "zh" if "我" in text else "en-US") == words
    assert phonemes_of(text, "en-US").symbols.replace("ˈ", "") != ""


@pytest.mark.parametrize(
    ("text", "language", "symbols"),
    [("*the* one", "en-US", "ðˈi"), ("it *was* me", "en-US", "wˈʌz"), ("que *me* gusta", "es", "mˈe")],
)
def test_an_emphasized_word_has_a_main_stress(text: str, language: str, symbols: str):
    said = phonemes_of(text, language)
    (word,) = [said.symbols[w.first_symbol : w.end_symbol] for w in said.words if w.emphasized]
    assert word == symbols


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Yes, no; maybe: well. Stop! Why?", ",;:.!?"),
        ("Wait... what…", "……"),
        ("He (my friend) left", "()"),
        ("„Ja“, sagte er", "“”,"),
        ("« Oui » dit-il", "“”"),
        ("one - two — three", "——"),
        ("¿Qué? ¡Sí!", "?!"),
        ("你好，世界。", ",."),
        ("Really?!! No", "?!"),
        ("... and so", ""),
        ("a well-known 3.5", ""),
    ],
)
def test_marks_that_shape_the_melody_stay(text: str, marks: str):
    assert "".join(s for s in phonemes_of(text, "en-US").symbols if s in MARKS) == marks


@pytest.mark.parametrize(
    ("language", "marked", "plain"),
    [("zh", "非*常*好，银**行**里", "非常好，银行里"), ("ja", "これは*東*京です", "これは東京です")],
)
def test_asterisks_tear_no_word_of_writing_without_spaces(language, marked, plain):
    heard, known = (phonemes_of(text, language).symbols.replace(" ", "") for text in (marked, plain))
    assert heard == known


@pytest.mark.parametrize("text", ["", "...", "  \n", "*", "“”", "—", "\u200d", "***", "’"])
def test_nothing_to_say_is_no_symbol(text: str):
    assert phonemes_of(text, "en-US") == Phonemized("")


@pytest.mark.parametrize("language", [*NATURAL, "de", "ru"])
@given(text=st.text(max_size=60))
@settings(max_examples=25, deadline=None)
def test_any_text_is_read_without_unknown_symbols(language: str, text: str):
    check(text, phonemes_of(text, language))


@given(
    text=st.lists(
        st.sampled_from(
            ["*", "a", "the", "read", "你", "こん", "д", "😀", "…", '"', "'", "-", " ", "O'", "3", "ß", "\u0301", "한"]
        )
    ).map("".join)
)
@settings(max_examples=100, deadline=None)
def test_mixed_scripts_and_marks_are_read(text: str):
    check(text, phonemes_of(text, "en-US"))
    check(text, phonemes_of(text, "zh"))


@pytest.mark.parametrize(
    "text", ["a" * 10_000, "aB" * 5_000, "a-" * 5_000, "*" * 10_000, "日" * 10_000, "do the thing " * 800, "(" * 10_000]
)
def test_long_texts_take_time_in_proportion(text: str):
    phonemes_of("warm", "en-US")
    started = time.process_time()
    check(text, phonemes_of(text, "en-US"))
    assert time.process_time() - started < 5


def test_a_sentence_takes_little_time():
    sentence = (
        "Although they had thought about it thoroughly, the dough was too tough for most of the guests, she said."
    )
    phonemes_of(sentence, "en-US")
    times = []
    for _ in range(5):
        started = time.process_time()
        phonemes_of(sentence, "en-US")
        times.append(time.process_time() - started)
    assert min(times) < 0.02


def test_token_ids_are_the_alphabets_numbers():
    assert token_ids("a b☃") == [alphabet()["a"], alphabet()[" "], alphabet()["b"]]


@pytest.mark.parametrize(
    ("language", "tag"),
    [
        ("en", "en-US"),
        ("en-AU", "en-GB"),
        ("en_CA", "en-US"),
        ("pt", "pt-BR"),
        ("pt-PT", "pt-BR"),
        ("zh-Hant-TW", "zh"),
        ("cmn", "zh"),
        ("de-AT", "de"),
        ("zh-HK", None),
        ("yue", None),
        ("ko", None),
        ("xx", None),
    ],
)
def test_a_language_is_spoken_as_the_nearest_that_there_is(language: str, tag: str | None):
    assert spoken_as(language) == tag


@pytest.mark.parametrize("language", ["en", "de", "pt", "zh"])
def test_a_language_without_a_region_is_offered_as_it_is_spoken(language: str):
    assert closest_tag(language, (*NATURAL, *MAPPED)) == spoken_as(language)


def test_an_unknown_language_is_refused():
    with pytest.raises(InvalidRequest):
        phonemes_of("hello", "xx")


@pytest.mark.parametrize(
    ("phonemes", "word", "language"),
    [("ˈwɪn", "win", "en-US"), ("tʃeɪs", "chase", "en-US"), ("ˈt͡ʃeɪs", "chase", "en-GB"), ("taːk", "Tag", "de")],
)
def test_phonemes_of_the_user_are_said_as_a_word_that_sounds_so(phonemes, word, language):
    told = phonemes_of(f"So, {PHONEMES_BEGIN}{phonemes}{PHONEMES_END}!", language)
    plain = phonemes_of(f"So, {word}!", language)
    assert told.symbols == plain.symbols


def test_phonemes_of_the_user_know_their_place_and_are_stressed_like_words():
    text = f"An *{PHONEMES_BEGIN}wɪn{PHONEMES_END}* is"
    said = phonemes_of(text, "en-US")
    assert [(text[w.first_character : w.end_character], w.emphasized) for w in said.words] == [
        ("An", False),
        ("wɪn", True),
        ("is", False),
    ]
    check(text, said)


@pytest.mark.parametrize("language", ["ja", "zh"])
def test_phonemes_stand_between_words_of_writing_without_spaces(language):
    text = f"東{PHONEMES_BEGIN}toːkʲoː{PHONEMES_END}東"
    said = phonemes_of(text, language)
    assert [text[w.first_character : w.end_character] for w in said.words] == ["東", "toːkʲoː", "東"]


@pytest.mark.parametrize("text", [f"a {PHONEMES_BEGIN} b", f"a {PHONEMES_END} b", f"{PHONEMES_BEGIN}{PHONEMES_END} b"])
def test_halves_of_the_signs_around_phonemes_are_never_said(text):
    check(text, phonemes_of(text, "en-US"))
