"""Showing what lies on the disk in the desktop's own programs."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_folder(folder: Path) -> None:
    """Show a folder in the file manager; a file in the program that the desktop has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
