"""All keyboard shortcuts, in one place and in one dialog."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from voicecloner.gui.parts.basics import GAP_PX, button, label
from voicecloner.gui.parts.dialogs.panel import Panel
from voicecloner.gui.parts.scroll_page import scroll_by_key

SHORTCUTS = (
    ("Ctrl+1 … Ctrl+6", "Capture, Voices, Speak, Long texts, Models, Settings"),
    ("Ctrl+R", "Record, or end the recording"),
    ("Ctrl+O", "Import recordings; on the page Long texts, choose a file"),
    ("Ctrl+F", "Search the voices"),
    ("Enter", "Speak with the chosen voice"),
    ("F2", "Rename the chosen voice"),
    ("Del", "Delete the chosen voice or takes"),
    ("Ctrl+Z", "Undo the last deletion"),
    ("Alt+T", "The trash, on the page Voices"),
    ("Alt+X", "Hear the recording instead of the voice, or back, on the page Voices"),
    ("Ctrl+Enter", "Speak the text, read the book, say the lines; on the page Capture, the next step"),
    ("Ctrl+B", "Stress the selected words of the text"),
    ("Ctrl+Shift+P", "Half a second of silence in the text"),
    ("Ctrl+S", "Save the speech"),
    ("Ctrl+E", "Export the chosen takes"),
    ("Space", "Play or pause, when not typing"),
    ("← → Home End", "Two seconds back or on, or to the ends, in a picture of a sound"),
    ("← →", "0.1 s (with Shift 1 s), on an edge of a stretch"),
    ("+ − 0, Ctrl+wheel", "See a sound closer, more of it, or all of it"),
    ("Shift+← →, Shift+wheel", "Move what is seen of a sound"),
    ("PageUp PageDown Home End", "Scroll the page, when not typing"),
    ("Esc", "Stop what is being done or heard, or a countdown"),
    ("Ctrl+,", "Settings"),
    ("Ctrl+Q", "Close VoiceCloner"),
    ("?, F1", "This list"),
)


_WIDTH_PX = 600


class ShortcutsDialog(Panel):
    """The list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Keyboard shortcuts", "Keyboard shortcuts", parent, _WIDTH_PX)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_PX * 3 // 2)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for line, (keys, words) in enumerate(SHORTCUTS):
            key_label = label(keys, "field")
            key_label.setWordWrap(False)
            grid.addWidget(key_label, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(words), line, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        close = button("Close", "", self.reject, "primary")
        close.setDefault(True)
        self.set_buttons(close)
        close.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not scroll_by_key(self.area, event):
            super().keyPressEvent(event)
