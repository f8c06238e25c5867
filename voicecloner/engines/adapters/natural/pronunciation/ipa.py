"""espeak-ng's IPA in the network's alphabet, as the network's trainers wrote it and, beyond that, by nearness."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from voicecloner.engines.adapters.natural.pronunciation.alphabet import sounds_only

TIE = "^"
"""What joins the letters of one sound in the IPA asked for."""

# What people write for the signs of the IPA, and sounds of two letters that they write without a tie.
_TYPED = str.maketrans({"'": "ˈ", "’": "ˈ", ":": "ː", "\u0361": TIE, "\u035c": TIE, "‿": TIE, "|": " "})
# People write a stress before its syllable, espeak-ng before its vowel.
_STRESS = re.compile("([ˈˌ])([^\\sˈˌaeiouyæøœɐɑɒɔɘɵəɚɛɜɝɞɤɨɪɯʉʊʌʏᵊᵻ]{1,5})")
_TIED = re.compile("[aeɔ](?=ɪ)|[aoə](?=ʊ)|t(?=ʃ)|d(?=ʒ)")

_SWITCH = re.compile(r"\([^()\s]*\)")
_SYLLABIC = re.compile("(\\S)\u0329")

# The trainers' own letters (the facts of the package misaki, espeak.py).
_ENGLISH = {
    "ʔˌn\u0329": "ʔn", "ʔn\u0329": "ʔn", "a^ɪ": "I", "a^ʊ": "W", "d^ʒ": "ʤ", "e^ɪ": "A", "e": "A", "t^ʃ": "ʧ",
    "ɔ^ɪ": "Y", "ə^l": "ᵊl", "ʲo": "jo", "ʲə": "jə", "ʲ": "", "ɚ": "əɹ", "r": "ɹ", "x": "k", "ç": "k", "ɐ": "ə",
    "ɬ": "l", "\u0303": "",
}  # fmt: skip
_BRITISH = {**_ENGLISH, "e^ə": "ɛː", "iə": "ɪə", "i^ə": "ɪə", "ə^ʊ": "Q"}
_AMERICAN = {**_ENGLISH, "o^ʊ": "O", "ɜːɹ": "ɜɹ", "ɜː": "ɜɹ", "ɪə": "iə", "ɪ^ə": "iə", "ː": ""}
_AFTER = str.maketrans({"o": "ɔ", "ɾ": "T", "ʔ": "t"})
_OTHERS = {
    "a^ɪ": "I", "a^ʊ": "W", "d^z": "ʣ", "d^ʒ": "ʤ", "e^ɪ": "A", "o^ʊ": "O", "ə^ʊ": "Q", "s^s": "S", "t^s": "ʦ",
    "t^ʃ": "ʧ", "ɔ^ɪ": "Y", "t^ɕ": "ʨ", "d^ʑ": "ʥ", "-": "",
}  # fmt: skip

# Sounds the alphabet lacks, each with the one nearest in place and manner that it has.
_NEAREST = str.maketrans(
    {
        "g": "ɡ", "ʀ": "ʁ", "ɫ": "l", "ɬ": "l", "ɭ": "l", "ʟ": "l", "ɮ": "l", "ʍ": "w", "ɦ": "h", "ħ": "h", "ʕ": "ʔ",
        "ɱ": "m", "ʐ": "ʒ", "ʑ": "ʒ", "ʏ": "y", "ʉ": "y", "ɵ": "ø", "ɶ": "œ", "ɘ": "ə", "ɞ": "ɜ", "ɝ": "ɜ", "ɺ": "ɾ",
        "ɓ": "b", "ɗ": "d", "ɠ": "ɡ", "ɢ": "ɡ", "ʙ": "b", "ɧ": "ʃ", "ˑ": "ː", "ı": "ɯ", "ɷ": "ʊ", "ʎ": "ʎ",
    }
)  # fmt: skip

_VOWEL_AHEAD = r"(?=[ˈˌ]?[aeiouyøœɑɐɒæəɛɜɪɔʊʏ])"
# What one language's IPA means otherwise than the letters say: patterns, and what to read for them.
_OWN: Mapping[str, tuple[tuple[str, str], ...]] = {
    # espeak-ng writes German r as a flap, the vowel of -er like that of "nurse", long a like that of "father".
    "de": ((rf"[ɾr]{_VOWEL_AHEAD}", "ʁ"), ("[ɾrɜ]", "ɐ"), ("ɑ", "a"), (r"ɔ\^ø", "Y"), (r"ʊ\^ɐ", "ʊɐ")),
    # It writes Russian ы, which no rounded vowel is like, as y.
    "ru": (("y", "ɨ"),),
    "cs": (("r\u031d", "rʒ"),),
    "sv": ((r"s\^x|ɧ", "ʃ"),),
}


def english_symbols(ipa: str, british: bool) -> str:
    """Symbols for espeak-ng's English IPA (with ties `TIE`), as the trainers map words their lexicon lacks."""
    symbols = _replaced(_SWITCH.sub("", ipa.replace("(^e^n)", "")), _BRITISH if british else _AMERICAN)
    symbols = _SYLLABIC.sub(r"ᵊ\1", symbols)
    return sounds_only(symbols.replace(TIE, "").translate(_AFTER).translate(_NEAREST))


@cache
def mapper(language: str) -> Callable[[str], str]:
    """What turns espeak-ng's IPA (with ties `TIE`) of `language` (any but English) into symbols."""
    own = [(re.compile(pattern), symbols) for pattern, symbols in _OWN.get(language.partition("-")[0], ())]
    return lambda ipa: _mapped(ipa, own)


def symbols_of(phonemes: str, language: str) -> str:
    """Symbols for phonemes that a person has written, as those of a word of `language` (BCP 47)."""
    ipa = _TIED.sub(lambda found: found[0] + TIE, phonemes.translate(_TYPED).replace(".", ""))
    ipa = _STRESS.sub(r"\2\1", ipa)
    if language.partition("-")[0] == "en":
        return english_symbols(ipa, british=language == "en-GB")
    return mapper(language)(ipa)


def _mapped(ipa: str, own: Sequence[tuple[re.Pattern[str], str]]) -> str:
    symbols = _SWITCH.sub("", ipa)
    for pattern, replacement in own:
        symbols = pattern.sub(replacement, symbols)
    symbols = _replaced(symbols, _OTHERS)
    return sounds_only(symbols.replace(TIE, "").translate(_NEAREST))


def _replaced(text: str, table: Mapping[str, str]) -> str:
    """`text` with every key of `table` replaced, longer ones first, each place once."""
    pattern = re.compile("|".join(re.escape(key) for key in sorted(table, key=len, reverse=True)))
    return pattern.sub(lambda found: table[found[0]], text)
