import pytest
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_tone3

from voicecloner.engines.adapters.natural.pronunciation.alphabet import alphabet
from voicecloner.engines.adapters.natural.pronunciation.pinyin import pinyin_symbols

# Pinyin to IPA: Duanmu, The Phonology of Standard Chinese, 2007.


@pytest.mark.parametrize(
    ("syllable", "symbols"),
    [
        ("ma1", "ma→"), ("ma2", "ma↗"), ("ma3", "ma↓"), ("ma4", "ma↘"), ("ma5", "ma"), ("zhong1", "ꭧʊ→ŋ"),
        ("chi1", "ꭧʰɨ→"), ("si4", "sɨ↘"), ("xi1", "ɕi→"), ("ju2", "ʨy↗"), ("lv4", "ly↘"), ("lü4", "ly↘"),
        ("yuan2", "ɥɛ↗n"), ("wo3", "wo↓"), ("liu4", "ljou↘"), ("gui4", "kwei↘"), ("er2", "ɚ↗"), ("bo1", "pwo→"),
    ],
)  # fmt: skip
def test_syllables(syllable: str, symbols: str):
    assert pinyin_symbols(syllable) == symbols


def test_every_syllable_of_the_dictionary_has_known_symbols():
    known = alphabet()
    syllables = {to_tone3(reading) for readings in PINYIN_DICT.values() for reading in readings.split(",")}
    odd = {"ê", "ê1", "ê2", "ê3", "ê4", "ḿ", "m̀"}
    for syllable in syllables - odd:
        symbols = pinyin_symbols(syllable)
        assert symbols, syllable
        assert all(symbol in known for symbol in symbols), syllable


@pytest.mark.parametrize("text", ["", "，", "xyz1", "7", "日"])
def test_what_is_no_syllable_has_no_symbol(text: str):
    assert pinyin_symbols(text) == ""
