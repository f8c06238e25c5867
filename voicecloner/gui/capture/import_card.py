"""Importing: drop files anywhere on the window, or choose them."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from voicecloner.api.review import DEFAULT_PROFILE, profile_named
from voicecloner.gui.parts.basics import Card, Picture, button, label
from voicecloner.gui.parts.choosing import ask_for_recordings
from voicecloner.gui.parts.theme import current_tones
from voicecloner.gui.window.page_tools import PageTools


class DropZone(QWidget):
    """A dashed frame; words and a button go into `body`. The whole window takes drops; this one says so."""

    def __init__(self) -> None:
        super().__init__()
        self._is_lit = False
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 16, 16, 16)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 170).expandedTo(super().minimumSizeHint())

    def light(self, *, is_lit: bool) -> None:
        """Show that what is dragged may be dropped."""
        self._is_lit = is_lit
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tones = current_tones()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tones.accent if self._is_lit else tones.border), 1.6, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(tones.accent_soft) if self._is_lit else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)


class ImportCard(Card):
    """Files.

    Args:
        tools: the window's tools.

    Signals:
        chosen: a tuple of paths.
    """

    chosen = Signal(object)

    def __init__(self, tools: PageTools) -> None:
        super().__init__("Import")
        self._tools = tools
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

    def light(self, *, is_lit: bool) -> None:
        """Show where a file that is dragged over the window may be dropped."""
        self.zone.light(is_lit=is_lit)

    def show_shortest(self, seconds: float) -> None:
        """Say how short a file may be, and why."""
        least = f"{seconds:g} seconds or more: the engine needs as much."
        self.formats.setText(f"WAV, MP3, M4A, FLAC, OGG, Opus, AIFF, WebM\n{least}")

    def choose(self) -> None:
        """Ask for files."""
        # where the focus is again when the dialog is closed, also for those who came by a key
        self.choose_button.setFocus()
        paths = ask_for_recordings(self, self._tools, "Choose recordings of one speaker")
        if paths:
            self.chosen.emit(paths)
