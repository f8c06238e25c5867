"""All keyboard shortcuts, in one place and in one dialog."""

from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from voicecloner.gui.widgets.basics import GAP_PX, button, label, row

SHORTCUTS = (
    ("Ctrl+1 … Ctrl+5", "Capture, Voices, Speak, Models, Settings"),
    ("Ctrl+R", "Record, or end the recording"),
    ("Ctrl+O", "Import recordings"),
    ("Ctrl+F", "Search the voices"),
    ("Enter", "Speak with the chosen voice"),
    ("F2", "Rename the chosen voice"),
    ("Del", "Delete the chosen voice or take"),
    ("Ctrl+Z", "Undo the last deletion"),
    ("Alt+T", "The trash, on the page Voices"),
    ("Ctrl+Enter", "Speak the text; on the page Capture, the next step"),
    ("Ctrl+S", "Save the speech"),
    ("Space", "Play or pause, when not typing"),
    ("← →", "Two seconds back or on, in a waveform"),
    ("← →", "0.1 s (with Shift 1 s), on an edge of a stretch"),
    ("+ −, Ctrl+wheel", "See a long recording closer, or more of it"),
    ("PageUp PageDown Home End", "Scroll the page, when not typing"),
    ("Esc", "Stop what is being done or heard, or a countdown"),
    ("Ctrl+,", "Settings"),
    ("Ctrl+Q", "Close VoiceCloner"),
    ("?", "This list"),
)


class ShortcutsDialog(QDialog):
    """The list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_PX * 3 // 2)
        grid.setVerticalSpacing(6)
        for line, (keys, words) in enumerate(SHORTCUTS):
            key_label, word_label = label(keys, "field"), label(words)
            key_label.setWordWrap(False)
            word_label.setWordWrap(False)
            grid.addWidget(key_label, line, 0)
            grid.addWidget(word_label, line, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP_PX, GAP_PX, GAP_PX, GAP_PX)
        layout.setSpacing(GAP_PX)
        layout.addLayout(grid)
        layout.addLayout(row(None, button("Close", "", self.reject)))
