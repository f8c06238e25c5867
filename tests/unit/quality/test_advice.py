"""What a sentence says agrees with the verdict it stands under."""

import re

import pytest

from voicecloner.domain.quality import Finding, Review, Severity, Span, finding_as_dict, finding_from_dict
from voicecloner.gui.parts.words import measured
from voicecloner.quality.advice import sentence
from voicecloner.quality.checks.sound_checks import LIMITS
from voicecloner.quality.profiles import PROFILES, Limits
from voicecloner.wording import as_shown


def numbers_in(text):
    return [float(number.replace("−", "-")) for number in re.findall(r"[-−]?\d+(?:\.\d+)?", text)]


def test_two_seconds_are_not_asked_of_somebody_who_spoke_2_2():
    """As it was: "Just 2.2 s of speech were found: 2 s and more make a better voice."."""
    limits = PROFILES["izwi"].limits_for("speech")
    judged = limits.judge(2.2)
    told = sentence(
        "speech", f"{judged.side}-{judged.severity}", {"value": 2.2, "limit": judged.limit or 0.0, "longest": 2.0}
    )
    assert told == "Just 2.2 s of speech were found: 2.4 s and more make a better voice."


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.id)
@pytest.mark.parametrize("check", ["duration", "speech", "noise", "pauses", "silence"])
def test_the_value_told_is_on_the_same_side_of_the_limit_told(profile, check):
    assert_rows_agree(check, profile.limits_for(check))


@pytest.mark.parametrize("check", ["dc-offset", "dropouts"])
def test_the_same_of_what_no_profile_asks_for(check):
    assert_rows_agree(check, LIMITS[check])


def assert_rows_agree(check, limits: Limits):
    for limit in (limits.fail_below, limits.warn_below, limits.warn_above, limits.fail_above):
        for off in (-1.0, -0.06, -0.04, -1e-4, 1e-4, 0.04, 0.06, 1.0):
            if limit is not None and limits.judge(limit + off).side:
                assert_agrees(check, limits, limit + off)


def assert_agrees(check, limits: Limits, value):
    judged = limits.judge(value)
    facts = {"value": value, "limit": judged.limit, "longest": 1.0, "floor": -50.0}
    told = sentence(check, f"{judged.side}-{judged.severity}", facts)
    finding = Finding(check, judged.severity, value, "s", judged.limit, told, limit_is=judged.limit_is)
    shown, limit = numbers_in(measured(finding))[:2]
    assert (shown < limit) == (judged.side == "low"), measured(finding)
    assert ("at least" if judged.side == "low" else "at most") in measured(finding)
    named = numbers_in(told)
    if limit in named[1:]:
        assert (named[0] < limit) == (judged.side == "low"), told


@pytest.mark.parametrize(
    ("value", "decimals", "limit", "shown"),
    [
        (19.96, 1, 20.0, 19.9),
        (19.96, 0, 20.0, 19.0),
        (19.94, 1, 20.0, 19.9),
        (2.04, 1, 2.0, 2.1),
        (60.0001, 1, 60.0, 60.1),
        (19.96, 1, None, 20.0),
        (float("inf"), 1, 20.0, float("inf")),
        (-34.2, 0, -34.0, -35.0),
    ],
)
def test_rounding_never_reaches_the_limit(value, decimals, limit, shown):
    assert as_shown(value, decimals, limit) == pytest.approx(shown)


@pytest.mark.parametrize("seconds", [52.649, 52.65, 52.69, 52.7, 9.98])
def test_one_length_in_one_row(seconds):
    """As it was: "52.6 s long" in the sentence and "52.7 s" below it."""
    told = sentence("duration", "ok", {"value": seconds, "limit": 5.0})
    finding = Finding("duration", Severity.OK, seconds, "s", 5.0, told, limit_is="least")
    assert numbers_in(told)[0] == numbers_in(measured(finding))[0]


class TestLimit:
    def test_says_least_or_most_in_json(self):
        finding = Finding("noise", Severity.WARN, 15.0, "dB", 20.0, "", limit_is="least")
        assert finding_as_dict(finding)["limit_is"] == "least"
        assert finding_from_dict(finding_as_dict(finding)) == finding

    def test_of_a_review_kept_by_an_earlier_version(self):
        stored = finding_as_dict(Finding("noise", Severity.WARN, 15.0, "dB", 20.0, ""))
        del stored["limit_is"]
        assert finding_from_dict(stored).limit_is == ""

    @pytest.mark.parametrize(
        ("limits", "value", "side"),
        [
            (Limits(warn_below=20.0), 25.0, "least"),
            (Limits(warn_below=20.0), 15.0, "least"),
            (Limits(warn_above=2.0), 1.0, "most"),
            (Limits(warn_above=2.0), 3.0, "most"),
            (Limits(fail_below=10.0, warn_above=60.0), 30.0, "least"),
            (Limits(fail_below=10.0, warn_above=60.0), 90.0, "most"),
            (Limits(), 1.0, ""),
        ],
    )
    def test_is_told_whichever_way_it_came_out(self, limits, value, side):
        judged = limits.judge(value)
        expected = "least" if judged.limit == 10.0 else side
        assert judged.limit_is == expected


def test_what_a_review_points_at_moves_with_the_cut():
    finding = Finding(
        "pauses", Severity.WARN, 3.0, "s", 2.0, "", (Span(0.0, 1.0), Span(1.5, 4.0), Span(9.0, 12.0), Span(20.0, 21.0))
    )
    (cut,) = Review(25.0, 10.0, (finding,)).cut_to(2.0, 11.0).findings
    assert cut.spans == (Span(0.0, 2.0), Span(7.0, 9.0))
