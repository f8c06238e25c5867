"""Starting the engine's process and letting it in: a pipe with a key, a log, a time limit."""

import io
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import cast

from voicecloner.children.environment import clean_environment
from voicecloner.children.printed import Printed
from voicecloner.engines.worker import KEY_VARIABLE
from voicecloner.errors import EngineError, StorageError
from voicecloner.paths import HOME_VARIABLE
from voicecloner.scratch import scratch_folder

POLL_S = 0.04

Check = Callable[[], None]

_PACKAGE_ROOT = Path(__file__).resolve().parents[2]
_JOIN_S = 2.0
_LONGEST_FOLDER = 70
_THRIFTY = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "131072"}
"""For glibc: large blocks go back to the system as soon as they are free. It keeps them otherwise, the more the longer
an engine works: after twelve pieces of speech 394 MiB instead of 285 for the natural engine, which is no slower for it.
The neural engines' Python was not measured, and torch asks for many large blocks."""


def launch(
    command: Sequence[str], log_path: Path, deadline_s: float, check: Check
) -> "tuple[subprocess.Popen[bytes], Connection[bytes, bytes], Printed]":
    """Start the process and wait until it has connected.

    Args:
        command: what to start; the pipe's address is put behind it.
        log_path: where what it prints is kept.
        deadline_s: `time.monotonic` until which it may take.
        check: called all the while; what it raises ends the process and is passed on.

    Raises:
        EngineError: it could not be started, ended, or did not connect in time.
    """
    key = secrets.token_bytes(32)
    with _Door(key) as door:
        process = _start([*command, door.address], key)
        drain = Printed(cast(io.BufferedReader, process.stdout), log_path)
        try:
            return process, door.wait_for(process, deadline_s, check), drain
        except BaseException:
            end_process(process, drain, patience_s=0.0)
            raise


def require_time(deadline_s: float) -> None:
    """Make sure that there is time left until `deadline_s`, a time of `time.monotonic`.

    Raises:
        EngineError: there is none.
    """
    if time.monotonic() > deadline_s:
        raise EngineError(
            "The engine's process did not start in time.", "Close other programs, then try again; the log says more."
        )


def end_process(process: subprocess.Popen[bytes], drain: Printed, patience_s: float) -> None:
    """Wait `patience_s` seconds for the end of the process, then kill it; its log is complete afterwards."""
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    drain.join(_JOIN_S)


def _near_folder() -> str:
    """Where temporary files go, unless its name is too long for the address of a socket: 104 bytes on macOS."""
    usual = tempfile.gettempdir()
    is_far = os.name != "nt" and len(os.fsencode(usual)) > _LONGEST_FOLDER
    return "/tmp" if is_far else usual  # noqa: S108 - a folder with a random name is made in it


class _Door:
    """Where the worker connects. Accepting has no time limit of its own, so a thread does it."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._arrived = threading.Event()
        self._closing = self._handed_over = False
        self._connection: Connection[bytes, bytes] | None = None
        try:
            with ExitStack() as undo:
                # a folder of its own that is gone as soon as the worker is in, however the program may end later
                folder = undo.enter_context(scratch_folder(_near_folder()))
                address = None if os.name == "nt" else str(folder / "engine")
                self._listener = Listener(address, authkey=key)
                self._folder = undo.pop_all()
        except StorageError as error:
            raise EngineError(f"The engine's process could not be started. {error.message}", error.hint) from error
        except OSError as error:
            raise EngineError("The engine's process could not be started: no pipe can be opened.") from error
        self._thread = threading.Thread(target=self._accept, name="engine-door", daemon=True)

    @property
    def address(self) -> str:
        return cast(str, self._listener.address)

    def __enter__(self) -> "_Door":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._closing = True
        if not self._arrived.is_set():
            with suppress(OSError):
                Client(self.address).close()  # wakes the thread up; without the key it is not let in
        self._thread.join()
        self._listener.close()
        self._folder.close()
        if self._connection and not self._handed_over:
            self._connection.close()

    def wait_for(self, process: subprocess.Popen[bytes], deadline_s: float, check: Check) -> "Connection[bytes, bytes]":
        """The connection, once the process has made it."""
        while not self._arrived.wait(POLL_S):
            check()
            require_time(deadline_s)
            if process.poll() is not None:
                raise EngineError(
                    "The engine's process ended while it started.", "Report it with the log, or reinstall VoiceCloner."
                )
        self._handed_over = True
        return cast("Connection[bytes, bytes]", self._connection)

    def _accept(self) -> None:
        while not self._closing and self._connection is None:
            with suppress(OSError, EOFError, AuthenticationError):  # a stranger without the key
                self._connection = self._listener.accept()
        self._arrived.set()


def _start(command: list[str], key: bytes) -> subprocess.Popen[bytes]:
    """Start the process; what it prints comes through a pipe and never reaches the program's own output."""
    # models are fetched before, by the program itself: no library of an engine asks for anything more
    thrifty = _THRIFTY if command[0] == sys.executable else {}
    environment = {**thrifty, **clean_environment(), "HF_HUB_OFFLINE": "1", KEY_VARIABLE: key.hex()}
    if HOME_VARIABLE in environment:  # the process works in another folder
        environment[HOME_VARIABLE] = str(Path(environment[HOME_VARIABLE]).expanduser().absolute())
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=_PACKAGE_ROOT if _PACKAGE_ROOT.is_dir() else None,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise EngineError(f"The engine's process could not be started: {error.strerror}.") from error
