"""What the service is and how it does: ``/health``, ``/v1/models``, ``/metrics``."""

from typing import Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from voicecloner import __version__
from voicecloner.api.program_answers import listed_engine_fields
from voicecloner.server.answering import REFUSALS, NotThere
from voicecloner.server.service import ServiceOf

router = APIRouter(tags=["about"], responses=REFUSALS)


class Health(BaseModel):
    """That the service is there."""

    status: Literal["ok"] = "ok"
    version: str = __version__


@router.get("/health")
async def health() -> Health:
    """Whether the service answers; needs no token."""
    return Health()


@router.get("/v1/models")
async def models(service: ServiceOf) -> dict[str, Any]:
    """The engines that are ready to speak, as OpenAI's interface lists models."""
    engines = await service.look(service.app.manage_engines.list)
    ready = [each for each in engines if each.is_ready and each.info.abilities.can_synthesize]
    listed = [
        {**listed_engine_fields(each), "id": each.info.id, "object": "model", "created": 0, "owned_by": "voicecloner"}
        for each in ready
    ]
    return {"object": "list", "data": listed}


@router.get("/v1/models/{model}")
async def model(model: str, service: ServiceOf) -> dict[str, Any]:
    """One of them."""
    listed = (await models(service))["data"]
    found = next((each for each in listed if each["id"] == model), None)
    if found is None:
        raise NotThere(f"There is no engine “{model}” that is ready to speak.", "GET /v1/models lists them.")
    told: dict[str, Any] = found
    return told


@router.get("/metrics", response_class=Response)
async def metrics(service: ServiceOf) -> Response:
    """What was done so far, for Prometheus."""
    service.metrics.waiting.set(service.engines.waiting)
    return Response(service.metrics.text(), media_type="text/plain; version=0.0.4")
