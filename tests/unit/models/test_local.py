import os

import pytest

from voicecloner.errors import WeightsNotFound
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.models.local import local_model, local_models
from voicecloner.models.store import InstalledModel, StoredFile, WeightsStore, sources_of
from voicecloner.paths import resource, user_folders


def install(model_id):
    model = read_catalogue(resource("models/catalogue.json")).find(model_id)
    store = WeightsStore(user_folders().data / "models")
    staging = store.staging(model_id)
    for file in model.files:
        (staging / file.path).write_bytes(b"weights")
    files = tuple(StoredFile(file.path, 7, file.sha256 or f"checksum of {file.path}") for file in model.files)
    store.publish(InstalledModel(model_id, files, model.licence.id, "2026-01-01", sources_of(model)), staging)


def test_a_model_that_is_there_is_found_with_its_folder_and_checksums():
    install("pocket-de")
    found = local_model("pocket-de")
    assert (found.folder / "model.safetensors").read_bytes() == b"weights"
    assert str(found.folder).startswith(os.environ["VOICECLONER_HOME"])
    assert found.languages == ("de",)
    assert found.sha256["model.safetensors"] == "checksum of model.safetensors"


def test_the_models_of_one_engine_are_told_apart_from_others():
    install("pocket-nl")
    install("pocket-en")
    assert [model.id for model in local_models("pocket")] == ["pocket-en", "pocket-nl"]
    with pytest.raises(WeightsNotFound, match="“voxcpm2”"):
        local_models("voxcpm2")


@pytest.mark.parametrize("is_broken", [False, True])
def test_what_is_not_there_or_not_whole_comes_with_the_command_that_fetches_it(is_broken):
    if is_broken:
        install("pocket-fr")
        (user_folders().data / "models" / "pocket-fr" / "tokenizer.json").unlink()
    with pytest.raises(WeightsNotFound, match="“Pocket TTS, French” is not on this computer") as caught:
        local_model("pocket-fr")
    assert caught.value.hint == "Fetch it on the page “Models”, or with: voicecloner models pull pocket-fr"
