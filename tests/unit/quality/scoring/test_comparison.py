"""The same speaker is the same to both ears, another one is not; and how a voice moves."""

from dataclasses import asdict

import numpy as np
import pytest

from tests.support.clips import clip, silence
from tests.support.speech import PANGRAMS, espeak_speech
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.scorecard import VoiceComparison, comparison_from_dict
from voicecloner.errors import InvalidRequest
from voicecloner.quality.scoring.comparison import VoiceComparer, pieces_of
from voicecloner.quality.scoring.speech_only import RATE_HZ, melody_of, speech_only
from voicecloner.sound.resampling import resample
from voicecloner.speech.speaker import SpeakerEncoder
from voicecloner.speech.vad import SpeechDetector

SENTENCE = "Early on a clear morning, the whole valley was still quiet, and nobody had come down to the water yet."
DETECTOR = SpeechDetector()


@pytest.fixture(scope="module")
def compare() -> VoiceComparer:
    return VoiceComparer(DETECTOR, SpeakerEncoder())


@pytest.fixture(scope="module")
def recording() -> AudioClip:
    return espeak_speech(PANGRAMS)


@pytest.fixture(scope="module")
def of_the_same_speaker(compare, recording) -> VoiceComparison:
    return compare(recording, espeak_speech(SENTENCE))


def test_other_words_of_the_same_speaker_are_alike_to_both_ears(of_the_same_speaker):
    found = of_the_same_speaker
    assert found.likeness > 0.6
    assert found.is_nearest
    assert found.pitch_st == pytest.approx(0.0, abs=1.0)
    assert found.range_ratio == pytest.approx(1.0, abs=0.35)
    assert found.pace_ratio == pytest.approx(1.0, abs=0.25)
    assert comparison_from_dict(asdict(found)) == found


def test_another_speaker_is_not(compare, recording):
    found = compare(recording, espeak_speech(SENTENCE, "en-us+f4"))
    assert found.likeness < 0.3
    assert found.pitch_st > 3.0


def test_how_loud_they_are_makes_no_difference(compare, recording, of_the_same_speaker):
    said = espeak_speech(SENTENCE)
    quiet = AudioClip(said.samples * np.float32(0.2), said.sample_rate)
    loud, soft = of_the_same_speaker, compare(recording, quiet)
    assert soft.by_encoder.similarity == pytest.approx(loud.by_encoder.similarity, abs=0.01)
    assert soft.naturalness == pytest.approx(loud.naturalness, abs=0.1)


@pytest.mark.parametrize("silent", [0, 1])
def test_without_speech_there_is_nothing_to_compare(compare, recording, silent):
    sounds = [recording, recording]
    sounds[silent] = clip(silence(3.0))
    with pytest.raises(InvalidRequest, match="too little speech"):
        compare(*sounds)


def test_pieces_are_some_seconds_long_and_lose_nothing():
    for seconds, count in ((2, 3), (20, 5), (100, 8)):
        speech = np.arange(seconds * RATE_HZ, dtype=np.float32)
        pieces = pieces_of(speech)
        assert len(pieces) == count
        assert np.array_equal(np.concatenate(pieces), speech)


def test_pauses_are_no_speech(recording):
    pause = np.zeros(2 * recording.sample_rate, np.float32)
    paused = AudioClip(np.concatenate([pause, recording.samples, pause, pause]), recording.sample_rate)
    assert len(speech_only(paused, DETECTOR)) == pytest.approx(len(speech_only(recording, DETECTOR)), rel=0.05)


def test_a_melody_is_told_by_its_pitch_and_pace(recording):
    plain = melody_of(resample(recording.samples, recording.sample_rate, RATE_HZ))
    faster = melody_of(resample(recording.samples, round(recording.sample_rate * 1.25), RATE_HZ))
    assert faster.pitch_st - plain.pitch_st == pytest.approx(12 * np.log2(1.25), abs=0.3)
    assert faster.range_st == pytest.approx(plain.range_st, abs=0.7)
    assert faster.pace > 1.05 * plain.pace


def test_silence_has_no_melody():
    assert melody_of(np.zeros(RATE_HZ, np.float32)) is None
