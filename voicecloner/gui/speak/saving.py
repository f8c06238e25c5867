"""Asking where speech is to be saved: the suffix typed is the format, and nothing is replaced unasked."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from voicecloner.api.speaking import KNOWN_SUFFIXES, format_of, writable_suffixes
from voicecloner.domain.synthesis import Take
from voicecloner.gui.parts.dialogs.question import Question, ask
from voicecloner.gui.translation import said, tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools

if TYPE_CHECKING:
    from voicecloner.api.speaking import SavedSound

# Formats of sound nobody would type as part of a name; saving says that they are not written.
_NOT_WRITTEN = frozenset({".aac", ".aif", ".aiff", ".oga", ".wma", ".webm", ".mp4"})


def ask_where_to_save(parent: QWidget, tools: PageTools, take: Take) -> None:
    """Ask for a file name, in the folder that was used last, then save the take there.

    Args:
        parent: stands behind the dialog.
        tools: the window's tools.
        take: what is to be saved.
    """
    stem = file_stem(take)
    filters = {f"{said(format_of(Path(stem + suffix)).title)} (*{suffix})": suffix for suffix in writable_suffixes()}
    proposed = str(tools.folders.folder("save_folder") / f"{stem}.wav")
    name, chosen = QFileDialog.getSaveFileName(parent, tr("Save the speech"), proposed, ";;".join(filters))
    if not name:
        return
    tools.folders.used("save_folder", Path(name))
    typed, path = Path(name), _with_suffix(Path(name), filters.get(chosen, ".wav"))
    if path != typed and path.exists():  # the dialog has asked about the name as it was typed
        question = Question(
            tr("Replace “{name}”?", name=path.name),
            tr("There is a file of this name already."),
            tr("Replace it"),
            tr("Keep it"),
            is_loss=True,
        )
        ask(parent, question, lambda: save_take(tools, take, path))
    else:
        save_take(tools, take, path)


def save_take(tools: PageTools, take: Take, path: Path) -> None:
    """Save a take in the background, and tell where it is."""
    takes = tools.app.manage_takes

    def saved(_saved: "SavedSound") -> None:
        tools.takes.refresh()
        where = tr("In {folder}. The file says that it is synthetic.", folder=path.parent)
        tools.messages.tell(Message(tr("Saved as {name}.", name=path.name), where))

    task = Task(lambda _progress, _cancel: takes.save(take, path), Queue.FILES, tr("Saving {name}", name=path.name))
    tools.bridge.submit(task, Reply(done=saved))


def _with_suffix(path: Path, otherwise: str) -> Path:
    if path.suffix.lower() in _NOT_WRITTEN.union(KNOWN_SUFFIXES):
        return path
    return path.with_name(path.name + otherwise)


def file_stem(take: Take) -> str:
    """What the file of a take is called, unless the user wants something else."""
    words = "".join(c if c.isalnum() else " " for c in f"{take.voice_name} {take.text}").split()
    return "-".join(words[:6])[:60] or tr("speech")
