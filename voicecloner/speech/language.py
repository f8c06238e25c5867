"""In which language a text is written, as far as that is clear: py3langid, offline, with its own model (5 MB)."""

from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

from voicecloner.domain.languages import ENGLISH_NAMES, are_kin, primary_language

FEWEST_LETTERS = 20
"""Shorter texts are names and greetings as often as not."""
CLEARLY_PERCENT = 90.0
_HARDLY_PERCENT = 1.0
# A Chinese, Japanese or Korean sign says at least as much as two letters.
_LETTERS_IN_A_SIGN = 2
_MOST_CHARACTERS = 5000
_one_at_a_time = Lock()


@dataclass(frozen=True)
class OtherLanguage:
    """The language a text is clearly written in, other than the one expected.

    Attributes:
        found: its two-letter code, one of `ENGLISH_NAMES`.
        expected: the code of the other one.
        percent: how sure that is, 0..100.
    """

    found: str
    expected: str
    percent: float


def clearly_other(text: str, language: str) -> OtherLanguage | None:
    """The language of `text` if it is clearly not the one it should be; may be asked by several threads.

    None for a text too short to tell, for names and numbers, and for a language that is not among `ENGLISH_NAMES`. The
    nearest languages, such as Danish and Norwegian, are not told apart.

    Args:
        text: any text; of a long one the beginning counts.
        language: BCP 47 tag it should be in.
    """
    expected = primary_language(language)
    if expected not in ENGLISH_NAMES or _letters(text) < FEWEST_LETTERS:
        return None
    with _one_at_a_time:
        ranked = [(str(code), 100.0 * float(share)) for code, share in _identifier().rank(text[:_MOST_CHARACTERS])]
    (found, percent), shares = ranked[0], dict(ranked)
    if are_kin(found, expected) or percent < CLEARLY_PERCENT or shares[expected] > _HARDLY_PERCENT:
        return None
    return OtherLanguage(found, expected, percent)


@cache
def _identifier() -> Any:
    """The model: to load it takes 0.6 s."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(ENGLISH_NAMES))
    return identifier


def _letters(text: str) -> int:
    plain = sum(letter.isalpha() for letter in text)
    dense = sum("\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3" for letter in text)
    return plain + dense * (_LETTERS_IN_A_SIGN - 1)
