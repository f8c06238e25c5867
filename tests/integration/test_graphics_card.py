"""What only a graphics card can show. `./dev test tests/engine_contract --device cuda` tries the engines on it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.engine_contract.references import joined, saying, speech
from tests.engine_contract.subjects import Subject, prepared
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.engine import Engine
from voicecloner.engines.contract.torch_tools import best_device
from voicecloner.engines.host.loaded_engines import LoadedEngines
from voicecloner.engines.host.registry import EngineRegistry
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.paths import HOME_VARIABLE

LITTLE = 2e-4
"""So much of the card's memory holds no network."""


@pytest.fixture(autouse=True)
def torch() -> Any:
    found = pytest.importorskip("torch", reason="torch is not installed; ./dev test --neural installs it")
    if not found.cuda.is_available():
        pytest.skip("there is no graphics card")
    return found


@pytest.fixture
def subject(torch: Any, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Subject]:
    home = tmp_path_factory.mktemp("subject")
    monkeypatch.setenv(HOME_VARIABLE, str(home))
    with prepared("tiny-xtts", home) as made:
        yield made


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def loaded(subject: Subject, told: list[str]) -> Iterator[LoadedEngines]:
    made = LoadedEngines(EngineRegistry(subject.table), "auto", told.append)
    yield made
    made.close()


@pytest.fixture
def little_memory(torch: Any) -> Iterator[None]:
    torch.cuda.empty_cache()
    torch.cuda.set_per_process_memory_fraction(LITTLE)
    yield
    torch.cuda.set_per_process_memory_fraction(1.0)


def clone_and_say(engine: Engine) -> int:
    reference = speech(6.0, engine.info().requirements.reference_sample_rate)
    voice = engine.clone([reference], VoiceMode.EMBEDDING, no_progress, CancelToken())
    return len(joined(saying(engine, voice)))


def test_the_card_is_chosen_where_its_memory_is_enough(torch: Any) -> None:
    _free_bytes, total_bytes = torch.cuda.mem_get_info()
    assert best_device(1_000_000) == "cuda"
    assert best_device(total_bytes + 1) == "cpu"


def test_an_engine_works_on_the_card_and_leaves_nothing_there(
    torch: Any, loaded: LoadedEngines, subject: Subject, told: list[str]
) -> None:
    torch.cuda.empty_cache()
    before = torch.cuda.memory_reserved()
    assert loaded.using(subject.engine_id, no_progress, clone_and_say) > 0
    assert torch.cuda.memory_reserved() > before
    loaded.close()
    assert torch.cuda.memory_reserved() - before < 40_000_000  # what the card's own libraries keep
    assert told == []


def test_without_memory_on_the_card_it_works_on_the_processor(
    loaded: LoadedEngines, subject: Subject, told: list[str], little_memory: None, caplog: pytest.LogCaptureFixture
) -> None:
    assert loaded.using(subject.engine_id, no_progress, clone_and_say) > 0
    assert len(told) == 1
    assert "works on the processor now" in told[0]
    assert "OutOfMemoryError" in caplog.text
