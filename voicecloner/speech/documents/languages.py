"""In which language a document says it is."""

import re

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_NO_LANGUAGES = {"und", "mul", "zxx"}


def language_tag(said: str) -> str:
    """A language as makers of documents name it; empty where that is none: they write "C", "und" or "English"."""
    tag = said.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) and tag.lower() not in _NO_LANGUAGES else ""
