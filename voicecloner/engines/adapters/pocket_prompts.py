"""How Pocket TTS wants its texts, wherever it is run: what its own package does to them before they are read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

APOSTROPHES: Mapping[str, str] = {"’": "'", "‘": "'"}
"""Characters that the English models have never seen, and what stands for them."""

_NO_BRACKETS = {**dict.fromkeys('"“”„«»()[]', ""), **APOSTROPHES}
REPLACED: Mapping[str, Mapping[str, str]] = {
    "en": APOSTROPHES,
    "fr": {**_NO_BRACKETS, "–": ",", ":": ",", ";": ","},
    "de": {**_NO_BRACKETS, "–": ",", "—": ",", ";": ","},
    "es": {**_NO_BRACKETS, "–": ",", "¡": "", "¿": ""},
    "it": {**_NO_BRACKETS, "–": ","},
    "pt": {**_NO_BRACKETS, "–": ","},
}
"""The same for the models of every language, by its BCP 47 tag."""

_FEW_WORDS = 4
_PADDING = " " * 8
_ENDS, _WEAK_ENDS, _CLOSERS = ".!?…", ",;:-–—", "\"'”’)]»"
_COMMA_AFTER_END = re.compile(r"([.!?…])\s*[,;:]")
_FRAMES_AFTER_SHORT_END, _FRAMES_AFTER_END = 5, 3


@dataclass(frozen=True)
class Habits:
    """What one model is used to.

    Attributes:
        pads_short_texts: whether texts of a few words get spaces before them: few tokens are spoken badly.
        replaced: characters it has never seen, and what stands for each.
    """

    pads_short_texts: bool = False
    replaced: Mapping[str, str] = field(default_factory=dict)


def prompt(text: str, habits: Habits) -> str:
    """The text as the model was trained on it: a sentence with a capital letter and an end.

    Args:
        text: with words in it.
        habits: of the model.
    """
    plain = " ".join("".join(habits.replaced.get(character, character) for character in text).split())
    if habits.replaced:  # ‘“Hi?”, she said’ without its quotes would be a sentence and a comma
        plain = _COMMA_AFTER_END.sub(r"\1", plain)
    sentence = _ended(plain[:1].upper() + plain[1:])
    return _PADDING + sentence if habits.pads_short_texts and _is_short(sentence) else sentence


def frames_after_end(text: str) -> int:
    """How many frames of 80 ms are still made after the model has found its end: the last sound dies away in them."""
    return _FRAMES_AFTER_SHORT_END if _is_short(text) else _FRAMES_AFTER_END


def _is_short(text: str) -> bool:
    return len(text.split()) <= _FEW_WORDS


def _ended(text: str) -> str:
    """Without a full stop the last word is often said wrongly or twice. A weak sign at the end gives way to it."""
    core = text.rstrip(_CLOSERS + " ")
    if not core or core[-1] in _ENDS:
        return text
    if core[-1] in _WEAK_ENDS:
        return core.rstrip(_WEAK_ENDS + " ") + "." + text[len(core) :].strip()
    return text + "."
