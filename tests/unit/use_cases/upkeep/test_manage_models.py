import threading

import pytest

from tests.support.file_server import serving, stall, status
from tests.support.models import WEIGHTS, everything_in, stock, write_catalogue
from tests.support.waiting import wait_until
from voicecloner.errors import (
    AccessDenied,
    Cancelled,
    DownloadFailed,
    InvalidRequest,
    LicenceRequired,
    WeightsDamaged,
    WeightsError,
    WeightsInUse,
    WeightsNotFound,
)
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.models.install import Installer, InstallTools
from voicecloner.models.network_options import NetworkOptions
from voicecloner.models.retry import RetryPolicy
from voicecloner.models.store import WeightsStore
from voicecloner.use_cases.upkeep.manage_models import ImportRequest, ManageModels, PullRequest

GIVEN, WRONG, NO_TOKEN = "hf_given", "hf_wrong", "two words"
NOW = {"progress": no_progress, "cancel": CancelToken()}


class Tokens:
    """A keyring in memory."""

    def __init__(self):
        self.token = ""
        self.has_keyring = True

    def find(self):
        return self.token

    def keep(self, token):
        if not self.has_keyring:
            raise WeightsError("This computer has no keyring.", "Use HF_TOKEN.")
        self.token = token


@pytest.fixture
def server():
    with serving() as place:
        stock(place)
        yield place


@pytest.fixture
def tokens():
    return Tokens()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "models"


@pytest.fixture
def models(server, tmp_path, folder, tokens):
    catalogue = read_catalogue(write_catalogue(tmp_path / "catalogue.json", server))
    store = WeightsStore(folder)
    retry = RetryPolicy(attempts=2, wait=lambda _cancel, _wait_s: None)
    tools = InstallTools(lambda: NetworkOptions(mirror=server.address), retry)
    return ManageModels(catalogue, store, Installer(store, tools), tokens)


def pull(models, model_id, **request):
    return models.pull(PullRequest(model_id, accept_licence=True, **request), **NOW)


def test_a_model_is_fetched_checked_and_removed(models, folder):
    assert [one.installed for one in models.list()] == [None] * 5
    pulled = pull(models, "pinned")
    assert (pulled.folder, pulled.note) == (folder / "pinned", "")
    assert models.find("pinned").installed == pulled.installed == models.verify("pinned", **NOW)
    assert pulled.installed.licence_id == "MIT"
    assert models.folder() == folder
    assert models.folder("pinned") == folder / "pinned"
    models.remove("pinned")
    assert not folder.exists()
    for look in (models.remove, models.folder, lambda model_id: models.verify(model_id, **NOW)):
        with pytest.raises(WeightsNotFound, match="not on this computer"):
            look("pinned")


def test_nothing_is_fetched_before_the_licence_is_accepted(models, server, folder, tmp_path):
    for ask in (
        lambda: models.pull(PullRequest("pinned"), **NOW),
        lambda: models.import_files(ImportRequest("pinned", tmp_path), **NOW),
    ):
        with pytest.raises(LicenceRequired, match=r"Pinned is under the licence MIT: Free to use\.") as caught:
            ask()
        assert "https://example.org/mit" in caught.value.hint
    assert server.asked == []
    assert not folder.exists()


def test_looking_at_models_fetches_and_makes_nothing(models, server, folder):
    models.list()
    models.find("open")
    assert server.asked == []
    assert not folder.exists()


def test_what_is_here_is_not_fetched_again(models, server):
    pull(models, "pinned")
    server.asked.clear()
    models.pull(PullRequest("pinned"), **NOW)
    assert server.asked == []


@pytest.mark.parametrize("ask", ["find", "folder", "remove"])
def test_an_unknown_model_is_told(models, ask):
    with pytest.raises(WeightsNotFound, match="“large”"):
        getattr(models, ask)("large")


def test_a_gated_model_needs_a_token(models, server):
    with pytest.raises(AccessDenied, match="agreed to its makers’ terms") as caught:
        pull(models, "gated")
    assert all(word in caught.value.hint for word in ("https://example.org/terms", "HF_TOKEN", "settings/tokens"))
    assert server.asked == []
    with pytest.raises(InvalidRequest, match="not an access token"):
        pull(models, "gated", token=NO_TOKEN)


def test_a_token_that_opened_the_gate_is_kept(models, tokens, server):
    assert not models.has_token()
    pull(models, "gated", token=GIVEN + "\n")
    assert tokens.token == GIVEN
    assert models.has_token()
    models.remove("gated")
    server.asked.clear()
    pull(models, "gated")
    assert server.asked[0].headers["authorization"] == "Bearer hf_given"


def test_a_token_is_kept_also_if_the_network_broke_off_but_not_if_it_was_refused(models, tokens, server):
    server.always = status(403)
    with pytest.raises(AccessDenied):
        pull(models, "gated", token=WRONG)
    assert tokens.token == ""
    server.always = status(500)
    with pytest.raises(DownloadFailed):
        pull(models, "gated", token=GIVEN)
    assert tokens.token == GIVEN


def test_without_a_keyring_the_model_comes_all_the_same(models, tokens):
    tokens.has_keyring = False
    assert pull(models, "gated", token=GIVEN).note == "This computer has no keyring. Use HF_TOKEN."


@pytest.mark.parametrize("is_kept", [True, False])
def test_stopping_keeps_what_has_arrived_until_it_is_thrown_away(models, server, folder, is_kept):
    cancel = CancelToken()
    server.faults.append(stall(120_000))
    some_is_here = lambda: models.find("pinned").waiting_bytes > 50_000  # noqa: E731 - said once, for the thread
    stopper = threading.Thread(target=lambda: (wait_until(some_is_here), cancel.cancel()))
    stopper.start()
    with pytest.raises(Cancelled, match="What has arrived is kept"):
        models.pull(PullRequest("pinned", accept_licence=True), cancel=cancel)
    stopper.join()
    if not is_kept:
        models.discard("pinned")
    assert folder.exists() is is_kept
    assert bool(models.find("pinned").waiting_bytes) is is_kept
    pull(models, "pinned")
    assert (server.gets()[1].start > 0) is is_kept


@pytest.mark.parametrize("way", ["remove", "discard"])
def test_what_a_broken_download_left_is_shown_and_can_be_removed(models, server, folder, way):
    server.faults.extend([lambda answer: answer.send_file(), *[status(500)] * 3])
    with pytest.raises(DownloadFailed):
        pull(models, "pinned")
    assert models.find("pinned").waiting_bytes == len(WEIGHTS)
    assert models.find("pinned").installed is None
    getattr(models, way)("pinned")
    assert not folder.exists()


def test_throwing_away_a_part_leaves_a_whole_model_alone(models):
    pull(models, "pinned")
    models.discard("pinned")
    assert models.find("pinned").installed


def test_only_one_at_a_time_writes_a_model(models, server, folder):
    cancel = CancelToken()
    server.always = stall(10)
    first = threading.Thread(target=lambda: stopped(models, cancel))
    first.start()
    assert server.stalled.wait(10)
    for ask in (lambda: pull(models, "pinned"), lambda: models.remove("pinned")):
        with pytest.raises(WeightsInUse):
            ask()
    cancel.cancel()
    first.join()


def stopped(models, cancel):
    with pytest.raises(Cancelled):
        models.pull(PullRequest("pinned", accept_licence=True), progress=no_progress, cancel=cancel)


def test_files_that_are_here_are_imported_without_a_network(models, server, folder, tmp_path):
    pull(models, "pinned")
    source = (folder / "pinned").rename(tmp_path / "stick")
    server.asked.clear()
    imported = models.import_files(ImportRequest("pinned", source, accept_licence=True), **NOW)
    assert server.asked == []
    assert models.verify("pinned", **NOW) == imported.installed
    assert everything_in(folder / "pinned").keys() == everything_in(source).keys()


def test_an_interrupted_download_stays_until_an_import_has_succeeded(models, server, folder, tmp_path):
    pull(models, "pinned")
    source = (folder / "pinned").rename(tmp_path / "stick")
    server.faults.extend([lambda answer: answer.send_file(), *[status(500)] * 3])
    with pytest.raises(DownloadFailed):
        pull(models, "pinned")
    with pytest.raises(WeightsDamaged):
        models.import_files(ImportRequest("pinned", source / "sub", accept_licence=True), **NOW)
    assert models.find("pinned").waiting_bytes == len(WEIGHTS)
    models.import_files(ImportRequest("pinned", source, accept_licence=True), **NOW)
    assert models.find("pinned").waiting_bytes == 0
    assert [path.name for path in folder.iterdir()] == ["pinned"]


def test_an_import_that_fails_leaves_nothing(models, folder, tmp_path):
    (tmp_path / "stick").mkdir()
    with pytest.raises(WeightsDamaged, match="is missing"):
        models.import_files(ImportRequest("pinned", tmp_path / "stick", accept_licence=True), **NOW)
    assert not folder.exists()


def test_damage_is_told_by_name(models, folder):
    pull(models, "pinned")
    path = folder / "pinned" / "model.safetensors"
    path.write_bytes(bytes(len(WEIGHTS)))
    with pytest.raises(WeightsDamaged, match=r"Pinned is damaged: model\.safetensors\.") as caught:
        models.verify("pinned", **NOW)
    assert "fetch it again" in caught.value.hint
