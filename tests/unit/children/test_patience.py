import pytest

from voicecloner.children.patience import ChildSilent, Patience
from voicecloner.errors import Cancelled
from voicecloner.jobs import CancelToken


def test_it_is_used_up_by_waiting_only():
    patience = Patience(1.0)
    assert patience.next_wait_s(0.4) == patience.next_wait_s(0.4) == 0.4
    patience.spend(0.75)
    assert patience.next_wait_s(0.4) == pytest.approx(0.25)
    patience.spend(0.25)
    with pytest.raises(ChildSilent):
        patience.next_wait_s(0.4)


def test_who_cancels_waits_no_longer():
    cancel = CancelToken()
    patience = Patience(60.0, cancel)
    patience.next_wait_s(0.4)
    cancel.cancel()
    with pytest.raises(Cancelled):
        patience.next_wait_s(0.4)


def test_who_cancels_may_leave_a_moment():
    cancel = CancelToken()
    patience = Patience(60.0, cancel, grace_s=0.25)
    cancel.cancel()
    assert patience.next_wait_s(0.2) == 0.2
    patience.spend(0.2)
    assert patience.next_wait_s(0.2) == pytest.approx(0.05)
    patience.spend(0.05)
    with pytest.raises(Cancelled):
        patience.next_wait_s(0.2)


def test_the_moment_makes_no_waiting_longer():
    cancel = CancelToken()
    cancel.cancel()
    assert Patience(0.1, cancel, grace_s=0.25).next_wait_s(1.0) == 0.1
