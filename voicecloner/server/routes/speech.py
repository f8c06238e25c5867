"""``POST /v1/audio/speech``: a text, said by a saved voice, whole or while it is made."""

import base64
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import AliasChoices, BaseModel, Field

from voicecloner.api.speaking import (
    STREAM_FORMATS,
    SoundStream,
    SpeakOnce,
    SpeakOnceRequest,
    SpeakRequest,
    marks_of,
)
from voicecloner.api.voices import CreateVoiceRequest, require_use
from voicecloner.domain.audio import AudioChunk, AudioClip
from voicecloner.domain.consent import ConsentKind, Use
from voicecloner.errors import InvalidRequest, VoiceClonerError
from voicecloner.server.answering import REFUSALS, error_body
from voicecloner.server.bodies import RECORDING, Body, described, read_body, sent_within, with_recording
from voicecloner.server.engine_pool import SpeechRun
from voicecloner.server.fetching import Fetcher
from voicecloner.server.sending import WholeSound
from voicecloner.server.service import Service, ServiceOf

router = APIRouter(tags=["speech"], responses=REFUSALS)

FormatName = Literal["mp3", "opus", "aac", "flac", "wav", "pcm"]


class VoiceId(BaseModel):
    """A voice as OpenAI's interface may name it."""

    id: str


class SpeechAsked(BaseModel):
    """What to say and how. Of OpenAI's fields `model` and `instructions` are taken and not used: the voice decides."""

    input: str = Field(min_length=1, description="The text.")
    voice: str | VoiceId = Field("", description="Name or id of a saved voice; none where there is a recording.")
    model: str = ""
    instructions: str | None = None
    response_format: FormatName = "mp3"
    speed: Annotated[float, Field(ge=0.25, le=4.0, allow_inf_nan=False)] = 1.0
    stream_format: Literal["audio", "sse"] | None = Field(
        None, description="`audio` sends sound while it is made, `sse` events; without it the whole comes at once."
    )
    language: str | None = Field(None, description="BCP 47 tag of the text; the voice's own otherwise.")
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    ref_audio: str | None = Field(
        None,
        validation_alias=AliasChoices("ref_audio", RECORDING),
        description="A recording instead of a voice: a data address, base64, or an address to fetch it from, "
        "where that is allowed. `reference_audio` is the same.",
    )
    ref_text: str = Field(
        "",
        validation_alias=AliasChoices("ref_text", "reference_text"),
        description="Its words; `reference_text` is the same.",
    )
    x_vector_only_mode: bool = Field(default=False, description="Whether `ref_text` is left aside.")
    consent: ConsentKind | None = Field(None, description="On what ground the recording may be cloned.")
    speaker: str = Field("", description="Who speaks in it; needed with `given`.")

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


_BODY = {"requestBody": {"required": True, "content": {
    "application/json": {"schema": described(SpeechAsked)},
    "multipart/form-data": {"schema": with_recording(described(SpeechAsked))},
}}}  # fmt: skip


@router.post("/v1/audio/speech", response_class=Response, responses={**REFUSALS, **_SOUNDS}, openapi_extra=_BODY)
async def speech(request: Request, service: ServiceOf) -> Response:
    """Say a text with a saved voice, or as somebody in a recording would."""
    async with AsyncExitStack() as undo:
        body = await undo.enter_async_context(read_body(request, SpeechAsked))
        told = _Told(service, body.asked, time.monotonic())
        wanted = await service.look(lambda: _wanted(body, service, undo))
        speak = await undo.enter_async_context(service.engines.turn())
        run = SpeechRun(wanted.said_by or speak, wanted.request, service.options.slowest_s)
        chunks = _counted(run.chunks(), told)
        undo.push_async_callback(chunks.aclose)
        # what cannot be said is known with the first sound, while there is still an answer to tell it in
        first = await anext(chunks)
        sound = _Sound(first, chunks, body.asked.response_format, wanted.tags)
        if wanted.whole:
            return await _whole(sound, wanted.whole, told)
        pieces = _until_end(_pieces(sound), undo.pop_all())
        if body.asked.stream_format == "sse":
            return StreamingResponse(_events(pieces, told), media_type="text/event-stream")
        return StreamingResponse(pieces, media_type=sound.media_type)


@dataclass(frozen=True)
class _Wanted:
    """What is to be said.

    Attributes:
        request: what and how.
        tags: what the sound says of itself.
        said_by: says it; None: the engine whose turn it is.
        whole: how it is sent where it is sent whole; None: it is sent while it is made.
    """

    request: SpeakRequest | SpeakOnceRequest
    tags: Mapping[str, str]
    said_by: SpeakOnce | None = None
    whole: WholeSound | None = None


@dataclass(frozen=True)
class _Sound:
    """What is being said, and how it is sent."""

    first: AudioChunk
    rest: AsyncIterator[AudioChunk]
    format_name: str
    tags: Mapping[str, str]

    @property
    def media_type(self) -> str:
        return STREAM_FORMATS[self.format_name].media_type


@dataclass
class _Told:
    """What is counted of one request."""

    service: Service
    asked: SpeechAsked
    started_s: float
    seconds: float = 0.0

    def heard(self, chunk: AudioChunk) -> None:
        if not self.seconds:
            self.service.metrics.first_sound.observe(time.monotonic() - self.started_s)
        seconds = len(chunk.samples) / chunk.sample_rate
        self.seconds += seconds
        self.service.metrics.spoken.inc(seconds)

    def ended(self, outcome: str) -> None:
        self.service.metrics.requests.labels(outcome).inc()


def _wanted(body: Body[SpeechAsked], service: Service, undo: AsyncExitStack) -> _Wanted:
    """What is to be said, if it may be.

    Raises:
        InvalidRequest, VoiceNotFound, ConsentRequired
        ServiceFailed, StorageError: it is to be signed, and cannot be.
    """
    asked, most = body.asked, service.options.most_text_characters
    if len(asked.input) > most:
        raise InvalidRequest(f"The text is longer than {most} characters.", "Send it in parts.")
    fetcher = Fetcher(service.options.most_upload_bytes) if service.options.allow_urls else None
    recordings = body.recordings or sent_within(asked.ref_audio, undo, fetcher)
    if recordings:
        return _as_in(recordings, asked, service)
    if not asked.voice_name:
        raise InvalidRequest("No voice is named.", "Name one as `voice`, or send a recording as `reference_audio`.")
    voice = service.app.manage_voices.find(asked.voice_name)
    require_use(voice, Use.HTTP)
    request = SpeakRequest(asked.input, voice.id, asked.language, asked.speed, asked.seed)
    tags = marks_of(voice.name, voice.id, asked.input)
    return _Wanted(request, tags, whole=_whole_sound(asked, service, voice.id, tags))


def _as_in(recordings: tuple[Path, ...], asked: SpeechAsked, service: Service) -> _Wanted:
    words = "" if asked.x_vector_only_mode else asked.ref_text
    recording = CreateVoiceRequest(
        "Recording",
        recordings,
        asked.consent or service.options.consent,
        speaker=asked.speaker,
        transcripts=(words,) if words else (),
        language=asked.language or "en",
        stated_via="http",
    )
    speech = SpeakRequest(asked.input, "", asked.language, asked.speed, asked.seed)
    tags = marks_of("Recording", "", asked.input)
    whole = _whole_sound(asked, service, "", tags)
    return _Wanted(SpeakOnceRequest(speech, recording), tags, service.app.speak_once, whole)


def _whole_sound(asked: SpeechAsked, service: Service, voice_id: str, tags: Mapping[str, str]) -> WholeSound | None:
    is_streamed = asked.stream_format is not None
    return None if is_streamed else WholeSound.of(service, asked.response_format, voice_id, tags)


async def _counted(chunks: AsyncGenerator[AudioChunk], told: _Told) -> AsyncGenerator[AudioChunk]:
    """The same sound; how it ended is counted, unless the listener went."""
    try:
        async with aclosing(chunks):
            async for chunk in chunks:
                told.heard(chunk)
                yield chunk
    except VoiceClonerError:
        told.ended("failed")
        raise
    told.ended("done")


async def _whole(sound: _Sound, whole: WholeSound, told: _Told) -> Response:
    parts = [sound.first.samples, *[chunk.samples async for chunk in sound.rest]]
    answer = await whole.answer(AudioClip(np.concatenate(parts), sound.first.sample_rate))
    took_s = time.monotonic() - told.started_s
    answer.headers["X-Audio-Duration-Secs"] = f"{told.seconds:.3f}"
    answer.headers["X-RTF"] = f"{took_s / max(told.seconds, 0.001):.3f}"
    return answer


async def _pieces(sound: _Sound) -> AsyncIterator[bytes]:
    stream = SoundStream(sound.format_name, sound.first.sample_rate, sound.tags)
    if piece := stream.push(sound.first.samples):
        yield piece
    async for chunk in sound.rest:
        if piece := stream.push(chunk.samples):
            yield piece
    if piece := stream.end():
        yield piece


async def _events(pieces: AsyncIterator[bytes], told: _Told) -> AsyncIterator[bytes]:
    """The pieces as events; an error becomes the last one."""
    try:
        async for piece in pieces:
            yield _event({"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode()})
    except VoiceClonerError as error:
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
