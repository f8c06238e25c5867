"""Languages in words, and how their tags are written."""

import re
from collections.abc import Mapping
from types import MappingProxyType

LANGUAGE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "af": "Afrikaans", "am": "Amharic", "an": "Aragonese", "ar": "Arabic", "art-x-pyash": "Pyash", "as": "Assamese",
        "az": "Azerbaijani", "ba": "Bashkir", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali",
        "bpy": "Bishnupriya Manipuri", "bs": "Bosnian", "ca": "Catalan", "ca-valencia": "Catalan (Valencian)",
        "ca-x-balear": "Catalan (Balearic)", "ca-x-nwest": "Catalan (north-western)", "chr": "Cherokee (Latin letters)",
        "cmn": "Chinese (Mandarin)", "cmn-Latn-pinyin": "Chinese (Mandarin, in Pinyin)", "cs": "Czech", "cv": "Chuvash",
        "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "en-029": "English (Caribbean)",
        "en-GB": "English (United Kingdom)", "en-GB-scotland": "English (Scotland)",
        "en-GB-x-gbclan": "English (Lancaster)", "en-GB-x-gbcwmd": "English (West Midlands)",
        "en-GB-x-rp": "English (Received Pronunciation)", "en-Shaw": "English (Shavian alphabet)",
        "en-US": "English (United States)", "en-US-x-nyc": "English (New York City)", "eo": "Esperanto",
        "es": "Spanish", "es-419": "Spanish (Latin America)", "et": "Estonian", "eu": "Basque", "fa": "Persian",
        "fa-Latn": "Persian (Latin letters)", "fi": "Finnish", "fr": "French", "fr-BE": "French (Belgium)",
        "fr-CH": "French (Switzerland)", "ga": "Irish", "gd": "Scottish Gaelic", "gn": "Guarani",
        "grc": "Greek (ancient)", "gu": "Gujarati", "hak": "Chinese (Hakka)", "haw": "Hawaiian", "he": "Hebrew",
        "hi": "Hindi", "hr": "Croatian", "ht": "Haitian Creole", "hu": "Hungarian", "hy": "Armenian",
        "hyw": "Armenian (western)", "ia": "Interlingua", "id": "Indonesian", "io": "Ido", "is": "Icelandic",
        "it": "Italian", "ja": "Japanese", "jbo": "Lojban", "ka": "Georgian", "kk": "Kazakh", "kl": "Greenlandic",
        "km": "Khmer",
        "kn": "Kannada", "ko": "Korean", "kok": "Konkani", "ku": "Kurdish", "ky": "Kyrgyz", "la": "Latin",
        "lb": "Luxembourgish", "lfn": "Lingua Franca Nova", "lo": "Lao", "lt": "Lithuanian", "ltg": "Latgalian",
        "lv": "Latvian",
        "mi": "Māori", "mk": "Macedonian", "ml": "Malayalam", "mr": "Marathi", "ms": "Malay", "mt": "Maltese",
        "mto": "Totontepec Mixe", "my": "Burmese", "nb": "Norwegian (Bokmål)", "nci": "Nahuatl (classical)",
        "ne": "Nepali", "nl": "Dutch", "no": "Norwegian", "nog": "Nogai", "om": "Oromo", "or": "Odia", "pa": "Punjabi",
        "pap": "Papiamento", "pl": "Polish", "pt": "Portuguese", "pt-BR": "Portuguese (Brazil)", "qdb": "Lang Belta",
        "qu": "Quechua", "quc": "K’iche’", "qya": "Quenya", "ro": "Romanian", "ru": "Russian",
        "ru-LV": "Russian (Latvia)", "ru-x-classic": "Russian (classic)", "sd": "Sindhi", "shn": "Shan",
        "si": "Sinhala", "sjn": "Sindarin", "sk": "Slovak", "sl": "Slovenian", "smj": "Lule Sami", "sq": "Albanian",
        "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "te": "Telugu", "th": "Thai",
        "ti": "Tigrinya", "tk": "Turkmen", "tl": "Tagalog", "tlh": "Klingon", "tn": "Setswana", "tr": "Turkish",
        "tt": "Tatar",
        "ug": "Uyghur", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese",
        "vi-VN-x-central": "Vietnamese (central)", "vi-VN-x-south": "Vietnamese (southern)",
        "yue": "Chinese (Cantonese)", "yue-Latn-jyutping": "Chinese (Cantonese, in Jyutping)", "zh": "Chinese",
        "zh-HK": "Chinese (Hong Kong)",
    }
)  # fmt: skip
"""What the languages that are spoken here are called, by their BCP 47 tags."""

OWN_LANGUAGE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "de": "Deutsch", "en": "English", "es": "Español", "fr": "Français", "it": "Italiano", "ja": "日本語",
        "pt": "Português", "zh": "中文",
    }
)  # fmt: skip
"""What those that there are reading scripts in are called by those who speak them."""

# What a POSIX locale says besides, as in ``de_DE.UTF-8`` or ``ca_ES@valencia``.
_LOCALE_END = re.compile(r"[.@].*", re.DOTALL)
_TAG = re.compile(r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|art-x)(?:-[a-z0-9]{1,8})*")
_SPELLED = MappingProxyType({tag.lower(): tag for tag in LANGUAGE_NAMES})


def language_name(tag: str) -> str:
    """A language in words, or its tag where it has no name here."""
    return LANGUAGE_NAMES.get(tag, tag)


def canonical_tag(text: str) -> str:
    """A language tag as BCP 47 recommends to write it: ``"de-DE"`` of ``"DE_de"`` or ``"de_DE.UTF-8"``.

    Returns:
        The tag, whether or not anybody speaks it; empty where `text` is no language tag.
    """
    tag = _LOCALE_END.sub("", text.strip()).replace("_", "-").lower()
    if not _TAG.fullmatch(tag):
        return ""
    return _SPELLED.get(tag) or _in_usual_case(tag)


def _in_usual_case(tag: str) -> str:
    """RFC 5646, section 2.1.1: scripts are written Like, regions LIKE, and what follows a single letter like this."""
    subtags = tag.split("-")
    single = next((place for place, subtag in enumerate(subtags) if len(subtag) == 1), len(subtags))
    return "-".join([subtags[0], *map(_subtag_in_usual_case, subtags[1:single]), *subtags[single:]])


def _subtag_in_usual_case(subtag: str) -> str:
    if len(subtag) == 4 and subtag.isalpha():
        return subtag.title()
    return subtag.upper() if len(subtag) == 2 else subtag
