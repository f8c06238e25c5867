"""What the program expects of engines that convert, besides what it expects of all."""

from contextlib import closing
from itertools import islice

import numpy as np
import pytest

from tests.engine_contract.references import OTHER_TEXT, TEXT, assert_same_sound, converting, joined, spoken
from tests.engine_contract.subjects import CONVERTING_SUBJECTS, STOCK_NATURAL, Subject
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.synthesis import ConversionOptions
from voicecloner.engines.contract.engine import MAX_CONVERT_S, MIN_CONVERT_S, Engine, EngineHost, EngineInfo, VoiceData
from voicecloner.errors import Cancelled, InvalidRequest, VoiceClonerError
from voicecloner.jobs import CancelToken

SUBJECTS = (*CONVERTING_SUBJECTS, STOCK_NATURAL)


@pytest.fixture(scope="module", autouse=True)
def _it_converts(info: EngineInfo) -> None:
    if not info.abilities.can_convert:
        pytest.skip("it does not convert")


@pytest.fixture(scope="module")
def recording(info: EngineInfo) -> AudioClip:
    return spoken(TEXT, info.requirements.reference_sample_rate)


def test_the_speech_comes_back_as_long_as_it_was(engine: Engine, info: EngineInfo, voice, recording) -> None:
    chunks = list(converting(engine, voice, recording))
    assert {chunk.sample_rate for chunk in chunks} == {info.abilities.output_sample_rate}
    assert {(chunk.samples.dtype, chunk.samples.ndim) for chunk in chunks} == {(np.dtype(np.float32), 1)}
    samples = joined(iter(chunks))
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() > 1e-3
    assert len(samples) / info.abilities.output_sample_rate == pytest.approx(recording.seconds, abs=0.1)


def test_a_saved_voice_converts_the_same_in_another_process(
    engine: Engine, host: EngineHost, voice, voice_file, recording, device: str
) -> None:
    there = joined(host.convert(engine.info().id, voice_file, recording, ConversionOptions(5), cancel=CancelToken()))
    assert_same_sound(there, joined(converting(engine, voice, recording)), device)


def test_a_seed_gives_the_same_sound_again(
    engine: Engine, info: EngineInfo, voice: VoiceData, recording, device: str
) -> None:
    first = joined(converting(engine, voice, recording))
    joined(converting(engine, voice, spoken(OTHER_TEXT, recording.sample_rate), seed=6))
    assert_same_sound(joined(converting(engine, voice, recording)), first, device)


@pytest.mark.parametrize("seed", [-1, 0, 2**63 + 7, 10**30])
def test_any_seed_will_do(engine: Engine, voice: VoiceData, recording: AudioClip, seed: int) -> None:
    assert len(joined(converting(engine, voice, recording, seed))) > 0


def test_the_same_speech_differs_from_other_speech(engine: Engine, voice: VoiceData, recording: AudioClip) -> None:
    one = joined(converting(engine, voice, recording))
    other = joined(converting(engine, voice, spoken(OTHER_TEXT, recording.sample_rate)))
    assert len(one) != len(other)
    assert np.abs(one[: len(other)] - other[: len(one)]).max() > 1e-3


def test_stopping_takes_one_chunk_at_most(engine: Engine, voice: VoiceData, recording: AudioClip) -> None:
    cancel = CancelToken()
    chunks = converting(engine, voice, recording, cancel=cancel)
    next(chunks)
    cancel.cancel()
    late = []
    with pytest.raises(Cancelled):
        late += chunks
    assert len(late) <= 1


def test_what_is_left_early_does_not_reach_into_the_next(
    engine: Engine, voice: VoiceData, recording, device: str
) -> None:
    whole = joined(converting(engine, voice, recording))
    with closing(converting(engine, voice, recording, seed=9)) as left:
        assert len(list(islice(left, 1))) == 1
    assert_same_sound(joined(converting(engine, voice, recording)), whole, device)


def test_what_is_stopped_before_it_begins_makes_nothing(engine: Engine, voice: VoiceData, recording) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(converting(engine, voice, recording, cancel=cancel))


def test_a_voice_of_something_else_is_refused(engine: Engine, voice: VoiceData, recording: AudioClip) -> None:
    with pytest.raises(VoiceClonerError):
        list(converting(engine, VoiceData({}, voice.metadata), recording))
    with pytest.raises(VoiceClonerError):
        list(converting(engine, VoiceData({"something": np.zeros(3)}, {"else": "altogether"}), recording))


AWKWARD = {
    "the shortest": lambda rate: noise(MIN_CONVERT_S, rate, 0.1),
    "the longest": lambda rate: np.resize(spoken(TEXT, rate).samples, round(MAX_CONVERT_S * rate)),
    "hardly audible": lambda rate: noise(1.0, rate, 1e-4),
    "as loud as can be": lambda rate: np.sign(noise(1.0, rate, 0.1)).astype(np.float32),
    "a click": lambda rate: np.eye(1, rate, rate // 2, dtype=np.float32)[0],
    "a hum": lambda rate: np.sin(2 * np.pi * 50 * np.arange(rate) / rate).astype(np.float32),
}


def noise(seconds: float, rate: int, rms: float) -> np.ndarray:
    return np.random.default_rng(0).normal(0.0, rms, round(seconds * rate)).astype(np.float32)


@pytest.mark.parametrize("kind", AWKWARD)
def test_no_sound_makes_it_stumble(engine: Engine, info: EngineInfo, voice: VoiceData, kind: str) -> None:
    rate = info.requirements.reference_sample_rate
    assert np.isfinite(joined(converting(engine, voice, AudioClip(AWKWARD[kind](rate), rate)))).all()


def test_what_is_no_piece_of_speech_is_refused(subject: Subject, host: EngineHost, voice_file) -> None:
    useless = (np.zeros(0, np.float32), np.zeros(16_000, np.float32), np.ones((16_000, 2), np.float32))
    for samples in useless:
        with pytest.raises(InvalidRequest):
            host.convert(
                subject.engine_id, voice_file, AudioClip(samples, 16_000), ConversionOptions(), cancel=CancelToken()
            )
