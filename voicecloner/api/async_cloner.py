"""The same methods for programs that wait with ``await``."""

import asyncio
import functools
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar, Unpack

from voicecloner.api.cloner import VoiceCloner
from voicecloner.api.options import SpeakOptions
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioChunk
from voicecloner.domain.voice import Voice
from voicecloner.jobs import NEVER, CancelToken

if TYPE_CHECKING:
    from voicecloner.paths import Folders

_MOST_CHUNKS = 32
"""Pieces of sound that are made ahead of a slow listener."""
_LOOK_S = 0.1
P = ParamSpec("P")
T = TypeVar("T")


def _awaited(
    method: Callable[Concatenate[VoiceCloner, P], T],
) -> "Callable[Concatenate[AsyncVoiceCloner, P], Coroutine[Any, Any, T]]":
    """The method in the thread of the engine: who stops waiting stops it, and waits until it has stopped."""

    @functools.wraps(method)
    async def call(self: "AsyncVoiceCloner", *arguments: P.args, **keywords: P.kwargs) -> T:
        given = keywords.get("cancel", NEVER)
        assert isinstance(given, CancelToken)  # noqa: S101 - whatever else is given is wrong
        cancel = CancelToken()

        def work() -> T:
            with given.calling(cancel.cancel):
                return method(self.cloner, *arguments, **{**keywords, "cancel": cancel})  # type: ignore[arg-type]

        return await self._at_work(work, cancel)

    return call  # type: ignore[return-value]  # what a wrapped function calls its first parameter is part of no call


def _looked_up(
    method: Callable[Concatenate[VoiceCloner, P], T],
) -> "Callable[Concatenate[AsyncVoiceCloner, P], Coroutine[Any, Any, T]]":
    """The method in another thread, which does not wait for the engine."""

    @functools.wraps(method)
    async def call(self: "AsyncVoiceCloner", *arguments: P.args, **keywords: P.kwargs) -> T:
        work = functools.partial(method, self.cloner, *arguments, **keywords)
        return await asyncio.get_running_loop().run_in_executor(self._looking, work)

    return call  # type: ignore[return-value]  # what a wrapped function calls its first parameter is part of no call


class AsyncVoiceCloner:
    """The program without a window, for ``async`` programs. Use it in ``async with``.

    What needs the engine is done one after the other, however many wait for it; a task that is cancelled stops its
    work. Whatever is given to be called (`progress`, `on_chunk`, …) is called in the thread that works.

    Args:
        folders: where voices and settings live; the user's own otherwise.
        app: an application to use instead of a new one.

    Attributes:
        cloner: the same with methods that block.
    """

    def __init__(self, folders: "Folders | None" = None, app: Application | None = None) -> None:
        self.cloner = VoiceCloner(folders, app)
        self._working = ThreadPoolExecutor(1, "voicecloner-work")
        self._looking = ThreadPoolExecutor(1, "voicecloner-look")

    check = _awaited(VoiceCloner.check)
    clone = _awaited(VoiceCloner.clone)
    clone_many = _awaited(VoiceCloner.clone_many)
    speak = _awaited(VoiceCloner.speak)
    speak_many = _awaited(VoiceCloner.speak_many)
    speak_once = _awaited(VoiceCloner.speak_once)
    transcribe = _awaited(VoiceCloner.transcribe)
    convert = _awaited(VoiceCloner.convert)
    book = _awaited(VoiceCloner.book)
    batch = _awaited(VoiceCloner.batch)
    verify = _awaited(VoiceCloner.verify)
    score = _awaited(VoiceCloner.score)
    export_voices = _awaited(VoiceCloner.export_voices)
    import_voices = _awaited(VoiceCloner.import_voices)
    voices = _looked_up(VoiceCloner.voices)
    pronunciations = _looked_up(VoiceCloner.pronunciations)
    pronounce = _looked_up(VoiceCloner.pronounce)
    forget_pronunciation = _looked_up(VoiceCloner.forget_pronunciation)

    async def stream(
        self, text: str, voice: Voice | str, **options: Unpack[SpeakOptions]
    ) -> AsyncGenerator[AudioChunk]:
        """Say a text, and hand out each piece of sound as soon as it is made; nothing of it is kept.

        Who stops listening stops it: close the generator (`contextlib.aclosing`), or cancel the task.

        Args:
            text: of any length.
            voice: a voice, its name or its id.
            options: see `SpeakOptions`.

        Raises:
            as `VoiceCloner.speak`.
        """
        loop, arrived = asyncio.get_running_loop(), asyncio.Queue[AudioChunk | None]()
        cancel, room = CancelToken(), threading.Semaphore(_MOST_CHUNKS)

        def give(chunk: AudioChunk) -> None:
            while not room.acquire(timeout=_LOOK_S):
                cancel.raise_if_cancelled()
            loop.call_soon_threadsafe(arrived.put_nowait, chunk)

        wanted: SpeakOptions = {**options, "on_chunk": give, "cancel": cancel}

        def work() -> None:
            try:
                self.cloner.speak_aloud(text, voice, **wanted)
            finally:
                loop.call_soon_threadsafe(arrived.put_nowait, None)

        speaking = loop.run_in_executor(self._working, work)
        try:
            while (chunk := await arrived.get()) is not None:
                room.release()
                yield chunk
            await speaking
        finally:
            await _stopped(speaking, cancel)

    async def close(self) -> None:
        """Wait for the work under way, end the engines' process and close the library."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._working, self.cloner.close)
        self._working.shutdown()
        self._looking.shutdown()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_raised: object) -> None:
        await self.close()

    async def _at_work(self, work: Callable[[], T], cancel: CancelToken) -> T:
        working = asyncio.get_running_loop().run_in_executor(self._working, work)
        try:
            return await asyncio.shield(working)
        finally:
            await _stopped(working, cancel)


async def _stopped(working: "asyncio.Future[Any]", cancel: CancelToken) -> None:
    """Wait until nothing of it goes on."""
    if not working.done():
        cancel.cancel()
        await asyncio.wait([working])
    if not working.cancelled():
        working.exception()  # nobody may be left to hear of it, which is no news for the log
