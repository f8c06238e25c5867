"""One window for each library: a second start hands its files to the first one and ends.

The two talk through a local socket (a named pipe on Windows) named after the data folder, which only this user may
open. What is said is one line of JSON, and ``ok`` back.
"""

import hashlib
import json
import logging
import os
import socket
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_log = logging.getLogger(__name__)
_PATIENCE_S = 3.0
_LONGEST_BYTES = 1_000_000
_OK = b"ok\n"


def address_of(data: Path) -> str:
    """The name of the socket of the window that shows the library in `data`."""
    digest = hashlib.sha256(str(data.absolute()).encode()).hexdigest()[:16]
    if sys.platform == "win32":
        return f"voicecloner-{digest}"
    folder = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()  # short enough for a socket's name
    return str(Path(folder) / f"voicecloner-{os.getuid()}-{digest}")


def hand_over(address: str, files: list[Path]) -> bool:
    """Have the window that is open show itself and these files; whether there is one that does."""
    message = json.dumps({"files": [str(path.absolute()) for path in files]}).encode() + b"\n"
    try:
        return _asked(address, message) == _OK
    except OSError:
        return False


def _asked(address: str, message: bytes) -> bytes:
    if sys.platform == "win32":
        with Path(rf"\\.\pipe\{address}").open("r+b", buffering=0) as pipe:
            pipe.write(message)
            return pipe.read(len(_OK)) or b""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        link.settimeout(_PATIENCE_S)
        link.connect(address)
        link.sendall(message)
        return link.recv(len(_OK))


class OneWindow(QObject):
    """Answers those who start the program again.

    Args:
        parent: lives as long.

    Signals:
        asked: the window is wanted, with a tuple of paths to show.
    """

    asked = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)

    def listen(self, address: str) -> bool:
        """Listen at the address, where no other window answers; whether that was possible."""
        if self._server.listen(address):
            return True
        QLocalServer.removeServer(address)  # left by a program that was killed
        is_listening = self._server.listen(address)
        if not is_listening:
            _log.warning("a second start will open a second window: %s", self._server.errorString())
        return is_listening

    def close(self) -> None:
        """Give the address back."""
        self._server.close()

    def _greet(self) -> None:
        while link := self._server.nextPendingConnection():
            # a line that never ends must not fill the memory
            link.setReadBufferSize(_LONGEST_BYTES)
            link.disconnected.connect(link.deleteLater)
            # what was sent before anybody listened to this signal is read at once below
            link.readyRead.connect(lambda link=link: self._hear(link))
            self._hear(link)

    def _hear(self, link: QLocalSocket) -> None:
        if not link.canReadLine():
            return
        files = _files_in(bytes(link.readLine().data()))
        if files is None:
            link.abort()
            return
        link.write(_OK)
        # before the link is closed: whoever asks waits for the answer, and starts a window of its own without one
        link.flush()
        link.disconnectFromServer()
        self.asked.emit(files)


def _files_in(line: bytes) -> tuple[Path, ...] | None:
    """The files a line names; None if it is none of ours."""
    try:
        message = json.loads(line)
    except ValueError:
        return None
    names = message.get("files") if isinstance(message, dict) else None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return None
    return tuple(map(Path, names))
