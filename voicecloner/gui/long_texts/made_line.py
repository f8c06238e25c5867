"""What was made: where it is, and two buttons to hear it and to see it."""

from pathlib import Path

from PySide6.QtWidgets import QFrame, QVBoxLayout

from voicecloner.gui.parts.basics import button, label, row
from voicecloner.gui.parts.file_play_button import FilePlayButton
from voicecloner.gui.parts.open_folder import open_folder
from voicecloner.gui.translation import tr
from voicecloner.gui.window.page_tools import PageTools


class MadeLine(QFrame):
    """There only while there is something to tell.

    Args:
        tools: the window's tools.
        key: under which it plays.
    """

    def __init__(self, tools: PageTools, key: str) -> None:
        super().__init__()
        self.setProperty("kind", "inset")
        self._folder = Path()
        self.words = label("")
        self.play_button = FilePlayButton(tools, key)
        self.open_button = button(tr("Open folder"), "folder", self.open, tip=tr("Show the files that were made"))
        layout = QVBoxLayout(self)
        layout.addWidget(self.words)
        layout.addLayout(row(self.play_button, self.open_button, None))
        self.hide()

    def tell(self, words: str, folder: Path, sound: Path | None) -> None:
        """Tell what was made.

        Args:
            words: a sentence or two.
            folder: where it is.
            sound: what can be heard; None: there is no button for it.
        """
        self.words.setText(words)
        self._folder = folder
        self.play_button.show_file(sound)
        self.play_button.setVisible(sound is not None)
        self.show()

    def forget(self) -> None:
        """Tell nothing more."""
        self.play_button.show_file(None)
        self.hide()

    def open(self) -> None:
        """Show the folder in the desktop's file manager."""
        open_folder(self._folder)
