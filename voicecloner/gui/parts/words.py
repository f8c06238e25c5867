"""Languages, findings and licences as people read them."""

from collections.abc import Iterable

from voicecloner import wording
from voicecloner.domain import language_names
from voicecloner.domain.quality import Finding, Severity, Span
from voicecloner.gui.translation import listed, said, tr
from voicecloner.gui.wording import number_words
from voicecloner.settings import AS_SPOKEN
from voicecloner.wording import as_shown, clock, plain_name, shown_decimals, whole_tenths

LANGUAGES = language_names.LANGUAGE_NAMES
OWN_LANGUAGE_NAMES = language_names.OWN_LANGUAGE_NAMES
VERDICTS = {
    Severity.OK: (tr("Ready to use"), tr("Nothing stands in the way of a good voice.")),
    Severity.WARN: (tr("Usable, but could be better"), tr("You can go on; the notes say what would help.")),
    Severity.FAIL: (tr("Not good enough"), tr("No voice can be made from this; the notes say what to do better.")),
}
"""A review in few words, and what follows from it."""
LOUDNESS_WORDS = {
    AS_SPOKEN: tr("As spoken"),
    "-23": tr("−23 LUFS, broadcasting (EBU R 128)"),
    "-19": tr("−19 LUFS, audiobooks"),
    "-16": tr("−16 LUFS, podcasts"),
}
"""How loud files can be, by what the settings keep."""
_CHECK_NAMES = {
    "duration": tr("Duration"),
    "speech": tr("Speech"),
    "level": tr("Level"),
    "clipping": tr("Clipping"),
    "noise": tr("Noise"),
    "silence": tr("Silence"),
    "pauses": tr("Pauses"),
    "hum": tr("Hum"),
    "dc-offset": tr("Offset"),
    "reverberation": tr("Reverberation"),
    "bandwidth": tr("Bandwidth"),
    "dropouts": tr("Dropouts"),
    "speakers": tr("Speakers"),
    "music": tr("Music"),
    "whisper": tr("Whisper"),
    "synthetic": tr("Synthetic"),
}
_CHOICES = {
    "system": tr("System"),
    "light": tr("Light"),
    "dark": tr("Dark"),
    "auto": tr("Automatic"),
    "cuda": tr("Graphics card (CUDA)"),
    "cpu": tr("Processor (CPU)"),
    "full": tr("Full"),
}
_OPTIONS = {
    "precision": tr("Precision"),
    "steps": tr("Steps"),
    "guidance": tr("Guidance"),
    "liveliness": tr("Liveliness"),
}
_LENGTHS = {"duration", "speech"}
_MOST_PLACES = 4
# Checks of which little is good, for reviews kept by versions that did not say so.
_MOST = {"silence", "clipping", "pauses", "dc-offset", "reverberation", "dropouts", "music"}


def language_name(tag: str) -> str:
    """What a language is called; its tag where that is not known."""
    return said(language_names.language_name(tag))


def sorted_languages(tags: Iterable[str]) -> list[tuple[str, str]]:
    """(tag, name) pairs, by name; those with a name first."""
    pairs = [(tag, language_name(tag)) for tag in dict.fromkeys(tags)]
    return sorted(pairs, key=lambda pair: (pair[0] == pair[1], pair[1]))


def check_name(finding: Finding) -> str:
    """The name of a check as a heading."""
    return _CHECK_NAMES.get(finding.check) or plain_name(finding.check)


def choice_name(choice: str) -> str:
    """What a value that can be chosen is called."""
    return _CHOICES.get(choice, choice)


def option_name(key: str) -> str:
    """What an option of an engine is called."""
    return _OPTIONS.get(key) or plain_name(key)


def measured(finding: Finding) -> str:
    """What was measured and the limit: ``"12.4 dB · at least 20 dB"``; empty where there is nothing to tell."""
    if finding.value is None:
        return ""
    value = f"{number_words(_shown(finding, finding.value))} {finding.unit}".strip()
    if finding.limit is None:
        return value
    side = tr("at most") if _is_most(finding, finding.value, finding.limit) else tr("at least")
    return f"{value} · {side} {number_words(finding.limit)} {finding.unit}".strip()


def places(finding: Finding) -> str:
    """Where it is: ``"At 0:12–0:20 and 0:31"``, the first few; empty where it is everywhere, or nothing is wrong."""
    if finding.severity is Severity.OK or not finding.spans:
        return ""
    told = list(dict.fromkeys(_place(span) for span in sorted(finding.spans, key=lambda span: span.start_s)))
    shown, rest = told[:_MOST_PLACES], len(told) - _MOST_PLACES
    if rest > 0:
        return tr("At {places} and {rest} more", places=listed(shown), rest=rest)
    return tr("At {places}", places=tr(" and ").join(filter(None, (listed(shown[:-1]), shown[-1]))))


def _place(span: Span) -> str:
    start, end = clock(span.start_s), clock(span.end_s)
    return start if start == end else f"{start}–{end}"


def _shown(finding: Finding, value: float) -> float:
    """The value as it is shown, never rounded onto a limit that it missed."""
    is_short = finding.check in _LENGTHS and finding.limit is not None and value < finding.limit
    if finding.severity is not Severity.OK and finding.limit is not None and not is_short:
        return as_shown(value, shown_decimals(value), finding.limit)
    return whole_tenths(value) if finding.check in _LENGTHS else value


def _is_most(finding: Finding, value: float, limit: float) -> bool:
    if finding.limit_is:
        return finding.limit_is == "most"
    return finding.check in _MOST or (finding.severity is not Severity.OK and value > limit)


def licence_words(licence_id: str) -> str:
    """What a licence allows, in a few words; the name itself where it is not known here."""
    words = wording.licence_words(licence_id)
    return said(words)
