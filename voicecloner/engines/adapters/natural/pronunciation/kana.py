"""Japanese kana in the network's alphabet, as its trainers wrote them (the facts of the package misaki, ja.py)."""

import re
import unicodedata

_ROWS = """
あ a い i う ɯ え e お o か ka き kʲi く kɯ け ke こ ko が ɡa ぎ ɡʲi ぐ ɡɯ げ ɡe ご ɡo
さ sa し ɕi す sɨ せ se そ so ざ ʣa じ ʥi ず zɨ ぜ ʣe ぞ ʣo た ta ち ʨi つ ʦɨ て te と to
だ da ぢ ʥi づ zɨ で de ど do な na に ɲi ぬ nɯ ね ne の no は ha ひ çi ふ ɸɯ へ he ほ ho
ば ba び bʲi ぶ bɯ べ be ぼ bo ぱ pa ぴ pʲi ぷ pɯ ぺ pe ぽ po ま ma み mʲi む mɯ め me も mo
や ja ゆ jɯ よ jo ら ɾa り ɾʲi る ɾɯ れ ɾe ろ ɾo わ βa ゐ i ゑ e を o ゔ vɯ
ぁ a ぃ i ぅ ɯ ぇ e ぉ o ゃ ja ゅ jɯ ょ jo ゎ βa ゕ ka ゖ ke
いぇ je うぃ βi うぇ βe うぉ βo くぁ kᵝa くぃ kᵝi くぇ kᵝe くぉ kᵝo ぐぁ ɡᵝa ぐぃ ɡᵝi ぐぇ ɡᵝe ぐぉ ɡᵝo
しぇ ɕe しゃ ɕa しゅ ɕɨ しょ ɕo じぇ ʥe じゃ ʥa じゅ ʥɨ じょ ʥo ちぇ ʨe ちゃ ʨa ちゅ ʨɨ ちょ ʨo
ぢゃ ʥa ぢゅ ʥɨ ぢょ ʥo つぁ ʦa つぃ ʦʲi つぇ ʦe つぉ ʦo てぃ tʲi てゅ tʲɨ でぃ dʲi でゅ dʲɨ とぅ tɯ どぅ dɯ
にぇ ɲe にゃ ɲa にゅ ɲɨ にょ ɲo ひぇ çe ひゃ ça ひゅ çɨ ひょ ço ふぁ ɸa ふぃ ɸʲi ふぇ ɸe ふぉ ɸo ふゅ ɸʲɨ ふょ ɸʲo
ゔぁ va ゔぃ vʲi ゔぇ ve ゔぉ vo ゔゅ bʲɨ ゔょ bʲo
"""
_SOUNDS: dict[str, str] = dict(re.findall(r"(\S+) (\S+)", _ROWS))
for _first, _sound in (("き", "kʲ"), ("ぎ", "ɡʲ"), ("び", "bʲ"), ("ぴ", "pʲ"), ("み", "mʲ"), ("り", "ɾʲ")):
    _SOUNDS |= {_first + small: _sound + vowel for small, vowel in zip("ぇゃゅょ", "eaɨo", strict=True)}

_NASAL_BEFORE = (("m", "mpb"), ("ŋ", "kɡ"), ("ɲ", "ɲʨʥ"), ("n", "ntdɾzʦʣ"))
_HIRAGANA_OF_KATAKANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


def kana_symbols(kana: str) -> str:
    """Symbols for hiragana or katakana; what is neither is left out."""
    hiragana = unicodedata.normalize("NFKC", kana).translate(_HIRAGANA_OF_KATAKANA)
    symbols: list[str] = []
    place = 0
    while place < len(hiragana):
        length = 2 if hiragana[place : place + 2] in _SOUNDS else 1
        symbols.append(_one(hiragana[place : place + length], hiragana[place + length :][:2]))
        place += length
    return "".join(symbols)


def _one(kana: str, following: str) -> str:
    if kana == "ー":
        return "ː"
    if kana == "っ":
        return "ʔ" if following else ""
    if kana == "ん":
        return _nasal(_SOUNDS.get(following) or _SOUNDS.get(following[:1], ""))
    return _SOUNDS.get(kana, "")


def _nasal(following: str) -> str:
    """The syllabic nasal takes the place of the sound that follows."""
    return next((nasal for nasal, firsts in _NASAL_BEFORE if following and following[0] in firsts), "ɴ")
