"""``POST /v1/audio/transcriptions``: what is said in a recording."""

from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel

from voicecloner.api.review import ProposeRequest
from voicecloner.api.upkeep import scratch_folder
from voicecloner.server.answering import REFUSALS
from voicecloner.server.service import ServiceOf
from voicecloner.server.uploads import keep

router = APIRouter(tags=["transcriptions"], responses=REFUSALS)


class Word(BaseModel):
    """A word that was heard."""

    word: str
    start: float
    end: float


class Transcription(BaseModel):
    """What was said; `words` with ``verbose_json`` only."""

    text: str
    language: str | None = None
    duration: float | None = None
    words: list[Word] | None = None


@router.post(
    "/v1/audio/transcriptions",
    response_class=Response,
    responses={**REFUSALS, 200: {"model": Transcription, "content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def transcribe(
    service: ServiceOf,
    file: Annotated[UploadFile, File(description="A recording; its first ten minutes are heard.")],
    model: Annotated[str, Form()] = "",  # noqa: ARG001 - OpenAI's client sends one; there is one recognizer here
    language: Annotated[str, Form()] = "en",
    response_format: Annotated[Literal["json", "text", "verbose_json"], Form()] = "json",
) -> Response:
    """Listen to a recording."""
    with scratch_folder() as folder:
        (path,) = await keep([file], folder)
        heard = await service.look(lambda: service.app.propose_transcript(ProposeRequest(path, language)))
    if response_format == "text":
        return PlainTextResponse(heard.text)
    if response_format == "json":
        return JSONResponse({"text": heard.text})
    words = [Word(word=each.text, start=each.start_s, end=each.end_s) for each in heard.words]
    told = Transcription(text=heard.text, language=language, duration=heard.clip.seconds, words=words)
    return JSONResponse(told.model_dump())
