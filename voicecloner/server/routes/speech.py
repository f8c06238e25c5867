"""``POST /v1/audio/speech``: a text, said by a saved voice, whole or while it is made."""

import base64
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field

from voicecloner.api.speaking import STREAM_FORMATS, SoundStream, SpeakRequest, marks_of, whole_sound
from voicecloner.api.voices import require_use
from voicecloner.domain.audio import AudioChunk
from voicecloner.domain.consent import Use
from voicecloner.domain.voice import Voice
from voicecloner.errors import InvalidRequest, VoiceClonerError
from voicecloner.server.answering import REFUSALS, error_body
from voicecloner.server.lanes import SpeechRun
from voicecloner.server.service import Service, ServiceOf

router = APIRouter(tags=["speech"], responses=REFUSALS)

FormatName = Literal["mp3", "opus", "aac", "flac", "wav", "pcm"]


class VoiceId(BaseModel):
    """A voice as OpenAI's interface may name it."""

    id: str


class SpeechAsked(BaseModel):
    """What to say and how. Of OpenAI's fields `model` and `instructions` are taken and not used: the voice decides."""

    input: str = Field(min_length=1, description="The text.")
    voice: str | VoiceId = Field(description="Name or id of a saved voice.")
    model: str = ""
    instructions: str | None = None
    response_format: FormatName = "mp3"
    speed: Annotated[float, Field(ge=0.25, le=4.0, allow_inf_nan=False)] = 1.0
    stream_format: Literal["audio", "sse"] | None = Field(
        None, description="`audio` sends sound while it is made, `sse` events; without it the whole comes at once."
    )
    language: str | None = Field(None, description="BCP 47 tag of the text; the voice's own otherwise.")
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0

    @property
    def voice_name(self) -> str:
        """Name or id."""
        return self.voice if isinstance(self.voice, str) else self.voice.id


_SOUNDS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The sound, or events with pieces of it.",
        "content": {
            **{kind.media_type: {"schema": {"type": "string", "format": "binary"}} for kind in STREAM_FORMATS.values()},
            "text/event-stream": {"schema": {"type": "string"}},
        },
    }
}


@router.post("/v1/audio/speech", response_class=Response, responses={**REFUSALS, **_SOUNDS})
async def speech(asked: SpeechAsked, service: ServiceOf) -> Response:
    """Say a text with a saved voice."""
    voice = await service.look(lambda: _voice_for(asked, service))
    async with AsyncExitStack() as undo:
        told = _Told(service, asked, time.monotonic())
        service.metrics.waiting.set(service.lanes.waiting)
        speak = await undo.enter_async_context(service.lanes.turn())
        run = SpeechRun(speak, _request(asked, voice), service.options.slowest_s)
        chunks = run.chunks()
        undo.push_async_callback(chunks.aclose)
        first = await _first(chunks, told)
        if asked.stream_format is None:
            return await _whole(first, chunks, asked, voice, told)
        kept_open = undo.pop_all()
        sent = _pieces(first, chunks, asked, _tags(voice, asked), told)
        if asked.stream_format == "sse":
            return StreamingResponse(_until_end(_events(sent, told), kept_open), media_type="text/event-stream")
        kind = STREAM_FORMATS[asked.response_format].media_type
        return StreamingResponse(_until_end(sent, kept_open), media_type=kind)


@dataclass
class _Told:
    """What is counted of one request."""

    service: Service
    asked: SpeechAsked
    started_s: float
    seconds: float = 0.0

    def first_sound(self) -> None:
        self.service.metrics.first_sound.observe(time.monotonic() - self.started_s)

    def heard(self, chunk: AudioChunk) -> None:
        seconds = len(chunk.samples) / chunk.sample_rate
        self.seconds += seconds
        self.service.metrics.spoken.inc(seconds)

    def ended(self, outcome: str) -> None:
        self.service.metrics.requests.labels(outcome).inc()


def _voice_for(asked: SpeechAsked, service: Service) -> Voice:
    """The voice, if it may be used so.

    Raises:
        InvalidRequest, VoiceNotFound, ConsentRequired
    """
    most = service.options.most_text_characters
    if len(asked.input) > most:
        raise InvalidRequest(f"The text is longer than {most} characters.", "Send it in parts.")
    voice = service.app.manage_voices.find(asked.voice_name)
    require_use(voice, Use.HTTP)
    return voice


def _request(asked: SpeechAsked, voice: Voice) -> SpeakRequest:
    return SpeakRequest(asked.input, voice.id, asked.language, asked.speed, asked.seed)


def _tags(voice: Voice, asked: SpeechAsked) -> Mapping[str, str]:
    return marks_of(voice.name, voice.id, asked.input)


async def _first(chunks: AsyncIterator[AudioChunk], told: _Told) -> AudioChunk:
    """The first sound; what cannot be said is known by then, while there is still an answer to tell it in."""
    try:
        first = await anext(chunks)
    except VoiceClonerError:
        told.ended("failed")
        raise
    told.first_sound()
    return first


async def _whole(
    first: AudioChunk, chunks: AsyncIterator[AudioChunk], asked: SpeechAsked, voice: Voice, told: _Told
) -> Response:
    parts = [first.samples]
    told.heard(first)
    async for chunk in chunks:
        told.heard(chunk)
        parts.append(chunk.samples)
    sound = whole_sound(asked.response_format, np.concatenate(parts), first.sample_rate, _tags(voice, asked))
    told.ended("done")
    took_s = time.monotonic() - told.started_s
    headers = {"X-Audio-Duration-Secs": f"{told.seconds:.3f}", "X-RTF": f"{took_s / max(told.seconds, 0.001):.3f}"}
    return Response(sound, media_type=STREAM_FORMATS[asked.response_format].media_type, headers=headers)


async def _pieces(
    first: AudioChunk, chunks: AsyncIterator[AudioChunk], asked: SpeechAsked, tags: Mapping[str, str], told: _Told
) -> AsyncIterator[bytes]:
    stream = SoundStream(asked.response_format, first.sample_rate, tags)
    told.heard(first)
    if piece := stream.push(first.samples):
        yield piece
    async for chunk in chunks:
        told.heard(chunk)
        if piece := stream.push(chunk.samples):
            yield piece
    if piece := stream.end():
        yield piece
    told.ended("done")


async def _events(pieces: AsyncIterator[bytes], told: _Told) -> AsyncIterator[bytes]:
    """The pieces as events; an error becomes the last one."""
    try:
        async for piece in pieces:
            yield _event({"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode()})
    except VoiceClonerError as error:
        told.ended("failed")
        yield _event({"type": "error", **error_body(error)})
        return
    characters = len(told.asked.input)
    usage = {"input_tokens": characters, "output_tokens": round(told.seconds * 1000)}
    yield _event({"type": "speech.audio.done", "usage": {**usage, "total_tokens": sum(usage.values())}})


def _event(content: Mapping[str, object]) -> bytes:
    return f"data: {json.dumps(content)}\n\n".encode()


async def _until_end(pieces: AsyncIterator[bytes], undo: AsyncExitStack) -> AsyncIterator[bytes]:
    """The pieces; the engine is given back when they end, or when the listener goes."""
    async with undo:
        async for piece in pieces:
            yield piece
