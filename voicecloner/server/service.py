"""What all routes work with."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar

from fastapi import Depends, Request

from voicecloner.server.answering import Busy
from voicecloner.server.engine_pool import EnginePool
from voicecloner.server.making import Makings
from voicecloner.server.metrics import Metrics
from voicecloner.server.options import ServerOptions

if TYPE_CHECKING:
    from voicecloner.api import Application

ResultT = TypeVar("ResultT")
_MOST_LOOKS = 64
"""Short looks into the library and at recordings that may be under way."""


@dataclass
class Service:
    """The service while it runs.

    Attributes:
        app: the program.
        options: how it is set up.
        engines: what says texts.
        makings: voices that are being made.
        metrics: what was done so far.
    """

    app: "Application"
    options: ServerOptions
    engines: EnginePool
    makings: Makings
    metrics: Metrics
    looks: int = 0

    async def look(self, work: Callable[[], ResultT]) -> ResultT:
        """Do something short that reads files, beside the event loop.

        Raises:
            Busy: too much of that is under way.
        """
        if self.looks >= _MOST_LOOKS:
            raise Busy(1.0)
        self.looks += 1
        try:
            return await asyncio.to_thread(work)
        finally:
            self.looks -= 1


async def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


ServiceOf = Annotated[Service, Depends(_service)]
"""The service, as an argument of a route."""
