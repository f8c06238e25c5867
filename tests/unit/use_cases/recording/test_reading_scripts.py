"""What users read aloud: well-formed, of the right length, and rich in the sounds of their language."""

import re
import tomllib
import unicodedata
from itertools import pairwise

import pytest

from tests.support.phoneme_inventories import INVENTORIES, JAPANESE_READINGS, MANDARIN_TONES, VOICES
from tests.support.sources import ROOT
from tests.support.speech import phonemes
from voicecloner.errors import InvalidRequest
from voicecloner.use_cases.recording.reading_scripts import (
    Tone,
    languages,
    reading_script,
    recording_tips,
    sentence_at,
    tones,
)

FOLDER = ROOT / "resources" / "scripts"
LANGUAGES = languages()
LATIN = ("en", "de", "fr", "es", "it", "pt")
SCRIPTS = [(language, tone) for language in LANGUAGES for tone in tones()]
ALPHABETS = {
    "ja": ("CJK UNIFIED", "IDEOGRAPHIC ITERATION", "HIRAGANA", "KATAKANA"),
    "zh": ("CJK UNIFIED",),
}
in_every_language = pytest.mark.parametrize("language", LANGUAGES)
every_script = pytest.mark.parametrize(("language", "tone"), SCRIPTS)


def spoken_phonemes(language: str, tone: Tone) -> set[str]:
    if language == "ja":
        return set(phonemes(_in_hiragana(JAPANESE_READINGS[tone]), VOICES["ja"]))
    text = "\n".join(reading_script(language, tone).sentences)
    return set(phonemes(text, VOICES[language], "names" if language == "zh" else "ipa"))


def _in_hiragana(kana: str) -> str:
    return re.sub("[ァ-ヶ]", lambda letter: chr(ord(letter[0]) - ord("ァ") + ord("ぁ")), kana)


def _without_tone(name: str) -> str:
    return re.sub(r"\d+$", "", name)


def test_eight_languages_have_three_tones_and_tips_and_nothing_else():
    assert sorted(LANGUAGES) == sorted(["en", "de", "fr", "es", "it", "pt", "ja", "zh"])
    expected = {f"{language}/{name}.txt" for language in LANGUAGES for name in ["calm", "lively", "serious", "tips"]}
    assert {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*")} == expected


@every_script
def test_a_script_is_a_title_and_a_sentence_per_line(language, tone):
    script = reading_script(language, tone)
    title, empty, *lines = (FOLDER / language / f"{tone}.txt").read_text("utf-8").splitlines()
    assert (script.language, script.tone, script.title, empty) == (language, tone, title, "")
    assert script.sentences == tuple(lines)
    assert script.text == ("" if language in ALPHABETS else " ").join(lines)


@every_script
def test_a_script_takes_about_half_a_minute(language, tone):
    assert 25 <= reading_script(language, tone).estimated_seconds <= 35


@pytest.mark.parametrize("tone", tones())
def test_lengths_in_words_characters_and_morae(tone):
    assert 70 <= len(reading_script("en", tone).text.split()) <= 85
    assert 110 <= sum(letter.isalpha() for letter in reading_script("zh", tone).text) <= 140
    kana = [letter for letter in JAPANESE_READINGS[tone] if letter.isalpha() and letter not in "ゃゅょャュョ"]
    assert 130 <= len(kana) <= 175


@every_script
def test_only_letters_of_the_language_and_no_digits(language, tone):
    script = reading_script(language, tone)
    letters = {letter for letter in script.title + script.text if letter.isalpha()}
    assert all(unicodedata.name(letter).startswith(ALPHABETS.get(language, ("LATIN",))) for letter in letters)
    assert not re.search(r"\d", script.text)


@in_every_language
def test_the_lively_script_asks_and_exclaims(language):
    endings = {sentence[-1] for sentence in reading_script(language, "lively").sentences}
    assert {unicodedata.normalize("NFKC", mark) for mark in endings} >= {"?", "!"}


def test_no_sentence_is_used_twice():
    sentences = [sentence for script in SCRIPTS for sentence in reading_script(*script).sentences]
    sentences += [tip for language in LANGUAGES for tip in recording_tips(language)]
    assert len(sentences) == len(set(sentences))


@in_every_language
def test_the_three_scripts_hold_every_phoneme_of_the_language(language):
    spoken = set().union(*(spoken_phonemes(language, tone) for tone in tones()))
    if language == "zh":
        assert {name[len(_without_tone(name)) :] for name in spoken} - {""} == MANDARIN_TONES
        spoken = {_without_tone(name) for name in spoken}
    assert set(INVENTORIES[language].split()) - spoken == set()


def test_the_first_english_script_alone_holds_every_phoneme():
    assert set(INVENTORIES["en"].split()) - spoken_phonemes("en", Tone.CALM) == set()


@every_script
def test_no_word_is_read_as_one_of_another_language(language, tone):
    assert not [phoneme for phoneme in spoken_phonemes(language, tone) if phoneme.startswith("(")]


@pytest.mark.parametrize("tone", tones())
def test_the_japanese_readings_belong_to_the_scripts(tone):
    """Between the kanji, the script has the very kana of its reading."""
    pattern = re.sub("[一-龯々]+", ".+", reading_script("ja", tone).text)
    assert re.fullmatch(pattern, JAPANESE_READINGS[tone])


@in_every_language
def test_tips_are_five_or_six_sentences(language):
    tips = recording_tips(language)
    assert 5 <= len(tips) <= 6
    assert all(tip.endswith((".", "。")) for tip in tips)


def test_the_english_tips_name_every_precaution():
    tips = " ".join(recording_tips("en"))
    words = ["furnished", "doors", "windows", "fans", "air conditioning", "ten centimeters", "steady pace"]
    words += ["first word to the last", "natural expression", "whisper", "music", "nobody else"]
    assert [word for word in words if word not in tips] == []


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("pt-BR", "pt"),
        ("zh_CN", "zh"),
        ("cmn", "zh"),
        ("de_AT.UTF-8", "de"),
        (" FR ", "fr"),
        ("ja", "ja"),
        ("fi", "en"),
        ("eng", "en"),
        ("C.UTF-8", "en"),
        ("", "en"),
    ],
)
def test_a_language_is_found_by_any_form_of_its_code(asked, given):
    assert reading_script(asked).language == given
    assert recording_tips(asked) == recording_tips(given)


def test_the_calm_script_comes_first():
    assert tones()[0] == Tone.CALM
    assert reading_script("en") == reading_script("en", "calm")


def test_an_unknown_tone_is_refused():
    with pytest.raises(InvalidRequest, match="angry") as refused:
        reading_script("en", "angry")
    assert refused.value.hint == "Choose calm, lively, serious."


@every_script
def test_the_window_follows_from_the_first_sentence_to_the_last(language, tone):
    script = reading_script(language, tone)
    places = [sentence_at(script, seconds / 10) for seconds in range(400)]
    assert places[0] == 0
    assert places[-1] == len(script.sentences) - 1
    assert {later - earlier for earlier, later in pairwise(places)} == {0, 1}


def test_a_long_sentence_holds_the_window_longer():
    script = reading_script("en")
    places = [sentence_at(script, seconds / 10) for seconds in range(round(script.estimated_seconds * 10))]
    by_length = sorted(range(len(script.sentences) - 1), key=lambda index: len(script.sentences[index]))
    assert by_length == sorted(by_length, key=places.count)


def test_every_package_carries_the_scripts():
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"]["resources"] == "voicecloner/_resources"
    assert '(str(ROOT / "resources"), "resources")' in (ROOT / "pyinstaller.spec").read_text("utf-8")
