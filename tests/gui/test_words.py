"""Numbers and times as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from voicecloner.domain.quality import Finding, Severity
from voicecloner.gui.parts.words import (
    LANGUAGES,
    ago,
    check_name,
    clock,
    licence_words,
    measured,
    seconds_words,
    shortened,
    sorted_languages,
)
from voicecloner.quality.advice import sentence
from voicecloner.quality.checks.all_checks import CHECKS
from voicecloner.speech import espeak_languages

NOW = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "words"), [(0, "0:00"), (7.9, "0:07"), (125, "2:05"), (3723, "1:02:03")])
def test_clock(seconds: float, words: str) -> None:
    assert clock(seconds) == words


def test_every_check_has_a_plain_name() -> None:
    names = {check: check_name(Finding(check, Severity.OK, None, "", None, "")) for check in CHECKS}
    assert names["dc-offset"] == "Offset"
    assert names["level"] == "Level"
    assert all(name.isalpha() and name[0].isupper() for name in names.values()), names


@pytest.mark.parametrize(("seconds", "words"), [(7.44, "7.4\u00a0s"), (119.9, "119.9\u00a0s"), (125, "2:05\u00a0min")])
def test_seconds_words(seconds: float, words: str) -> None:
    assert seconds_words(seconds) == words


@pytest.mark.parametrize(
    ("past", "words"),
    [
        (timedelta(seconds=30), "just now"),
        (timedelta(minutes=1), "1\u00a0min ago"),
        (timedelta(minutes=59), "59\u00a0min ago"),
        (timedelta(hours=1), "1\u00a0h ago"),
        (timedelta(hours=23), "23\u00a0h ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=6), "6 days ago"),
        (timedelta(days=-1), "just now"),
    ],
)
def test_ago(past: timedelta, words: str) -> None:
    assert ago(NOW - past, NOW) == words


def test_ago_of_long_past_is_the_day() -> None:
    assert ago(NOW - timedelta(days=30), NOW) == "20 April 2026"


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        (("noise", Severity.OK, None, "dB", 20.0), ""),
        (("noise", Severity.WARN, 18.44, "dB", 20.0), "18.4 dB · at least 20 dB"),
        (("level", Severity.OK, -26.74, "dBFS", None), "−26.7 dBFS"),
        (("level", Severity.OK, -26.74, "dBFS", -34.0), "−26.7 dBFS · at least −34 dBFS"),
        (("level", Severity.WARN, -10.0, "dBFS", -12.0), "−10 dBFS · at most −12 dBFS"),
        (("clipping", Severity.WARN, 0.012, "%", 0.01), "0.02 % · at most 0.01 %"),
        (("dropouts", Severity.OK, 0.0, "", 0.0), "0 · at most 0"),
        (("silence", Severity.FAIL, 100.0, "%", None), "100 %"),
        (("level", Severity.FAIL, float("-inf"), "dBFS", None), "−∞ dBFS"),
        (("duration", Severity.FAIL, 9.98, "s", 10.0), "9.9 s · at least 10 s"),
        (("duration", Severity.OK, 10.0, "s", 10.0), "10 s · at least 10 s"),
        (("duration", Severity.WARN, 70.26, "s", 60.0), "70.3 s · at most 60 s"),
    ],
)
def test_measured(finding: tuple[str, Severity, float | None, str, float | None], words: str) -> None:
    assert measured(Finding(*finding, "")) == words


def test_every_length_is_shown_alike() -> None:
    """The verdict, the row and its sentence: not 21.7, 21.7 and 21.6 s."""
    seconds = 21.68
    told = {"value": seconds, "longest": seconds, "limit": 8.0}
    assert seconds_words(seconds) == "21.6\u00a0s"
    assert measured(Finding("speech", Severity.OK, seconds, "s", 8.0, "")).startswith("21.6 s")
    assert sentence("speech", "ok", told).startswith("21.6 s")
    assert seconds_words(14.1) == "14.1\u00a0s"


def test_shortened_is_one_line() -> None:
    assert shortened("one\n two", 20) == "one two"
    assert shortened("one two three", 8) == "one two…"


def test_languages_without_a_name_come_last() -> None:
    assert sorted_languages(["xx", "de", "en", "de"]) == [("en", "English"), ("de", "German"), ("xx", "xx")]


def test_every_language_of_the_built_in_engine_has_a_name_of_its_own() -> None:
    assert set(espeak_languages.LANGUAGES) <= set(LANGUAGES)
    assert len(set(LANGUAGES.values())) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("licence", "words"),
    [
        ("MIT", "free, also commercially"),
        ("CC-BY-4.0", "free if its makers are named"),
        ("LicenseRef-CPML", "not for commercial use"),
        ("LicenseRef-Other", "Other"),
    ],
)
def test_licences_say_what_they_allow(licence: str, words: str) -> None:
    assert licence_words(licence) == words
