"""What a test must not leave behind: threads, child processes, windows, timers."""

import gc
import os
import select
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

GRACE_S = 3.0
# What outlives a test by intent: helpers that multiprocessing keeps until the end, and the sound server of a module.
_LASTING = (b"multiprocessing.resource_tracker", b"multiprocessing.forkserver", b"pulseaudio")
_MANY_MODULES = 200


class _Frozen:
    modules = 0


_frozen = _Frozen()


def child_processes() -> set[int]:
    """Ids of this process's living children, without those that outlive a test by intent."""
    lists = Path("/proc/self/task").glob("*/children")
    pids = {int(pid) for path in lists for pid in _read(path).split()}
    return {pid for pid in pids if _is_running(pid) and not _is_lasting(pid)}


@dataclass(frozen=True)
class Census:
    """Everything alive at one moment that a test could leave behind."""

    threads: set[threading.Thread] = field(default_factory=lambda: set(threading.enumerate()))
    children: set[int] = field(default_factory=child_processes)
    qt_objects: set[int] = field(default_factory=lambda: {_address(thing) for thing in living_qt_objects()})

    def leftovers(self) -> list[str]:
        """One line for each thing alive now that was not alive at the census, after a short grace."""
        deadline = time.monotonic() + GRACE_S
        return [*self._threads(deadline), *self._children(deadline), *self._qt_objects()]

    def _threads(self, deadline: float) -> list[str]:
        started = [thread for thread in threading.enumerate() if thread not in self.threads and not _is_foreign(thread)]
        for thread in started:
            thread.join(max(0.0, deadline - time.monotonic()))
        return [f"thread {thread.name!r} still runs" for thread in started if thread.is_alive()]

    def _children(self, deadline: float) -> list[str]:
        started = child_processes() - self.children
        return [f"child process {pid} still runs: {_command(pid)}" for pid in started if not _ends(pid, deadline)]

    def _qt_objects(self) -> list[str]:
        if not self._new_qt_objects():
            return []
        _destroy_unreferenced()
        return [f"Qt object still in use: {thing!r}" for thing in self._new_qt_objects()]

    def _new_qt_objects(self) -> list[Any]:
        return [thing for thing in living_qt_objects() if _address(thing) not in self.qt_objects]


def keep_out_of_collections() -> None:
    """What was imported since the last call is not looked through again for garbage.

    Nearly every test with a window has its garbage collected; among a million objects of libraries and collected tests
    that takes half a second. Between two tests there is little else alive.
    """
    if len(sys.modules) >= _frozen.modules + _MANY_MODULES:
        gc.collect()
        gc.freeze()
        _frozen.modules = len(sys.modules)


def living_qt_objects() -> list[Any]:
    """Top-level widgets, active timers and running QThreads, if Qt is in use at all."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    import shiboken6
    from PySide6.QtCore import QThread, QTimer

    # one look at each of thousands, three times in each test
    found = [thing for thing in shiboken6.getAllValidWrappers() if isinstance(thing, (QTimer, QThread))]
    timers = [thing for thing in found if isinstance(thing, QTimer) and thing.isActive()]
    threads = [thing for thing in found if isinstance(thing, QThread) and _is_own_running(thing)]
    return [*widgets.QApplication.topLevelWidgets(), *timers, *threads]


def _address(thing: Any) -> int:
    """The C++ object's address: its Python wrapper may be a new one at each look."""
    import shiboken6

    return int(shiboken6.getCppPointer(thing)[0])


def _is_own_running(thread: Any) -> bool:
    from PySide6.QtCore import QThread

    return thread.isRunning() and thread is not QThread.currentThread()


def _destroy_unreferenced() -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def _is_foreign(thread: threading.Thread) -> bool:
    """Python keeps a stand-in for each native thread that ever called it (audio callbacks, QThreads); it cannot end."""
    return isinstance(thread, threading._DummyThread)


def _ends(pid: int, deadline: float) -> bool:
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        ready, _, _ = select.select([handle], [], [], max(0.0, deadline - time.monotonic()))
    finally:
        os.close(handle)
    return bool(ready)


def _is_running(pid: int) -> bool:
    status = _read(Path(f"/proc/{pid}/stat")).rpartition(b") ")[2]
    return bool(status) and not status.startswith(b"Z")


def _is_lasting(pid: int) -> bool:
    command = _read(Path(f"/proc/{pid}/cmdline"))
    return any(name in command for name in _LASTING)


def _command(pid: int) -> str:
    return _read(Path(f"/proc/{pid}/cmdline")).replace(b"\0", b" ").decode(errors="replace").strip()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it ended meanwhile
        return b""
