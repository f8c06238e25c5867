"""How words are said that an engine would say otherwise: the user's own list."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from voicecloner.domain.text import is_speakable
from voicecloner.errors import InvalidRequest

MAX_WORD_CHARACTERS = 80
MAX_SPOKEN_CHARACTERS = 200
PHONEMES_BEGIN, PHONEMES_END = "\ue010", "\ue011"
"""Stand around phonemes in the text of a sentence. Both are of Unicode's private use, which no user's text keeps."""

_CAPITAL_INSIDE = re.compile(r"(?<=[^\W\d_])[^\W\d_]")
_REFUSED = re.compile(r"[<>*\[\]\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff]")
_IPA_SIGNS = frozenset("ˈˌːˑ.'‿|- \u0361\u035c")


@dataclass(frozen=True)
class Pronunciation:
    """A line of the list.

    Attributes:
        word: as it is written in texts; one word or several.
        spoken: what is said for it, in letters, or in phonemes of the IPA between slashes: ``/ŋwiən/``.
        voice_id: the only voice it is for; empty: it is for all.
    """

    word: str
    spoken: str
    voice_id: str = ""

    @property
    def phonemes(self) -> str:
        """What stands between the slashes; empty where it is said in letters."""
        is_enclosed = len(self.spoken) > 2 and self.spoken[0] == self.spoken[-1] == "/"
        return self.spoken[1:-1].strip() if is_enclosed else ""

    @property
    def is_exact(self) -> bool:
        """Whether it is only for the very same letters: it is, where a capital stands inside a word (LaTeX)."""
        return any(found[0].isupper() for found in _CAPITAL_INSIDE.finditer(self.word))

    @property
    def key(self) -> tuple[str, str]:
        """What no two lines of a list share: the voice, and the word as it is compared."""
        return self.voice_id, self.word if self.is_exact else self.word.casefold()


@dataclass(frozen=True)
class PronunciationList:
    """What is kept.

    Attributes:
        entries: in the order of their words.
        notes: what the user should know of the list.
    """

    entries: tuple[Pronunciation, ...] = ()
    notes: tuple[str, ...] = ()

    def for_voice(self, voice_id: str) -> tuple[Pronunciation, ...]:
        """Those that count for a voice; its own come last, and so have their way."""
        return of_all_then_own(entry for entry in self.entries if entry.voice_id in ("", voice_id))


def of_all_then_own(entries: Iterable[Pronunciation]) -> tuple[Pronunciation, ...]:
    """Those for all voices before those for one."""
    return tuple(sorted(entries, key=lambda entry: bool(entry.voice_id)))


def checked_pronunciation(entry: Pronunciation) -> Pronunciation:
    """The same as it is kept: single-spaced, its letters composed.

    Raises:
        InvalidRequest: it cannot be said so, or is too long.
    """
    made = Pronunciation(_tidy(entry.word), _tidy(entry.spoken), entry.voice_id)
    _require_sayable(made.word, "The word", MAX_WORD_CHARACTERS)
    _require_sayable(made.spoken, "The spoken form", MAX_SPOKEN_CHARACTERS)
    if made.spoken.startswith("/") or made.spoken.endswith("/"):
        _require_phonemes(made)
    return made


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _require_sayable(text: str, what: str, most: int) -> None:
    if len(text) > most:
        raise InvalidRequest(f"{what} is longer than {most} characters.", "Shorten it.")
    if _REFUSED.search(text):
        raise InvalidRequest(f"{what} contains characters that cannot be said.", "Write it without < > * [ ].")
    if not is_speakable(text):
        raise InvalidRequest(f"{what} has nothing in it that can be said.", "Type letters or figures.")


def _require_phonemes(entry: Pronunciation) -> None:
    odd = [sign for sign in entry.phonemes if not (sign in _IPA_SIGNS or unicodedata.category(sign)[0] in "LM")]
    if not entry.phonemes or odd:
        raise InvalidRequest(
            f"“{entry.spoken}” is not written in phonemes.",
            "Write letters of the IPA between two slashes, such as /ˈwɪn/, or letters without slashes.",
        )
