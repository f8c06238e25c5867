"""A shell that believes somebody types into it."""

import os
import select
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

_PATIENCE_S = 20.0
_LINE_AWAY = "\x15"  # what is typed is forgotten


class TypedShell:
    """Used as a context manager.

    Args:
        command: how it is started, for people.
        folder: where.
    """

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        import pty  # not there on Windows

        self._terminal, other = pty.openpty()
        environment = {**os.environ, "TERM": "dumb", "HOME": str(folder)}
        self._process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=other, stdout=other, stderr=other, start_new_session=True
        )
        os.close(other)

    def enter(self, line: str, awaited: str) -> None:
        """Type a line and Return; wait for what it says."""
        self._type(f"{line}\n")
        self._read_until(awaited)

    def complete(self, typed: str, awaited: str) -> None:
        """Type, press Tab, and wait for what is completed."""
        self._type(f"{_LINE_AWAY}{typed}\t")
        self._read_until(f"{typed.rsplit(' ', 1)[0]} {awaited}", f"\n{awaited} ")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._process.kill()
        self._process.wait(10)
        os.close(self._terminal)

    def _type(self, text: str) -> None:
        os.write(self._terminal, text.encode())

    def _read_until(self, *awaited: str) -> None:
        """Wait for one of them."""
        said = ""
        while not any(each in said for each in awaited):
            if not select.select([self._terminal], [], [], _PATIENCE_S)[0]:
                raise AssertionError(f"It did not say {awaited}, but {said!r}.")
            said += os.read(self._terminal, 4096).decode(errors="replace")
