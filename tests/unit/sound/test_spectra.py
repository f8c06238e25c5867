import numpy as np
import pytest

from tests.support.clips import noise, tone
from voicecloner.sound.spectra import decibels, line_powers, power_spectra


@pytest.mark.parametrize(("samples", "frames"), [(0, 0), (511, 0), (512, 1), (592, 2), (3000 * 80 + 512, 3001)])
def test_every_whole_frame_has_a_spectrum(samples: int, frames: int) -> None:
    found = power_spectra(noise(16.0)[:samples], 512, 80, 129)
    assert found.shape == (frames, 129)
    assert found.dtype == np.float32


def test_a_tone_stands_in_its_line() -> None:
    found = power_spectra(tone(1.0, hz=1000.0), 512, 80, 257)
    assert (found.argmax(axis=1) == 32).all()


def test_decibels_are_finite() -> None:
    assert decibels(np.array([1.0, 0.01, 0.0])).tolist() == pytest.approx([0.0, -20.0, -120.0])


def test_line_powers_are_those_of_the_plain_transform() -> None:
    frames = noise(0.1)[:1200].reshape(3, 400)
    assert line_powers(frames).dtype == np.float32
    assert line_powers(frames) == pytest.approx(np.abs(np.fft.rfft(frames)) ** 2, rel=1e-3, abs=1e-4)
