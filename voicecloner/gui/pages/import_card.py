"""Importing: drop files anywhere on the window, or choose them."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog

from voicecloner.gui.widgets.basics import Card, Picture, button, label
from voicecloner.gui.widgets.drop_zone import DropZone

RECORDINGS = "Recordings (*.wav *.mp3 *.m4a *.aac *.flac *.ogg *.oga *.opus *.aif *.aiff *.webm *.mp4);;All files (*)"
"""What a file dialog offers."""


class ImportCard(Card):
    """Files.

    Signals:
        chosen: a tuple of paths.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__("Import")
        self.zone = DropZone()
        invitation = label("Drop one or several recordings here")
        invitation.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.choose_button = button("Choose files…", "folder", self.choose, tip="Choose recordings (Ctrl+O)")
        formats = label("WAV, MP3, M4A, FLAC, OGG, Opus, AIFF, WebM\n10 seconds or more", "muted")
        formats.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.zone.body.addStretch(1)
        self.zone.body.addWidget(Picture("import", 40, "accent"), 0, Qt.AlignmentFlag.AlignHCenter)
        self.zone.body.addSpacing(4)
        self.zone.body.addWidget(invitation)
        self.zone.body.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.zone.body.addWidget(formats)
        self.zone.body.addStretch(1)
        self.body.addWidget(self.zone, 1)

    def choose(self) -> None:
        """Ask for files."""
        names, _filter = QFileDialog.getOpenFileNames(self, "Choose recordings of one speaker", "", RECORDINGS)
        if names:
            self.chosen.emit(tuple(Path(name) for name in names))
