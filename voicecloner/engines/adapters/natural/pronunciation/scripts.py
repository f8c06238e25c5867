"""Which language a piece of a word is written in, told by its letters."""

import re
from itertools import groupby

_RANGES = (
    ("Latn", "A-Za-zªº\u00c0-\u02af\u1e00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff\uff21-\uff5a"),
    ("Grek", "\u0370-\u03ff\u1f00-\u1fff"),
    ("Cyrl", "\u0400-\u052f\u1c80-\u1c8f"),
    ("Armn", "\u0530-\u058f"),
    ("Hebr", "\u0590-\u05ff"),
    ("Arab", "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"),
    ("Deva", "\u0900-\u097f"),
    ("Beng", "\u0980-\u09ff"),
    ("Guru", "\u0a00-\u0a7f"),
    ("Gujr", "\u0a80-\u0aff"),
    ("Taml", "\u0b80-\u0bff"),
    ("Telu", "\u0c00-\u0c7f"),
    ("Knda", "\u0c80-\u0cff"),
    ("Mlym", "\u0d00-\u0d7f"),
    ("Thai", "\u0e00-\u0e7f"),
    ("Geor", "\u10a0-\u10ff"),
    ("Kore", "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"),
    ("Kana", "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"),
    ("Hani", "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"),
)
_SCRIPT = re.compile("|".join(f"(?P<{name}>[{letters}])" for name, letters in _RANGES))

_LANGUAGE_OF = {
    "Latn": "en-US", "Grek": "el", "Cyrl": "ru", "Armn": "hy", "Hebr": "he", "Arab": "ar", "Deva": "hi", "Beng": "bn",
    "Guru": "pa", "Gujr": "gu", "Taml": "ta", "Telu": "te", "Knda": "kn", "Mlym": "ml", "Geor": "ka", "Kore": "ko",
    "Kana": "ja", "Hani": "zh", "Thai": "th",
}  # fmt: skip
_OWN = {
    "ja": {"Kana", "Hani"}, "zh": {"Hani"}, "ko": {"Kore"}, "hi": {"Deva"}, "ru": {"Cyrl"}, "uk": {"Cyrl"},
    "bg": {"Cyrl"}, "sr": {"Cyrl", "Latn"}, "mk": {"Cyrl"}, "be": {"Cyrl"}, "kk": {"Cyrl"}, "el": {"Grek"},
    "he": {"Hebr"}, "ar": {"Arab"}, "fa": {"Arab"}, "ur": {"Arab"}, "mr": {"Deva"}, "ne": {"Deva"}, "th": {"Thai"},
    "ka": {"Geor"}, "hy": {"Armn"}, "bn": {"Beng"}, "ta": {"Taml"}, "te": {"Telu"}, "kn": {"Knda"}, "ml": {"Mlym"},
    "gu": {"Gujr"}, "pa": {"Guru"},
}  # fmt: skip


def language_runs(word: str, language: str) -> list[tuple[str, str]]:
    """`word` cut where its script changes: each piece with the tag of the language it is read in.

    Letters of a script that `language` is written in, digits and signs are read in `language`; others in the most
    spoken language of their script.
    """
    own = _OWN.get(language.partition("-")[0], {"Latn"})
    tags: list[str] = []
    for character in word:
        found = _SCRIPT.match(character)
        if found is None:
            tags.append(tags[-1] if tags else "")
        else:
            tags.append(language if found.lastgroup in own else _LANGUAGE_OF[str(found.lastgroup)])
    runs = [(tag, sum(1 for _ in group)) for tag, group in groupby(tag or language for tag in tags)]
    pieces: list[tuple[str, str]] = []
    place = 0
    for tag, length in runs:
        pieces.append((word[place : place + length], tag))
        place += length
    return pieces
