"""What the program expects of every engine. An engine's author runs it: ``pytest tests/engine_contract --engine ID``.

The engine is tried in this process, where its errors are seen as they are, and in the worker process it is made for.
"""

import json
import subprocess
import sys
from contextlib import closing
from itertools import islice

import numpy as np
import pytest

from tests.engine_contract.references import (
    OTHER_TEXT,
    SAMPLE_RATE,
    assert_same_sound,
    enough_s,
    joined,
    saying,
    saying_there,
    sound,
    speech,
)
from tests.engine_contract.subjects import Subject
from voicecloner.domain.audio import ReferenceClip
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.engine import Engine, EngineHost, EngineInfo, VoiceData
from voicecloner.engines.contract.voice_file import StoredVoice, VoiceStamp, from_bytes, to_bytes
from voicecloner.errors import Cancelled, InvalidRequest, VoiceBoundElsewhere, VoiceClonerError
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.quality.profiles import profile_named

_ASK_WHO_IT_IS = """
import json, sys
from voicecloner.engines.host.registry import EngineRegistry
engine_id, table = sys.argv[1], json.loads(sys.argv[2])
EngineRegistry(table).create(engine_id).info()
heavy = {"torch", "tensorflow", "jax", "transformers", "onnxruntime", "PySide6"}
print(json.dumps(sorted(heavy & set(sys.modules))))
"""


def test_it_says_who_it_is(info: EngineInfo, subject: Subject) -> None:
    wants, can = info.requirements, info.abilities
    assert info.id == subject.engine_id
    assert all((info.title, info.revision, info.summary, can.licence, wants.modes, can.languages))
    assert 0 < wants.min_reference_s <= wants.ideal_reference_s <= wants.max_reference_s
    assert wants.reference_sample_rate >= 8_000
    assert profile_named(wants.profile).min_seconds >= wants.min_reference_s, "what passes the review is not refused"
    assert wants.memory_bytes > 0
    assert can.output_sample_rate >= 8_000
    assert can.can_synthesize or can.can_convert
    assert can.max_chunk_characters >= 40 or not can.can_synthesize
    slowest, fastest = can.speed_range or (1.0, 1.0)
    assert slowest <= 1.0 <= fastest
    for option in can.options:
        assert option.checked(option.default) == option.default
        assert option.text.endswith(".")


def test_asking_who_it_is_loads_nothing_heavy(subject: Subject) -> None:
    command = [sys.executable, "-c", _ASK_WHO_IT_IS, subject.engine_id, json.dumps(subject.table)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout.splitlines()[-1]) == []


def test_sound_is_as_promised(engine: Engine, info: EngineInfo, voice: VoiceData) -> None:
    chunks = list(saying(engine, voice))
    assert {chunk.sample_rate for chunk in chunks} == {info.abilities.output_sample_rate}
    assert {(chunk.samples.dtype, chunk.samples.ndim) for chunk in chunks} == {(np.dtype(np.float32), 1)}
    samples = joined(iter(chunks))
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() > 1e-3
    assert 0.3 < len(samples) / info.abilities.output_sample_rate < 60.0


def test_a_saved_voice_speaks_the_same_in_another_process(
    engine: Engine, host: EngineHost, voice, voice_file, device: str
) -> None:
    there = joined(saying_there(host, engine.info(), voice_file))
    assert_same_sound(there, joined(saying(engine, voice)), device)


def test_a_stream_read_bit_by_bit_is_the_whole(engine: Engine, voice: VoiceData, device: str) -> None:
    whole = joined(saying(engine, voice))
    stream = saying(engine, voice)
    bits = [chunk.samples.copy() for chunk in stream]  # copied: an engine may use its buffer again
    assert_same_sound(np.concatenate(bits), whole, device)


def test_a_seed_gives_the_same_sound_again(engine: Engine, voice: VoiceData, device: str) -> None:
    first = joined(saying(engine, voice))
    joined(saying(engine, voice, OTHER_TEXT, seed=6))
    assert_same_sound(joined(saying(engine, voice)), first, device)


def test_stopping_takes_one_chunk_at_most(engine: Engine, voice: VoiceData, device: str) -> None:
    whole = joined(saying(engine, voice))
    cancel = CancelToken()
    chunks = saying(engine, voice, cancel=cancel)
    next(chunks)
    cancel.cancel()
    late = []
    with pytest.raises(Cancelled):
        late += chunks
    assert len(late) <= 1
    assert_same_sound(joined(saying(engine, voice)), whole, device)


def test_a_stream_left_early_does_not_reach_into_the_next(engine: Engine, voice: VoiceData, device: str) -> None:
    whole = joined(saying(engine, voice))
    with closing(saying(engine, voice, OTHER_TEXT)) as left:
        assert len(list(islice(left, 1))) == 1
    assert_same_sound(joined(saying(engine, voice)), whole, device)


def test_what_is_stopped_before_it_begins_makes_nothing(engine: Engine, info: EngineInfo, voice, user) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(saying(engine, voice, cancel=cancel))
    with pytest.raises(Cancelled):
        engine.clone([user], info.requirements.modes[0], no_progress, cancel)


def test_a_voice_of_something_else_is_refused(engine: Engine, voice: VoiceData) -> None:
    with pytest.raises(VoiceClonerError):
        list(saying(engine, VoiceData({}, voice.metadata)))
    with pytest.raises(VoiceClonerError):
        list(saying(engine, VoiceData({"something": np.zeros(3)}, {"else": "altogether"})))


@pytest.mark.parametrize(("other_id", "other_revision"), [("other", ""), ("", "other")])
def test_a_voice_of_another_engine_is_refused(
    host: EngineHost, info: EngineInfo, voice: VoiceData, tmp_path, other_id: str, other_revision: str
) -> None:
    stamp = VoiceStamp(other_id or info.id, other_revision or info.revision, VoiceMode.EMBEDDING)
    path = tmp_path / "voice.safetensors"
    path.write_bytes(to_bytes(StoredVoice(stamp, voice)))
    with pytest.raises(VoiceBoundElsewhere):
        host.load_voice(info.id, path, progress=no_progress, cancel=CancelToken())


def test_what_is_no_reference_is_refused(host: EngineHost, info: EngineInfo) -> None:
    frames = round(info.requirements.ideal_reference_s * SAMPLE_RATE)
    too_few = round(info.requirements.min_reference_s * SAMPLE_RATE * 0.9)
    useless = {
        "nothing": sound(np.zeros(0, np.float32)),
        "short": sound(speech(1.0).clip.samples[:too_few]),
        "silence": sound(np.zeros(frames, np.float32)),
        "no numbers": sound(np.full(frames, np.nan, np.float32)),
        "stereo": sound(np.stack([speech(info.requirements.ideal_reference_s).clip.samples] * 2, axis=1)),
    }
    for reference in useless.values():
        with pytest.raises(InvalidRequest):
            host.clone(info.id, [reference], info.requirements.modes[0], progress=no_progress, cancel=CancelToken())


@pytest.mark.parametrize("reference", ["telephone", pytest.param("long", marks=pytest.mark.slow), "many"])
def test_references_of_other_kinds_make_a_voice(
    host: EngineHost, engine: Engine, info: EngineInfo, reference: str
) -> None:
    wants = info.requirements
    kinds = {
        "telephone": [speech(enough_s(wants), 8_000)],
        "long": [speech(60.0)],
        "many": [speech(enough_s(wants)), speech(wants.min_reference_s, 48_000)],
    }
    encoded = host.clone(info.id, kinds[reference], wants.modes[0], progress=no_progress, cancel=CancelToken())
    samples = joined(saying(engine, from_bytes(encoded.safetensors).voice_data))
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() > 1e-3


def test_every_mode_it_names_makes_a_voice(engine: Engine, info: EngineInfo, user: ReferenceClip) -> None:
    for mode in info.requirements.modes:
        made = engine.clone([user], mode, no_progress, CancelToken())
        assert len(joined(saying(engine, made))) > 0


def test_it_speaks_the_same_after_it_was_unloaded(engine: Engine, device: str, voice: VoiceData) -> None:
    before = joined(saying(engine, voice))
    engine.unload()
    engine.load(device, no_progress)
    assert_same_sound(joined(saying(engine, voice)), before, device)
