"""Where files live: the user's folders and the program's own resources."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

HOME_VARIABLE = "VOICECLONER_HOME"
_PACKAGE = Path(__file__).resolve().parent
SOURCE_FOLDER = _PACKAGE.parent
"""Where a Python finds the package, unless the program is frozen."""


@dataclass(frozen=True)
class Folders:
    """The folders one user's VoiceCloner works in."""

    data: Path
    config: Path
    cache: Path
    log: Path


def user_folders() -> Folders:
    """The folders of this user: below ``VOICECLONER_HOME`` if that is set, else where the platform keeps such things.

    Nothing is created here: a folder is made by the code that first writes into it.
    """
    home = os.environ.get(HOME_VARIABLE)
    if home:
        root = Path(home).expanduser().absolute()
        return Folders(data=root, config=root / "config", cache=root / "cache", log=root / "log")
    dirs = platformdirs.PlatformDirs("VoiceCloner", appauthor=False)
    return Folders(dirs.user_data_path, dirs.user_config_path, dirs.user_cache_path, dirs.user_log_path)


def sounds_folder() -> Path:
    """Where this user keeps sounds: the folder for music, else that for documents, else the home folder."""
    return _first_there(platformdirs.user_music_path(), platformdirs.user_documents_path())


def downloads_folder() -> Path:
    """Where this user's downloads arrive, else the home folder."""
    return _first_there(platformdirs.user_downloads_path())


def _first_there(*folders: Path) -> Path:
    return next((folder for folder in folders if folder.is_dir()), Path.home())


def resource(name: str) -> Path:
    """Path of a file or folder under ``resources/``.

    Found in a frozen program, in an installed wheel and in a checkout.

    Args:
        name: path relative to ``resources/``, with forward slashes, e.g. ``"icons/record.svg"``.

    Raises:
        FileNotFoundError: the program was built without it, which is a defect of the build and no user's error.
    """
    for root in _resource_roots():
        if (path := root / name).exists():
            return path
    raise FileNotFoundError(name)


def _resource_roots() -> list[Path]:
    frozen_root = getattr(sys, "_MEIPASS", None)
    frozen = [Path(frozen_root) / "resources"] if frozen_root else []
    return [*frozen, _PACKAGE / "_resources", _PACKAGE.parent / "resources"]
