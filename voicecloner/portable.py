"""Portable use: all that the program keeps lies beside it, as on a stick that is carried from computer to computer.

It is portable where `MARKER` or the folder `DATA_FOLDER` lies beside it, or when it is started with `FLAG` as its first
word, which makes that folder. Child processes, also those in another Python, are told by `HOME_VARIABLE`; whatever lies
in the folder is named by paths relative to it, so the stick may be another drive the next time.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from voicecloner.atomic import make_folder
from voicecloner.errors import InvalidRequest
from voicecloner.paths import HOME_VARIABLE

FLAG = "--portable"
MARKER = "portable.txt"
DATA_FOLDER = "portable-data"


def settle(arguments: Sequence[str]) -> list[str]:
    """Have the program keep everything beside itself where that is wanted.

    The flag counts more than a `HOME_VARIABLE` that is set already, and that more than what lies beside the program.

    Returns:
        the arguments without the flag.

    Raises:
        InvalidRequest: the flag is there, and nothing can lie beside this program.
        StorageError: the flag is there, and the folder cannot be made.
    """
    if list(arguments[:1]) == [FLAG]:
        folder = _required_folder()
        make_folder(folder)
        os.environ[HOME_VARIABLE] = str(folder)
        print(f"Everything is kept in {folder}", file=sys.stderr)  # noqa: T201 - it is known before there is a window
        return list(arguments[1:])
    beside = program_folder()
    if beside and not os.environ.get(HOME_VARIABLE) and _is_marked(beside):
        os.environ[HOME_VARIABLE] = str(beside / DATA_FOLDER)
    return list(arguments)


def program_folder() -> Path | None:
    """The folder that the program's file lies in, as the user sees it; None where a Python runs the program.

    Beside a package in a Python nothing may be kept: who updates it, or makes that Python anew, would erase it.
    """
    if not getattr(sys, "frozen", False):
        return None
    program = Path(sys.executable).resolve()
    image, mounted = os.environ.get("APPIMAGE"), os.environ.get("APPDIR")
    if image and mounted and program.is_relative_to(Path(mounted).resolve()):
        return Path(image).absolute().parent
    bundle = next((folder for folder in program.parents if folder.suffix == ".app"), None)
    return bundle.parent if bundle and sys.platform == "darwin" else program.parent


def _required_folder() -> Path:
    folder = program_folder()
    if folder is None:
        raise InvalidRequest(
            f"{FLAG} is for the program as a folder or an AppImage; this one is a package in a Python.",
            f"Let {HOME_VARIABLE} name the folder that everything is to be kept in.",
        )
    return folder / DATA_FOLDER


def _is_marked(folder: Path) -> bool:
    return (folder / MARKER).exists() or (folder / DATA_FOLDER).is_dir()
