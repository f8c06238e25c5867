from typing import cast

import numpy as np
import pytest

from tests.support import fake_engines as fakes
from voicecloner.engines.contract.voice_file import from_bytes
from voicecloner.engines.host import loaded_engines, wire
from voicecloner.engines.host.engine_work import EngineWork
from voicecloner.engines.host.registry import EngineRegistry
from voicecloner.errors import EngineError, InvalidRequest, WeightsDamaged
from voicecloner.jobs import CancelToken, no_progress

REFERENCE = memoryview(wire.waveform_to_bytes(np.full(48_000, 0.5, np.float32)))
MOVED = "Tone works on the processor now: the graphics card has not enough memory for it."


@pytest.fixture
def told(caplog):
    """What the user is told; what happened goes to the log beside it."""
    return []


@pytest.fixture
def work(told):
    made = EngineWork(EngineRegistry(fakes.TABLE), "cuda", told.append)
    yield made
    made.close()


def clone(work):
    order = wire.Clone(1, "hungry", "embedding", 24_000, [48_000], [""], ["en"])
    return work.clone(order, REFERENCE, no_progress, CancelToken())[1]


def say(work, path):
    order = wire.Synthesize(2, "hungry", str(path), "abc", "en", 1.0, 0, {})
    return list(work.synthesize(order, CancelToken()))


@pytest.mark.parametrize("where", ["load", "clone"])
def test_a_full_graphics_card_moves_cloning_to_the_processor(work, told, monkeypatch, where):
    monkeypatch.setattr(fakes.HungryEngine, "HUNGRY", where)
    assert clone(work)
    assert clone(work)
    assert told == [MOVED]
    assert work._engines.engine("hungry").device == "cpu"


@pytest.fixture
def voice_file(work, tmp_path, monkeypatch):
    monkeypatch.setattr(fakes.HungryEngine, "HUNGRY", "nothing")
    path = tmp_path / "voice.safetensors"
    path.write_bytes(clone(work))
    return path


def test_a_full_graphics_card_moves_speaking_to_the_processor(work, told, monkeypatch, voice_file):
    monkeypatch.setattr(fakes.HungryEngine, "HUNGRY", "first chunk")
    assert len(say(work, voice_file)) == 3
    assert told == [MOVED]


def test_what_was_heard_is_not_said_again(work, told, monkeypatch, voice_file):
    monkeypatch.setattr(fakes.HungryEngine, "HUNGRY", "second chunk")
    with pytest.raises(EngineError, match="not enough memory"):
        say(work, voice_file)
    assert told == []


def test_on_the_processor_there_is_nowhere_to_go(monkeypatch, told):
    work = EngineWork(EngineRegistry(fakes.TABLE), "cpu", told.append)
    monkeypatch.setattr(fakes.HungryEngine, "clone", lambda *_: bytearray(1 << 62))
    with pytest.raises(EngineError, match="not enough memory"):
        clone(work)
    assert told == []


def test_other_errors_move_nothing(work, told, monkeypatch):
    def refuse(*_):
        raise InvalidRequest("No.")

    monkeypatch.setattr(fakes.HungryEngine, "HUNGRY", "nothing")
    monkeypatch.setattr(fakes.HungryEngine, "clone", refuse)
    with pytest.raises(InvalidRequest):
        clone(work)
    assert told == []


def test_an_engine_without_torch_is_never_on_the_graphics_card(work, monkeypatch):
    devices = []
    monkeypatch.setattr(fakes.ToneEngine, "load", lambda _self, device, _progress: devices.append(device))
    work._engines.engine("tone")
    assert devices == ["cpu"]


def test_auto_takes_the_best_device_there_is(monkeypatch, told):
    monkeypatch.setattr(loaded_engines, "best_device", lambda needed_bytes: "cuda" if needed_bytes else "cpu")
    monkeypatch.setattr(fakes.HungryEngine, "HUNGRY", "nothing")
    made = loaded_engines.LoadedEngines(EngineRegistry(fakes.TABLE), "auto", told.append)
    assert cast(fakes.HungryEngine, made.engine("hungry")).device == "cuda"


@pytest.mark.parametrize(
    ("error", "is_one"),
    [
        (MemoryError(), True),
        (RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory: you tried"), True),
        (type("OutOfMemoryError", (RuntimeError,), {})("full"), True),
        (RuntimeError("shapes do not fit"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_lack_of_memory_is_told_from_other_errors(error, is_one):
    assert loaded_engines.is_out_of_memory(error) is is_one
    wrapped = EngineError("It cannot be loaded.")
    wrapped.__cause__ = error
    assert loaded_engines.is_out_of_memory(wrapped) is is_one


def test_lack_of_memory_that_an_engine_took_for_damage_is_told_as_what_it_is():
    with (
        pytest.raises(EngineError, match="There is not enough memory"),
        loaded_engines.foreign_errors("The engine could not be loaded."),
    ):
        raise WeightsDamaged("The files are damaged.") from MemoryError()


@pytest.mark.parametrize(("options", "tuning"), [({}, "low"), ({"tunable": {"tuning": "high"}}, "high")])
def test_an_engine_is_loaded_as_the_user_has_chosen(options, tuning, told):
    made = EngineWork(EngineRegistry(fakes.TABLE), "cpu", told.append, options)
    order = wire.Clone(1, "tunable", "embedding", 24_000, [48_000], [""], ["en"])
    _answer, content = made.clone(order, REFERENCE, no_progress, CancelToken())
    assert from_bytes(content).voice_data.metadata["tuning"] == tuning
    made.close()
