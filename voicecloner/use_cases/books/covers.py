"""A picture that the user gives a book for its cover."""

from pathlib import Path

from voicecloner.atomic import NoFile, read_file, storage_error
from voicecloner.errors import InvalidRequest

COVER_SUFFIXES = (".jpg", ".jpeg", ".png")
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_MOST_BYTES = 10_000_000


def read_cover(path: Path) -> bytes:
    """The picture as it is.

    Raises:
        InvalidRequest: it is none, or larger than 10 MB.
        StorageError: it may not be read.
    """
    try:
        content = read_file(path, _MOST_BYTES + 1)
    except NoFile as error:
        raise InvalidRequest(f"“{path.name or path}” is not a file.", "Choose a JPEG or PNG picture.") from error
    except OSError as error:
        raise storage_error(error, path) from error
    if not content.startswith(_BEGINNINGS):
        raise InvalidRequest(f"“{path.name}” is not a picture that a cover can be made from.", "Choose a JPEG or PNG.")
    if len(content) > _MOST_BYTES:
        raise InvalidRequest(f"“{path.name}” is larger than 10 MB.", "Choose a smaller picture.")
    return content
