import copy
import json

import pytest

from voicecloner.errors import StorageError, WeightsError, WeightsNotFound
from voicecloner.models.catalogue import HubSource, UrlSource, is_plain_path
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.paths import resource

FILE = {
    "path": "sub/model.safetensors",
    "source": "hf://owner/name/folder/model.safetensors@0123abcd",
    "size_bytes": 1000,
    "sha256": "a" * 64,
}
MODEL = {
    "id": "tiny-en",
    "engine": "pocket",
    "title": "Tiny",
    "files": [FILE],
    "licence": {"id": "MIT", "link": "https://example.org/mit", "summary": "Free."},
    "gated": False,
    "languages": ["en"],
    "memory_bytes": None,
    "quality": "Small.",
}


@pytest.fixture
def read(tmp_path):
    def read_document(document):
        path = tmp_path / "catalogue.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        return read_catalogue(path)

    return read_document


def catalogue_of(**changes):
    return {"version": 1, "models": [{**copy.deepcopy(MODEL), **changes}]}


def file_of(**changes):
    return catalogue_of(files=[{**FILE, **changes}])


def test_the_programs_own_catalogue_is_whole():
    catalogue = read_catalogue(resource("models/catalogue.json"))
    engines = {model.engine for model in catalogue.models}
    assert engines >= {
        "pocket-lite",
        "pocket",
        "pocket-onnx",
        "voxcpm2",
        "qwen3-tts",
        "xtts",
        "yourtts",
        "tortoise",
        "bark",
    }
    assert engines >= {"knnvc", "freevc", "openvoice"}
    assert catalogue.find("pocket-en").gated
    assert catalogue.find("voxcpm2").size_bytes == 4_960_719_513
    assert catalogue.find("yourtts").files[0].unpack


@pytest.mark.parametrize("model", read_catalogue(resource("models/catalogue.json")).models, ids=lambda m: m.id)
def test_every_model_says_what_the_user_needs_to_know(model):
    assert model.quality.endswith(".")
    assert model.licence.summary.endswith(".")
    assert model.languages
    assert bool(model.terms_page) == model.gated
    assert not any(file.path.endswith((".py", ".sh", ".exe")) for file in model.files)


@pytest.mark.parametrize("model", read_catalogue(resource("models/catalogue.json")).models, ids=lambda m: m.id)
def test_what_is_not_told_of_a_file_is_explained_in_its_entry(model):
    """`python -m benchmarks.catalogue` shows these."""
    for file in model.files:
        assert bool(file.gaps) == bool(file.why_open), file
        assert not file.why_open or file.why_open.endswith(".")
        if isinstance(file.source, HubSource) and not file.source.is_commit:
            assert file.source.revision == "main"
    assert model.is_size_exact or model.about_bytes
    repos = {file.source.repo for file in model.files if isinstance(file.source, HubSource) and "commit" in file.gaps}
    assert repos <= {"tts-hub/XTTS-v2", "jbetker/tortoise-tts-v2", "erogol/bark"}


def test_an_entry_becomes_a_model(read):
    model = read(catalogue_of()).find("tiny-en")
    assert model.files[0].source == HubSource("owner/name", "folder/model.safetensors", "0123abcd")
    assert model.size_bytes == 1000
    assert (model.licence.id, model.languages) == ("MIT", ("en",))


def test_what_is_missing_of_a_file_is_told_with_the_reason(read):
    assert read(catalogue_of()).models[0].files[0].gaps == ("commit",)
    open_ended = file_of(size_bytes=None, sha256=None, source="hf://owner/name/x@" + "0" * 40, why_open="Nobody says.")
    file = read(open_ended).models[0].files[0]
    assert (file.gaps, file.why_open) == (("size", "checksum"), "Nobody says.")


def test_a_size_that_is_not_known_is_guessed_or_left_open(read):
    unknown = {**FILE, "size_bytes": None, "sha256": None}
    assert read(catalogue_of(files=[unknown])).models[0].size_bytes is None
    assert read(catalogue_of(files=[unknown], about_bytes=7)).models[0].size_bytes == 7


def test_other_addresses_are_taken_as_they_are(read):
    model = read(file_of(source="https://example.org/a.zip", unpack=["*"])).models[0]
    assert model.files[0].source == UrlSource("https://example.org/a.zip")
    assert model.files[0].unpack == ("*",)


@pytest.mark.parametrize(
    "document",
    [
        "",
        "[]",
        "[" * 100_000,
        {"version": 2, "models": []},
        {"version": 1},
        {"version": 1, "models": [MODEL, MODEL]},
        catalogue_of(id="../evil"),
        catalogue_of(id="Upper"),
        catalogue_of(title=""),
        catalogue_of(files=[]),
        catalogue_of(files=[FILE, {**FILE, "path": "SUB/model.safetensors"}]),
        catalogue_of(gated="yes"),
        catalogue_of(gated=True),
        catalogue_of(languages="en"),
        catalogue_of(memory_bytes=-1),
        catalogue_of(licence={"id": "MIT", "link": "ftp://example.org", "summary": "Free."}),
        file_of(path="../model"),
        file_of(path="/model"),
        file_of(path=".hidden"),
        file_of(path="a\\b"),
        file_of(sha256="A" * 64),
        file_of(size_bytes="1000"),
        file_of(size_bytes=True),
        file_of(source="hf://owner/name@1"),
        file_of(source="hf://owner/name/../x@1"),
        file_of(source="http://example.org/x"),
        file_of(unpack=["../x"]),
        file_of(why_open=""),
    ],
    ids=str,
)
def test_a_damaged_catalogue_is_one_clear_error(read, document):
    with pytest.raises(WeightsError, match=r"^The list of models in .* is damaged: .+\.$") as caught:
        read(document)
    assert caught.value.hint == "Install VoiceCloner again."


def test_a_missing_catalogue_is_an_error_of_the_disk(tmp_path):
    with pytest.raises(StorageError):
        read_catalogue(tmp_path / "catalogue.json")


def test_an_unknown_model_is_answered_with_those_there_are(read):
    with pytest.raises(WeightsNotFound, match="“large”") as caught:
        read(catalogue_of()).find("large")
    assert "tiny-en" in caught.value.hint


@pytest.mark.parametrize("path", ["a", "a/b.c", "a_b/c-d.pt", "_x"])
def test_plain_paths(path):
    assert is_plain_path(path)


@pytest.mark.parametrize("path", ["", ".", "..", "a/../b", "/a", "a//b", "a/", "a\\b", "C:x", "a.", ".a", "a b", "ä"])
def test_paths_that_are_not_plain(path):
    assert not is_plain_path(path)
