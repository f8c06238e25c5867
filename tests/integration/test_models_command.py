"""``voicecloner models`` as a user runs it: real processes against a server like the Hub's."""

import importlib.util
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.answers import require_valid_output
from tests.support.file_server import announce, corrupt, serving, stall, status
from tests.support.models import CONFIG, everything_in, sha256
from tests.support.waiting import wait_until
from voicecloner.models.catalogue import HubSource
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.paths import resource

MODEL = read_catalogue(resource("models/catalogue.json")).find("pocket-en")
"""Its sizes and checksums are not in the catalogue: what the server declares is held against what it sends."""
WEIGHTS = bytes(range(256)) * 8000
ACCEPT = "--accept-licence"
HAS_POCKET = importlib.util.find_spec("pocket_tts") is not None


def served_as(path):
    source = next(file.source for file in MODEL.files if file.path == path)
    assert isinstance(source, HubSource)
    return f"{source.repo}/resolve/{source.revision}/{source.path}"


@pytest.fixture
def server():
    with serving(**{served_as("model.safetensors"): WEIGHTS, served_as("tokenizer.json"): CONFIG}) as place:
        for name, content in place.files.items():
            place.headers[name] = {"X-Linked-Etag": f'"{sha256(content)}"', "X-Linked-Size": str(len(content))}
        yield place


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def start(server, home):
    def start_command(*arguments, **environment):
        own = {"VOICECLONER_HOME": str(home), "HF_ENDPOINT": server.address, "HF_TOKEN": "hf_test", "LC_ALL": "C"}
        return subprocess.Popen(
            [sys.executable, "-m", "voicecloner", "models", *map(str, arguments)],
            env={**os.environ, **own, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    return start_command


@pytest.fixture
def run(start):
    def run_command(*arguments, code=0, **environment):
        with start(*arguments, **environment) as process:
            output, errors = process.communicate(timeout=60)
        assert process.returncode == code, errors
        assert "Traceback" not in errors
        require_valid_output(("models", *arguments), output)
        return output, errors

    return run_command


def test_the_list_tells_what_there_is(run, home):
    listed = json.loads(run("list", "--json")[0])["models"]
    keys = {"model_id", "name", "engine_id", "size_bytes", "licence", "languages", "gated", "installed"}
    assert all(set(one) == keys for one in listed)
    gated = {one["model_id"]: one["gated"] for one in listed}
    assert (gated["pocket-en"], gated["voxcpm2"]) == (True, False)
    assert not any(one["installed"] for one in listed)
    assert "98\u00a0MB" in run("list")[0]
    assert not home.exists()


def test_a_model_is_pulled_verified_exported_imported_and_removed(run, server, home, tmp_path):
    pulled = json.loads(run("pull", MODEL.id, ACCEPT, "--json")[0])
    assert {asked.path for asked in server.asked} == set(server.files)  # nothing else is asked of anybody
    place = {"path": str(home / "models" / MODEL.id), "size_bytes": len(WEIGHTS + CONFIG)}
    assert pulled == {"model_id": MODEL.id, "name": MODEL.title, **place}
    assert json.loads(run("list", "--json")[0])["models"][0]["installed"] is True
    assert json.loads(run("verify", MODEL.id, "--json")[0])["files"] == 2
    folder = Path(run("path", MODEL.id)[0].strip())
    assert everything_in(home / "models" / MODEL.id)["model.safetensors"] == WEIGHTS
    folder.rename(tmp_path / "stick")
    run("path", MODEL.id, code=1)
    run("import", MODEL.id, tmp_path / "stick", ACCEPT)
    run("remove", MODEL.id)
    assert json.loads(run("path", "--json")[0]) == {"model_id": None, "path": str(home / "models")}
    assert not (home / "models").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("pull", MODEL.id), 2, "under the licence CC-BY-4.0"),
        (("pull", "nonesuch", ACCEPT), 1, "no model called"),
        (("pull",), 2, "required"),
        (("verify", MODEL.id), 1, "not on this computer"),
        (("remove", MODEL.id), 1, "not on this computer"),
        (("import", MODEL.id, "/nowhere", ACCEPT), 1, "does not exist"),
        (("pull", MODEL.id, ACCEPT, "--token-file", "/nowhere"), 1, "There is no file"),
    ],
)
def test_exit_codes_and_one_clear_sentence(run, server, arguments, code, words):
    output, errors = run(*arguments, code=code)
    assert output == ""
    assert words in errors
    assert server.asked == []


def test_without_a_token_nothing_is_asked_of_the_server(run, server):
    assert "settings/tokens" in run("pull", MODEL.id, ACCEPT, code=1, HF_TOKEN="")[1]
    assert server.asked == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (status(401), "does not accept the access token"),
        (status(403), "not been given access"),
        (status(404), "has no file"),
        (status(429, Retry_After="3600"), "asks to wait 60 minutes"),
        (corrupt, "checksum is wrong"),
    ],
)
def test_what_goes_wrong_on_the_way_is_one_sentence_and_a_hint(run, server, fault, words):
    server.always = fault
    errors = run("--quiet", "pull", MODEL.id, ACCEPT, code=1)[1].splitlines()
    assert len(errors) == 2
    assert words in errors[0]
    assert errors[1].startswith("  ")


def test_a_lie_about_the_length_is_borne(run, server):
    server.faults.append(announce(12))
    run("pull", MODEL.id, ACCEPT)


def test_progress_is_told_on_stderr_without_flooding_a_log(run):
    output, errors = run("pull", MODEL.id, ACCEPT)
    told = [line for line in errors.splitlines() if not line.startswith("  To use it, install its engine")]
    assert told == ["Asking for the files", "Downloading model.safetensors", "Downloading tokenizer.json"]
    assert output.count("\n") == 1


def test_a_killed_download_is_gone_on_with(start, run, server, home):
    server.faults.append(stall(1_000_000))
    with start("pull", MODEL.id, ACCEPT) as process:
        part = home / "models" / ".incoming" / MODEL.id / "model.safetensors.part"
        wait_until(lambda: part.exists() and part.stat().st_size > 900_000, 30)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert run("list")[0].splitlines()[0].split()[1] != "installed"
    server.asked.clear()
    run("pull", MODEL.id, ACCEPT)
    assert server.gets()[0].start > 900_000
    assert everything_in(home / "models" / MODEL.id)["model.safetensors"] == WEIGHTS
    assert [path.name for path in (home / "models").iterdir()] == [MODEL.id]


@pytest.mark.parametrize("options", [(), ("--keep-part",)])
def test_ctrl_c_ends_a_silent_download(start, server, home, options):
    server.faults.append(stall(1_000_000))
    with start("pull", MODEL.id, ACCEPT, *options) as process:
        assert server.stalled.wait(30)
        process.send_signal(signal.SIGINT)
        _output, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Stopped." in errors
    assert "Traceback" not in errors
    assert (home / "models").exists() == bool(options)


@pytest.mark.slow
def test_however_often_and_whenever_it_is_killed_it_gets_there(start, run, server, home):
    dice = random.Random(7)  # noqa: S311 - the same moments every time
    part = home / "models" / ".incoming" / MODEL.id / "model.safetensors.part"
    reached = 0
    for _ in range(10):
        sent = dice.randrange(20_000, 250_000)
        server.faults.append(stall(sent))
        with start("pull", MODEL.id, ACCEPT) as process:
            wait_until(lambda goal=reached + sent - 16_384: part.exists() and part.stat().st_size >= goal, 30)
            process.kill()
        assert server.gets()[-1].start == reached
        reached = part.stat().st_size
    run("pull", MODEL.id, ACCEPT)
    assert server.gets()[-2].start == reached > 500_000
    run("verify", MODEL.id)
    assert everything_in(home / "models" / MODEL.id)["model.safetensors"] == WEIGHTS


@pytest.mark.skipif(HAS_POCKET, reason="the engine is installed in this Python")
def test_a_model_without_its_engine_says_what_is_missing(run):
    errors = run("pull", MODEL.id, ACCEPT)[1]
    assert "To use it, install its engine (about" in errors
    assert errors.splitlines()[-1].endswith("voicecloner engines install neural")


@pytest.mark.skipif(HAS_POCKET, reason="the engine is installed in this Python")
def test_a_model_can_be_fetched_with_its_engine(run):
    """Here is no network to install from, which is told; the model stays."""
    errors = run("pull", MODEL.id, ACCEPT, "--with-engine", code=1, UV_OFFLINE="1")[1]
    assert "The neural engines could not be installed. The packages could not be fetched." in errors
    assert run("verify", MODEL.id)
