"""Requests that come as JSON or as a form with recordings, whichever a client prefers."""

import base64
import binascii
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile

from voicecloner.api.upkeep import scratch_folder
from voicecloner.errors import InvalidRequest
from voicecloner.server.fetching import Fetcher
from voicecloner.server.uploads import keep

AskedT = TypeVar("AskedT", bound=BaseModel)
RECORDING = "reference_audio"
"""The field of a form that holds recordings."""
_FORM = "multipart/form-data"
_DATA_ADDRESS = re.compile(r"data:[\w.+-]*/?[\w.+-]*(?:;[\w.=+-]+)*?;base64,(?P<content>.*)", re.DOTALL)
_MOST_RECORDINGS = 8


@dataclass(frozen=True)
class Body(Generic[AskedT]):
    """What came with a request.

    Attributes:
        asked: the fields.
        recordings: the recordings, as files.
    """

    asked: AskedT
    recordings: tuple[Path, ...] = ()


@asynccontextmanager
async def read_body(request: Request, kind: type[AskedT]) -> AsyncIterator[Body[AskedT]]:
    """What came with a request; recordings are gone when the block ends.

    Raises:
        RequestValidationError: it is neither JSON nor a form, or not what `kind` says.
        StorageError: the recordings cannot be kept.
    """
    if not request.headers.get("content-type", "").startswith(_FORM):
        yield Body(_checked(await _json_of(request), kind))
        return
    async with request.form(max_files=_MOST_RECORDINGS) as form:
        uploads = [each for each in form.getlist(RECORDING) if isinstance(each, UploadFile)]
        # a form sends its empty fields, too
        fields = {key: value for key, value in form.items() if isinstance(value, str) and value}
        with scratch_folder() as folder:
            yield Body(_checked(fields, kind), await keep(uploads, folder))


def sent_within(given: str | None, undo: AsyncExitStack, fetcher: Fetcher | None) -> tuple[Path, ...]:
    """A recording that came in a field, as a file until `undo` ends; none if there was none.

    Args:
        given: a data address, base64, or an address to fetch from.
        undo: deletes the file.
        fetcher: fetches; None: that is not allowed.

    Raises:
        InvalidRequest: it is none of these, or cannot or may not be fetched.
    """
    if not given:
        return ()
    path = undo.enter_context(scratch_folder()) / "recording"
    if "://" not in given[:12]:
        path.write_bytes(_decoded(given.strip()))
    elif fetcher:
        fetcher.fetch(given.strip(), path)
    else:
        raise InvalidRequest("The service fetches nothing.", "Send the recording itself, as a data address or a file.")
    return (path,)


def described(kind: type[BaseModel]) -> dict[str, Any]:
    """What describes the fields of a request, whole in itself."""
    schema = kind.model_json_schema()
    parts = schema.pop("$defs", {})

    def whole(value: Any) -> Any:
        if isinstance(value, list):
            return [whole(each) for each in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            return whole(parts[value["$ref"].rpartition("/")[2]])
        return {key: whole(each) for key, each in value.items()}

    found: dict[str, Any] = whole(schema)
    return found


def with_recording(schema: dict[str, Any]) -> dict[str, Any]:
    """What describes a form with the fields of `schema` and with recordings."""
    recordings = {"type": "array", "items": {"type": "string", "format": "binary"}, "maxItems": _MOST_RECORDINGS}
    return {**schema, "properties": {**schema["properties"], RECORDING: recordings}}


async def _json_of(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError) as error:  # or nested without end
        fault = {"type": "json_invalid", "loc": ("body",), "msg": "It is not JSON", "input": None}
        raise RequestValidationError([fault]) from error


def _checked(fields: Any, kind: type[AskedT]) -> AskedT:
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors(include_url=False)]
        raise RequestValidationError(faults) from error


def _decoded(given: str) -> bytes:
    found = _DATA_ADDRESS.fullmatch(given)
    try:
        return base64.b64decode(found["content"] if found else given, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidRequest("The recording is not base64.", "Send a data address or a file.") from error
