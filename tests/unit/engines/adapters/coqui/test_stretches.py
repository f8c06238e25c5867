"""Decoding in stretches, on a small decoder of the kind it is made for."""

import numpy as np
import pytest

from tests.support.tiny_coqui import require_coqui
from voicecloner.engines.adapters.coqui.stretches import in_stretches, input_of


@pytest.fixture(autouse=True)
def _home_with_models():
    """It needs none."""


@pytest.fixture
def decoder():
    """HiFi-GAN as kNN-VC and FreeVC have it, but narrow."""
    require_coqui()
    import torch
    from TTS.vc.models.freevc import Generator

    torch.manual_seed(0)
    blocks = ("1", [3, 7, 11], [[1, 3, 5]] * 3)
    return Generator(4, *blocks, [10, 8, 2, 2], 32, [20, 16, 4, 4]).eval()


@pytest.mark.parametrize("frames", [1, 99, 100, 101, 499, 500, 1500])
def test_stretches_make_up_the_sound_of_the_whole(decoder, frames):
    import torch

    features = torch.randn(1, 4, frames)
    with torch.inference_mode():
        whole = decoder(features).reshape(-1).numpy()
    stretches = [stretch.numpy() for stretch in in_stretches(decoder, features, time_axis=2)]
    assert len(stretches) == (1 if frames <= 100 else 2 if frames <= 500 else 3)
    np.testing.assert_allclose(np.concatenate(stretches), whole, atol=2e-6, rtol=0)


def test_the_first_stretch_is_made_before_the_others(decoder):
    import torch

    made = []

    def decode(features):
        made.append(features.shape[2])
        return decoder(features)

    next(in_stretches(decode, torch.randn(1, 4, 1500), time_axis=2))
    assert made == [116]


def test_what_a_decoder_would_get_is_found_and_it_works_afterwards(decoder):
    import torch

    features = torch.randn(1, 4, 10)
    found, options = input_of(decoder, lambda: decoder(features * 2, g=None))
    assert torch.equal(found, features * 2)
    assert options == {"g": None}
    assert decoder(features).shape == (1, 1, 3200)


def test_a_decoder_that_is_not_reached_is_an_error(decoder):
    with pytest.raises(LookupError):
        input_of(decoder, lambda: None)
