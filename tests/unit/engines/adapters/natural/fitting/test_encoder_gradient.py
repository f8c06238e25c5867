from typing import Any

import numpy as np
import pytest

from tests.support.made_speech import buzz
from voicecloner.engines.adapters.natural.fitting.encoder_gradient import EncoderGradient
from voicecloner.engines.adapters.natural.fitting.heard import listen, windows_of
from voicecloner.speech.speaker import SpeakerEncoder


@pytest.fixture(scope="module")
def gradient() -> EncoderGradient:
    return EncoderGradient()


@pytest.fixture(scope="module")
def windows() -> np.ndarray:
    return windows_of(listen(buzz()).bands)[:2]


@pytest.fixture(scope="module")
def wanted() -> np.ndarray:
    direction = np.abs(np.random.default_rng(0).normal(size=256)).astype(np.float32)
    return direction / np.linalg.norm(direction)


def test_the_likeness_is_what_the_encoder_hears(gradient: EncoderGradient, windows: Any, wanted: Any):
    cosines, _ = gradient.likeness(windows, wanted)
    assert np.allclose(cosines, SpeakerEncoder().embed_bands(windows) @ wanted, atol=1e-5)


def test_the_slope_foretells_small_changes(gradient: EncoderGradient, windows: Any, wanted: Any):
    change = windows * np.random.default_rng(1).normal(size=windows.shape).astype(np.float32) * 0.02
    _, slope = gradient.likeness(windows, wanted)
    after, before = (gradient.likeness(windows + sign * change, wanted)[0] for sign in (1, -1))
    assert np.allclose((after - before) / 2, (change * slope).sum(axis=(1, 2)), rtol=0.1, atol=3e-6)
    assert np.abs(after - before).max() > 1e-5


def test_a_step_uphill_is_more_like(gradient: EncoderGradient, windows: Any, wanted: Any):
    before, slope = gradient.likeness(windows, wanted)
    step = windows * np.sign(slope) * 0.05
    assert (gradient.likeness(windows + step, wanted)[0] > before).all()
