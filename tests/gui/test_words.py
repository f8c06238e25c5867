"""Findings, languages and licences as people read them."""

import pytest

from voicecloner.domain.quality import Finding, Severity, Span
from voicecloner.gui.parts.words import (
    LANGUAGES,
    check_name,
    licence_words,
    measured,
    places,
    sorted_languages,
)
from voicecloner.quality.advice import sentence
from voicecloner.quality.checks.all_checks import CHECKS
from voicecloner.speech import espeak_languages
from voicecloner.wording import seconds_words


def test_every_check_has_a_plain_name() -> None:
    names = {check: check_name(Finding(check, Severity.OK, None, "", None, "")) for check in CHECKS}
    assert names["dc-offset"] == "Offset"
    assert names["level"] == "Level"
    assert all(name.isalpha() and name[0].isupper() for name in names.values()), names


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


def found_at(*spans: Span, severity: Severity = Severity.FAIL) -> str:
    return places(Finding("speakers", severity, 52.0, "%", 57.0, "More than one.", spans))


def test_places_are_told_as_on_the_time_axis() -> None:
    assert found_at(Span(12.5, 18.9)) == "At 0:12–0:18"
    assert found_at(Span(19.9, 21.8), Span(12.5, 18.9)) == "At 0:12–0:18 and 0:19–0:21"
    assert found_at(Span(65.1, 65.2), Span(1.0, 2.0), Span(1.1, 2.3)) == "At 0:01–0:02 and 1:05"
    assert found_at(*(Span(5.0 * n, 5.0 * n + 0.1) for n in range(6))) == "At 0:00, 0:05, 0:10, 0:15 and 2 more"


def test_no_place_is_told_of_what_is_fine_or_everywhere() -> None:
    assert found_at() == ""
    assert found_at(Span(1.0, 2.0), severity=Severity.OK) == ""
