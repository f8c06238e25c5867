"""A child process, seen from inside: its pipes to the program, and how far it may go."""

import faulthandler
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from voicecloner.children import packets
from voicecloner.children.packets import Packet

_STDIN, _STDOUT, _STDERR = 0, 1, 2


class Line:
    """The child's end of the pipes to the program."""

    def __init__(self, questions: BinaryIO, answers: BinaryIO) -> None:
        self._questions = questions
        self._answers = answers
        self._lock = threading.Lock()

    def receive(self) -> Packet | None:
        """Wait for the next message; None once the program wants no more, or is gone."""
        return packets.read(self._questions)

    def send(self, head: Mapping[str, Any], content: bytes = b"") -> None:
        """Send a message, from any thread.

        Raises:
            PacketTooLarge: nothing was sent.
            OSError: the program is gone.
        """
        with self._lock:
            packets.write(self._answers, head, content)


@contextmanager
def line_to_program() -> Iterator[Line]:
    """The pipes to the program. From now on what libraries print goes to stderr, not between messages."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the program decides what to stop
    questions = os.fdopen(os.dup(_STDIN), "rb")  # never closed: a thread may wait for it, and closing waits for that
    with os.fdopen(os.dup(_STDOUT), "wb") as answers:
        _turn_away_from_pipes()
        _print_to_stderr()
        yield Line(questions, answers)


def limit_this_process(*, cpu_s: int = 0, memory_bytes: int = 0, file_bytes: int = 0) -> None:
    """Bound what this process may use, where the system can (Linux); 0 leaves it unbound.

    Args:
        cpu_s: computing time: if the program is killed, nobody is left to watch the clock.
        memory_bytes: address space.
        file_bytes: size of each file it writes.
    """
    if sys.platform == "linux":
        import resource  # exists on Unix only

        wanted = {resource.RLIMIT_CPU: cpu_s, resource.RLIMIT_AS: memory_bytes, resource.RLIMIT_FSIZE: file_bytes}
        for limit, value in wanted.items():
            if value:
                # The soft limit of computing time sends a signal first, the hard one a second later kills.
                resource.setrlimit(limit, (value, value + (limit == resource.RLIMIT_CPU)))


def _turn_away_from_pipes() -> None:
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), _STDIN)
    os.dup2(_STDERR, _STDOUT)
    if sys.platform == "win32":  # libraries that ask Windows itself for the output, too
        import ctypes
        import msvcrt

        ctypes.windll.kernel32.SetStdHandle(-11, msvcrt.get_osfhandle(_STDERR))


def _print_to_stderr() -> None:
    if sys.stderr is None:  # a windowed program on Windows has none
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as the process lives
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    sys.stdout = sys.stderr
    # So a crash in a library's code leaves a trace among the child's last words.
    faulthandler.enable()
