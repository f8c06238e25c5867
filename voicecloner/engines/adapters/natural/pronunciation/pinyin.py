"""Mandarin syllables in the network's alphabet, as its trainers wrote them (the facts of the package misaki, zh.py)."""

import re

_INITIALS = {
    "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n", "l": "l", "g": "k", "k": "kʰ", "h": "x",
    "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ", "s": "s", "": "",
}  # fmt: skip
# "0" stands where the tone is written.
_FINALS = {
    "a": "a0", "ai": "ai0", "an": "a0n", "ang": "a0ŋ", "ao": "au0", "e": "ɤ0", "ei": "ei0", "en": "ə0n", "eng": "ə0ŋ",
    "i": "i0", "ia": "ja0", "ian": "jɛ0n", "iang": "ja0ŋ", "iao": "jau0", "ie": "je0", "in": "i0n", "ing": "i0ŋ",
    "iong": "jʊ0ŋ", "iou": "jou0", "iu": "jou0", "ong": "ʊ0ŋ", "ou": "ou0", "u": "u0", "ua": "wa0", "uai": "wai0",
    "uan": "wa0n", "uang": "wa0ŋ", "uei": "wei0", "ui": "wei0", "uen": "wə0n", "un": "wə0n", "ueng": "wə0ŋ",
    "uo": "wo0", "o": "wo0", "v": "y0", "ve": "ɥe0", "van": "ɥɛ0n", "vn": "y0n", "io": "jɔ0", "ê": "ɛ0",
}  # fmt: skip
_WHOLE = {"er": "ɚ0", "o": "ɔ0", "m": "m0", "n": "n0", "ng": "ŋ0", "hm": "hm0", "hng": "hŋ0", "r": "ɚ0"}
_WRITTEN_WITH_Y = {
    "yi": "i", "ya": "ia", "yan": "ian", "yang": "iang", "yao": "iao", "ye": "ie", "yin": "in", "ying": "ing",
    "yong": "iong", "you": "iou", "yo": "io", "yu": "v", "yue": "ve", "yuan": "van", "yun": "vn", "yai": "ia",
}  # fmt: skip
_WRITTEN_WITH_W = {
    "wu": "u", "wa": "ua", "wai": "uai", "wan": "uan", "wang": "uang", "wei": "uei", "wen": "uen", "weng": "ueng",
    "wo": "uo", "wong": "ong",
}  # fmt: skip
_TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
_SYLLABLE = re.compile(r"(?P<initial>[zcs]h|[bpmfdtnlgkhjqxrzcs]?)(?P<final>[a-zê]+)$")


def pinyin_symbols(syllable: str) -> str:
    """Symbols for one syllable with its tone as a digit (``"zhong1"``, ``"lv4"``; 5 or none: neutral), else nothing."""
    name, tone = (syllable[:-1], syllable[-1]) if syllable[-1:].isdigit() else (syllable, "5")
    return _toneless(name.lower().replace("ü", "v")).replace("0", _TONES.get(tone, ""))


def _toneless(name: str) -> str:
    if name in _WHOLE:
        return _WHOLE[name]
    glide = _WRITTEN_WITH_Y.get(name) or _WRITTEN_WITH_W.get(name)
    if glide:
        return _FINALS[glide]
    found = _SYLLABLE.match(name)
    if found is None:
        return ""
    initial, final = found["initial"], found["final"]
    if final == "i" and initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
        return _INITIALS[initial] + "ɨ0"
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "v" + final[1:]
    return _INITIALS[initial] + _FINALS[final] if final in _FINALS else ""
