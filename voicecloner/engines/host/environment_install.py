"""Installing the packages of the neural engines into an environment of their own, with uv.

uv fetches and unpacks side by side, links instead of copying, keeps what has arrived, and brings a Python along where
there is none, as beside a frozen program. It tells little while it works, so the folder it fetches into is measured.
"""

import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from voicecloner import file_lock
from voicecloner.atomic import make_folder, remove_file, storage_error, write_atomically
from voicecloner.children.child import Child, Start
from voicecloner.children.environment import clean_environment
from voicecloner.engines.host.environments import RECORD_NAME, Environments, EnvironmentSpec
from voicecloner.errors import EnvironmentFailed, EnvironmentInUse, StorageError, either
from voicecloner.jobs import CancelToken, Progress
from voicecloner.models.network_options import NetworkOptions
from voicecloner.models.transfer_pace import TransferPace
from voicecloner.paths import resource
from voicecloner.wording import size_words

LOG_NAME = "install.log"
_POLL_S = 0.5
_PYTHON_OF_FROZEN = "3.12"
_SPARE_BYTES = 500_000_000

# What uv says -> what the user is told. The first that fits counts.
_FAULTS = (
    (r"No space left|os error 28|disk full|os error 112", "The disk is full.", "Free some space, then try again."),
    (r"Permission denied|Read-only file system", "The folder of the engines cannot be written.", "Check its rights."),
    (
        r"certificate|UnknownIssuer|InvalidCertificate",
        "The server's certificate is not trusted.",
        either(
            "If your company inspects connections, name its certificate file in the settings",
            "settings set certificate_file FILE",
        ),
    ),
    (
        r"407 Proxy|[Pp]roxy",
        "The proxy did not let the download through.",
        either("Check its address in the settings", "settings set download_proxy http://name@proxy:port"),
    ),
    (
        r"network was disabled|dns error|error sending request|timed out|connection|Failed to (fetch|download)",
        "The packages could not be fetched.",
        "Check the network, then try again: the download goes on where it stopped.",
    ),
    (r"[Hh]ash mismatch|Invalid .*(wheel|zip)", "A package arrived damaged.", "Try again."),
    (
        r"no wheels|No solution found|not.*compatible|wasn't found|No interpreter found",
        "There are no packages for this computer.",
        "They need 64-bit Linux or Windows, or macOS 14 and a processor by Apple, and Python 3.11 to 3.14.",
    ),
)


def find_uv() -> Path:
    """The uv that came with this program.

    Raises:
        EnvironmentFailed: there is none.
    """
    frozen_root = getattr(sys, "_MEIPASS", None)
    name = "uv.exe" if os.name == "nt" else "uv"
    if frozen_root and (Path(frozen_root) / name).exists():
        return Path(frozen_root) / name
    try:
        from uv import find_uv_bin

        return Path(find_uv_bin())
    except (ImportError, FileNotFoundError) as error:
        raise EnvironmentFailed("The installer uv is missing.", "Reinstall VoiceCloner.") from error


@dataclass(frozen=True)
class SetupTools:
    """What installing needs of the system, to be replaced in tests.

    Attributes:
        network: how it is reached just now.
        uv: the program that does it.
        free_bytes: how much room there is on the disk of a folder.
        clock: seconds that only go up.
    """

    network: Callable[[], NetworkOptions] = NetworkOptions
    uv: Callable[[], Path] = find_uv
    free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free
    clock: Callable[[], float] = time.monotonic


class EnvironmentInstaller:
    """Installs and removes environments.

    Args:
        environments: where they lie.
        tools: what it needs of the world.
    """

    def __init__(self, environments: Environments, tools: SetupTools | None = None) -> None:
        self._environments = environments
        self._tools = tools or SetupTools()

    def install(self, spec: EnvironmentSpec, *, progress: Progress, cancel: CancelToken) -> Path:
        """Make an environment, or bring it up to date; returns its folder. One that is as it should be is left alone.

        Raises:
            EnvironmentInUse: somebody else is at it.
            EnvironmentFailed: it could not be made; what has arrived is kept, to go on with.
            StorageError: there is not enough room, or the folder cannot be written.
            Cancelled: nothing of it is left.
        """
        if spec.lacks_here:
            raise EnvironmentFailed(
                f"There is no “{spec.title}” for this computer. {spec.lacks_here}",
                either("Install “Pocket TTS without torch” on the page “Models”", "engines install neural-light"),
            )
        with self._held(spec.id):
            if not self._environments.is_installed(spec.id):
                self._require_room(spec)
                self._make(spec, TransferPace(spec.about_bytes, progress, self._tools.clock), cancel)
        return self._environments.path(spec.id)

    def remove(self, environment_id: str) -> None:
        """Take an environment away, and what is on its way of it.

        Raises:
            EnvironmentInUse: somebody is installing it.
            StorageError: something stays.
        """
        with self._held(environment_id):
            self._clear(environment_id)

    def _make(self, spec: EnvironmentSpec, pace: TransferPace, cancel: CancelToken) -> None:
        folder = self._environments.path(spec.id)
        steps = _Steps(self._uv_command(), self._environment_variables(spec.id), folder.parent, pace, cancel)
        try:
            remove_file(folder / RECORD_NAME)
            pace.begin("Making a Python for the neural engines")
            steps.run(["venv", "--allow-existing", "--python", _base_python(), str(folder)])
            pace.begin("Fetching the packages")
            python = str(self._environments.python(spec.id))
            wanted = ["pip", "sync", "--compile-bytecode", "--python", python, str(resource(spec.packages))]
            steps.run(wanted, growing=self._environments.cache(spec.id))
            pace.begin("Trying the packages")
            steps.run_python(python, [f"import {name}" for name in spec.needs])
        except BaseException:
            if cancel.is_cancelled:
                self._clear(spec.id)
            raise
        write_atomically(folder / RECORD_NAME, json.dumps({"fingerprint": spec.fingerprint()}).encode())
        shutil.rmtree(self._environments.cache(spec.id), ignore_errors=True)

    def _uv_command(self) -> list[str]:
        return [str(self._tools.uv()), "--no-progress"]

    def _environment_variables(self, environment_id: str) -> dict[str, str]:
        options = self._tools.network()
        variables = clean_environment()
        # a folder of its own on the same disk: linking needs no second copy, and nothing is left when it is removed
        variables["UV_CACHE_DIR"] = str(self._environments.cache(environment_id))
        variables["UV_PYTHON_INSTALL_DIR"] = str(self._environments.folder / ".python")
        variables["UV_SYSTEM_CERTS"] = "1"
        if options.proxy:
            variables |= {"HTTPS_PROXY": options.proxy, "HTTP_PROXY": options.proxy}
        if options.certificate_file:
            variables["SSL_CERT_FILE"] = str(Path(options.certificate_file).expanduser())
        return variables

    def _require_room(self, spec: EnvironmentSpec) -> None:
        here_bytes = Growth(self._environments.cache(spec.id)).size_bytes()
        needed_bytes = max(0, spec.about_bytes - here_bytes) + _SPARE_BYTES
        free_bytes = self._tools.free_bytes(self._environments.folder)
        if free_bytes < needed_bytes:
            raise StorageError(
                f"There is not enough room on the disk: the packages need about {size_words(needed_bytes)}, "
                f"{size_words(free_bytes)} are free.",
                "Free some space, then try again.",
            )

    def _clear(self, environment_id: str) -> None:
        for folder in (self._environments.path(environment_id), self._environments.cache(environment_id)):
            try:
                shutil.rmtree(folder)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise storage_error(error, folder) from error

    @contextmanager
    def _held(self, environment_id: str) -> Iterator[None]:
        make_folder(self._environments.folder)
        path = self._environments.folder / f"{environment_id}.lock"
        try:
            lock = path.open("ab")
        except OSError as error:
            raise storage_error(error, path) from error
        with lock:
            if file_lock.try_hold(lock) is False:
                raise EnvironmentInUse("Another program is installing or removing the neural engines just now.")
            yield


class _Steps:
    """Runs uv and the new Python: stoppable, with what they say kept in a log."""

    def __init__(
        self, uv: list[str], variables: dict[str, str], folder: Path, pace: TransferPace, cancel: CancelToken
    ) -> None:
        self._uv = uv
        self._variables = variables
        self._folder = folder
        self._pace = pace
        self._cancel = cancel

    def run(self, arguments: list[str], growing: Path | None = None) -> None:
        """Run uv; the growth of the folder `growing` is the progress.

        Raises:
            EnvironmentFailed, Cancelled
        """
        self._run([*self._uv, *arguments], Growth(growing) if growing else None)

    def run_python(self, python: str, statements: list[str]) -> None:
        """Run statements in the new Python.

        Raises:
            EnvironmentFailed, Cancelled
        """
        self._run([python, "-P", "-s", "-c", "\n".join(statements)], None)

    def _run(self, command: list[str], growth: "Growth | None") -> None:
        self._cancel.raise_if_cancelled()
        log = self._folder / LOG_NAME
        remove_file(log)
        try:
            child = Child(Start(command, self._variables, self._folder, log, talks=False))
        except OSError as error:
            raise EnvironmentFailed(f"The installer could not be started: {error.strerror}.") from error
        with child:
            self._watch(child, growth)
            if child.end():
                said = log.read_text("utf-8", errors="replace") if log.exists() else child.last_words()
                raise fault_of(said)

    def _watch(self, child: Child, growth: "Growth | None") -> None:
        counted_bytes = 0
        while not child.wait(_POLL_S):
            self._cancel.raise_if_cancelled()
            if growth:
                size_bytes = growth.size_bytes()
                self._pace.add(size_bytes - counted_bytes)
                counted_bytes = size_bytes
        self._cancel.raise_if_cancelled()


class Growth:
    """The size of a folder that grows, cheaply asked again and again: what is complete is counted once.

    uv puts each package together in a folder with a name that begins with a dot, then renames it.

    Args:
        folder: it need not be there yet.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._complete: dict[str, int] = {}

    def size_bytes(self) -> int:
        """How much is in it now."""
        return sum(self._size_of(entry) for part in _entries(self._folder) for entry in _entries(part))

    def _size_of(self, folder: Path) -> int:
        if folder.name.startswith("."):
            return _tree_bytes(folder)
        key = str(folder)
        if key not in self._complete:
            self._complete[key] = _tree_bytes(folder)
        return self._complete[key]


def fault_of(log: str) -> EnvironmentFailed:
    """What the user is told of an installation that failed with these words."""
    for pattern, sentence, hint in _FAULTS:
        if re.search(pattern, log):
            return EnvironmentFailed(f"The neural engines could not be installed. {sentence}", hint)
    return EnvironmentFailed("The neural engines could not be installed.")


def _base_python() -> str:
    return _PYTHON_OF_FROZEN if getattr(sys, "frozen", False) else sys.executable


def _entries(folder: Path) -> list[Path]:
    with suppress(OSError):
        return list(folder.iterdir())
    return []


def _tree_bytes(folder: Path) -> int:
    total = 0
    for root, _folders, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # it was renamed just now
                total += (Path(root) / name).lstat().st_size
    return total
