import numpy as np
import pytest

from tests.unit.engines.builtin.made_user import SAMPLE_RATE, median_f0_hz
from voicecloner.domain.audio import ReferenceClip, Samples
from voicecloner.engines.builtin.analysis import BANDS, HOP, analyse, band_centres_hz
from voicecloner.engines.builtin.features import frame_count
from voicecloner.engines.builtin.grains import GrainPlan, GrainSource, find_marks, render
from voicecloner.engines.builtin.pitch import find_f0
from voicecloner.errors import Cancelled
from voicecloner.jobs import CancelToken, no_progress


def buzz(f0_hz: np.ndarray) -> Samples:
    """A pulse train through one resonance, its pitch given for every sample."""
    phase = np.cumsum(f0_hz / SAMPLE_RATE)
    pulses = np.diff(np.floor(phase), prepend=0) > 0
    time_s = np.arange(480) / SAMPLE_RATE
    ring = np.sin(2 * np.pi * 700 * time_s) * np.exp(-time_s * 300)
    return (0.3 * np.convolve(pulses, ring)[: len(f0_hz)]).astype(np.float32)


def source_of(samples: Samples) -> tuple[GrainSource, np.ndarray]:
    f0 = find_f0(samples, SAMPLE_RATE, CancelToken())
    padded = np.pad(samples, (0, len(f0) * HOP - len(samples)))
    return GrainSource(padded, find_marks(padded, f0)), f0


@pytest.mark.parametrize("hz", [80.0, 125.0, 220.0, 380.0])
def test_pitch_of_a_steady_tone(hz: float):
    f0 = find_f0(buzz(np.full(SAMPLE_RATE, hz)), SAMPLE_RATE, CancelToken())
    assert len(f0) == frame_count(SAMPLE_RATE, SAMPLE_RATE)
    inside = f0[20:-20]
    assert (inside > 0).mean() > 0.95
    assert np.median(inside) == pytest.approx(hz, rel=0.01)


def test_pitch_follows_a_glide():
    wanted = np.linspace(120, 200, 2 * SAMPLE_RATE)
    f0 = find_f0(buzz(wanted), SAMPLE_RATE, CancelToken())[20:-20]
    truth = wanted[:: SAMPLE_RATE // 200][20 : 20 + len(f0)]
    assert np.median(np.abs(f0 / truth - 1)) < 0.02


def test_noise_and_silence_have_no_pitch(noise: np.random.Generator):
    hiss = noise.normal(0, 0.1, SAMPLE_RATE).astype(np.float32)
    assert (find_f0(hiss, SAMPLE_RATE, CancelToken()) > 0).mean() < 0.3
    assert not find_f0(np.zeros(SAMPLE_RATE, np.float32), SAMPLE_RATE, CancelToken()).any()


def test_marks_lie_one_period_apart():
    source, _ = source_of(buzz(np.full(SAMPLE_RATE, 150.0)))
    gaps = np.diff(source.marks)[10:-10]
    assert np.median(gaps) == pytest.approx(SAMPLE_RATE / 150, abs=1)
    assert (np.abs(gaps - 160) <= 4).mean() > 0.9


def test_grains_laid_as_they_were_give_the_recording_back():
    source, f0 = source_of(buzz(np.full(SAMPLE_RATE, 150.0)))
    plan = GrainPlan(np.arange(len(f0)), f0, np.zeros((len(f0), BANDS), np.float32))
    sound = render(source, plan)
    assert len(sound) == HOP * len(f0)
    inside = slice(SAMPLE_RATE // 10, -SAMPLE_RATE // 10)
    assert np.sqrt((sound[inside] ** 2).mean()) == pytest.approx(np.sqrt((source.samples[inside] ** 2).mean()), rel=0.1)


@pytest.mark.parametrize("factor", [0.8, 1.25])
def test_grains_change_the_pitch(factor: float):
    source, f0 = source_of(buzz(np.full(SAMPLE_RATE, 150.0)))
    plan = GrainPlan(np.arange(len(f0)), f0 * factor, np.zeros((len(f0), BANDS), np.float32))
    assert median_f0_hz(render(source, plan)) == pytest.approx(150 * factor, rel=0.02)


def test_gain_is_applied_in_its_band(noise: np.random.Generator):
    source, f0 = source_of(noise.normal(0, 0.05, SAMPLE_RATE).astype(np.float32))
    gain = np.zeros((len(f0), BANDS), np.float32)
    gain[:, band_centres_hz() > 6000] = np.log(10.0)
    flat, lifted = (
        np.abs(np.fft.rfft(render(source, GrainPlan(np.arange(len(f0)), f0 * 0, g)))) ** 2 for g in (gain * 0, gain)
    )
    hz = np.linspace(0, SAMPLE_RATE / 2, len(flat))
    low, high = (hz > 500) & (hz < 4000), (hz > 8000) & (hz < 11000)
    assert lifted[high].sum() / flat[high].sum() == pytest.approx(10, rel=0.2)
    assert lifted[low].sum() / flat[low].sum() == pytest.approx(1, rel=0.1)


def test_analysis_of_speech(user: ReferenceClip):
    frames = analyse(user.clip.samples, no_progress, CancelToken())
    assert frames.envelope.shape == (frame_count(user.clip.frames, SAMPLE_RATE), BANDS)
    assert np.isfinite(frames.envelope).all()
    assert 0.3 < frames.voiced.mean() < 0.9


def test_analysis_does_not_depend_on_where_its_blocks_begin(user: ReferenceClip):
    whole = analyse(user.clip.samples[: 4 * SAMPLE_RATE], no_progress, CancelToken())
    start = 30 * HOP
    later = analyse(user.clip.samples[start : 4 * SAMPLE_RATE], no_progress, CancelToken())
    same = np.abs(whole.envelope[30:][100:-100] - later.envelope[100 : len(whole.envelope) - 130])
    assert np.median(same) < 0.05


def test_analysis_stops_when_asked(user: ReferenceClip):
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        analyse(user.clip.samples, no_progress, token)


def hiss_with_a_burst(noise: np.random.Generator) -> GrainSource:
    """A second of noise with one burst in frame 100."""
    samples = noise.normal(0, 0.02, 200 * HOP).astype(np.float32)
    samples[100 * HOP - 20 : 100 * HOP + 20] *= 15
    return GrainSource(samples, np.arange(0, 200 * HOP, HOP, dtype=np.int32))


def highest(source: GrainSource, frames: np.ndarray) -> float:
    plan = GrainPlan(frames, np.zeros(len(frames)), np.zeros((len(frames), BANDS), np.float32))
    return float(np.abs(render(source, plan)).max())


def test_a_burst_stays_where_the_recording_goes_straight_on(noise: np.random.Generator):
    source = hiss_with_a_burst(noise)
    assert highest(source, np.arange(60, 140)) == pytest.approx(np.abs(source.samples).max(), rel=0.1)


@pytest.mark.parametrize("start", [100, 101])
def test_a_burst_that_is_cut_into_is_softened(noise: np.random.Generator, start: int):
    source = hiss_with_a_burst(noise)
    assert highest(source, np.concatenate([np.arange(20, 60), np.arange(start, 140)])) < 0.3 * highest(
        source, np.arange(60, 140)
    )
