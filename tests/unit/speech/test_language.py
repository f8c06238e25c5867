import pytest

from voicecloner.domain.languages import ENGLISH_NAMES, are_kin, primary_language
from voicecloner.speech.language import clearly_other
from voicecloner.use_cases.recording.reading_scripts import languages, reading_script, tones

GERMAN = "Guten Morgen, wie geht es Ihnen heute?"


def test_a_text_in_another_language_is_found():
    other = clearly_other(GERMAN, "en-GB")
    assert (other.found, other.expected) == ("de", "en")
    assert 90.0 <= other.percent <= 100.0


@pytest.mark.parametrize("language", languages())
def test_the_sentences_of_the_scripts_are_in_their_language(language):
    sentences = [s for tone in tones() for s in reading_script(language, tone).sentences]
    assert [s for s in sentences if clearly_other(s, language)] == []


@pytest.mark.parametrize("language", languages())
def test_the_scripts_are_in_no_other_language(language):
    text = reading_script(language).text
    found = [clearly_other(text, other) for other in languages() if other != language]
    assert [other.found for other in found] == [language] * (len(languages()) - 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Guten Morgen!",
        "1234567890 1234567890 1234567890",
        "Tokyo, Osaka, Kyoto, Nagasaki",
        "こんにちは",
        "\0 \ud800",
    ],
)
def test_short_texts_and_names_are_never_blamed(text):
    assert clearly_other(text, "en") is None


def test_the_nearest_languages_are_not_told_apart():
    assert clearly_other("Jeg vil gerne have en kop kaffe og et stykke brød, tak.", "nb") is None


@pytest.mark.parametrize("language", ["jbo", "", "x-klingon"])
def test_a_language_without_a_name_is_never_blamed(language):
    assert clearly_other(GERMAN, language) is None


def test_a_few_signs_are_enough_where_each_says_much():
    assert clearly_other("今天天气很好，我们去公园。", "en").found == "zh"


@pytest.mark.parametrize(
    ("tag", "code"), [("pt-BR", "pt"), ("cmn", "zh"), ("zh-HK", "zh"), ("yue", "zh"), ("nb", "no"), ("EN_us", "en")]
)
def test_varieties_belong_to_their_language(tag, code):
    assert primary_language(tag) == code
    assert code in ENGLISH_NAMES


def test_kin():
    assert are_kin("cs", "sk")
    assert are_kin("de", "de")
    assert not are_kin("de", "nl")
