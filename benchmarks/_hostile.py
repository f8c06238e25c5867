"""Random texts that nobody writes on purpose and everybody pastes: the same ones for the same seed."""

import random
import unicodedata
from collections.abc import Callable, Iterator

_SCRIPTS = (
    (0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x17F), (0x391, 0x3C9), (0x410, 0x44F), (0x5D0, 0x5EA), (0x620, 0x64A),
    (0x905, 0x939), (0xE01, 0xE2E), (0x3041, 0x3096), (0x30A1, 0x30FA), (0x4E00, 0x9FA5), (0xAC00, 0xD7A3),
)  # fmt: skip
_EMOJI = ((0x1F300, 0x1F5FF), (0x1F600, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF), (0x2600, 0x26FF))
_JOINERS = "\u200d\ufe0f\u20e3\U0001f3fd"
_MARKS = " .,;:!?…-–—\"'“”„«»()[]{}<>/\\|*_~`^#@&%$€£¥+=°§©\n\t"
_INVISIBLE = "\u00ad\u200b\u200c\u200e\u202e\ufeff\u2028\u0000\u0007\u001b\u0301\ud800"
_WRITTEN = (
    "the read lead wind Dr. Mr. e.g. i.e. No. St. Jan. p.m. naïve coöperate Straße Ærø don't o'clock "
    "https://example.org/a?b=1&c=%20 me@example.org C++ AT&T 3D x² H₂O Henry VIII MMXXVI z.B. usw. nega\u00adtive "
    "*really* WORLD-wide 50/50 ½ №7 $5.99 12,50 € 1,234,567 15:45 12/05/2024 3. 1e-9 +49 (0)30 123-45 007 -0.0 ∞"
)
_WORDS = _WRITTEN.split()
_TAGS = (
    '<break time="1s"/>', '<break time="-5s"/>', '<break time="999999999999s"/>', "<speak>", "</speak>", "<p>", "</s>",
    "<prosody rate='x-slow' pitch='+999%'>", "</prosody>", '<say-as interpret-as="date">', "<emphasis", "<!-- ",
    "<![CDATA[", "&amp;", "&#65;", "&#x1F600;", "&#99999999;", "&unknown;", "<sub alias='x'>", "[[h@l'oU]]", "<>",
)  # fmt: skip
LONGEST = 10_000


def hostile_texts(count: int, seed: int = 0) -> Iterator[str]:
    """Texts of every kind in turn, of 1 to 10,000 characters, most of them short."""
    chance = random.Random(seed)  # noqa: S311 - nothing to keep secret
    for number in range(count):
        yield _KINDS[number % len(_KINDS)](chance)[:LONGEST]


def _length(chance: random.Random) -> int:
    return int(2 ** chance.uniform(0, 8))


def _characters(chance: random.Random, ranges: tuple[tuple[int, int], ...], count: int) -> str:
    return "".join(chr(chance.randint(*chance.choice(ranges))) for _ in range(count))


def _mixed_scripts(chance: random.Random) -> str:
    words = (_characters(chance, _SCRIPTS, chance.randint(1, 9)) for _ in range(_length(chance) // 4 + 1))
    return "".join(word + chance.choice(_MARKS) for word in words)


def _one_script(chance: random.Random) -> str:
    script = (chance.choice(_SCRIPTS),)
    return " ".join(_characters(chance, script, chance.randint(1, 9)) for _ in range(_length(chance) // 4 + 1))


def _emoji(chance: random.Random) -> str:
    pieces = (_characters(chance, _EMOJI, 1) + chance.choice(["", " ", *_JOINERS]) for _ in range(_length(chance)))
    return "".join(pieces)


def _without_space(chance: random.Random) -> str:
    """Up to the longest of all, though seldom: a voice says 10,000 letters for a quarter of an hour."""
    ranges = (chance.choice(_SCRIPTS),) if chance.random() < 0.5 else _SCRIPTS
    return _characters(chance, ranges, LONGEST if chance.random() < 0.02 else _length(chance))


def _numbers(chance: random.Random) -> str:
    separators = [" ", ",", ".", "-", "/", ":", "", " € ", "%", "e", "$", "th "]
    return "".join(
        str(chance.randint(0, 10 ** chance.randint(1, 20))) + chance.choice(separators)
        for _ in range(_length(chance) // 8 + 1)
    )


def _written(chance: random.Random) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(_length(chance) // 4 + 1))


def _marked_up(chance: random.Random) -> str:
    return "".join(chance.choice((*_TAGS, " ", *_WORDS[:12])) for _ in range(_length(chance) // 4 + 2))


def _marks(chance: random.Random) -> str:
    return "".join(chance.choice(_MARKS) for _ in range(_length(chance)))


def _invisible(chance: random.Random) -> str:
    word = chance.choice(_WORDS)
    return "".join(c + chance.choice(["", *_INVISIBLE]) for c in f"{word} {chance.choice(_WORDS)}" * 2)


def _anything(chance: random.Random) -> str:
    return _characters(chance, ((0x0, 0x2FFF), (0x10000, 0x1FFFF)), _length(chance))


def _repeated(chance: random.Random) -> str:
    return chance.choice(["a", "!", "ha", "na ", ".", "\n", "\u0301", "😀", "1", "W", "(", "<"]) * _length(chance)


_KINDS: tuple[Callable[[random.Random], str], ...] = (
    _mixed_scripts, _one_script, _emoji, _without_space, _numbers, _written, _marked_up, _marks, _invisible, _anything,
    _repeated,
)  # fmt: skip


def described(text: str) -> str:
    """A text as it can be printed: its beginning, with what cannot be seen written out."""
    shown = "".join(c if c.isprintable() and unicodedata.category(c) != "Cs" else f"\\u{ord(c):04x}" for c in text[:60])
    return f"{shown}{'…' if len(text) > 60 else ''} ({len(text)} characters)"
