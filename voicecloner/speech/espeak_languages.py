"""espeak-ng's languages as BCP 47 tags, as a table, so that listing them loads nothing."""

from voicecloner.errors import InvalidRequest

_NAMED_ALIKE = """
af am an ar as az ba be bg bn bpy bs ca chr cmn cmn-Latn-pinyin cs cv cy da de el en-029 en-GB-scotland en-GB-x-gbclan
en-GB-x-gbcwmd en-GB-x-rp en-Shaw en-US eo es es-419 et eu fa fa-Latn fi fr fr-BE fr-CH ga gd gn grc gu hak haw he hi hr
ht hu hy hyw ia id io is it ja jbo ka kk kl kn ko kok ku ky la lb lfn lt ltg lv mi mk ml mr ms mt mto my nb nci ne nl
nog om or pa pap pl pt pt-BR qdb qu quc qya ro ru ru-LV sd shn si sjn sk sl smj sq sr sv sw ta te th ti tk tn tr tt ug
uk ur uz vi vi-VN-x-central vi-VN-x-south yue yue-Latn-jyutping
"""

_NAMED_OTHERWISE = {
    "art-x-pyash": "py",
    "ca-valencia": "ca-va",
    "ca-x-balear": "ca-ba",
    "ca-x-nwest": "ca-nw",
    "en": "en-US",
    "en-GB": "en",
    "en-US-x-nyc": "en-US-nyc",
    "no": "nb",
    "ru-x-classic": "ru-cl",
    "tlh": "piqd",
    "zh": "cmn",
    "zh-HK": "yue",
}

_VOICES = {tag.lower(): tag for tag in _NAMED_ALIKE.split()}
_VOICES |= {tag.lower(): name for tag, name in _NAMED_OTHERWISE.items()}

LANGUAGES: tuple[str, ...] = tuple(sorted({*_NAMED_ALIKE.split(), *_NAMED_OTHERWISE}))
"""BCP 47 tags of everything the engine speaks."""


def espeak_voice(language: str) -> str:
    """Name of espeak-ng's voice for a BCP 47 tag; a region or script it does not know is left off.

    Raises:
        InvalidRequest: espeak-ng does not speak the language.
    """
    tag = language.strip().lower().replace("_", "-")
    while tag:
        if tag in _VOICES:
            return _VOICES[tag]
        tag = tag.rpartition("-")[0]
    raise InvalidRequest(
        f"espeak-ng does not speak the language “{language}”.", "Choose one of the languages in its list."
    )


def spoken_language(asked: str, of_voice: str) -> str:
    """The tag to speak: the voice's own region where only its language was asked for (``en`` by an ``en-GB`` voice)."""
    return of_voice if "-" not in asked and of_voice.lower().split("-")[0] == asked.lower() else asked
