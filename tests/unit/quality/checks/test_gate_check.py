import pytest

from voicecloner.domain.quality import Finding, Review, Severity
from voicecloner.quality.checks.gate_check import gate_finding, missing_speech_s, with_one_least_length


def test_a_recording_that_lacks_speech_fails_its_review():
    found = gate_finding(6.7, 15.0)
    assert found.severity is Severity.FAIL
    assert found.message.startswith(
        "Only 6.7 s of usable speech were counted in the recording, 8.3 s less than the 15 s"
    )
    assert (found.value, found.limit, found.limit_is) == (6.7, 15.0, "least")


def test_a_recording_that_is_long_enough():
    found = gate_finding(15.0, 15.0)
    assert (found.severity, found.message) == (Severity.OK, "15.0 s of the recording are usable speech.")


@pytest.mark.parametrize("usable_s", [14.999, 14.96, 14.9])
def test_nearly_enough_never_reads_as_enough(usable_s):
    assert gate_finding(usable_s, 15.0).message.startswith("Only 14.9 s of usable speech were counted")


@pytest.mark.parametrize(("usable_s", "missing_s"), [(6.7, 8.3), (15.0, 0.0), (20.0, 0.0)])
def test_how_much_is_missing(usable_s, missing_s):
    assert missing_speech_s(Review(30.0, 20.0, (gate_finding(usable_s, 15.0),))) == pytest.approx(missing_s)
    assert missing_speech_s(Review(30.0, 20.0, ())) == 0.0


def length(check: str, severity: Severity, limit_is: str = "least") -> Finding:
    return Finding(check, severity, 4.0, "s", 10.0, "Something.", limit_is=limit_is)


@pytest.mark.parametrize(
    ("findings", "kept"),
    [
        (
            [gate_finding(6.7, 20.0), length("duration", Severity.OK), length("speech", Severity.FAIL)],
            ["usable-speech"],
        ),
        ([length("duration", Severity.FAIL), length("speech", Severity.FAIL)], ["duration"]),
        ([length("duration", Severity.OK), length("speech", Severity.FAIL)], ["duration", "speech"]),
        ([gate_finding(6.7, 20.0), length("duration", Severity.WARN, "most")], ["usable-speech", "duration"]),
        ([gate_finding(20.0, 20.0), length("duration", Severity.OK)], ["usable-speech", "duration"]),
    ],
)
def test_a_recording_that_is_too_short_is_told_one_number_of_seconds(findings: list[Finding], kept: list[str]) -> None:
    noise = length("noise", Severity.FAIL)
    told = with_one_least_length(Review(4.0, 3.0, (*findings, noise))).findings
    assert [found.check for found in told] == [*kept, "noise"]
