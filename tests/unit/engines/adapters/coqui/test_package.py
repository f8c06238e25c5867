import hashlib
import json
import os
import pickle
import socket
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.engine_contract.references import speech
from tests.support.tiny_coqui import numpy_1, require_coqui
from tests.support.unloaded_coqui import ENGINES, unloaded
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.coqui.package import loading
from voicecloner.errors import EngineNotInstalled, WeightsDamaged
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.models.local import LocalModel

SOURCE = LocalModel("tiny", Path("/nowhere"), ("en",), {})


class Malice:
    """What a checkpoint could do to a program that reads it as the pickle it is."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self):
        return Path.touch, (self.trace,)


@pytest.mark.parametrize(
    ("engine_id", "name"),
    [
        ("xtts", "model.pth"),
        ("yourtts", "model_file.pth"),
        ("yourtts", "model_se.pth"),
        ("tortoise", "autoregressive.pth"),
        ("tortoise", "diffusion_decoder.pth"),
        ("tortoise", "clvp2.pth"),
        ("tortoise", "vocoder.pth"),
        ("bark", "text_2.pt"),
        ("bark", "coarse_2.pt"),
        ("bark", "fine_2.pt"),
        ("bark", "tokenizer.pth"),
    ],
)
@pytest.mark.parametrize("variable", ["", "TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD"])
def test_no_code_of_a_checkpoint_is_run(own_model, tmp_path, monkeypatch, engine_id, name, variable):
    import torch

    if variable:
        monkeypatch.setenv(variable, "1")
    trace = tmp_path / "it-ran"
    folder = own_model(engine_id)
    torch.save({"model": Malice(trace)}, folder / name)
    accept_size(folder, name)
    with pytest.raises(WeightsDamaged, match="cannot be loaded") as caught:
        unloaded(engine_id).load("cpu", no_progress)
    assert isinstance(caught.value.__cause__, pickle.UnpicklingError)
    assert not trace.exists()


@pytest.mark.parametrize("name", ["text_2.pt", "coarse_2.pt", "fine_2.pt"])
def test_barks_checkpoints_hold_a_scalar_under_the_name_that_numpy_1_gave_it(own_model, name):
    with zipfile.ZipFile(own_model("bark") / name) as archive:
        pickled = archive.read(f"{name.removesuffix('.pt')}/data.pkl")
    assert b"numpy.core.multiarray\nscalar" in pickled
    assert b"numpy._core" not in pickled


@pytest.mark.parametrize(
    "beside",
    [np.float32(9.0), np.arange(3.0), np.complex128(1.0), Path("somewhere"), np.random.default_rng(0)],
    ids=type,
)
def test_of_a_pickle_bark_takes_a_scalar_of_64_bits_and_no_other_object(own_model, beside):
    import torch

    folder = own_model("bark")
    content = torch.load(folder / "fine_2.pt", weights_only=False) | {"beside": beside}
    torch.save(content, folder / "fine_2.pt", pickle_module=numpy_1)
    accept_size(folder, "fine_2.pt")
    with pytest.raises(WeightsDamaged, match="cannot be loaded") as caught:
        unloaded("bark").load("cpu", no_progress)
    assert isinstance(caught.value.__cause__, pickle.UnpicklingError)


@pytest.mark.parametrize(("engine_id", "name"), [("bark", "tokenizer.pth"), ("tortoise", "clvp2.pth")])
def test_no_other_checkpoint_may_hold_that_scalar(own_model, engine_id, name):
    import torch

    folder = own_model(engine_id)
    content = torch.load(folder / name, weights_only=True) | {"best_val_loss": np.float64(9.0)}
    torch.save(content, folder / name, pickle_module=numpy_1)
    accept_size(folder, name)
    with pytest.raises(WeightsDamaged, match="cannot be loaded") as caught:
        unloaded(engine_id).load("cpu", no_progress)
    assert isinstance(caught.value.__cause__, pickle.UnpicklingError)


@pytest.mark.parametrize("engine_id", ENGINES)
def test_nothing_is_fetched_or_asked_and_no_file_changed(own_model, monkeypatch, engine_id):
    def refuse(*arguments: object) -> None:
        raise AssertionError(arguments)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr("builtins.input", refuse)
    folder = own_model(engine_id)
    before = digests(folder)
    engine = unloaded(engine_id)
    engine.load("cpu", no_progress)
    user = speech(4.0, engine.info().requirements.reference_sample_rate)
    voice = engine.clone([user], VoiceMode.EMBEDDING, no_progress, CancelToken())
    assert list(engine.synthesize(voice, "Hello.", SpeechOptions("en"), CancelToken()))
    assert digests(folder) == before


@pytest.mark.parametrize(
    ("engine_id", "name"), [("yourtts", "model_se.pth"), ("tortoise", "mel_norms.pth"), ("bark", "fine_2.pt")]
)
def test_a_missing_file_is_named_and_not_fetched(own_model, engine_id, name):
    """Where the catalogue does not know what is in an archive, a file can be missing from the start."""
    folder = own_model(engine_id)
    record = folder / ".voicecloner.json"
    (folder / name).rename(folder / "elsewhere")
    record.write_text(record.read_text("utf-8").replace(f'"{name}"', '"elsewhere"'), "utf-8")
    with pytest.raises(WeightsDamaged, match=f"{name} is missing"):
        unloaded(engine_id).load("cpu", no_progress)


def test_the_surroundings_are_afterwards_as_they_were(monkeypatch):
    require_coqui()
    from huggingface_hub import constants

    monkeypatch.setenv("TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD", "1")
    before, offline = dict(os.environ), constants.HF_HUB_OFFLINE
    with loading(SOURCE):
        assert constants.HF_HUB_OFFLINE
        assert os.environ["TORCH_FORCE_WEIGHTS_ONLY_LOAD"] == "1"
        assert "TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD" not in os.environ
    assert dict(os.environ) == before
    assert offline == constants.HF_HUB_OFFLINE


@pytest.mark.parametrize("words", ["[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"])
def test_a_want_of_memory_is_no_damage(words):
    require_coqui()
    import torch

    for error in (RuntimeError(words), torch.OutOfMemoryError("CUDA out of memory"), MemoryError()):
        with pytest.raises(type(error)) as caught, loading(SOURCE):
            raise error
        assert caught.value is error


def test_a_missing_package_is_no_damage():
    require_coqui()
    with pytest.raises(EngineNotInstalled, match="no such thing") as caught, loading(SOURCE):
        raise ImportError("no such thing")
    assert "Install the neural engines" in caught.value.hint


def test_texts_do_not_get_into_the_log(caplog):
    require_coqui()
    import logging

    with loading(SOURCE):
        logging.getLogger("TTS.tts.utils.text.tokenizer").warning("what the user typed")
    assert "typed" not in caplog.text


def accept_size(folder: Path, name: str) -> None:
    """Have the program take the model for whole, though a file was replaced by one of another size."""
    path = folder / ".voicecloner.json"
    record = json.loads(path.read_text("utf-8"))
    (file,) = (file for file in record["files"] if file["path"] == name)
    file["size_bytes"] = (folder / name).stat().st_size
    path.write_text(json.dumps(record), "utf-8")


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
