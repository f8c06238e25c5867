"""How quantities are said in the window: as `voicecloner.wording` says them, in the window's language."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDate, QLocale

from voicecloner import wording
from voicecloner.errors import VoiceClonerError, hint_in_window
from voicecloner.gui.translation import in_a_row, said, tr, with_decimal_point


def seconds_words(seconds: float) -> str:
    """The length of a sound: ``"7.4 s"``, or minutes from two minutes on."""
    return with_decimal_point(wording.seconds_words(seconds))


def size_words(size_bytes: int) -> str:
    """A size: ``"820 kB"``, ``"98 MB"``, ``"4.96 GB"``."""
    return with_decimal_point(wording.size_words(size_bytes))


def number_words(value: float) -> str:
    """A measured value, with as many decimals as are worth showing."""
    return with_decimal_point(wording.number_words(value))


def counted(number: int, thing: str) -> str:
    """How many there are of a thing whose English plural ends with an s: ``"1 take"``, ``"12 takes"``."""
    return said(wording.counted(number, thing))


def days_of_use(days: int) -> str:
    """``"1 more day of use"``, ``"12 more days of use"``."""
    return said(wording.days_of_use(days))


def ago(moment: datetime) -> str:
    """How long ago something was: ``"just now"``, ``"5 min ago"``, ``"yesterday"``, ``"3 May 2026"``."""
    now = datetime.now(UTC)
    return day(moment) if now - moment >= timedelta(days=7) else said(wording.ago(moment, now))


def day(moment: datetime) -> str:
    """``"3 May 2026"``, in the user's time zone."""
    local = moment.astimezone()
    # how it is written in this language, in the letters of Qt's QDate.toString
    return QLocale().toString(QDate(local.year, local.month, local.day), tr("d MMMM yyyy"))


def ways_words(ways: Sequence[str]) -> str:
    """How a recording was said again; empty if not."""
    return said(wording.ways_words(ways))


def error_words(error: VoiceClonerError) -> str:
    """What went wrong, and what to do."""
    return in_a_row(said(error.message), said(hint_in_window(error.hint)))
