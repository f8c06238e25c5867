import numpy as np
import pytest
import soundfile
import soxr

from tests.support.made_user import pitch_st, say
from tests.support.speech_set import speech_set
from voicecloner.domain.audio import AudioClip, ReferenceClip, Samples
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.basic.engine import BasicEngine
from voicecloner.engines.adapters.basic.spectrum import recorded_levels
from voicecloner.engines.adapters.basic.vocoder import SAMPLE_RATE
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.speech.espeak import espeak
from voicecloner.speech.speaker import ENCODER_RATE_HZ, SpeakerEncoder

TEXT = "The birch canoe slid on the smooth planks. Glue the sheet to the dark blue background."


@pytest.fixture(scope="module", params=["ls1688", pytest.param("vctk_p226", marks=pytest.mark.slow)])
def person(request: pytest.FixtureRequest) -> ReferenceClip:
    samples, sample_rate = soundfile.read(speech_set() / "good" / request.param / "ref.flac", dtype="float32")
    mono = soxr.resample(samples, sample_rate, SAMPLE_RATE).astype(np.float32)
    return ReferenceClip(AudioClip(mono, SAMPLE_RATE), "", "en")


def unevenness(samples: Samples, truth: Samples) -> float:
    """How far two long-term spectra are apart, whatever their levels, dB."""
    difference = recorded_levels(samples) - recorded_levels(truth)
    return float(np.abs(difference - np.median(difference)).mean())


def test_a_clone_is_nearer_to_the_person_than_the_plain_synthesizer(engine: BasicEngine, person: ReferenceClip):
    truth = person.clip.samples
    plain = espeak().speak(TEXT, "en-US", 165).samples
    made = say(engine, engine.clone([person], VoiceMode.EMBEDDING, no_progress, CancelToken()), TEXT)
    assert pitch_st(made) == pytest.approx(pitch_st(truth), abs=1.5)
    assert unevenness(made, truth) < 0.6 * unevenness(plain, truth)
    encoder = SpeakerEncoder()
    wanted, cloned, first = (
        encoder.embed(soxr.resample(each, SAMPLE_RATE, ENCODER_RATE_HZ).astype(np.float32))
        for each in (truth, made, plain)
    )
    assert wanted @ cloned > wanted @ first + 0.05
