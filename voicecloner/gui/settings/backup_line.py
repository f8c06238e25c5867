"""Backups of the library, on the page of settings: keep one, or bring voices back from one."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from voicecloner.domain.quality import Severity
from voicecloner.gui.parts.basics import button, label, row
from voicecloner.gui.translation import in_a_row, listed, said, tr
from voicecloner.gui.window.arriving import arrived_words
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.gui.wording import counted, size_words

if TYPE_CHECKING:
    from voicecloner.api.upkeep import LibraryBackup
    from voicecloner.api.voices import Arrived


class BackupLine:
    """What the line says, and its two buttons.

    Args:
        tools: the window's tools.
        page: stands behind the dialogs.
    """

    def __init__(self, tools: PageTools, page: QWidget) -> None:
        self._tools = tools
        self._page = page
        self.back_up_button = button(
            tr("Back up…"), "", self._ask_for_backup, tip=tr("Copy all voices to another folder")
        )
        self.restore_button = button(
            tr("Restore…"), "", self._ask_for_restore, tip=tr("Bring voices back from a backup")
        )

    def layout(self) -> QHBoxLayout:
        """The line, ready to be put into a card."""
        words = tr("Keep a copy of all voices in another folder, best on another disk. Only what is new is copied.")
        line = row(label(words, "muted"), self.back_up_button, self.restore_button)
        line.setStretch(0, 1)
        return line

    def _ask_for_backup(self) -> None:
        self._ask(tr("A folder for backups"), self.back_up)

    def _ask_for_restore(self) -> None:
        self._ask(tr("The folder with the backup"), self.restore)

    def _ask(self, title: str, then: Callable[[Path], None]) -> None:
        folder = QFileDialog.getExistingDirectory(self._page, title)
        if folder:
            then(Path(folder))

    def back_up(self, folder: Path) -> None:
        """Copy what is new to this folder."""
        app = self._tools.app
        task = Task(
            lambda progress, cancel: app.back_up_library.back_up(folder, progress=progress, cancel=cancel),
            Queue.FILES,
            title=tr("Backing the voices up"),
        )
        self._tools.bridge.submit(task, Reply(done=self._backed_up))

    def restore(self, folder: Path) -> None:
        """Bring back from this folder what is not here."""
        app = self._tools.app
        task = Task(
            lambda progress, cancel: app.back_up_library.restore(folder, progress=progress, cancel=cancel),
            Queue.FILES,
            title=tr("Bringing the voices back"),
        )
        self._tools.bridge.submit(task, Reply(done=self._restored))

    def _backed_up(self, made: "LibraryBackup") -> None:
        new = (
            listed((counted(made.new_files, "new file"), size_words(made.new_bytes)))
            if made.new_files
            else tr("nothing new")
        )
        words = tr(
            "The backup in {folder} holds {voices}; {new}.",
            folder=made.folder,
            voices=counted(made.voices, "voice"),
            new=new,
        )
        severity = Severity.WARN if made.missing else Severity.OK
        self._tools.messages.tell(Message(words, in_a_row(*map(said, made.missing)), severity))

    def _restored(self, arrived: "Arrived") -> None:
        self._tools.voices.refresh()
        words, more = arrived_words(arrived)
        left_out = in_a_row(
            *(
                tr("“{name}” was left out. {message}", name=name, message=said(error.message))
                for name, error in arrived.left_out
            )
        )
        severity = Severity.WARN if arrived.left_out else Severity.OK
        self._tools.messages.tell(Message(words, in_a_row(left_out, more), severity))
