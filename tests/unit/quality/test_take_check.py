import pytest

from voicecloner.domain.quality import Severity
from voicecloner.quality.take_check import take_finding


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
