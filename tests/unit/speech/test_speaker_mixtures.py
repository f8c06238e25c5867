"""Mixtures: whoever was adapted to is the likeliest."""

import numpy as np
import pytest

from voicecloner.speech.other_speakers import other_speakers
from voicecloner.speech.speaker_mixtures import Mixtures

RANDOM = np.random.default_rng(3)


@pytest.fixture
def mixtures() -> Mixtures:
    means = np.zeros((2, 38))
    means[1] = 5.0
    return Mixtures(np.array([0.5, 0.5]), means, np.ones((2, 38)))


def spoken(shift: float, frames: int = 400):
    halves = RANDOM.normal(shift, 1.0, (frames, 38))
    halves[::2] += 5.0
    return halves


def test_frames_belong_to_the_mixture_they_are_near(mixtures):
    found = mixtures.statistics(spoken(0.0))
    assert found.counts == pytest.approx([200, 200], abs=1)
    assert found.sums[1] / found.counts[1] == pytest.approx(np.full(38, 5.0), abs=0.3)


def test_a_speaker_is_likelier_than_everybody_and_than_another(mixtures):
    own, other = (mixtures.adapted(mixtures.statistics(spoken(shift))) for shift in (0.5, -0.5))
    likely = mixtures.likelihoods(mixtures.statistics(spoken(0.5)), np.stack([own, other, mixtures.means]))
    assert likely[0] > 0 > likely[1]
    assert likely[2] == pytest.approx(0.0)


def test_little_speech_changes_little(mixtures):
    long, short = (mixtures.adapted(mixtures.statistics(spoken(1.0, frames))) for frames in (2000, 8))
    assert np.abs(long - mixtures.means).mean() > 3 * np.abs(short - mixtures.means).mean()


def test_statistics_of_parts_add_up(mixtures):
    sound = spoken(0.2)
    parts = mixtures.statistics(sound[:150]) + mixtures.statistics(sound[150:])
    whole = mixtures.statistics(sound)
    assert parts.counts == pytest.approx(whole.counts)
    assert parts.sums == pytest.approx(whole.sums)


def test_the_other_speakers_that_come_with_the_program():
    found = other_speakers()
    speakers = len(found.embeddings)
    assert speakers == 60
    assert np.linalg.norm(found.embeddings, axis=1) == pytest.approx(np.ones(speakers), abs=0.01)
    assert found.means.shape == (speakers, *found.mixtures.means.shape) == (speakers, 64, 38)
    assert found.mixtures.weights.sum() == pytest.approx(1.0, abs=1e-3)
    alike = found.embeddings @ found.embeddings.T - np.eye(speakers)
    assert alike.max() < 0.999  # nobody is in it twice
