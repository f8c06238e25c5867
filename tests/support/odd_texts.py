"""Texts nobody writes on purpose, and people paste all the time."""

import unicodedata

PUNCTUATION = "".join(c for c in map(chr, range(0x20, 0x3100)) if unicodedata.category(c).startswith("P"))[:50]

SPOKEN = {
    "one letter": "a",
    "one digit": "7",
    "digits": "1234567890 12 3.5 % 007",
    "emoji only": "😀 🎉",
    "joined emoji": "👩\u200d👩\u200d👧",
    "emoji among words": "Hello 😀 world 🎉!",
    "mixed scripts": "Hello Привет 你好 مرحبا.",
    "control characters": "He\x00l\x07lo\x1b[31m wor\u202eld\u200b.\x85",
    "markup": 'One <break time="1s"/> two.',
    "nested markup": "<speak><prosody rate='x-slow'>Hi</prosody></speak> &amp; &#65; &unknown;",
    "phonemes": "[[h@l'oU]]",
    "a very long word": "Donaudampfschifffahrtsgesellschaftskapitän" * 5,
    "punctuation among words": " ".join(f"word{mark}" for mark in PUNCTUATION[:25]),
    "right to left": "שלום עולם.",
    "combining marks": "a" + "\u0300" * 100 + "e\u0301" * 10,
    "mathematics": "∑∫√ x² ≤ ∞",
    "letters that are pictures": "𝓗𝓮𝓵𝓵𝓸 ⓐ Ⅷ ½",
    "an extinct script": "𐎠𐎢",
    "half a character": "a\ud800b",
    "an address": "https://example.com/a?b=c&d=e",
}
"""What there is something to say in."""

SILENT = {
    "nothing": "",
    "white space": " \t\n\u3000",
    "punctuation only": PUNCTUATION,
    "control characters only": "\x00\x07\x1b\u200b\u202e",
    "private use": "\ue000\ue001",
    "half a character only": "\ud800",
    "a combining mark only": "\u0301",
}
"""What there is nothing to say in."""

REPEATING = {"an iteration mark only": "々", "a mark of length only": "ー"}
"""Marks that say a sound once more, before which there is none. espeak-ng has names for them, which nobody wants."""
