from dataclasses import replace

import pytest

from voicecloner.domain.quality import Severity
from voicecloner.errors import InvalidRequest
from voicecloner.quality.profiles import DEFAULT_PROFILE, PROFILES, Limits, profile_named


@pytest.mark.parametrize(
    ("value", "severity", "limit", "side"),
    [
        (0.9, Severity.FAIL, 1.0, "low"),
        (1.0, Severity.WARN, 2.0, "low"),
        (2.0, Severity.OK, 2.0, ""),
        (3.0, Severity.OK, 2.0, ""),
        (3.1, Severity.WARN, 3.0, "high"),
        (4.1, Severity.FAIL, 4.0, "high"),
    ],
)
def test_a_value_is_held_against_its_limits(value: float, severity: Severity, limit: float, side: str) -> None:
    judgement = Limits(1.0, 2.0, 3.0, 4.0).judge(value)
    assert (judgement.severity, judgement.limit, judgement.side) == (severity, limit, side)


def test_without_limits_everything_is_good() -> None:
    judgement = Limits().judge(1e9)
    assert (judgement.severity, judgement.limit) == (Severity.OK, None)


def test_the_profiles_of_the_engines() -> None:
    assert list(PROFILES) == ["console", "cosyvoice", "qwen-tts", "minimax", "qwen3-tts", "izwi"]
    assert profile_named(DEFAULT_PROFILE).min_sample_rate == 16_000
    assert profile_named("qwen-tts").min_sample_rate == 24_000
    assert profile_named("cosyvoice").min_continuous_s == 5.0
    assert profile_named("minimax").max_seconds == 300.0
    assert profile_named("izwi").best_seconds == (5.0, 30.0)


@pytest.mark.parametrize("name", list(PROFILES))
def test_every_profile_has_sensible_rows(name: str) -> None:
    profile = profile_named(name)
    for check in (
        "duration",
        "speech",
        "peak",
        "level",
        "clipping",
        "noise",
        "silence",
        "sample-rate",
        "pauses",
        *profile.limits,
    ):
        row = profile.limits_for(check)
        given = [n for n in (row.fail_below, row.warn_below, row.warn_above, row.fail_above) if n is not None]
        assert given == sorted(given)
    if profile.best_seconds and profile.max_seconds:
        assert profile.min_seconds <= profile.best_seconds[0] < profile.best_seconds[1] <= profile.max_seconds


def test_a_shorter_least_duration_moves_the_speech_that_is_needed() -> None:
    console = profile_named("console")
    short, long = replace(console, min_seconds=3.0), replace(console, min_seconds=20.0)
    assert short.limits_for("duration").fail_below == 3.0
    assert short.limits_for("speech").fail_below == pytest.approx(1.8)
    assert long.limits_for("speech") == console.limits_for("speech")


def test_an_unknown_profile_is_refused_with_the_names() -> None:
    with pytest.raises(InvalidRequest, match="studio") as caught:
        profile_named("studio")
    assert all(name in caught.value.hint for name in PROFILES)
