import pytest

from voicecloner.domain.quality import Review, Severity
from voicecloner.quality.checks.gate_check import missing_speech_s, take_finding


def test_a_take_that_lacks_speech_fails_its_review():
    found = take_finding(6.7, 15.0)
    assert found.severity is Severity.FAIL
    assert found.message.startswith("Only 6.7 s of usable speech were counted in the take, 8.3 s less than the 15 s")
    assert (found.value, found.limit, found.limit_is) == (6.7, 15.0, "least")


def test_a_take_that_is_long_enough():
    found = take_finding(15.0, 15.0)
    assert (found.severity, found.message) == (Severity.OK, "15.0 s of the take are usable speech.")


@pytest.mark.parametrize("usable_s", [14.999, 14.96, 14.9])
def test_nearly_enough_never_reads_as_enough(usable_s):
    assert take_finding(usable_s, 15.0).message.startswith("Only 14.9 s of usable speech were counted")


@pytest.mark.parametrize(("usable_s", "missing_s"), [(6.7, 8.3), (15.0, 0.0), (20.0, 0.0)])
def test_how_much_is_missing(usable_s, missing_s):
    assert missing_speech_s(Review(30.0, 20.0, (take_finding(usable_s, 15.0),))) == pytest.approx(missing_s)
    assert missing_speech_s(Review(30.0, 20.0, ())) == 0.0
