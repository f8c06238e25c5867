from collections.abc import Iterator
from pathlib import Path

import pytest

from voicecloner.engines.adapters.natural.network import Network
from voicecloner.paths import HOME_VARIABLE


@pytest.fixture(scope="session")
def cut_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in whose cache the stages lie, so that not every test cuts them anew."""
    return tmp_path_factory.mktemp("natural_home")


@pytest.fixture(scope="session")
def network(cut_home: Path) -> Iterator[Network]:
    """The real network."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(cut_home))
        yield Network()
