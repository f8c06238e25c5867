"""Asking for recordings: the dialog opens in the folder they came from last."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from voicecloner.gui.desk import Desk

_RECORDINGS = "Recordings (*.wav *.mp3 *.m4a *.aac *.flac *.ogg *.oga *.opus *.aif *.aiff *.webm *.mp4);;All files (*)"


def ask_for_recordings(parent: QWidget, desk: Desk, title: str, *, is_single: bool = False) -> tuple[Path, ...]:
    """The files the user chose; none if the dialog was closed.

    Args:
        parent: stands behind the dialog.
        desk: the window's tools.
        title: what is asked for.
        is_single: whether one file is wanted, not several.
    """
    folder = str(desk.folders.folder("import_folder"))
    if is_single:
        name, _filter = QFileDialog.getOpenFileName(parent, title, folder, _RECORDINGS)
        names = [name] if name else []
    else:
        names, _filter = QFileDialog.getOpenFileNames(parent, title, folder, _RECORDINGS)
    paths = tuple(Path(name) for name in names)
    if paths:
        desk.folders.used("import_folder", paths[0])
    return paths
