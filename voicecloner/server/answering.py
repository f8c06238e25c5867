"""What callers are told when something goes wrong: OpenAI's shape of an error, with a hint."""

from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Match

from voicecloner import errors
from voicecloner.errors import InvalidRequest, VoiceClonerError, hint_over_http
from voicecloner.server.language import said


class NotThere(InvalidRequest):
    """What was asked for is not there."""


# The first that fits counts, so children stand before their parents.
_STATUS: tuple[tuple[type[VoiceClonerError], HTTPStatus], ...] = (
    (errors.ConsentRequired, HTTPStatus.FORBIDDEN),
    (errors.VoiceNotFound, HTTPStatus.NOT_FOUND),
    (NotThere, HTTPStatus.NOT_FOUND),
    (errors.NameTaken, HTTPStatus.CONFLICT),
    (errors.QuotaReached, HTTPStatus.CONFLICT),
    (errors.VoiceNeedsRebuild, HTTPStatus.CONFLICT),
    (errors.ReviewFailed, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.AudioError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.InvalidRequest, HTTPStatus.BAD_REQUEST),
    (errors.StorageError, HTTPStatus.INSUFFICIENT_STORAGE),
    (errors.Cancelled, HTTPStatus.CONFLICT),
    (errors.EngineNotInstalled, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.EngineNotFound, HTTPStatus.BAD_REQUEST),
    (errors.RecognizerError, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.WeightsError, HTTPStatus.SERVICE_UNAVAILABLE),
)


_NAMING_FOLDERS = (errors.StorageError, errors.LibraryDamaged, errors.BundleRefused)
"""Errors whose own words name folders of this computer."""


class ErrorDetail(BaseModel):
    """What went wrong."""

    message: str
    type: str
    code: str
    param: str | None = None
    hint: str = ""


class ErrorAnswer(BaseModel):
    """As OpenAI's interface tells of errors."""

    error: ErrorDetail


REFUSALS: dict[int | str, dict[str, Any]] = {
    status.value: {"model": ErrorAnswer, "description": status.phrase}
    for status in (
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
    )
}
"""The answers any request may get, for the description of the interface."""


class Busy(Exception):
    """There is more to do than may wait.

    Args:
        retry_after_s: when it is worth trying again.
    """

    def __init__(self, retry_after_s: float) -> None:
        super().__init__("busy")
        self.retry_after_s = retry_after_s


def status_of(error: VoiceClonerError) -> HTTPStatus:
    """The status an error is answered with."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


def error_body(error: VoiceClonerError) -> dict[str, object]:
    """What went wrong, as it stands in an answer or in a stream of events."""
    kind = "invalid_request_error" if status_of(error) < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error"
    if isinstance(error, _NAMING_FOLDERS):
        return _body("The service could not read or write its files.", kind, error.code)
    return _body(error.message, kind, error.code, hint_over_http(error.hint))


def refusal(status: HTTPStatus, message: str, code: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """An answer that refuses."""
    kind = "invalid_request_error" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error"
    return JSONResponse(_body(message, kind, code), status, headers)


async def answer_error(request: Request, error: Exception) -> JSONResponse:
    """Any error as an answer; what is none of the program's own is FastAPI's or Starlette's."""
    if isinstance(error, VoiceClonerError):
        return JSONResponse(error_body(error), status_of(error))
    if isinstance(error, Busy):
        return too_many("The service is busy: there is more to do than may wait.", error.retry_after_s)
    if isinstance(error, RequestValidationError):
        return refusal(HTTPStatus.UNPROCESSABLE_ENTITY, _first_fault(error), "invalid_value")
    if isinstance(error, HTTPException):
        status, headers = HTTPStatus(error.status_code), dict(error.headers or {})
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(_methods(request))
        return refusal(status, f"{status.phrase}.", status.name.lower(), headers)
    raise error


def _methods(request: Request) -> list[str]:
    """All that may be asked of a path: each route knows only its own."""
    routes = [route for route in request.app.state.routes if route.matches(request.scope)[0] is not Match.NONE]
    return sorted({method for route in routes for method in route.methods})


def too_many(message: str, retry_after_s: float) -> JSONResponse:
    """An answer that asks to come again later."""
    headers = {"Retry-After": str(max(1, round(retry_after_s)))}
    return refusal(HTTPStatus.TOO_MANY_REQUESTS, message, "rate_limit_exceeded", headers)


def _first_fault(error: RequestValidationError) -> str:
    fault = error.errors()[0]
    place = ".".join(str(part) for part in fault["loc"][1:]) or "request"
    return f"{place}: {fault['msg']}."


def _body(message: str, kind: str, code: str, hint: str = "") -> dict[str, object]:
    return {"error": {"message": said(message), "type": kind, "code": code, "param": None, "hint": said(hint)}}
