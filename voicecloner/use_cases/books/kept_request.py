"""What was asked for of a book, as it is kept beside its sound, so that it can be gone on with after any end."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from voicecloner.domain.requests import require_types
from voicecloner.errors import InvalidRequest
from voicecloner.use_cases.books.book_request import BookRequest

_PATHS = ("source", "out", "cover")


def kept_request(request: BookRequest, voice_id: str) -> dict[str, Any]:
    """The request in texts and numbers, with whole paths.

    Args:
        request: what was asked for.
        voice_id: of the voice that reads, which may get another name meanwhile.
    """
    paths = {name: getattr(request, name) for name in _PATHS}
    whole = {name: str(path.expanduser().absolute()) if path else None for name, path in paths.items()}
    return asdict(request) | whole | {"voice": voice_id, "cast": dict(request.cast)}


def request_of(kept: Mapping[str, Any]) -> BookRequest:
    """The request again.

    Raises:
        InvalidRequest: it was kept by a version that writes it in another way, or not at all.
    """
    try:
        paths = {name: Path(kept[name]) if kept[name] else None for name in _PATHS}
        request = BookRequest(**{**kept, **paths, "chapters": tuple(kept["chapters"])})
        require_types(request)
    except (KeyError, TypeError, InvalidRequest) as error:
        hint = "Choose the same document, voice and chapters as then: it goes on where it left off."
        raise InvalidRequest("It is not known how this book was begun.", hint) from error
    return request
