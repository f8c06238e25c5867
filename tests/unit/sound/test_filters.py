import numpy as np
import pytest

from tests.support.clips import tone
from voicecloner.sound.filters import voice_band, without_rumble
from voicecloner.sound.levels import rms_of


@pytest.mark.parametrize(("hz", "kept"), [(20, 0.11), (60, 0.71), (500, 1.0)])
def test_rumble_is_taken_out(hz: int, kept: float) -> None:
    sound = tone(2.0, hz=hz, amplitude=0.5, sample_rate=16_000)
    assert rms_of(without_rumble(sound)[16_000:]) / rms_of(sound) == pytest.approx(kept, abs=0.01)


def test_of_nothing_there_is_nothing() -> None:
    assert len(without_rumble(np.zeros(0, np.float32))) == 0


@pytest.mark.parametrize(("hz", "passes"), [(20, False), (300, True), (1_800, False)])
def test_the_band_of_a_voice_passes(hz: int, passes: bool) -> None:
    sound = voice_band(tone(2.0, hz=hz, amplitude=0.5, sample_rate=16_000), 4_000, (70, 1_000))
    assert len(sound) == 8_000
    level = rms_of(sound[2_000:6_000]) / (0.5 / np.sqrt(2))
    assert level == pytest.approx(1.0, abs=0.05) if passes else level < 0.1
