import pytest

from voicecloner.engines.adapters.natural.pronunciation.alphabet import alphabet
from voicecloner.engines.adapters.natural.pronunciation.kana import kana_symbols


@pytest.mark.parametrize(
    ("kana", "symbols"),
    [
        ("さくら", "sakɯɾa"), ("サクラ", "sakɯɾa"), ("きょう", "kʲoɯ"), ("キョー", "kʲoː"), ("がっこう", "ɡaʔkoɯ"),
        ("しんぶん", "ɕimbɯɴ"), ("さんか", "saŋka"), ("こんにちは", "koɲɲiʨiha"), ("ﾃｽﾄ", "tesɨto"), ("ファン", "ɸaɴ"),
        ("あっ", "a"), ("りゅう", "ɾʲɨɯ"), ("漢", ""), ("", ""),
    ],
)  # fmt: skip
def test_kana(kana: str, symbols: str):
    assert kana_symbols(kana) == symbols


def test_every_kana_has_only_known_symbols():
    known = alphabet()
    for code in range(0x3041, 0x30FF):
        assert all(symbol in known for symbol in kana_symbols(chr(code))), chr(code)
