"""A small catalogue of models, and a server that gives their files away like the Hub and like others do."""

import hashlib
import io
import json
import random
import tarfile
import zipfile
from pathlib import Path
from typing import Any, Literal

from tests.support.file_server import FileServer

REVISION = "0123456789abcdef0123456789abcdef01234567"
WEIGHTS = random.Random(1).randbytes(200_000)  # noqa: S311 - the same bytes every time
CONFIG = b'{"sample_rate": 24000}'
TOKENIZER = b'{"words": []}'
LICENCE = {"id": "MIT", "link": "https://example.org/mit", "summary": "Free to use."}
MEMBERS = {"encoder.onnx": WEIGHTS[:70_000], "vocab.json": TOKENIZER}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def tar_of(members: dict[str, bytes], mode: Literal["w", "w:gz", "w:xz", "w:bz2"] = "w:bz2") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def zip_of(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


ARCHIVE = tar_of({f"pocket-2026/{name}": content for name, content in MEMBERS.items()} | {"pocket-2026/other": b"-"})
FLAT = zip_of({"folder/model.pth": WEIGHTS[:9000], "folder/config.json": CONFIG})


def hub_file(path: str, content: bytes | None = None, *, at: str = "", repo: str = "maker/pinned") -> dict[str, Any]:
    return {
        "path": path,
        "source": f"hf://{repo}/{at or path}@{REVISION}",
        "size_bytes": len(content) if content is not None else None,
        "sha256": sha256(content) if content is not None else None,
    }


def entry(model_id: str, files: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    plain = {"engine": model_id.partition("-")[0], "title": model_id.capitalize(), "licence": LICENCE, "gated": False}
    known = {"languages": ["en"], "memory_bytes": None, "quality": "For tests."}
    return {"id": model_id, "files": files, **plain, **known, **changes}


def catalogue_document(server: FileServer) -> dict[str, Any]:
    """`pinned` is known to the last byte, `open` not at all, `gated` wants a token; the others come as archives."""
    packed = {
        "path": "pocket.tar.bz2",
        "source": server.url("release/pocket.tar.bz2"),
        "size_bytes": len(ARCHIVE),
        "sha256": sha256(ARCHIVE),
        "unpack": ["encoder.onnx", "vocab.json"],
    }
    flat = {
        "path": "flat.zip",
        "source": server.url("release/flat.zip"),
        "size_bytes": None,
        "sha256": None,
        "unpack": ["*"],
    }
    return {
        "version": 1,
        "models": [
            entry("pinned", [hub_file("model.safetensors", WEIGHTS), hub_file("sub/config.json", CONFIG)]),
            entry("open", [hub_file("model.safetensors", at="deep/model.safetensors"), hub_file("config.json")]),
            entry(
                "gated",
                [hub_file("model.safetensors", repo="maker/gated"), hub_file("config.json")],
                gated=True,
                terms_page="https://example.org/terms",
            ),
            entry("packed", [packed], languages=["en", "de"]),
            entry("flat", [flat]),
        ],
    }


def stock(server: FileServer) -> None:
    """Put all files of the catalogue on the server, with what the Hub says of them."""
    contents = {
        "maker/pinned/{}/model.safetensors": WEIGHTS,
        "maker/pinned/{}/deep/model.safetensors": WEIGHTS,
        "maker/gated/{}/model.safetensors": WEIGHTS,
        "maker/pinned/{}/sub/config.json": CONFIG,
        "maker/pinned/{}/config.json": CONFIG,
    }
    for pattern, content in contents.items():
        name = pattern.format(f"resolve/{REVISION}")
        server.files[name] = content
        server.headers[name] = {"X-Repo-Commit": REVISION, **_declared(content)}
    server.files |= {"release/pocket.tar.bz2": ARCHIVE, "release/flat.zip": FLAT}


def _declared(content: bytes) -> dict[str, str]:
    """Large files are named by their SHA-256, small ones as git names them."""
    if len(content) > 1000:
        return {"X-Linked-Etag": f'"{sha256(content)}"', "X-Linked-Size": str(len(content))}
    git_name = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
    return {"ETag": f'"{git_name}"'}


def write_catalogue(path: Path, server: FileServer) -> Path:
    path.write_text(json.dumps(catalogue_document(server)))
    return path


def everything_in(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
