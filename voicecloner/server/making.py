"""Voices that are being made for callers: one after the other, watched and stopped by their ids."""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.server.answering import Busy, NotThere

if TYPE_CHECKING:
    from voicecloner.api.voices import CreatedVoice

_MOST_KEPT = 100
"""Finished ones that can still be asked about."""
_MAKING_S = 90.0
Make = Callable[[Progress, CancelToken], "CreatedVoice"]


@dataclass
class Making:
    """A voice that is being made, or was.

    Attributes:
        id: by which it is asked about.
        cancel: stops it.
        update: how far it is.
        created: the voice, once it is there.
        error: why there is none.
        done: ends when it is clear which of the two.
    """

    id: str
    cancel: CancelToken = field(default_factory=CancelToken)
    update: ProgressUpdate = field(default_factory=lambda: ProgressUpdate("Waiting for its turn"))
    created: "CreatedVoice | None" = None
    error: VoiceClonerError | None = None
    done: "Future[None]" = field(default_factory=Future)

    def required(self) -> "CreatedVoice":
        """The voice.

        Raises:
            NotThere: it is not made yet, or never was.
        """
        if self.created is None:
            raise NotThere("The voice is not there.")
        return self.created

    @property
    def state(self) -> str:
        """``"running"``, ``"succeeded"``, ``"failed"`` or ``"cancelled"``."""
        if self.created:
            return "succeeded"
        if self.error is None:
            return "running"
        return "cancelled" if isinstance(self.error, Cancelled) else "failed"

    def do(self, make: Make) -> None:
        """Make it, and note how that ended."""
        try:
            self.created = make(self._note, self.cancel)
        except VoiceClonerError as error:
            self.error = error
        finally:
            self.done.set_result(None)

    def _note(self, update: ProgressUpdate) -> None:
        self.update = update


class Makings:
    """All of them.

    Args:
        most_waiting: that may wait.
    """

    def __init__(self, most_waiting: int) -> None:
        self._most_waiting = most_waiting
        self._makings: OrderedDict[str, Making] = OrderedDict()
        self._thread = ThreadPoolExecutor(1, "making-voices")

    def begin(self, make: Make) -> Making:
        """Have a voice made as soon as those before it are done.

        Raises:
            Busy: too many wait already.
        """
        running = sum(each.state == "running" for each in self._makings.values())
        if running > self._most_waiting:
            raise Busy(_MAKING_S * running)
        making = Making(secrets.token_hex(8))
        self._makings[making.id] = making
        while len(self._makings) > _MOST_KEPT + running:
            self._forget_oldest()
        self._thread.submit(making.do, make)
        return making

    def find(self, making_id: str) -> Making:
        """The one with this id.

        Raises:
            NotThere: there is none, or it was forgotten.
        """
        if making_id not in self._makings:
            raise NotThere(f"There is no job “{making_id}”.", "Jobs are forgotten when the service ends.")
        return self._makings[making_id]

    def close(self) -> None:
        """Stop what is under way."""
        for making in self._makings.values():
            making.cancel.cancel()
        self._thread.shutdown()

    def _forget_oldest(self) -> None:
        finished = next((key for key, each in self._makings.items() if each.state != "running"), None)
        if finished:
            del self._makings[finished]
