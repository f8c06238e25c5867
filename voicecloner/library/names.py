"""What a voice may be called, and when two names are the same."""

import unicodedata

from voicecloner.errors import InvalidRequest

MAX_NAME_CHARACTERS = 100
_REFUSED_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}
# these turn the direction of whatever is shown after the name
_DIRECTION_OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_name(name: str) -> str:
    """The name as it is kept: without surrounding space, in Unicode's composed form (NFC).

    Raises:
        InvalidRequest: empty, longer than 100 characters, or with line breaks and other control characters.
    """
    clean = unicodedata.normalize("NFC", name).strip()
    if not _is_visible(clean):
        raise InvalidRequest("The voice has no name.", "Give it a name you will recognise.")
    if len(clean) > MAX_NAME_CHARACTERS:
        raise InvalidRequest(
            f"The name has {len(clean)} characters; {MAX_NAME_CHARACTERS} is the most.", "Choose a shorter name."
        )
    if any(_is_refused(character) for character in clean):
        raise InvalidRequest(
            "The name holds a line break or another control character.", "Use letters, digits and signs."
        )
    return clean


def name_key(name: str) -> str:
    """Equal for two names that a reader takes for the same: case, composition and unseen characters do not count.

    Case folding follows Unicode's canonical caseless match (The Unicode Standard, 3.13, D145).
    """
    seen = "".join(character for character in name if unicodedata.category(character) != "Cf")
    folded = unicodedata.normalize("NFD", seen).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def clean_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Tags on one line each, in composed form, without empty ones and repetitions, in their order."""
    kept: dict[str, str] = {}
    for tag in tags:
        words = " ".join(clean_text(tag).split())
        kept.setdefault(name_key(words), words)
    kept.pop("", None)
    return tuple(kept.values())


def clean_text(text: str) -> str:
    """Free text in composed form; halves of surrogate pairs, which no file can hold, become ``?``."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))


def _is_visible(text: str) -> bool:
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)


def _is_refused(character: str) -> bool:
    return unicodedata.category(character) in _REFUSED_CATEGORIES or character in _DIRECTION_OVERRIDES
