"""Engines at work for callers: each says one text at a time, and only so many callers may wait for one."""

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from voicecloner.domain.audio import AudioChunk
from voicecloner.jobs import CancelToken
from voicecloner.server.answering import Busy

if TYPE_CHECKING:
    from voicecloner.api.speaking import Speak, SpeakOnce

_TURN_S = 5.0  # what a turn usually takes; a guess for who is sent away
_MOST_CHUNKS = 32
"""Pieces of sound that are made ahead of a slow listener."""


class EnginePool:
    """The engines, and who waits for them.

    Args:
        speaks: what says texts, each with an engine's process of its own.
        most_waiting: callers that may wait.
    """

    def __init__(self, speaks: "list[Speak]", most_waiting: int) -> None:
        self._free: asyncio.Queue[Speak] = asyncio.Queue()
        for speak in speaks:
            self._free.put_nowait(speak)
        self._count = len(speaks)
        self._most_waiting = most_waiting
        self.waiting = 0

    @asynccontextmanager
    async def turn(self) -> "AsyncIterator[Speak]":
        """Have an engine to oneself for the block.

        Raises:
            Busy: too many wait already.
        """
        if self._free.empty() and self.waiting >= self._most_waiting:
            raise Busy(_TURN_S * (self.waiting + 1) / self._count)
        self.waiting += 1
        try:
            speak = await self._free.get()
        finally:
            self.waiting -= 1
        try:
            yield speak
        finally:
            self._free.put_nowait(speak)


@dataclass
class SpeechRun:
    """A text that is just being said, in a thread of its own.

    Attributes:
        speak, request: what says what.
        slowest_s: how long a listener may take none of the sound.
    """

    speak: "Speak | SpeakOnce"
    request: Any
    slowest_s: float
    _cancel: CancelToken = field(default_factory=CancelToken)

    async def chunks(self) -> AsyncGenerator[AudioChunk]:
        """The sound as it is made; to stop listening stops it.

        Raises:
            VoiceClonerError: it cannot be said.
        """
        loop, arrived = asyncio.get_running_loop(), asyncio.Queue[AudioChunk | None]()
        room = threading.Semaphore(_MOST_CHUNKS)

        def give(item: AudioChunk | None) -> None:
            loop.call_soon_threadsafe(arrived.put_nowait, item)

        def heard(chunk: AudioChunk) -> None:
            if not room.acquire(timeout=self.slowest_s):
                self._cancel.cancel()
            give(chunk)

        work = loop.run_in_executor(None, self._say, heard, give)
        work.add_done_callback(_looked_at)
        try:
            while (item := await arrived.get()) is not None:
                room.release()
                yield item
            await work
        finally:
            self._cancel.cancel()
            room.release()
            # another gets its turn only when the engine is free
            await asyncio.wait([work])

    def _say(self, heard: Callable[[AudioChunk], None], give: Callable[[AudioChunk | None], None]) -> None:
        try:
            self.speak.aloud(self.request, cancel=self._cancel, on_chunk=heard)
        finally:
            give(None)


def _looked_at(done: "asyncio.Future[None]") -> None:
    """An error of which nobody is told, since nobody listens any more, is no news for the log."""
    if not done.cancelled():
        done.exception()
