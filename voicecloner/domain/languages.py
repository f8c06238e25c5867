"""Languages by code: which of them have a name here, and which are the same for most purposes."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

ENGLISH_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "cy": "Welsh",
        "da": "Danish", "de": "German", "el": "Greek", "en": "English", "eo": "Esperanto", "es": "Spanish",
        "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish",
        "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian",
        "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh",
        "kn": "Kannada", "ko": "Korean", "la": "Latin", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian",
        "ml": "Malayalam", "mr": "Marathi", "ms": "Malay", "mt": "Maltese", "ne": "Nepali", "nl": "Dutch",
        "no": "Norwegian", "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
        "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili",
        "ta": "Tamil", "te": "Telugu", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek",
        "vi": "Vietnamese", "zh": "Chinese",
    }
)  # fmt: skip
"""Names of languages whose texts are told apart."""
_SAME = {"nb": "no", "nn": "no", "cmn": "zh", "yue": "zh", "hak": "zh", "iw": "he", "in": "id", "bs": "hr"}
# Languages so alike that a text is not held against another one of its family.
_KIN = ({"da", "no"}, {"hr", "sr"}, {"id", "ms"}, {"cs", "sk"}, {"hi", "mr", "ne"}, {"bg", "mk"})


def primary_language(tag: str) -> str:
    """``"pt"`` of ``"pt-BR"``, ``"zh"`` of ``"cmn"``: the language of a BCP 47 tag without region and script."""
    code = tag.strip().replace("_", "-").partition("-")[0].lower()
    return _SAME.get(code, code)


def are_same(a: str, b: str) -> bool:
    """Whether two BCP 47 tags are of one language, in whatever region."""
    return primary_language(a) == primary_language(b)


def closest_tag(wanted: str, tags: Sequence[str]) -> str:
    """The tag itself if it is among `tags`, else one of the same language, else the first.

    Args:
        wanted: a BCP 47 tag.
        tags: those there are; with ``"mul"`` any will do.
    """
    if not tags or "mul" in tags or wanted in tags:
        return wanted
    return next((tag for tag in tags if are_same(tag, wanted)), tags[0])


def are_kin(a: str, b: str) -> bool:
    """Whether two primary languages are the same or hard to tell apart in writing."""
    return a == b or any({a, b} <= family for family in _KIN)
