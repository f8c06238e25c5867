"""The real network says again what the real network has said."""

import numpy as np
import pytest

from tests.support.stock_sentence import SENTENCE, sound
from voicecloner.domain.audio import AudioChunk, Samples
from voicecloner.domain.synthesis import ConversionWay
from voicecloner.engines.adapters.natural.basis import load_basis
from voicecloner.engines.adapters.natural.conversion.converting import Converter
from voicecloner.engines.adapters.natural.conversion.words import Listener
from voicecloner.engines.adapters.natural.fitting.reference import measured_pitch
from voicecloner.engines.adapters.natural.model.network import Network
from voicecloner.engines.adapters.natural.speaking import Speaker
from voicecloner.engines.adapters.natural.voice import NaturalVoice, PitchRange, unpack
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.errors import Cancelled
from voicecloner.jobs import NEVER, CancelToken
from voicecloner.sound.resampling import resample
from voicecloner.speech.moonshine import Recognizer

WOMANS = PitchRange(210.0, 175.0, 250.0)


@pytest.fixture(scope="module")
def speech(network: Network, voice: VoiceData) -> Samples:
    """A man says the sentence, with half a second of silence before it."""
    said = Speaker(network, unpack(voice)).say(SENTENCE, "en", 1.0, NEVER)
    return np.pad(sound(said), (12_000, 0))


@pytest.fixture(scope="module")
def converter(network: Network) -> Converter:
    basis = load_basis()
    index = basis.names.index("af_heart")
    manner = np.eye(54, dtype=np.float32)[index]
    return Converter(network, NaturalVoice(basis.timbres[index], manner, WOMANS, WOMANS), Listener())


@pytest.fixture(scope="module")
def said_anew(converter: Converter, speech: Samples) -> list[AudioChunk]:
    return list(converter.convert(speech, ConversionWay.AUTO, NEVER))


def test_words_that_are_understood_are_said_anew(said_anew: list[AudioChunk], speech: Samples) -> None:
    made = sound(said_anew)
    assert {chunk.way for chunk in said_anew} == {ConversionWay.WORDS}
    assert len(made) == len(speech)
    assert np.abs(made[:9_000]).max() < 0.01, "it waits as long as the man does"
    assert 12 * abs(np.log2(measured_pitch(made).median_hz / WOMANS.median_hz)) < 1.0
    assert Recognizer().words(resample(made, 24_000, 16_000)).strip(" .") == SENTENCE.strip(".")


@pytest.mark.slow
def test_the_same_speech_becomes_the_same_sound(converter, said_anew: list[AudioChunk], speech: Samples) -> None:
    np.testing.assert_array_equal(sound(converter.convert(speech, ConversionWay.AUTO, NEVER)), sound(said_anew))


@pytest.mark.slow
def test_sound_is_changed_where_that_is_asked_for(converter: Converter, speech: Samples) -> None:
    chunks = list(converter.convert(speech, ConversionWay.WORLD, NEVER))
    made = sound(chunks)
    assert {chunk.way for chunk in chunks} == {ConversionWay.WORLD}
    assert len(made) == len(speech)
    assert 12 * abs(np.log2(measured_pitch(made).median_hz / WOMANS.median_hz)) < 1.0
    assert converter.heard(NEVER) is converter.heard(NEVER), "the voice is listened to once"


def test_noise_is_changed_as_sound(converter: Converter) -> None:
    hiss = np.random.default_rng(0).normal(0, 0.05, 24_000).astype(np.float32)
    chunks = list(converter.convert(hiss, ConversionWay.AUTO, NEVER))
    assert {chunk.way for chunk in chunks} == {ConversionWay.WORLD}
    assert np.isfinite(sound(chunks)).all()


def test_stopping_takes_one_chunk_at_most(converter: Converter, speech: Samples) -> None:
    cancel = CancelToken()
    chunks = converter.convert(speech, ConversionWay.AUTO, cancel)
    next(chunks)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(chunks)


class HardOfHearing(Listener):
    """Understands the recording, but of what is made only the attempt of this number."""

    def __init__(self, understood: int) -> None:
        super().__init__()
        self._understood, self.asked = understood, 0

    def words(self, samples: Samples, cancel: CancelToken) -> list[str]:
        """Nothing, or what was said."""
        self.asked += 1
        return super().words(samples, cancel) if self.asked == self._understood else []


def test_what_is_not_heard_again_is_said_otherwise(network: Network, converter: Converter, speech: Samples) -> None:
    listener = HardOfHearing(understood=2)
    made = list(Converter(network, converter.voice, listener).convert(speech, ConversionWay.AUTO, NEVER))
    assert listener.asked == 2
    assert {chunk.way for chunk in made} == {ConversionWay.WORDS}


@pytest.mark.slow
def test_what_is_never_heard_from_its_words_is_changed_as_sound(network, converter: Converter, speech: Samples) -> None:
    made = list(Converter(network, converter.voice, HardOfHearing(3)).convert(speech, ConversionWay.AUTO, NEVER))
    assert {chunk.way for chunk in made} == {ConversionWay.WORLD}
    assert sum(len(chunk.samples) for chunk in made) == len(speech)


def test_a_way_that_is_asked_for_is_kept_however_little_is_heard(network, converter: Converter, speech) -> None:
    listener = HardOfHearing(understood=9)
    made = list(Converter(network, converter.voice, listener).convert(speech, ConversionWay.WORDS, NEVER))
    assert {chunk.way for chunk in made} == {ConversionWay.WORDS}
