import numpy as np
import pytest

from tests.support import fake_engines as fakes
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.voice_file import from_bytes
from voicecloner.engines.host import wire
from voicecloner.engines.host.engine_work import EngineWork
from voicecloner.engines.host.registry import EngineRegistry
from voicecloner.errors import Cancelled, EngineError, InvalidRequest, VoiceBoundElsewhere
from voicecloner.jobs import CancelToken, no_progress

REFERENCE = (0.5 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 24_000)).astype(np.float32)


@pytest.fixture
def work():
    made = EngineWork(EngineRegistry(fakes.TABLE), "cpu")
    yield made
    made.close()


def clone(work, engine_id="tone", cancel=None, progress=no_progress):
    order = wire.Clone(1, engine_id, "transcript", 24_000, [24_000, 24_000], ["one", "two"], ["en", "en"])
    payload = memoryview(wire.waveform_to_bytes(REFERENCE))
    return work.clone(order, payload, progress, cancel or CancelToken())


def say(work, path, text="ab", engine_id="tone", cancel=None):
    order = wire.Synthesize(2, engine_id, str(path), text, "en", 1.0, 0, {})
    return work.synthesize(order, cancel or CancelToken())


@pytest.fixture
def voice_of(work, tmp_path):
    def voice_of(engine_id):
        path = tmp_path / f"{engine_id}.safetensors"
        path.write_bytes(clone(work, engine_id)[1])
        return path

    return voice_of


def test_clone_gives_a_stamped_file(work):
    answer, content = clone(work)
    voice = from_bytes(content)
    assert answer.engine_revision == "1"
    assert (voice.stamp.engine_id, voice.stamp.engine_revision, voice.stamp.mode) == ("tone", "1", VoiceMode.TRANSCRIPT)
    assert voice.voice_data.metadata == {"words": "one two"}
    assert voice.voice_data.arrays["tone"] == pytest.approx([440.0, 0.5], rel=1e-3)


def test_engine_is_loaded_once_and_unloaded_at_the_end(work):
    stages = []
    for _ in range(2):
        clone(work, progress=lambda update: stages.append(update.stage))
    assert stages.count("Loading") == 1
    engine = work._engines._loaded["tone"]
    work.close()
    assert not engine._is_loaded


def test_engine_that_cannot_be_loaded_is_an_engine_error(work, caplog):
    with pytest.raises(EngineError, match=r"^The engine could not be loaded\.$"):
        clone(work, "unloadable")
    assert "weights.safetensors" in caplog.text


def test_voice_that_cannot_be_saved_is_an_engine_error(work):
    with pytest.raises(EngineError, match="cannot be saved"):
        clone(work, "objects")


def test_speech_comes_piece_by_piece(work, voice_of):
    chunks = say(work, voice_of("tone"))
    first = next(chunks)
    assert first.samples.shape == (fakes.CHUNK_FRAMES,)
    assert first.samples.dtype == np.float32
    assert np.abs(first.samples).max() == pytest.approx(0.5, rel=1e-2)
    assert len(list(chunks)) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("division", r"^The engine could not say the text\.$"),
        ("memory", r"^The engine could not say the text\. There is not enough memory\.$"),
        ("exit", r"^The engine could not say the text\.$"),
    ],
)
def test_foreign_errors_become_a_sentence_and_their_details_go_to_the_log(work, voice_of, caplog, text, words):
    with pytest.raises(EngineError, match=words):
        list(say(work, voice_of("foreign"), text, "foreign"))
    assert "secret detail" in caplog.text


def test_not_finite_samples_are_silenced(work, voice_of, caplog):
    *_, last = say(work, voice_of("nan"), engine_id="nan")
    np.testing.assert_array_equal(last.samples, np.array([0.25, 0, 0, 0, -0.25], np.float32))
    assert "3 of 5 samples were not finite" in caplog.text


def test_sound_of_a_wrong_shape_is_an_engine_error(work, voice_of):
    with pytest.raises(EngineError, match="wrong shape"):
        list(say(work, voice_of("stereo"), engine_id="stereo"))


def test_voice_of_another_engine_is_refused(work, voice_of):
    with pytest.raises(VoiceBoundElsewhere, match="engine “tone”"):
        next(say(work, voice_of("tone"), engine_id="nan"))


def test_voice_of_another_revision_is_refused(voice_of):
    updated = EngineWork(EngineRegistry({"tone": fakes.import_string(fakes.NewerToneEngine)}), "cpu")
    with pytest.raises(VoiceBoundElsewhere, match="revision 1"):
        next(say(updated, voice_of("tone")))


def test_engine_that_ignores_cancel_is_stopped_between_two_chunks(work, voice_of):
    cancel = CancelToken()
    chunks = say(work, voice_of("endless"), engine_id="endless", cancel=cancel)
    next(chunks)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(chunks)


def test_progress_does_not_go_back_when_the_engine_is_loaded(work):
    told = []
    clone(work, progress=lambda update: told.append(update.fraction or 0.0))
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_cancelled_clone_gives_no_voice(work):
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        clone(work, cancel=cancel, progress=lambda update: cancel.cancel())


SPEECH = memoryview(wire.waveform_to_bytes(REFERENCE[:12_000]))


def convert(work, path, engine_id="echo", seed=0, cancel=None):
    order = wire.Convert(3, engine_id, str(path), 24_000, seed, "auto")
    return work.convert(order, SPEECH, cancel or CancelToken())


def test_speech_is_converted_chunk_by_chunk(work, voice_of):
    chunks = list(convert(work, voice_of("echo")))
    assert [len(chunk.samples) for chunk in chunks] == [fakes.CHUNK_FRAMES] * 5
    assert {chunk.sample_rate for chunk in chunks} == {fakes.SAMPLE_RATE}


def test_the_seed_reaches_the_engine(work, voice_of):
    path = voice_of("echo")
    one, other = (next(convert(work, path, seed=seed)).samples for seed in (0, 3))
    assert np.abs(one - other).max() > 0.1
    np.testing.assert_array_equal(next(convert(work, path, seed=3)).samples, other)


def test_an_engine_that_only_says_texts_converts_nothing(work, voice_of):
    with pytest.raises(InvalidRequest, match="Tone cannot convert"):
        next(convert(work, voice_of("tone"), "tone"))


def test_a_foreign_error_while_converting_becomes_one_sentence(work, voice_of, caplog):
    with pytest.raises(EngineError, match=r"^The engine could not convert the speech\.$"):
        next(convert(work, voice_of("foreign-echo"), "foreign-echo"))
    assert "secret detail" in caplog.text


def test_a_voice_of_another_engine_converts_nothing(work, voice_of):
    with pytest.raises(VoiceBoundElsewhere):
        next(convert(work, voice_of("tone")))


def test_cancel_stops_a_conversion_between_two_chunks(work, voice_of):
    cancel = CancelToken()
    chunks = convert(work, voice_of("echo"), cancel=cancel)
    next(chunks)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(chunks)
