"""What every test of the contract works with; see `subjects` for the engines.

All modules try an engine together, one engine after the other: most of the time of all goes into starting its process.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from tests.engine_contract.references import enough_s, speech
from tests.engine_contract.subjects import DEFAULT_SUBJECTS, SLOW_SUBJECTS, Subject, prepared
from tests.support.worker_hosts import hosting
from voicecloner.domain.audio import ReferenceClip
from voicecloner.engines.contract.engine import Engine, EngineHost, EngineInfo, VoiceData
from voicecloner.engines.contract.voice_file import read_voice_file
from voicecloner.engines.host.registry import EngineRegistry
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.paths import HOME_VARIABLE


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test once for each engine; a module may name its own."""
    if "subject" in metafunc.fixturenames:
        usual = getattr(metafunc.module, "SUBJECTS", DEFAULT_SUBJECTS)
        chosen = metafunc.config.getoption("--engine")
        names = chosen or [_marked(name) for name in usual]
        metafunc.parametrize("subject", names, indirect=True, scope="package")


def _marked(name: str) -> str | ParameterSet:
    return pytest.param(name, marks=pytest.mark.slow) if name in SLOW_SUBJECTS else name


@pytest.fixture(scope="package")
def subject(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    with prepared(request.param, tmp_path_factory.mktemp("subject")) as made:
        yield made


@pytest.fixture(autouse=True)
def _home_of_the_subject(subject: Subject, _own_home: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(subject.home))


@pytest.fixture(scope="session")
def device(request: pytest.FixtureRequest) -> str:
    """Where the engines work."""
    return str(request.config.getoption("--device"))


@pytest.fixture(scope="package")
def engine(subject: Subject, device: str) -> Iterator[Engine]:
    """The engine in this process, loaded."""
    made = EngineRegistry(subject.table).create(subject.engine_id)
    made.load(device, no_progress)
    yield made
    made.unload()


@pytest.fixture(scope="package")
def info(subject: Subject) -> EngineInfo:
    return EngineRegistry(subject.table).create(subject.engine_id).info()


@pytest.fixture(scope="package")
def user(info: EngineInfo) -> ReferenceClip:
    """Somebody who speaks long enough, as the engine gets her from the program."""
    return speech(enough_s(info.requirements), info.requirements.reference_sample_rate)


@pytest.fixture(scope="package")
def started(subject: Subject, device: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineHost]:
    """The engine in a process of its own, from its first job on."""
    with hosting(tmp_path_factory.mktemp("host"), table=subject.table, device=device) as made:
        yield made


@pytest.fixture(scope="package")
def voice_file(
    subject: Subject,
    started: EngineHost,
    info: EngineInfo,
    user: ReferenceClip,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A voice that was cloned in the engine's own process: whatever it remembers beside the file is not here."""
    path = tmp_path_factory.mktemp("voice") / "voice.safetensors"
    if subject.saved_voice:
        path.write_bytes(subject.saved_voice())
    else:
        mode = info.requirements.modes[0]
        encoded = started.clone(subject.engine_id, [user], mode, progress=no_progress, cancel=CancelToken())
        path.write_bytes(encoded.safetensors)
    started.load_voice(subject.engine_id, path, progress=no_progress, cancel=CancelToken())
    return path


@pytest.fixture(scope="package")
def host(started: EngineHost, voice_file: Path) -> EngineHost:
    """The engine in its process, which runs: it is older than any test that looks for what was left behind."""
    return started


@pytest.fixture(scope="package")
def voice(voice_file: Path) -> VoiceData:
    return read_voice_file(voice_file).voice_data
