"""Rules every test lives by: a home of its own, nothing left running, nothing asked of the network, no stray log."""

import itertools
import logging
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.support.closed_network import Asked, asked
from tests.support.leftovers import Census, keep_out_of_collections
from tests.support.waiting import PATIENCE_S

hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis.settings.load_profile("repeatable")

# with other numbers of threads torch rounds otherwise, and another process would not make the very same samples
os.environ.setdefault("OMP_NUM_THREADS", "1")
if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_addoption(parser: pytest.Parser) -> None:
    """What an engine's author types; see docs/engine-authors.md."""
    help_text = "try the engine contract on this engine instead of our own (may be given several times)"
    parser.addoption("--engine", metavar="ID", action="append", default=[], help=help_text)
    help_text = "where the engines of the engine contract work (default: cpu)"
    parser.addoption("--device", choices=("cpu", "cuda"), default="cpu", help=help_text)


def pytest_configure(config: pytest.Config) -> None:
    """Ctrl-C reaches the programs that are tested, and tests that run side by side have a display each.

    Tests started in the background of a shell ignore Ctrl-C, and what they start does so, too. On
    one display windows would take the focus from one another.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if "PYTEST_XDIST_WORKER" in os.environ and os.environ.get("DISPLAY") and shutil.which("Xvfb"):
        os.environ["DISPLAY"] = _own_display(config)


def _own_display(config: pytest.Config) -> str:
    told, tell = os.pipe()
    command = ["Xvfb", "-displayfd", str(tell), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[tell], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(tell)

    def end_server() -> None:
        server.terminate()
        server.wait()

    config.add_cleanup(end_server)
    with os.fdopen(told) as answer:
        return f":{answer.readline().strip()}"


def pytest_collection_finish() -> None:
    keep_out_of_collections()


@pytest.fixture(scope="session", autouse=True)
def _home_of_the_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Fixtures that live longer than one test never reach the user's own folders either."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOICECLONER_HOME", str(tmp_path_factory.mktemp("session_home")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_wait_for_the_disk() -> Iterator[None]:
    """No test pulls the plug: what was written is there for all, also after a kill, long before it lies on the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _file: None)
        yield


@pytest.fixture(autouse=True)
def _nothing_left_running(_home_of_the_session: None) -> Iterator[None]:
    """First to start and so last to end: whatever a test's own fixtures clean up is gone by then."""
    keep_out_of_collections()
    before = Census()
    yield
    leftovers = before.leftovers()
    if leftovers:
        pytest.fail("the test left behind:\n" + "\n".join(leftovers), pytrace=False)


@pytest.fixture(autouse=True)
def _nothing_asked_of_the_network(_nothing_left_running: None) -> Iterator[None]:
    """Where the network is closed (`tests.support.closed_network`), a test that asks it for something fails."""
    before = asked()
    yield
    if (after := asked()) != before:
        new = Asked(after.calls - before.calls, after.names[len(before.names) :])
        pytest.fail(f"this test, or one that ran beside it, made {new}", pytrace=False)


@pytest.fixture(scope="session")
def _new_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes folders in one of their own: pytest's `mktemp` reads all earlier names to number the next."""
    homes, numbers = tmp_path_factory.mktemp("homes"), itertools.count()

    def make() -> Path:
        home = homes / str(next(numbers))
        home.mkdir()
        return home

    return make


@pytest.fixture(autouse=True)
def _own_home(_nothing_left_running: None, _new_home: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICECLONER_HOME", str(_new_home()))


@pytest.fixture
def qtbot(qtbot: Any) -> Any:
    """As it is, but that it waits longer where nobody says how long: on a busy computer five seconds are soon over."""
    for name in ("waitActive", "waitExposed", "waitSignal", "waitSignals", "waitUntil"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=round(1000 * PATIENCE_S)))
    return qtbot


@pytest.fixture(autouse=True)
def _no_stray_log(_nothing_left_running: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning in the log fails the test, unless it asks for `caplog` and so looks at the log itself."""
    if "caplog" in request.fixturenames:
        yield
        return
    keeper = _Keeper()
    logging.getLogger().addHandler(keeper)
    yield
    logging.getLogger().removeHandler(keeper)
    if keeper.lines:
        pytest.fail("the test logged without asking for caplog:\n" + "\n".join(keeper.lines), pytrace=False)


class _Keeper(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")
