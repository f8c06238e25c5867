"""``voicecloner models check`` from the download on: a tiny model, served on this computer, that babbles."""

import json
import os
import subprocess
import sys

import pytest

from tests.support.file_server import serving, status
from tests.support.models import sha256
from tests.support.other_catalogues import entry_of, environment_with
from tests.support.tiny_pocket_lite import contents, require_pocket_lite
from tests.support.tiny_pocket_onnx import Traits
from voicecloner.cli.command import NOT_GOOD_ENOUGH

MODEL_ID = "pocket-lite-en"
SLOW = Traits(frames_per_token=2.0)


def path_on_server(source):
    path, _, revision = source.removeprefix("hf://").rpartition("@")
    owner, name, *rest = path.split("/")
    return f"{owner}/{name}/resolve/{revision}/{'/'.join(rest)}"


@pytest.fixture
def model():
    """The entry of a tiny model, and its files by their place on the Hub."""
    require_pocket_lite()
    files = contents(traits=SLOW)
    entry = entry_of(MODEL_ID)
    for file in entry["files"]:
        content = files[file["path"]]
        file |= {"size_bytes": len(content), "sha256": sha256(content)}
    return entry, {path_on_server(file["source"]): files[file["path"]] for file in entry["files"]}


@pytest.fixture
def server(model):
    with serving(**model[1]) as place:
        yield place


@pytest.fixture
def run(model, server, tmp_path):
    """The command in a home whose name is private; gives its exit code and its answer."""
    own = environment_with(tmp_path / "catalogue.json", model[0])
    home = tmp_path / "of-anna-secret"
    own |= {"VOICECLONER_HOME": str(home / "data"), "HOME": str(home), "HF_ENDPOINT": server.address, "LC_ALL": "C"}

    def check(*arguments):
        done = subprocess.run(
            [sys.executable, "-m", "voicecloner", "models", "check", *arguments, "--json", "--out", tmp_path / "out"],
            env={**os.environ, **own},
            capture_output=True,
            encoding="utf-8",
            timeout=200,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout and json.loads(done.stdout), done.stderr

    return check


def test_a_model_is_fetched_verified_loaded_cloned_with_and_spoken_with(run, server, tmp_path):
    code, answer, errors = run(MODEL_ID, "--accept-licence")
    assert (code, errors.count("voicecloner:")) == (0, 0)
    (tried,) = answer["models"]
    assert [step["step"] for step in tried["steps"]] == ["fetch", "verify", "read", "load and clone", "speak"]
    assert not any(step["fault"] for step in tried["steps"])
    assert {file["path"]: file["sha256"] for file in tried["files"]}["bundle.json"] == sha256(
        next(content for path, content in server.files.items() if path.endswith("bundle.json"))
    )
    figures = tried["figures"]
    assert figures["speech_s"] > 1.0
    assert 0 < figures["first_sound_s"] < figures["speech_s"] * figures["real_time_factor"] + 0.1
    assert figures["peak_memory_bytes"] > 30_000_000
    measured = {"likeness", "naturalness", "words", "words_lost"} & set(figures)
    assert len(measured) == 4 or tried["notes"], "what could not be measured is told"
    told = json.loads((tmp_path / "out" / "model-check.json").read_text("utf-8"))
    assert told["models"] == answer["models"]
    page = (tmp_path / "out" / "model-check.md").read_text("utf-8")
    assert f"## {MODEL_ID}: works" in page
    assert "secret" not in page + json.dumps(told)


def test_what_goes_wrong_is_in_the_report_and_names_no_private_path(run, server, tmp_path):
    server.always = status(404)
    code, answer, _errors = run(MODEL_ID, "--accept-licence")
    assert code == NOT_GOOD_ENOUGH
    (tried,) = answer["models"]
    assert [step["step"] for step in tried["steps"]] == ["fetch"]
    assert "is not there any more" in tried["steps"][0]["fault"]
    page = (tmp_path / "out" / "model-check.md").read_text("utf-8")
    assert f"## {MODEL_ID}: does not work" in page
    assert "secret" not in page


def test_without_a_name_the_models_that_are_here_are_tried(run):
    code, answer, _errors = run()
    assert code == 2
    assert "no model on this computer" in answer["error"]["message"]
