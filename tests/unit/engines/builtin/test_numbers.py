from dataclasses import replace

import numpy as np
import pytest

from voicecloner.engines.builtin.features import cepstra, frame_count, log_mel, log_spectra_of, slopes
from voicecloner.engines.builtin.prosody import draw_pitch, holds, melody, mixed, pitch_range
from voicecloner.engines.builtin.regression import fit_kernel_ridge, fit_ridge
from voicecloner.engines.builtin.selection import STEP_FRAMES, Units, frames_of_path, is_joined, select
from voicecloner.errors import Cancelled
from voicecloner.jobs import CancelToken


def test_ridge_finds_a_linear_map(noise: np.random.Generator):
    inputs = noise.normal(size=(500, 6)).astype(np.float32)
    truth = noise.normal(size=(6, 3)).astype(np.float32)
    model = fit_ridge(inputs, inputs @ truth + 2, 1e-4)
    np.testing.assert_allclose(model.predict(inputs), inputs @ truth + 2, atol=0.01)


def test_frames_without_weight_do_not_count(noise: np.random.Generator):
    inputs = noise.normal(size=(200, 2)).astype(np.float32)
    outputs = inputs * 3
    outputs[:50] = 1000
    weights = np.ones(200, np.float32)
    weights[:50] = 0
    np.testing.assert_allclose(fit_ridge(inputs, outputs, 1e-4, weights).predict(inputs), inputs * 3, atol=0.02)


def test_kernel_ridge_bends_where_a_line_cannot(noise: np.random.Generator):
    inputs = noise.uniform(-2, 2, size=(800, 1)).astype(np.float32)
    outputs = np.sin(3 * inputs)
    curve = fit_kernel_ridge(inputs, outputs, 0.01).predict(inputs)
    line = fit_ridge(inputs, outputs, 1e-4).predict(inputs)
    assert np.abs(curve - outputs).mean() < 0.1 * np.abs(line - outputs).mean()


def test_cepstra_and_back(noise: np.random.Generator):
    spectra = noise.normal(size=(5, 40)).astype(np.float32)
    np.testing.assert_allclose(log_spectra_of(cepstra(spectra, 40), 40), spectra, atol=1e-4)


def test_slope_of_a_ramp():
    ramp = np.arange(50, dtype=np.float32)[:, None] * 0.5
    np.testing.assert_allclose(slopes(ramp, 3)[5:-5], 0.5, atol=1e-5)


@pytest.mark.parametrize("sample_rate", [16_000, 22_050, 24_000])
def test_the_same_tone_looks_alike_at_any_rate(sample_rate: int):
    time_s = np.arange(sample_rate) / sample_rate
    mels = log_mel((0.5 * np.sin(2 * np.pi * 1000 * time_s)).astype(np.float32), sample_rate)
    assert len(mels) == frame_count(sample_rate, sample_rate) == 201
    assert int(mels[100].argmax()) == 13


def units_of(targets: np.ndarray) -> Units:
    count = len(targets)
    return Units(targets, np.zeros(count, np.float32), targets, np.zeros(count, np.int32))


def test_selection_finds_a_stretch_it_knows(noise: np.random.Generator):
    targets = noise.normal(size=(400, 8)).astype(np.float32) * 3
    path = select(targets[100:180:STEP_FRAMES], units_of(targets), CancelToken())
    np.testing.assert_array_equal(path, np.arange(100, 180, STEP_FRAMES))


def test_selection_goes_straight_on_rather_than_jump_for_little(noise: np.random.Generator):
    targets = np.repeat(noise.normal(size=(1, 8)), 400, axis=0).astype(np.float32)
    targets += noise.normal(0, 0.02, targets.shape).astype(np.float32)
    wanted = np.repeat(targets.mean(axis=0, keepdims=True), 50, axis=0)
    frames = frames_of_path(select(wanted, units_of(targets), CancelToken(), after=40), 400)
    assert frames[0] in (42, 43)
    assert is_joined(frames).mean() > 0.9


def test_selection_says_no_burst_right_after_another(noise: np.random.Generator):
    targets = np.repeat(noise.normal(size=(1, 8)), 400, axis=0).astype(np.float32)
    targets += noise.normal(0, 0.02, targets.shape).astype(np.float32)
    targets[200:202] += 0.6
    wanted = np.concatenate([targets[190:200:2], *[targets[200:202:2]] * 4, targets[202:212:2]])
    bursts = np.zeros(400, np.float32)
    bursts[200:202] = 1.5

    def stutters(units: Units) -> bool:
        burst = np.isin(select(wanted, units, CancelToken()), (200, 201))
        return bool((burst[1:] & burst[:-1]).any())

    assert stutters(units_of(targets))
    assert not stutters(replace(units_of(targets), bursts=bursts))


def test_selection_stops_when_asked(noise: np.random.Generator):
    targets = noise.normal(size=(100, 4)).astype(np.float32)
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        select(targets, units_of(targets), token)


def test_pitch_of_joined_frames_keeps_its_movement():
    own = np.log(np.linspace(100, 130, 60)).astype(np.float32)
    flat = np.full(60, own.mean(), np.float32)
    drawn = draw_pitch(own, np.ones(59, bool), own, holds(np.zeros(60, np.float32), np.ones(60, bool)), flat)
    np.testing.assert_allclose(drawn, own, atol=0.01)


def test_the_melody_leads():
    own = np.full(200, np.log(120), np.float32)
    guide, lead = np.full(200, np.log(150), np.float32), np.ones(200, np.float32)
    aim = mixed(own, guide, lead, pitch_range(np.log(np.linspace(80, 200, 50)), np.ones(50, bool)))
    drawn = draw_pitch(own, np.ones(199, bool), aim, holds(lead, np.ones(200, bool)), guide)
    np.testing.assert_allclose(drawn, guide, atol=0.01)


def test_a_mix_is_as_lively_as_what_it_is_mixed_of(noise: np.random.Generator):
    own, guide = (np.log(120) + 0.15 * noise.standard_normal((2, 4000))).astype(np.float32)
    pitch = pitch_range(own, np.ones(4000, bool))
    for lead in (0.0, 0.3, 0.5, 1.0):
        aim = mixed(own, guide, np.full(4000, lead, np.float32), pitch)
        assert aim.std() == pytest.approx(0.15, rel=0.06)
        assert pitch.quantiles[0] < aim.min() < aim.max() < pitch.quantiles[-1]


@pytest.mark.parametrize(("spread", "kept"), [(0.0, 0.001), (0.02, 0.08), (0.2, 0.2), (0.6, 0.35)])
def test_a_monotone_speaker_can_ask_and_a_wild_one_is_tamed(noise: np.random.Generator, spread: float, kept: float):
    heard = (np.log(150) + spread * noise.standard_normal(5000)).astype(np.float32)
    quantiles = pitch_range(heard, np.ones(5000, bool)).quantiles
    assert quantiles[50] == pytest.approx(np.log(150), abs=0.03)
    assert (quantiles[84] - quantiles[16]) / 2 == pytest.approx(kept, rel=0.1, abs=0.001)


def test_a_melody_takes_the_speakers_range_and_its_lopsidedness():
    said = 100 * np.exp(0.2 * np.sin(np.linspace(0, 40, 1200)))
    lopsided = np.log(100) + np.linspace(0, 1, 500) ** 3
    told = pitch_range(lopsided, np.ones(500, bool)).at(melody(said.astype(np.float32)))
    np.testing.assert_allclose(np.quantile(told, (0.1, 0.5, 0.9)), np.quantile(lopsided, (0.1, 0.5, 0.9)), atol=0.05)


@pytest.mark.parametrize(
    "said",
    [np.linspace(100, 140, 20), 100 + 0.1 * np.sin(np.linspace(0, 40, 1200)), np.zeros(50), np.full(1, 100.0)],
    ids=["one word", "a monotone", "voiceless", "one frame"],
)
def test_a_word_and_a_monotone_do_not_go_through_the_whole_range(said: np.ndarray):
    ranks = melody(said.astype(np.float32))
    assert len(ranks) == len(said)
    assert 0.3 < ranks.min() <= ranks.max() < 0.7


def test_pitch_range_ignores_unvoiced_frames():
    log_f0 = np.log(np.array([100.0, 110.0, 120.0, 500.0])).astype(np.float32)
    assert pitch_range(log_f0, np.array([True, True, True, False])).median == pytest.approx(np.log(110), abs=1e-4)
