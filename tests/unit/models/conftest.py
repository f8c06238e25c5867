import pytest

from tests.support.file_server import serving
from tests.support.models import stock, write_catalogue
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.models.install import Installer, InstallTools
from voicecloner.models.network_options import NetworkOptions
from voicecloner.models.retry import RetryPolicy
from voicecloner.models.store import WeightsStore


@pytest.fixture
def server():
    with serving() as place:
        stock(place)
        yield place


@pytest.fixture
def catalogue(server, tmp_path):
    return read_catalogue(write_catalogue(tmp_path / "catalogue.json", server))


@pytest.fixture
def store(tmp_path):
    return WeightsStore(tmp_path / "models")


@pytest.fixture
def tools(server):
    retry = RetryPolicy(attempts=3, wait=lambda _cancel, _wait_s: None)
    return InstallTools(lambda: NetworkOptions(mirror=server.address, read_timeout_s=20), retry)


@pytest.fixture
def installer(store, tools):
    return Installer(store, tools)
