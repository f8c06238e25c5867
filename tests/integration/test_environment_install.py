"""Installing the packages of engines for real: with uv, from wheels on the disk."""

import os
import stat
import sysconfig
import threading
from dataclasses import replace

import pytest

from tests.support import fake_engines as fakes
from tests.support.local_packages import make_wheel
from tests.support.worker_hosts import PATIENT, clone
from voicecloner.engines.contract.voice_file import from_bytes
from voicecloner.engines.host import environments as module
from voicecloner.engines.host.client import WorkerHost
from voicecloner.engines.host.environment_install import EnvironmentInstaller, Growth, SetupTools, fault_of
from voicecloner.engines.host.environments import Environments, EnvironmentSpec
from voicecloner.errors import Cancelled, EngineNotInstalled, EnvironmentFailed, EnvironmentInUse, StorageError
from voicecloner.jobs import CancelToken, no_progress

SPEC = EnvironmentSpec("small", "Something small", "small.txt", 1000, ("needed_by_tests",))


@pytest.fixture
def wheels(tmp_path, monkeypatch):
    """A place to install from; what this Python has is found from the new one, too."""
    folder = tmp_path / "wheels"
    own = sysconfig.get_path("purelib")
    make_wheel(folder, "needed", {"needed_by_tests.py": "WORDS = 'here I am'\n", "borrowed.pth": f"{own}\n"})
    listing = tmp_path / "small.txt"
    listing.write_text("needed==1.0\n")
    monkeypatch.setattr(module, "resource", lambda _name: listing)
    monkeypatch.setattr("voicecloner.engines.host.environment_install.resource", lambda _name: listing)
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def environments(tmp_path, wheels):
    return Environments(tmp_path / "environments", {"small": SPEC})


def install(environments, cancel=None, **tools):
    installer = EnvironmentInstaller(environments, SetupTools(**tools))
    return installer.install(SPEC, progress=no_progress, cancel=cancel or CancelToken())


def script(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_an_engine_works_in_the_environment_that_was_installed_for_it(environments, tmp_path):
    folder = install(environments)
    assert not environments.cache("small").exists()
    assert install(environments) == folder  # there is nothing to do
    with pytest.MonkeyPatch.context() as patch:
        needy = replace(fakes.PryingEngine().info(), environment="small", packages=("needed_by_tests",))
        patch.setattr(fakes.PryingEngine, "info", lambda _self: needy)
        host = WorkerHost(fakes.TABLE, tmp_path / "log", environments=environments, limits=PATIENT)
        try:
            assert host.engine("prying").id == "prying"
            variables = from_bytes(clone(host, "prying").safetensors).voice_data.metadata
            assert clone(host, "tone").engine_id == "tone"  # in this Python, beside the other
            assert host.loaded() == ("prying", "tone")
            assert host.eject()
            assert host.loaded() == ()
        finally:
            host.close()
    assert variables["python"].startswith(str(folder))


def test_without_its_environment_the_engine_is_left_out(environments, tmp_path, monkeypatch):
    needy = replace(fakes.ToneEngine().info(), environment="small", packages=("needed_by_tests",))
    monkeypatch.setattr(fakes.ToneEngine, "info", lambda _self: needy)
    host = WorkerHost({"tone": fakes.TABLE["tone"]}, tmp_path, environments=environments)
    assert host.engines() == ()
    with pytest.raises(EngineNotInstalled, match="there is no needed_by_tests"):
        host.engine("tone")
    install(environments)
    assert [info.id for info in host.engines()] == ["tone"]


def test_packages_that_are_not_to_be_had_end_in_one_sentence(environments, wheels):
    (wheels / "needed-1.0-py3-none-any.whl").unlink()
    with pytest.raises(EnvironmentFailed, match="The packages could not be fetched"):
        install(environments)
    assert not environments.is_installed("small")


def test_packages_that_cannot_be_imported_are_no_installation(environments, wheels):
    make_wheel(wheels, "needed", {"another_module.py": ""})
    with pytest.raises(EnvironmentFailed):
        install(environments)
    assert not environments.is_installed("small")


def test_too_small_a_disk_is_told_before_anything_is_fetched(environments):
    with pytest.raises(StorageError, match="not enough room"):
        install(environments, free_bytes=lambda _folder: 400_000_000)


def test_stopping_leaves_nothing(environments, tmp_path):
    started = tmp_path / "started"
    os.mkfifo(started)
    slow = script(tmp_path / "uv", f"mkdir -p $UV_CACHE_DIR/archive; echo x > {started}; exec sleep 600")
    cancel = CancelToken()

    def stop():
        started.read_text()
        cancel.cancel()

    thread = threading.Thread(target=stop)
    thread.start()
    with pytest.raises(Cancelled):
        install(environments, cancel, uv=lambda: slow)
    thread.join()
    assert not environments.is_there("small")


def test_what_had_arrived_when_it_failed_is_kept(environments, tmp_path):
    failing = script(
        tmp_path / "uv", "mkdir -p $UV_CACHE_DIR/archive/one; echo 'error: Failed to fetch: `x`' >&2; exit 2"
    )
    with pytest.raises(EnvironmentFailed, match="could not be fetched") as caught:
        install(environments, uv=lambda: failing)
    assert "goes on where it stopped" in caught.value.hint
    assert environments.is_there("small")
    install(environments)
    assert environments.is_installed("small")


def test_what_another_environment_has_fetched_stays(environments):
    other = environments.cache("other") / "archive"
    other.mkdir(parents=True)
    install(environments)
    EnvironmentInstaller(environments).remove("small")
    assert other.exists()
    assert not environments.is_there("small")


def test_two_programs_do_not_install_at_once(environments, tmp_path):
    def during(_folder):
        with pytest.raises(EnvironmentInUse):
            install(environments)
        return 0

    with pytest.raises(StorageError):
        install(environments, free_bytes=during)


def test_removing_takes_everything(environments):
    install(environments)
    EnvironmentInstaller(environments).remove("small")
    assert not environments.is_there("small")


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ("error: Failed to extract\n  Caused by: No space left on device (os error 28)", "disk is full"),
        ("error: Failed to fetch: `https://x`\n  Caused by: dns error: failed to lookup", "could not be fetched"),
        ("error: request failed\n  Caused by: invalid peer certificate: UnknownIssuer", "certificate is not trusted"),
        ("error: proxy authentication required", "proxy did not let"),
        ("error: failed to create `x`: Permission denied (os error 13)", "cannot be written"),
        ("error: Because x==1 has no wheels with a matching platform tag", "no packages for this computer"),
        ("something else", "could not be installed"),
    ],
)
def test_every_fault_is_one_sentence(log, words):
    fault = fault_of(log)
    assert words in fault.message
    assert fault.hint


def test_growth_counts_what_is_complete_once_and_what_is_not_again(tmp_path):
    growth = Growth(tmp_path)
    assert growth.size_bytes() == 0
    whole = tmp_path / "archive" / "package"
    whole.mkdir(parents=True)
    (whole / "a").write_bytes(b"12345")
    unfinished = tmp_path / "archive" / ".tmp"
    unfinished.mkdir()
    (unfinished / "b").write_bytes(b"1")
    assert growth.size_bytes() == 6
    (unfinished / "b").write_bytes(b"123")
    assert growth.size_bytes() == 8
