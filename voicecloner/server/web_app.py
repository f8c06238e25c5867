"""The service as an ASGI application: routes, errors, and the guard before them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from voicecloner import __version__
from voicecloner.errors import VoiceClonerError
from voicecloner.server.answering import Busy, answer_error
from voicecloner.server.engine_pool import EnginePool
from voicecloner.server.guarding import Guard
from voicecloner.server.making import Makings
from voicecloner.server.metrics import Metrics
from voicecloner.server.options import ServerOptions
from voicecloner.server.routes import about, page, recordings, speech, voices, words
from voicecloner.server.service import Service

if TYPE_CHECKING:
    from voicecloner.api import Application
    from voicecloner.api.speaking import Speak

_ROOMS = (speech, voices, recordings, words, about, page)


def web_app(app: "Application", options: ServerOptions) -> FastAPI:
    """What answers requests.

    Args:
        app: the program; it is not closed here.
        options: how the service is set up.
    """

    @asynccontextmanager
    async def lifespan(web: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as undo:
            speaks = [app.speak, *(undo.enter_context(app.speaking_beside()) for _ in range(_extra(options)))]
            web.state.service = _service(app, options, speaks)
            undo.callback(web.state.service.makings.close)
            yield

    web = FastAPI(title="VoiceCloner", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None)
    web.add_middleware(Guard, options=options)
    for kind in (VoiceClonerError, Busy, RequestValidationError, HTTPException):
        web.add_exception_handler(kind, answer_error)
    for room in _ROOMS:
        web.include_router(room.router)
    web.state.routes = [route for room in _ROOMS for route in room.router.routes]
    return web


def _extra(options: ServerOptions) -> int:
    return max(0, options.engine_processes - 1)


def _service(app: "Application", options: ServerOptions, speaks: "list[Speak]") -> Service:
    waiting = options.most_waiting
    return Service(app, options, EnginePool(speaks, waiting), Makings(waiting), Metrics())
