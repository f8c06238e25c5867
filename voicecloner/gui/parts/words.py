"""Numbers, times and languages as people read them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from voicecloner.domain import language_names
from voicecloner.domain.quality import Finding, Severity, as_shown, whole_tenths

LANGUAGES, language_name = language_names.LANGUAGE_NAMES, language_names.language_name
OWN_LANGUAGE_NAMES = language_names.OWN_LANGUAGE_NAMES
VERDICTS = {
    Severity.OK: ("Good to use", "Nothing stands in the way of a good voice."),
    Severity.WARN: ("Usable, but could be better", "You can go on; the notes say what would help."),
    Severity.FAIL: ("Not good enough", "No voice can be made of this; the notes say what to do better."),
}
"""A review in few words, and what follows from it."""
_LICENCES = {
    "free, also commercially": ("MIT", "Apache-2.0", "BSD-3-Clause"),
    "free if its makers are named": ("CC-BY-4.0",),
    "not for commercial use": ("LicenseRef-CPML", "CC-BY-NC-4.0", "CC-BY-NC-ND-4.0", "CC-BY-NC-SA-4.0"),
}
_CHECK_NAMES = {"dc-offset": "Offset"}
_LENGTHS = {"duration", "speech"}
_MOST = {"silence", "clipping", "pauses", "dc-offset", "reverberation", "dropouts", "music"}
"""Checks of which little is good, for reviews kept by versions that did not say so."""


def sorted_languages(tags: Iterable[str]) -> list[tuple[str, str]]:
    """(tag, name) pairs, by name; those with a name first."""
    pairs = [(tag, language_name(tag)) for tag in dict.fromkeys(tags)]
    return sorted(pairs, key=lambda pair: (pair[0] == pair[1], pair[1]))


def clock(seconds: float) -> str:
    """``"0:07"``, ``"12:05"`` or ``"1:02:03"``."""
    minutes, rest_s = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest_s:02}" if hours else f"{minutes}:{rest_s:02}"


def seconds_words(seconds: float) -> str:
    """``"7.4 s"``, or minutes from two minutes on."""
    return f"{whole_tenths(seconds):.1f}\u00a0s" if seconds < 120 else f"{clock(seconds)}\u00a0min"


def ago(moment: datetime, now: datetime | None = None) -> str:
    """How long ago something was: ``"just now"``, ``"5 min ago"``, ``"yesterday"``, ``"3 May 2026"``."""
    past = (now or datetime.now(UTC)) - moment
    if past.days >= 7:
        return day(moment)
    if past.days >= 1:
        return "yesterday" if past.days == 1 else f"{past.days} days ago"
    for seconds, unit in ((3600, "h"), (60, "min")):
        if past.seconds >= seconds:
            return f"{past.seconds // seconds}\u00a0{unit} ago"
    return "just now"


def days_of_use(days: int) -> str:
    """``"1 more day of use"``, ``"12 more days of use"``."""
    return f"{days} more day{'' if days == 1 else 's'} of use"


def megabytes(size_bytes: int) -> str:
    """A size: ``"820 kB"``, ``"98 MB"``, ``"4.96 GB"``."""
    from voicecloner.models.pace import megabytes as words

    return words(size_bytes)


def day(moment: datetime) -> str:
    """``"3 May 2026"``, in the user's time zone."""
    local = moment.astimezone()
    return f"{local.day} {local:%B %Y}"


def check_name(finding: Finding) -> str:
    """The name of a check as a heading."""
    return _CHECK_NAMES.get(finding.check, finding.check.replace("-", " ").capitalize())


def measured(finding: Finding) -> str:
    """What was measured and the limit: ``"12.4 dB · at least 20 dB"``; empty where there is nothing to tell."""
    if finding.value is None:
        return ""
    value = f"{_number(_shown(finding, finding.value))} {finding.unit}".strip()
    if finding.limit is None:
        return value
    side = "at most" if _is_most(finding, finding.value, finding.limit) else "at least"
    return f"{value} · {side} {_number(finding.limit)} {finding.unit}".strip()


def _shown(finding: Finding, value: float) -> float:
    """The value as it is shown, never rounded onto a limit that it missed."""
    is_short = finding.check in _LENGTHS and finding.limit is not None and value < finding.limit
    if finding.severity is not Severity.OK and finding.limit is not None and not is_short:
        return as_shown(value, 2 if abs(value) < 1 else 1 if abs(value) < 100 else 0, finding.limit)
    return whole_tenths(value) if finding.check in _LENGTHS else value


def _is_most(finding: Finding, value: float, limit: float) -> bool:
    if finding.limit_is:
        return finding.limit_is == "most"
    return finding.check in _MOST or (finding.severity is not Severity.OK and value > limit)


def _number(value: float) -> str:
    if value in (float("inf"), float("-inf")):
        return "−∞" if value < 0 else "∞"
    decimals = 2 if abs(value) < 1 else 1 if abs(value) < 100 else 0
    text = f"{value:.{decimals}f}"
    return (text.rstrip("0").rstrip(".") if decimals else text).replace("-", "−")


def licence_words(licence_id: str) -> str:
    """What a licence allows, in a few words; the name itself where it is not known here."""
    for words, ids in _LICENCES.items():
        if licence_id in ids:
            return words
    return licence_id.removeprefix("LicenseRef-")


def shortened(text: str, characters: int) -> str:
    """The text on one line, cut at the end if it is longer."""
    line = " ".join(text.split())
    return line if len(line) <= characters else line[: characters - 1].rstrip() + "…"
