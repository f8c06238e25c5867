import csv
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from tests.support.speech_set import speech_set
from tests.unit.engines.builtin.made_user import SAMPLE_RATE, median_f0_hz, say, speech_rms
from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.builtin.engine import BuiltinEngine
from voicecloner.engines.builtin.features import log_mel, speech_activity
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.speech.espeak import espeak

TEXT = "The birch canoe slid on the smooth planks. Glue the sheet to the dark blue background."


@pytest.fixture(scope="module", params=["ls533", "vctk_p226"])
def person(request: pytest.FixtureRequest) -> ReferenceClip:
    folder = speech_set()
    with Path(folder, "manifest.csv").open(newline="", encoding="utf-8") as file:
        row = next(r for r in csv.DictReader(file) if r["file"] == f"good/{request.param}/ref.flac")
    samples, sample_rate = soundfile.read(folder / row["file"], dtype="float32")
    mono = soxr.resample(samples, sample_rate, SAMPLE_RATE).astype(np.float32)
    return ReferenceClip(AudioClip(mono, SAMPLE_RATE), row["transcript"], row["language"])


def long_term_shape(samples: np.ndarray, sample_rate: int) -> np.ndarray:
    """Mean log spectrum of speech below 7.6 kHz, without its loudness."""
    mels = log_mel(samples, sample_rate)
    mean = mels[speech_activity(mels)].mean(axis=0)
    return mean - mean.mean()


@pytest.mark.parametrize("mode", list(VoiceMode), ids=str)
def test_a_clone_is_nearer_to_the_person_than_the_plain_synthesizer(person: ReferenceClip, mode: VoiceMode):
    engine = BuiltinEngine()
    samples = say(engine, engine.clone([person], mode, no_progress, CancelToken()), TEXT)
    truth, plain = person.clip.samples, espeak().speak(TEXT, "en-US", 165)
    assert median_f0_hz(samples) == pytest.approx(median_f0_hz(truth), rel=0.15)
    assert 0.25 < speech_rms(samples) / speech_rms(truth) < 2  # levelled later, with the whole take
    shape = long_term_shape(truth, SAMPLE_RATE)
    off = np.abs(long_term_shape(samples, SAMPLE_RATE) - shape).mean()
    assert off < 0.5 * np.abs(long_term_shape(plain.samples, plain.sample_rate) - shape).mean()
