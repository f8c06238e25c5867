"""Where a document or a table is dropped or chosen."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog

from voicecloner.gui.parts.basics import Card, Picture, button, label
from voicecloner.gui.parts.drop_zone import DropZone
from voicecloner.gui.translation import tr
from voicecloner.gui.window.page_tools import PageTools


class FileCard(Card):
    """A drop zone with a button.

    Args:
        tools: the window's tools.
        invitation: what may be dropped.
        kinds: what is read, for people.
        suffixes: the same, for the dialog.

    Signals:
        chosen: a path.
    """

    chosen = Signal(object)

    def __init__(self, tools: PageTools, invitation: str, kinds: str, suffixes: tuple[str, ...]) -> None:
        super().__init__()
        self._folders = tools.folders
        self._invitation, self._suffixes = invitation, suffixes
        self.zone = DropZone()
        self.choose_button = button(tr("Choose a file…"), "folder", self.choose, tip=tr("Choose a file (Ctrl+O)"))
        centre = Qt.AlignmentFlag.AlignHCenter
        words, formats = label(invitation), label(kinds, "muted")
        for part in (words, formats):
            part.setAlignment(centre)
        self.zone.body.addStretch(1)
        self.zone.body.addWidget(Picture("import", 40, "accent"), 0, centre)
        self.zone.body.addSpacing(4)
        self.zone.body.addWidget(words)
        self.zone.body.addWidget(self.choose_button, 0, centre)
        self.zone.body.addWidget(formats)
        self.zone.body.addStretch(1)
        self.body.addWidget(self.zone, 1)

    def choose(self) -> None:
        """Ask for a file."""
        self.choose_button.setFocus()
        kinds = " ".join(f"*{suffix}" for suffix in self._suffixes)
        folder = str(self._folders.folder("import_folder"))
        name, _kind = QFileDialog.getOpenFileName(
            self, self._invitation, folder, tr("Files ({kinds});;All files (*)", kinds=kinds)
        )
        if name:
            self._folders.used("import_folder", Path(name))
            self.chosen.emit(Path(name))
