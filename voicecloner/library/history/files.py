"""What there is to ask of a file in the folder of takes."""

import shutil
import time
from pathlib import Path

import soundfile

from voicecloner.atomic import atomic_path, remove_file


def age_s(path: Path) -> float:
    """How long ago the file was changed last, seconds; 0 where it is not there."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def can_be_played(sound: Path) -> bool:
    """Whether it is a file with sound in it."""
    try:
        return sound.is_file() and bool(soundfile.info(str(sound)).frames)
    except (OSError, soundfile.LibsndfileError):
        return False


def move_file(source: Path, target: Path) -> None:
    """Also from one disk to another; the time of the source stays."""
    with atomic_path(target) as temporary:
        shutil.copy2(source, temporary)
    remove_file(source)
