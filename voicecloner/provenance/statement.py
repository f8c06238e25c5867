"""What the files of this program say of themselves in their tags, and how that is found in a file from anywhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

SYNTHETIC_SUFFIX = " (synthetic voice)"
_SAYS = "Synthetic speech made by VoiceCloner; voice {voice_id}"
_FOUND = re.compile(r"Synthetic speech made by VoiceCloner; voice ([0-9a-f]{32})")


@dataclass(frozen=True)
class Statement:
    """That a file is synthetic speech, by its own words. Anybody can write or remove them.

    Attributes:
        voice_id: which voice it is said to be.
        voice_name: what that voice was called; empty where the file does not say.
        software: the program and version that is said to have made it.
        date: when; empty where the file does not say.
    """

    voice_id: str
    voice_name: str = ""
    software: str = ""
    date: str = ""


def says_synthetic(voice_id: str) -> str:
    """The comment that is written into every file."""
    return _SAYS.format(voice_id=voice_id)


def statement_in(tags: Mapping[str, str]) -> Statement | None:
    """What the tags of a file say; None where they do not say that it is synthetic speech of this program.

    Args:
        tags: by lower-case fields.
    """
    found = _FOUND.search(tags.get("comment", ""))
    if found is None:
        return None
    artist = tags.get("artist", "")
    name = artist.removesuffix(SYNTHETIC_SUFFIX) if artist.endswith(SYNTHETIC_SUFFIX) else ""
    return Statement(found[1], name, tags.get("software", "") or tags.get("encoder", ""), tags.get("date", ""))
