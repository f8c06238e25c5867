"""DNSMOS: noise makes speech less natural, and its own package says the same."""

from hashlib import sha256

import numpy as np
import pytest

from tests.support.speech import espeak_speech
from voicecloner.paths import resource
from voicecloner.sound.resampling import resample
from voicecloner.speech.naturalness import NATURALNESS_MODEL, RATE_HZ, naturalness
from voicecloner.speech.other_speakers import OTHER_SPEAKERS


@pytest.fixture(scope="module")
def speech():
    said = espeak_speech("The old man was walking through the street.")
    return resample(said.samples, said.sample_rate, RATE_HZ)


@pytest.mark.parametrize(
    ("file", "note"), [(NATURALNESS_MODEL, "naturalness/README.md"), (OTHER_SPEAKERS, "speaker/README.md")]
)
def test_the_files_are_those_their_notes_name(file, note):
    assert sha256(resource(file).read_bytes()).hexdigest() in resource(note).read_text("utf-8")
    assert "Microsoft" in resource("naturalness/LICENSE").read_text("utf-8")


def test_noise_makes_it_worse(speech):
    noise = np.random.default_rng(1).normal(0, 0.05, len(speech)).astype(np.float32)
    assert 1.0 < naturalness(speech + noise) < naturalness(speech) - 0.5 < 4.5


def test_longer_sound_is_judged_in_windows(speech):
    long = np.tile(speech, 8)
    assert naturalness(long) == pytest.approx(naturalness(speech), abs=0.4)


def test_nothing_is_not_natural():
    assert naturalness(np.zeros(0, np.float32)) == 1.0
