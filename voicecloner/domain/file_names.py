"""Names of files that every system takes: Windows is the strictest, and files travel."""

import re
import unicodedata

MOST_NAME_BYTES = 200
"""Of a name with its suffix, in UTF-8: systems take 255, and copies of a file get longer names."""
# what no name holds on Windows; control characters, what turns the direction of writing, halves of pairs
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+')
# Windows takes these for devices, in any folder and with any suffix.
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])\s*(\..*)?", re.IGNORECASE)


def has_forbidden(name: str) -> bool:
    """Whether it holds a character that cannot be in a name."""
    return bool(_NOT_IN_NAMES.search(name))


def is_device(name: str) -> bool:
    """Whether Windows opens a device where a file is called so."""
    return bool(_DEVICE.fullmatch(name))


def part_of_name(text: str, most_characters: int, instead: str = "_") -> str:
    """A text as a part of a file's name; may be empty.

    Args:
        text: any.
        most_characters: how long it may be.
        instead: takes the place of what cannot be in a name.
    """
    plain = _NOT_IN_NAMES.sub(instead, unicodedata.normalize("NFC", " ".join(text.split())))
    return " ".join(plain.split())[:most_characters].strip(" .")


def file_name(stem: str, suffix: str, otherwise: str) -> str:
    """A whole name.

    Args:
        stem: without suffix, of any text.
        suffix: as in ``".wav"``.
        otherwise: the stem where nothing is left of it.
    """
    plain = part_of_name(stem, MOST_NAME_BYTES).lstrip("-~ .")  # which commands take for an option, shells for a home
    if is_device(plain):
        plain = f"_{plain}"
    return f"{cut(plain, MOST_NAME_BYTES - len(suffix.encode())) or otherwise}{suffix}"


def cut(name: str, most_bytes: int) -> str:
    """As much of a name as has room, whole characters of it."""
    return name.encode("utf-8", "replace")[:most_bytes].decode("utf-8", "ignore").rstrip(" .")


def file_name_key(name: str) -> str:
    """The same for two names that some systems take for one."""
    return unicodedata.normalize("NFC", name.replace("\\", "/")).casefold()
