import hashlib
from pathlib import Path

import onnx
import onnx.utils
import pytest

from voicecloner.engines.adapters.natural.model import model_files
from voicecloner.engines.adapters.natural.model.graph_cut import Stage
from voicecloner.engines.adapters.natural.model.model_files import (
    DECODER,
    ENCODER,
    MODEL_FILE,
    MODEL_ID,
    MODEL_SHA256,
    stage_files,
)
from voicecloner.errors import WeightsDamaged, WeightsNotFound
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.models.store import InstalledModel, StoredFile, WeightsStore, sources_of
from voicecloner.paths import resource, user_folders


@pytest.fixture(scope="module")
def whole_model() -> bytes:
    return model_files._whole_model()


def without_packages(monkeypatch):
    monkeypatch.setattr(model_files, "NETWORK_PARTS", ("no_such_package",))


def install(content: bytes) -> None:
    """The file from the list of models."""
    model = read_catalogue(resource("models/catalogue.json")).find(MODEL_ID)
    store = WeightsStore(user_folders().data / "models")
    staging = store.staging(MODEL_ID)
    (staging / MODEL_FILE).write_bytes(content)
    files = (StoredFile(MODEL_FILE, len(content), MODEL_SHA256),)
    store.publish(InstalledModel(MODEL_ID, files, "Apache-2.0", "2026-01-01", sources_of(model)), staging)


def test_the_list_of_models_names_the_very_same_file():
    [file] = read_catalogue(resource("models/catalogue.json")).find(MODEL_ID).files
    assert (file.path, file.sha256) == (MODEL_FILE, MODEL_SHA256)


def test_the_stages_are_cut_once():
    files = stage_files()
    made = files.decoder.stat().st_mtime_ns
    assert stage_files() == files
    assert files.decoder.stat().st_mtime_ns == made
    assert {path.parent for path in (files.encoder, files.decoder)} == {user_folders().cache / "natural"}


def test_a_stage_of_another_version_is_cleared_away_when_one_is_made():
    folder = user_folders().cache / "natural"
    folder.mkdir(parents=True, exist_ok=True)
    former, other = folder / "decoder-0123456789abcdef.onnx", folder / "notes.onnx"
    former.touch()
    other.touch()
    stage_files().decoder.unlink()
    stage_files()
    assert not former.exists()
    assert other.exists()


def test_a_damaged_stage_is_cut_again():
    files = stage_files()
    whole = files.encoder.read_bytes()
    files.encoder.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert stage_files().encoder.read_bytes() == whole


@pytest.mark.parametrize("stage", [ENCODER, DECODER], ids=lambda stage: stage.name)
def test_the_stages_are_those_that_the_package_onnx_cuts(monkeypatch, whole_model: bytes, stage: Stage):
    monkeypatch.setattr(model_files, "are_exact", lambda: False)
    ours = onnx.load(getattr(stage_files(), stage.name)).graph
    model = onnx.load_model_from_string(whole_model)
    names = [value.name for value in stage.inputs], [value.name for value in stage.outputs]
    theirs = onnx.utils.Extractor(model).extract_model(*names).graph
    assert [node.SerializeToString() for node in ours.node] == [node.SerializeToString() for node in theirs.node]
    assert _weights(ours) == _weights(theirs)


def _weights(graph: onnx.GraphProto) -> dict[str, str]:
    return {w.name: hashlib.sha256(w.SerializeToString()).hexdigest() for w in graph.initializer}


def test_without_the_packages_the_file_comes_from_the_list_of_models(monkeypatch, whole_model):
    without_packages(monkeypatch)
    install(whole_model)
    assert stage_files().decoder.is_file()


def test_weights_that_are_nowhere_come_with_what_to_do(monkeypatch):
    without_packages(monkeypatch)
    with pytest.raises(WeightsNotFound, match="not on this computer") as caught:
        stage_files()
    assert caught.value.hint.endswith("voicecloner models pull kokoro-82m")


def test_a_file_of_the_list_that_has_changed_is_refused(monkeypatch):
    without_packages(monkeypatch)
    install(b"x" * 92_361_271)
    with pytest.raises(WeightsDamaged):
        stage_files()


def test_packages_with_other_content_are_refused(monkeypatch, tmp_path: Path, caplog):
    (tmp_path / "part.bin").write_bytes(b"something else")
    monkeypatch.setattr(model_files, "_packaged_parts", lambda: [tmp_path / "part.bin"] * 4)
    with pytest.raises(WeightsDamaged, match="packages") as caught:
        stage_files()
    assert "Install the program again" in caught.value.hint
    assert "do not hold what they should" in caplog.text
