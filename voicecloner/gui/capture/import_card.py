"""Importing: drop files anywhere on the window, or choose them."""

from PySide6.QtCore import Qt, Signal

from voicecloner.api.review import DEFAULT_PROFILE, profile_named
from voicecloner.gui.parts.basics import Card, Picture, button, label
from voicecloner.gui.parts.choosing import ask_for_recordings
from voicecloner.gui.parts.drop_zone import DropZone
from voicecloner.gui.translation import tr
from voicecloner.gui.window.page_tools import PageTools


class ImportCard(Card):
    """Files.

    Args:
        tools: the window's tools.

    Signals:
        chosen: a tuple of paths.
    """

    chosen = Signal(object)

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tr("Import"))
        self._tools = tools
        self.zone = DropZone()
        invitation = label(tr("Drop one or several recordings here"))
        invitation.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.choose_button = button(tr("Choose files…"), "folder", self.choose, tip=tr("Choose recordings (Ctrl+O)"))
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

    def light(self, *, is_lit: bool) -> None:
        """Show where a file that is dragged over the window may be dropped."""
        self.zone.light(is_lit=is_lit)

    def show_shortest(self, seconds: float) -> None:
        """Say how short a file may be, and why."""
        least = tr("{seconds:g} seconds or more: the engine needs as much.", seconds=seconds)
        self.formats.setText(tr("WAV, MP3, M4A, FLAC, OGG, Opus, AIFF, WebM\n{least}", least=least))

    def choose(self) -> None:
        """Ask for files."""
        # where the focus is again when the dialog is closed, also for those who came by a key
        self.choose_button.setFocus()
        paths = ask_for_recordings(self, self._tools, tr("Choose recordings of one speaker"))
        if paths:
            self.chosen.emit(paths)
