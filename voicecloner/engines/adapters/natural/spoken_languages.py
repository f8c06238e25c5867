"""Which languages the natural engine speaks, and how well."""

from voicecloner.domain.languages import primary_language

NATURAL: tuple[str, ...] = ("en-US", "en-GB", "es", "fr", "hi", "it", "ja", "pt-BR", "zh")
"""BCP 47 tags of the languages the network was trained on; of one language the one it is spoken in without a region is
the first."""

MAPPED: tuple[str, ...] = ("de",)
"""BCP 47 tags of languages said with the sounds of those, where that is clear."""

_AMERICAN_REGIONS = {"", "us", "ca", "ph", "pr", "um", "vi", "gu"}
# Tags whose primary language is named here, though they are spoken otherwise.
_OTHER_LANGUAGE = {"zh-hk", "zh-mo", "yue", "hak", "bs"}


def spoken_as(language: str) -> str | None:
    """The tag of `NATURAL` or `MAPPED` that a BCP 47 tag is spoken as, or None if neither has it.

    A region that is not told apart is left off: ``"en-AU"`` is spoken as ``"en-GB"``, ``"fr-CA"`` as ``"fr"``.
    """
    tag = language.strip().lower().replace("_", "-")
    if any(tag == other or tag.startswith(f"{other}-") for other in _OTHER_LANGUAGE):
        return None
    primary = primary_language(tag)
    if primary == "en":
        return "en-US" if _region(tag) in _AMERICAN_REGIONS else "en-GB"
    if primary == "pt":
        return "pt-BR"
    return primary if primary in NATURAL or primary in MAPPED else None


def _region(tag: str) -> str:
    return next((part for part in tag.split("-")[1:] if len(part) == 2), "")
