"""All keyboard shortcuts, in one place and in one dialog."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from voicecloner.gui.parts.basics import GAP_PX, button, label
from voicecloner.gui.parts.dialogs.panel import Panel
from voicecloner.gui.parts.scroll_page import scroll_by_key
from voicecloner.gui.translation import tr

SHORTCUTS = (
    (tr("Ctrl+1 … Ctrl+6"), tr("Capture, Voices, Speak, Long texts, Models, Settings")),
    (tr("Ctrl+R"), tr("Record, or end the recording")),
    (tr("Ctrl+O"), tr("Import recordings; on the page Long texts, choose a file")),
    (tr("Ctrl+F"), tr("Search the voices")),
    (tr("Enter"), tr("Speak with the chosen voice")),
    (tr("F2"), tr("Rename the chosen voice")),
    (tr("Del"), tr("Delete the chosen voice or takes")),
    (tr("Ctrl+Z"), tr("Undo the last deletion")),
    (tr("Alt+T"), tr("The trash, on the page Voices")),
    (tr("Alt+X"), tr("Hear the recording instead of the voice, or back, on the page Voices")),
    (tr("Ctrl+Enter"), tr("Speak the text, read the book, say the lines; on the page Capture, the next step")),
    (tr("Ctrl+B"), tr("Stress the selected words of the text")),
    (tr("Ctrl+Shift+P"), tr("Half a second of silence in the text")),
    (tr("Ctrl+S"), tr("Save the speech")),
    (tr("Ctrl+E"), tr("Export the chosen takes")),
    (tr("Space"), tr("Play or pause, when not typing")),
    (tr("← → Home End"), tr("Two seconds back or forward, or to the ends, in a picture of a sound")),
    ("← →", tr("0.1 s (with Shift 1 s), on an edge of a stretch")),
    (tr("+ − 0, Ctrl+wheel"), tr("See a sound closer, more of it, or all of it")),
    (tr("Shift+← →, Shift+wheel"), tr("Move what is seen of a sound")),
    (tr("PageUp PageDown Home End"), tr("Scroll the page, when not typing")),
    (tr("Esc"), tr("Stop what is being done or heard, or a countdown")),
    (tr("Ctrl+,"), tr("Settings")),
    (tr("Ctrl+Q"), tr("Close VoiceCloner")),
    ("?, F1", tr("This list")),
)


_WIDTH_PX = 600


class ShortcutsDialog(Panel):
    """The list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Keyboard shortcuts"), tr("Keyboard shortcuts"), parent, _WIDTH_PX)
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
        close = button(tr("Close"), "", self.reject, "primary")
        close.setDefault(True)
        self.set_buttons(close)
        close.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not scroll_by_key(self.area, event):
            super().keyPressEvent(event)
