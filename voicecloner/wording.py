"""How quantities are said to people: lengths, times, sizes, counts and dates, the same in every window and command.

A number and its unit are held together by a no-break space, so that no line ends between the two.
"""

import math
from collections.abc import Sequence
from datetime import UTC, datetime

_MINUTES_FROM_S = 120
_LICENCES = {
    "free, also commercially": ("MIT", "Apache-2.0", "BSD-3-Clause"),
    "free if its makers are named": ("CC-BY-4.0",),
    "not for commercial use": ("LicenseRef-CPML", "CC-BY-NC-4.0", "CC-BY-NC-ND-4.0", "CC-BY-NC-SA-4.0"),
}
_CHECK_TITLES = {"dc-offset": "Offset"}
_WAYS = {"words": "said again from its words", "world": "changed as sound"}


def as_shown(value: float, decimals: int, limit: float | None = None) -> float:
    """A value rounded as it is shown, but never onto or over the limit it is on the wrong side of.

    19.96 dB where 20 are asked for are 19.9, not "only 20.0 dB".

    Args:
        value: what was measured.
        decimals: how many are shown.
        limit: what it was held against, if it did not pass; None rounds as usual.
    """
    if not math.isfinite(value):
        return value
    rounded = round(value, decimals)
    if limit is None or ((rounded < limit) == (value < limit) and (rounded > limit) == (value > limit)):
        return rounded
    step = 10.0**-decimals
    inner = math.floor(value / step) if value < limit else math.ceil(value / step)
    return round(inner * step, decimals)


def whole_tenths(seconds: float) -> float:
    """Cut after one decimal, as every length is shown: 9.98 s are never the 10.0 s that were asked for."""
    return math.floor(seconds * 10 + 1e-6) / 10


def clock(seconds: float) -> str:
    """A moment of a recording: ``"0:07"``, ``"12:05"`` or ``"1:02:03"``."""
    minutes, rest_s = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest_s:02}" if hours else f"{minutes}:{rest_s:02}"


def seconds_words(seconds: float) -> str:
    """The length of a sound: ``"7.4 s"``, or minutes from two minutes on."""
    if seconds < _MINUTES_FROM_S:
        return f"{whole_tenths(seconds):.1f}\u00a0s"
    return f"{clock(seconds)}\u00a0min"


def time_words(seconds: float) -> str:
    """A length of time that is known roughly: ``"40 s"``, ``"12 min"``, ``"3 h 5 min"``."""
    whole_s = max(0, round(seconds))
    if whole_s < 90:
        return f"{whole_s}\u00a0s"
    minutes = round(whole_s / 60)
    if minutes < 90:
        return f"{minutes}\u00a0min"
    return f"{minutes // 60}\u00a0h {minutes % 60}\u00a0min"


def size_words(size_bytes: int) -> str:
    """A size: ``"820 kB"``, ``"98 MB"``, ``"4.96 GB"``."""
    if size_bytes < 1_000_000:
        return f"{size_bytes / 1e3:.0f}\u00a0kB"
    if size_bytes < 10_000_000:
        return f"{size_bytes / 1e6:.1f}\u00a0MB"
    if size_bytes < 1_000_000_000:
        return f"{size_bytes / 1e6:.0f}\u00a0MB"
    return f"{size_bytes / 1e9:.2f}\u00a0GB"


def number_words(value: float) -> str:
    """A measured value: two decimals below 1, one below 100, none that is zero; ``"−26.7"``, ``"∞"``."""
    if math.isinf(value):
        return "−∞" if value < 0 else "∞"
    decimals = shown_decimals(value)
    text = f"{value:.{decimals}f}"
    return (text.rstrip("0").rstrip(".") if decimals else text).replace("-", "−")


def shown_decimals(value: float) -> int:
    """How many decimals of a measured value are worth showing."""
    return 2 if abs(value) < 1 else 1 if abs(value) < 100 else 0


def counted(number: int, thing: str) -> str:
    """How many there are of a thing whose plural ends with an s: ``"1 take"``, ``"12 takes"``, ``"4 200 takes"``."""
    digits = f"{number:,}".replace(",", "\u00a0")
    return f"{digits} {thing}{'' if number == 1 else 's'}"


def plain_name(key: str) -> str:
    """What something is called that is known by its key alone: an option, or a check, of an engine which was added."""
    return key.replace("_", " ").replace("-", " ").capitalize()


def check_title(check: str) -> str:
    """The name of a check as a heading."""
    return _CHECK_TITLES.get(check) or plain_name(check)


def days_of_use(days: int) -> str:
    """``"1 more day of use"``, ``"12 more days of use"``."""
    return f"{counted(days, 'more day')} of use"


def ago(moment: datetime, now: datetime | None = None) -> str:
    """How long ago something was: ``"just now"``, ``"5 min ago"``, ``"yesterday"``, ``"3 May 2026"``."""
    past = (now or datetime.now(UTC)) - moment
    if past.days >= 7:
        return day(moment)
    if past.days >= 1:
        return "yesterday" if past.days == 1 else f"{past.days} days ago"
    hours, minutes = past.seconds // 3600, past.seconds // 60
    if hours:
        return f"{hours}\u00a0h ago"
    return f"{minutes}\u00a0min ago" if minutes else "just now"


def day(moment: datetime) -> str:
    """``"3 May 2026"``, in the user's time zone."""
    local = moment.astimezone()
    return f"{local.day} {local:%B %Y}"


def day_and_time(moment: datetime) -> str:
    """``"2026-05-03 14:05"``, in the user's time zone: for lists, where it stands in columns."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def ways_words(ways: Sequence[str]) -> str:
    """How a recording was said again, e.g. ``"said again from its words, in part changed as sound"``; empty if not.

    Args:
        ways: as `Take.ways` has them; unknown ones, of later versions, are not told.
    """
    return ", in part ".join(_WAYS[way] for way in ways if way in _WAYS)


def licence_words(licence_id: str) -> str:
    """What a licence allows, in a few words; the name itself where it is not known here."""
    for words, ids in _LICENCES.items():
        if licence_id in ids:
            return words
    return licence_id.removeprefix("LicenseRef-")
