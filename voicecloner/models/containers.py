"""Folders and archives that hold a model's files. The names in them are compared, never used as paths to write to."""

import lzma
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol, cast

from voicecloner.atomic import storage_error
from voicecloner.errors import WeightsDamaged

MOST_MEMBERS = 20_000

Names = tuple[str, ...]
Taker = Callable[[Names, int, BinaryIO], None]
"""Is given a member's name in parts, its size and its content."""


class Container(Protocol):
    """Something that holds files."""

    def sizes(self) -> dict[Names, int]:
        """The files in it, by name in parts, with their sizes in bytes. Links and devices are not files."""
        ...

    def hand_out(self, wanted: Collection[Names], take: Taker) -> None:
        """Give each wanted file to `take`, in whatever order is best."""
        ...


@contextmanager
def open_container(path: Path) -> Iterator[Container]:
    """A folder, or a zip or tar archive (also compressed), told by its content.

    Raises:
        WeightsDamaged: it is none of these, or an archive is damaged; also within the block.
        StorageError: it cannot be read; also within the block.
    """
    try:
        require_file_or_folder(path)
        if path.is_dir():
            yield _Folder(path)
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield _Zip(archive)
        else:
            with tarfile.open(path) as tar:
                yield _Tar(tar)
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError) as error:
        raise WeightsDamaged(
            f"{path.name} is not an archive that can be read, or it is damaged.",
            "Choose a folder, or a zip or tar archive, with the model’s files.",
        ) from error
    except OSError as error:
        raise storage_error(error, path) from error


def require_file_or_folder(path: Path) -> None:
    """Refuse what could be read without end, or never answers.

    Raises:
        WeightsDamaged: it is a device, a pipe or a socket.
        OSError
    """
    kind = path.stat().st_mode
    if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
        raise WeightsDamaged(
            f"{path.name} is a device or a pipe.", "Choose a folder, or a zip or tar archive, with the model’s files."
        )


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def sizes(self) -> dict[Names, int]:
        found: dict[Names, int] = {}
        for path in self._files():
            found[path.relative_to(self._folder).parts] = path.stat().st_size
            _require_few(len(found))
        return found

    def hand_out(self, wanted: Collection[Names], take: Taker) -> None:
        for names in wanted:
            path = self._folder.joinpath(*names)
            with path.open("rb") as file:
                take(names, path.stat().st_size, file)

    def _files(self) -> Iterator[Path]:
        # links to files are followed: huggingface_hub's own cache is made of them
        for place, _folders, files in os.walk(self._folder):
            yield from (path for name in files if (path := Path(place) / name).is_file())


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def sizes(self) -> dict[Names, int]:
        _require_few(len(self._archive.infolist()))
        return {_parts(info.filename): info.file_size for info in self._archive.infolist() if _is_plain(info)}

    def hand_out(self, wanted: Collection[Names], take: Taker) -> None:
        for info in self._archive.infolist():
            if _is_plain(info) and _parts(info.filename) in wanted:
                with self._opened(info) as file:
                    take(_parts(info.filename), info.file_size, cast(BinaryIO, file))

    def _opened(self, info: zipfile.ZipInfo) -> "zipfile.ZipExtFile":
        try:
            return cast(zipfile.ZipExtFile, self._archive.open(info))
        except RuntimeError as error:  # a password is wanted
            raise WeightsDamaged(
                "The archive is protected by a password.", "Unpack it yourself, then import the folder."
            ) from error


class _Tar:
    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive

    def sizes(self) -> dict[Names, int]:
        found: dict[Names, int] = {}
        for count, info in enumerate(self._archive, 1):
            _require_few(count)
            if info.isreg():
                found[_parts(info.name)] = info.size
        return found

    def hand_out(self, wanted: Collection[Names], take: Taker) -> None:
        for info in self._archive:  # in their order: going back in a compressed archive means reading it again
            file = self._archive.extractfile(info) if info.isreg() and _parts(info.name) in wanted else None
            if file:
                with file:
                    take(_parts(info.name), info.size, cast(BinaryIO, file))


def _is_plain(info: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(info.external_attr >> 16)
    return not info.is_dir() and kind in (0, stat.S_IFREG)


def _parts(name: str) -> Names:
    return tuple(part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("/", "."))


def _require_few(count: int) -> None:
    if count > MOST_MEMBERS:
        raise WeightsDamaged(
            f"There are more than {MOST_MEMBERS} files in it: this is not a model.",
            "Choose the model’s own folder or archive.",
        )
