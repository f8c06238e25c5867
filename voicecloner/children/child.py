"""One child process, seen from the program: start it, talk to it, hear its last words, end it.

Nothing here waits without an end. Threads carry what goes through the pipes, because not every system can wait
for a pipe and a clock at once: a message to a child that does not read stays with its thread, and what a child says
stays with the child once `_WAITING_MESSAGES` wait to be received. So only `receive` waits, as long as a `Patience`
lasts; then the caller ends the child.
"""

import io
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Self, cast

from voicecloner.children import packets
from voicecloner.children.environment import child_environment
from voicecloner.children.packets import Packet
from voicecloner.children.patience import ChildGone, Patience
from voicecloner.children.printed import Printed

POLL_S = 0.04
_WAITING_MESSAGES = 3
# A dead child's last message may still be on its way through the thread that reads.
_LAST_MESSAGE_S = 0.5
_JOIN_S = 2.0
# A child that dies closes its line first and only then prints why.
_DYING_S = 1.0


@dataclass(frozen=True)
class Start:
    """What to start.

    Attributes:
        command: the program and its arguments.
        environment: the variables it sees.
        folder: where it works; None: where this program does.
        log: a file that all it prints is appended to.
        talks: whether it is one of the program's own, which send and receive messages; a stranger only prints.
    """

    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=child_environment)
    folder: Path | None = None
    log: Path | None = None
    talks: bool = True


class Child:
    """One running process. Used from one thread at a time.

    Args:
        start: what to start.

    Raises:
        OSError: it cannot be started.
    """

    def __init__(self, start: Start) -> None:
        self._process = subprocess.Popen(
            start.command,
            stdin=subprocess.PIPE if start.talks else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if start.talks else subprocess.STDOUT,
            cwd=start.folder,
            env=start.environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._outgoing: queue.SimpleQueue[tuple[bytes, bytes] | None] = queue.SimpleQueue()
        # Bounded, so that a child that says more than is wanted waits at its pipe instead of filling this memory.
        self._incoming: queue.Queue[Packet | None] = queue.Queue(_WAITING_MESSAGES)
        printed = self._process.stderr if start.talks else self._process.stdout
        self._printed = Printed(cast(io.BufferedReader, printed), start.log)
        self._reader = _started(self._read) if start.talks else None
        self._writer: threading.Thread | None = None
        self._is_gone = False

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def send(self, head: Mapping[str, Any], content: bytes = b"") -> None:
        """Send a message; it never waits. That the child is gone shows when its answer is received.

        Raises:
            PacketTooLarge: nothing was sent.
        """
        # Packed here, where a message that is too large can still be told to the caller.
        self._outgoing.put((packets.packed(head, content), content))
        self._begin_to_write()

    def receive(self, patience: Patience) -> Packet:
        """The next message.

        Raises:
            ChildGone, ChildSilent, Cancelled
        """
        message = None
        while message is None:
            wait_s, began_s = patience.next_wait_s(POLL_S), time.monotonic()
            message = self.poll(wait_s)
            patience.spend(min(wait_s, time.monotonic() - began_s))
        return message

    def poll(self, timeout_s: float) -> Packet | None:
        """The next message; None if none came within `timeout_s` seconds.

        Raises:
            ChildGone: none will come.
        """
        # Asked before looking: a child that ends in between has put its last message by then.
        was_alive = self.is_alive
        try:
            message = None if self._is_gone else self._incoming.get(timeout=timeout_s if was_alive else _LAST_MESSAGE_S)
        except queue.Empty:
            if was_alive:
                return None
            message = None  # a process of its own that the child started may hold the pipe open
        if message is None:
            self._is_gone = True
            raise ChildGone
        return message

    def wait(self, timeout_s: float) -> bool:
        """Wait for its end, `timeout_s` seconds at most; whether it has ended."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout_s)
            return True
        return False

    def last_words(self) -> str:
        """What it and its libraries printed last; complete once it is gone or has been ended."""
        if self._is_gone or not self.is_alive:
            self._printed.join(_JOIN_S)
        return self._printed.last_words()

    def end(self, patience_s: float = 0.0) -> int:
        """Close its stdin, give it `patience_s` seconds to leave, then kill it; may be called again.

        One that is leaving already gets the time to say why.

        Returns:
            its exit code.
        """
        # The writer closes the pipe once all that waits has been written; a child reads that as "no more".
        self._outgoing.put(None)
        if self._reader:
            self._begin_to_write()
        # Not terminate: a child that hangs in a library does not come to hear of it.
        if not self.wait(max(patience_s, _DYING_S if self._is_gone else 0.0)):
            self._process.kill()
        code = self._process.wait()
        self._let_threads_end()
        self._printed.join(_JOIN_S)
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.end()

    def _begin_to_write(self) -> None:
        """Many are sent nothing, and so need no thread that writes until their stdin is closed."""
        self._writer = self._writer or _started(self._write)

    def _let_threads_end(self) -> None:
        """Take what the reader still wants to put."""
        threads = [thread for thread in (self._reader, self._writer) if thread]
        deadline_s = time.monotonic() + _JOIN_S
        while any(thread.is_alive() for thread in threads) and time.monotonic() < deadline_s:
            with suppress(queue.Empty):
                self._incoming.get(timeout=0.01)

    def _write(self) -> None:
        pipe = cast(BinaryIO, self._process.stdin)
        with suppress(OSError), pipe:  # it is gone
            while (parts := self._outgoing.get()) is not None:
                for part in parts:
                    pipe.write(part)
                pipe.flush()

    def _read(self) -> None:
        with cast(BinaryIO, self._process.stdout) as pipe:
            while (message := packets.read(pipe)) is not None:
                self._incoming.put(message)
        self._incoming.put(None)


def _started(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, name=f"child{work.__name__}", daemon=True)
    thread.start()
    return thread
