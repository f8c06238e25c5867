"""``GET /``: a page to use the service by hand, of plain files that come with the program.

A browser asks for a page without the token, so these few files are for anybody; there is nothing of the user's in them.
"""

from fastapi import APIRouter
from fastapi.responses import FileResponse

from voicecloner.paths import resource
from voicecloner.server.answering import NotThere

router = APIRouter(include_in_schema=False)

_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_PARTS = {path.name: path for path in resource("page").iterdir() if path.suffix in _KINDS}
_PARTS["icon.svg"] = resource("icons/voicecloner.svg")
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
async def page() -> FileResponse:
    """The page itself."""
    return FileResponse(resource("page/index.html"), media_type="text/html", headers=_HEADERS)


@router.get("/page/{name}")
async def part(name: str) -> FileResponse:
    """One of its scripts, its styles or its icon."""
    path = _PARTS.get(name)
    if path is None:
        raise NotThere("The page has no such part.")
    return FileResponse(path, media_type=_KINDS[path.suffix], headers=_HEADERS)
