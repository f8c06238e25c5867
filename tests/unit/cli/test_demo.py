"""``voicecloner demo`` from its reference to what it says; the engine is fake."""

import json

import pytest
import soundfile

from tests.support.fake_host import FakeHost
from voicecloner.bootstrap import Application
from voicecloner.cli.main import main
from voicecloner.paths import user_folders
from voicecloner.use_cases.upkeep.demonstrate import DEMO_TEXT


@pytest.fixture
def host(monkeypatch):
    made = FakeHost()
    monkeypatch.setattr("voicecloner.cli.main.Application", lambda: Application(user_folders(), made))
    return made


def test_it_goes_the_whole_way(host, tmp_path, capsys):
    assert main(["demo", "--out", str(tmp_path / "demo"), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["review"]["verdict"] in {"ok", "warn"}
    assert set(result["steps"]) == {"reference", "review", "clone", "speak"}
    assert soundfile.info(result["reference"]).duration > 10
    assert soundfile.info(result["path"]).duration == pytest.approx(result["seconds"], abs=0.01)
    assert len(host.cloned) == 1
    assert " ".join(text for text, _options in host.spoken) == DEMO_TEXT
