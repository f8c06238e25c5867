import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.engines.builtin.analysis import HOP
from voicecloner.engines.builtin.roughness import bursts, roughness

FRAMES = 200
BURST = 100


def release(noise: np.random.Generator) -> Samples:
    """Faint noise with one burst in frame `BURST`."""
    samples = noise.normal(0, 0.01, FRAMES * HOP).astype(np.float32)
    samples[BURST * HOP - 20 : BURST * HOP + 20] *= 15
    return samples


def test_a_burst_is_rough_in_its_frame_alone(noise: np.random.Generator):
    rough = roughness(release(noise))
    assert len(rough) == FRAMES
    assert int(rough.argmax()) == BURST
    assert rough[BURST] > 5 * np.delete(rough, BURST).max()


def test_silence_is_not_rough():
    assert not roughness(np.zeros(10 * HOP, np.float32)).any()
    assert not bursts(np.zeros(FRAMES * HOP, np.float32), np.zeros(FRAMES, np.bool_)).any()


def test_bursts_are_found_with_the_frames_whose_grains_hold_them(noise: np.random.Generator):
    found = np.flatnonzero(bursts(release(noise), np.zeros(FRAMES, np.bool_)) > 1)
    np.testing.assert_array_equal(found, np.arange(BURST - 2, BURST + 2))


def test_pulses_of_a_voice_are_no_bursts(noise: np.random.Generator):
    assert not bursts(release(noise), np.ones(FRAMES, np.bool_)).any()
