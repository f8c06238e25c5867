import numpy as np
import pytest

from voicecloner.engines.adapters.natural.conversion.stretches import stretches_of

RATE = 24_000


def speech(seconds: float) -> np.ndarray:
    return np.random.default_rng(0).normal(0, 0.1, round(seconds * RATE)).astype(np.float32)


@pytest.mark.parametrize("seconds", [0.1, 4.0, 10.0, 10.1, 29.99, 30.0])
def test_together_they_are_all_of_it_and_none_is_too_long(seconds: float) -> None:
    samples = speech(seconds)
    found = stretches_of(samples)
    np.testing.assert_array_equal(np.concatenate([samples[each] for each in found]), samples)
    assert all(0 < len(samples[each]) <= 10 * RATE for each in found)


def test_they_meet_in_the_pause() -> None:
    samples = speech(14.0)
    samples[round(7.0 * RATE) : round(7.4 * RATE)] = 0.0
    first, second = stretches_of(samples)
    assert 7.0 * RATE < first.stop == second.start < 7.4 * RATE
