"""``GET /``: a page to use the service by hand, of plain files that come with the program.

A browser asks for a page without the token, so these few files are for anybody; there is nothing of the user's in them.
"""

from pathlib import PurePath

from fastapi import APIRouter
from fastapi.responses import Response

from voicecloner.paths import resource
from voicecloner.server.answering import NotThere

router = APIRouter(include_in_schema=False)

_KINDS = {".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml"}
# held in memory: ninety kilobytes that never change
_PAGE = resource("page/index.html").read_bytes()
_PARTS = {path.name: path.read_bytes() for path in resource("page").iterdir() if path.suffix in _KINDS}
_PARTS["icon.svg"] = resource("icons/voicecloner.svg").read_bytes()
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "media-src blob:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@router.get("/")
async def page() -> Response:
    """The page itself."""
    return Response(_PAGE, media_type="text/html", headers=_HEADERS)


@router.get("/page/{name}")
async def part(name: str) -> Response:
    """One of its scripts, its styles or its icon."""
    if name not in _PARTS:
        raise NotThere("The page has no such part.")
    return Response(_PARTS[name], media_type=_KINDS[PurePath(name).suffix], headers=_HEADERS)
