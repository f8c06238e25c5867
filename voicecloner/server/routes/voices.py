"""``/v1/audio/voices``: the library of voices, and making new ones."""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Query, Response, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from voicecloner.api.answers import (
    created_fields,
    scorecard_fields,
    voice_fields,
    voice_list_fields,
    whole_voice_fields,
)
from voicecloner.api.speaking import AuditionRequest, marks_of
from voicecloner.api.upkeep import scratch_folder
from voicecloner.api.voices import CreatedVoice, CreateVoiceRequest, ListRequest, ScoreRequest, require_use
from voicecloner.domain.consent import ConsentKind, Use
from voicecloner.jobs import CancelToken, Progress
from voicecloner.server.answering import REFUSALS, error_body
from voicecloner.server.language import said, told
from voicecloner.server.making import Make, Making
from voicecloner.server.routes.speech import FormatName
from voicecloner.server.sending import WholeSound
from voicecloner.server.service import Service, ServiceOf
from voicecloner.server.uploads import keep

router = APIRouter(tags=["voices"], responses=REFUSALS)


class JobAnswer(BaseModel):
    """A voice that is being made, or was."""

    job_id: str
    state: str
    stage: str
    fraction: float | None
    voice: dict[str, Any] | None = None
    error: dict[str, Any] | None = None


class Deleted(BaseModel):
    """A voice that was put into the trash."""

    id: str
    deleted: bool = True


@router.get("/v1/audio/voices")
async def list_voices(
    service: ServiceOf,
    query: Annotated[str, Query(max_length=500, description="Words to be found in what is known of a voice.")] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """The saved voices, those used last first."""
    listed = await service.look(lambda: service.app.list_voices.top(ListRequest(query), limit))
    return dict(told(voice_list_fields(listed)))


@router.get("/v1/audio/voices/{voice}")
async def show_voice(voice: str, service: ServiceOf) -> dict[str, Any]:
    """Everything about a voice: its review, its scorecard, its consent."""
    voices = service.app.manage_voices
    found = await service.look(lambda: voices.find(voice))
    reason = await service.look(lambda: voices.rebuild_reason(found))
    return dict(told(whole_voice_fields(found, reason)))


@router.delete("/v1/audio/voices/{voice}")
async def delete_voice(voice: str, service: ServiceOf) -> Deleted:
    """Put a voice into the trash, where it stays for a while."""
    named = await service.look(lambda: service.app.manage_voices.delete(voice))
    return Deleted(id=named.id)


@router.get("/v1/audio/voices/{voice}/audition", response_class=Response)
async def audition(voice: str, service: ServiceOf, response_format: FormatName = "wav") -> Response:
    """One sentence in a voice's own language."""
    found = await service.look(lambda: service.app.manage_voices.find(voice))
    require_use(found, Use.HTTP)
    tags = marks_of(found.name, found.id, found.name)
    whole = await service.look(lambda: WholeSound.of(service, response_format, found.id, tags))
    async with service.engines.turn():
        clip = await service.look(lambda: service.app.audition(AuditionRequest(found.id)))
    return await whole.answer(clip)


@router.post("/v1/audio/voices/{voice}/score")
async def score(voice: str, service: ServiceOf) -> dict[str, Any]:
    """Hold two sentences of a voice against its recording, and keep what came out."""
    found = await service.look(lambda: service.app.manage_voices.find(voice))
    require_use(found, Use.HTTP)
    async with service.engines.turn():
        done = await service.look(lambda: service.app.score_voice(ScoreRequest(found.id)))
    answer: dict[str, Any] = told(
        {**voice_fields(done.voice), **scorecard_fields(done.voice), "notes": list(done.notes)}
    )
    return answer


class _Form:
    """What is said of a new voice beside its recordings.

    Args:
        name: unique among the voices.
        consent: on what ground the voice may be cloned.
        speaker: who speaks; needed where somebody gave consent.
        transcript: the words of all recordings together.
        language: BCP 47 tag of the speech.
        engine: id of the engine; the best one that is installed otherwise.
    """

    def __init__(
        self,
        name: Annotated[str, Form(min_length=1, max_length=500)],
        consent: Annotated[ConsentKind, Form()],
        speaker: Annotated[str, Form()] = "",
        transcript: Annotated[str, Form()] = "",
        language: Annotated[str, Form()] = "en",
        engine: Annotated[str, Form()] = "",
    ) -> None:
        self.request = CreateVoiceRequest(
            name,
            (),
            consent,
            speaker=speaker,
            transcripts=(transcript,) if transcript else (),
            language=language,
            engine_id=engine or None,
            stated_via="http",
        )


@router.post(
    "/v1/audio/voices",
    status_code=HTTPStatus.CREATED,
    responses={**REFUSALS, HTTPStatus.ACCEPTED: {"model": JobAnswer, "description": "It is being made."}},
)
async def create_voice(
    service: ServiceOf,
    form: Annotated[_Form, Depends()],
    audio_sample: Annotated[
        list[UploadFile], File(min_length=1, description="Recordings of one person, 10 to 60 s together.")
    ],
    background: Annotated[bool, Form(description="Answer at once with a job to ask for.")] = False,
) -> Response:
    """Make a voice. That takes a minute or two."""
    making = service.makings.begin(await _prepared(service, form.request, audio_sample))
    if background:
        return JSONResponse(_answer(making).model_dump(), HTTPStatus.ACCEPTED)
    await asyncio.wrap_future(making.done)
    if making.error:
        raise making.error
    return JSONResponse(told(created_fields(making.required())), HTTPStatus.CREATED)


@router.get("/v1/jobs/{job_id}")
async def show_job(job_id: str, service: ServiceOf) -> JobAnswer:
    """How far a voice is that is being made."""
    return _answer(service.makings.find(job_id))


@router.delete("/v1/jobs/{job_id}")
async def stop_job(job_id: str, service: ServiceOf) -> JobAnswer:
    """Stop making a voice."""
    making = service.makings.find(job_id)
    making.cancel.cancel()
    return _answer(making)


async def _prepared(service: Service, request: CreateVoiceRequest, uploads: Sequence[UploadFile]) -> Make:
    """What makes the voice; it owns the recordings that were sent."""
    with ExitStack() as undo:
        paths = await keep(uploads, undo.enter_context(scratch_folder()))
        mine = undo.pop_all()

    def make(progress: Progress, cancel: CancelToken) -> CreatedVoice:
        with mine:
            return service.app.create_voice(replace(request, references=paths), progress=progress, cancel=cancel)

    return make


def _answer(making: Making) -> JobAnswer:
    return JobAnswer(
        job_id=making.id,
        state=making.state,
        stage=said(making.update.stage),
        fraction=making.update.fraction,
        voice=dict(told(created_fields(making.created))) if making.created else None,
        error=error_body(making.error) if making.error else None,
    )
