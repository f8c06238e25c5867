"""The symbols the natural network was trained on: IPA, some letters of its trainers' own, tones, and marks."""

import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from voicecloner.paths import resource

MAX_SYMBOLS = 510
"""Most symbols the network says at once, without the two edges."""

MARKS = ';:,.!?—…"()“”'
"""Symbols that make no sound and shape the melody."""


@cache
def alphabet() -> Mapping[str, int]:
    """Number of each symbol, from ``resources/natural/alphabet.json``.

    Beside IPA there are the trainers' own letters for diphthongs and affricates: ``A`` eɪ, ``I`` aɪ, ``O`` oʊ,
    ``Q`` əʊ, ``W`` aʊ, ``Y`` ɔɪ, ``T`` the American flap, ``S`` ss, ``ᵊ`` a vowel that hardly sounds.
    """
    numbers: dict[str, int] = json.loads(resource("natural/alphabet.json").read_text(encoding="utf-8"))
    return MappingProxyType(numbers)


def sounds_only(symbols: str) -> str:
    """`symbols` without marks and without those the network does not know; spaces stay."""
    known = alphabet()
    return "".join(symbol for symbol in symbols if symbol in known and symbol not in MARKS)


def token_ids(symbols: str) -> list[int]:
    """Numbers of `symbols`, as the network reads them, without the edges; unknown symbols are left out."""
    known = alphabet()
    return [known[symbol] for symbol in symbols if symbol in known]
