"""Importing: drop files anywhere on the window, or choose them."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog

from voicecloner.gui.capture.drop_zone import DropZone
from voicecloner.gui.parts.basics import Card, Picture, button, label
from voicecloner.quality.profiles import DEFAULT_PROFILE, profile_named

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
        self.formats = label("", "muted")
        self.show_shortest(profile_named(DEFAULT_PROFILE).min_seconds)
        self.formats.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.zone.body.addStretch(1)
        self.zone.body.addWidget(Picture("import", 40, "accent"), 0, Qt.AlignmentFlag.AlignHCenter)
        self.zone.body.addSpacing(4)
        self.zone.body.addWidget(invitation)
        self.zone.body.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.zone.body.addWidget(self.formats)
        self.zone.body.addStretch(1)
        self.body.addWidget(self.zone, 1)

    def show_shortest(self, seconds: float) -> None:
        """Say how short a file may be."""
        self.formats.setText(f"WAV, MP3, M4A, FLAC, OGG, Opus, AIFF, WebM\n{seconds:g} seconds or more")

    def choose(self) -> None:
        """Ask for files."""
        names, _filter = QFileDialog.getOpenFileNames(self, "Choose recordings of one speaker", "", RECORDINGS)
        if names:
            self.chosen.emit(tuple(Path(name) for name in names))
