"""Asking for recordings: the dialog opens in the folder they came from last."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from voicecloner.api.speaking import KNOWN_SUFFIXES
from voicecloner.gui.translation import tr
from voicecloner.gui.window.page_tools import PageTools

# What others give a recording, beside all that the program itself saves.
USUAL_SUFFIXES = (".wav", ".mp3", ".m4a", ".aac", ".flac", ".ogg", ".oga", ".opus", ".aif", ".aiff", ".webm", ".mp4")


def _kinds() -> str:
    suffixes = dict.fromkeys((*USUAL_SUFFIXES, *KNOWN_SUFFIXES))
    return tr("Recordings ({kinds});;All files (*)", kinds=" ".join(f"*{suffix}" for suffix in suffixes))


def ask_for_recordings(parent: QWidget, tools: PageTools, title: str, *, is_single: bool = False) -> tuple[Path, ...]:
    """The files the user chose; none if the dialog was closed.

    Args:
        parent: stands behind the dialog.
        tools: the window's tools.
        title: what is asked for.
        is_single: whether one file is wanted, not several.
    """
    folder = str(tools.folders.folder("import_folder"))
    if is_single:
        name, _filter = QFileDialog.getOpenFileName(parent, title, folder, _kinds())
        names = [name] if name else []
    else:
        names, _filter = QFileDialog.getOpenFileNames(parent, title, folder, _kinds())
    paths = tuple(Path(name) for name in names)
    if paths:
        tools.folders.used("import_folder", paths[0])
    return paths
