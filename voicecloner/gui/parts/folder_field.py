"""Where the files go: a folder of the user's choice, and in it what is called after the document."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from voicecloner.gui.parts.basics import button, label, row
from voicecloner.gui.parts.elided import ElidedLabel
from voicecloner.gui.translation import tr
from voicecloner.gui.window.page_tools import PageTools


class FolderField(QWidget):
    """Shows the whole path and lets another folder be chosen.

    Args:
        tools: the window's tools.
        heading: what stands above it, if not “Save as”.

    Signals:
        changed: it is another place.
    """

    changed = Signal()

    def __init__(self, tools: PageTools, heading: str = "") -> None:
        super().__init__()
        self._folders = tools.folders
        self._folder = self._folders.folder("save_folder")
        self._name = ""
        self._path = ElidedLabel()
        self.choose_button = button(tr("Change…"), "folder", self.choose, tip=tr("Choose where it is saved"))
        self._path.setText(str(self._folder))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(label(heading or tr("Save as"), "field"))
        line = row(self._path, self.choose_button)
        line.setStretch(0, 1)
        layout.addLayout(line)

    @property
    def place(self) -> Path:
        """The file or folder that is to be made; the folder itself where nothing is proposed."""
        return self._folder / self._name

    def propose(self, name: str) -> None:
        """What is made is called this."""
        if name != self._name:
            self._name = name
            self._tell()

    def choose(self) -> None:
        """Ask for a folder."""
        chosen = QFileDialog.getExistingDirectory(self, tr("Where to save"), str(self._folder))
        if chosen:
            self.use(Path(chosen))

    def use(self, folder: Path) -> None:
        """What is made goes into this folder, and what is made next does unless another is chosen."""
        self._folder = folder
        self._folders.used("save_folder", folder / "file")
        self._tell()

    def _tell(self) -> None:
        self._path.setText(str(self.place))
        self.changed.emit()
