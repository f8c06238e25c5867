"""Answer other programs on this computer while the window is open: the service over HTTP, in a process of its own."""

import threading
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import quote

from voicecloner.children.child import Child, Start
from voicecloner.children.packets import Head
from voicecloner.children.patience import ChildLost, Patience
from voicecloner.errors import InvalidRequest, ServiceFailed
from voicecloner.jobs import NEVER, CancelToken

_START_S = 60.0
_LEAVE_S = 8.0


class KeepsToken(Protocol):
    """See `voicecloner.passwords.ServiceToken`."""

    def find(self) -> str:
        """What other programs have to know."""
        ...


@dataclass(frozen=True)
class Answering:
    """A service that answers.

    Attributes:
        address: where, such as ``http://127.0.0.1:8123``.
        token: what other programs have to know.
    """

    address: str
    token: str = field(repr=False)

    @property
    def page(self) -> str:
        """The address of its page. The token is behind the #, which browsers send nobody."""
        return f"{self.address}/#token={quote(self.token, safe='')}"


class AnswerPrograms:
    """The use case: begins and ends the service.

    Args:
        start: what to start.
        tokens: knows the token.
    """

    def __init__(self, start: Start, tokens: KeepsToken) -> None:
        self._start = start
        self._tokens = tokens
        self._lock = threading.Lock()
        self._child: Child | None = None

    @property
    def is_alive(self) -> bool:
        """Whether it was begun and still runs."""
        child = self._child
        return child is not None and child.is_alive

    def begin(self, port: int, *, cancel: CancelToken = NEVER) -> Answering:
        """Begin, after ending one that runs.

        Args:
            port: where to answer; 0: anywhere.
            cancel: stops waiting for it.

        Raises:
            InvalidRequest: the port is taken, or the packages of the service are not installed.
            ServiceFailed: its process cannot be started, or ended.
            Cancelled: stopped by the user; nothing runs.
        """
        with self._lock:
            self._end()
            token = self._tokens.find()
            child = self._started()
            try:
                child.send({"port": port, "token": token})
                address = _address_in(child.receive(Patience(_START_S, cancel)).head)
            except ChildLost as lost:
                child.end()
                raise ServiceFailed(f"The service did not start. {child.last_words()}".strip()) from lost
            except BaseException:
                child.end()
                raise
            self._child = child
        return Answering(address, token)

    def end(self) -> None:
        """End it; may be called again."""
        with self._lock:
            self._end()

    close = end

    def last_words(self) -> str:
        """What a service printed that ended by itself."""
        child = self._child
        return child.last_words() if child else ""

    def _started(self) -> Child:
        try:
            return Child(self._start)
        except OSError as error:
            raise ServiceFailed(f"The service did not start: {error.strerror}.") from error

    def _end(self) -> None:
        child, self._child = self._child, None
        if child:
            child.end(_LEAVE_S)


def _address_in(answer: Head) -> str:
    if told := answer.get("error"):
        raise InvalidRequest(told["message"], told["hint"])
    return str(answer["address"])
