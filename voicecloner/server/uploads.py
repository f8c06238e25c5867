"""Recordings that come with a request, as files that the use cases can read."""

import re
from collections.abc import Sequence
from pathlib import Path

from starlette.datastructures import UploadFile

from voicecloner.errors import StorageError

_BLOCK_BYTES = 1 << 20
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")


async def keep(uploads: Sequence[UploadFile], folder: Path) -> tuple[Path, ...]:
    """Write the recordings into a folder; of their names only the suffix is used.

    Raises:
        StorageError: they cannot be written.
    """
    paths = []
    for number, upload in enumerate(uploads, 1):
        path = folder / f"recording-{number}{_suffix(upload.filename or '')}"
        await _write(upload, path)
        paths.append(path)
    return tuple(paths)


async def _write(upload: UploadFile, path: Path) -> None:
    try:
        with path.open("wb") as file:
            while block := await upload.read(_BLOCK_BYTES):
                file.write(block)
    except OSError as error:
        raise StorageError("There is no room for the recordings that were sent.", "Free some space.") from error


def _suffix(name: str) -> str:
    found = _SUFFIX.fullmatch(Path(name.replace("\\", "/")).suffix.lower())
    return found[0] if found else ""
