"""Voices that leave the library as files: saved where the user wants it, or dragged out of the list."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QListView

from voicecloner.api.voices import SUFFIX, ExportedVoices, ExportRequest, bundle_name, is_bundle
from voicecloner.domain.voice import Voice, VoiceSummary
from voicecloner.errors import InvalidRequest, VoiceClonerError
from voicecloner.gui.parts.dialogs.question import Question, ask
from voicecloner.gui.parts.files_on_demand import FilesOnDemand
from voicecloner.gui.translation import quoted, said, tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.gui.wording import size_words
from voicecloner.jobs import CancelToken, Progress

# What is dragged is written while the mouse button is held: for a second or so, at the most.
_LARGEST_DRAG_BYTES = 100_000_000


class LeavingVoices(QObject):
    """Saves voices as files, and lets the rows of the list be dragged out of the window.

    Args:
        tools: the window's tools.
        view: the list.
        chosen: tells which voice is chosen in it.
    """

    def __init__(self, tools: PageTools, view: QListView, chosen: Callable[[], VoiceSummary | None]) -> None:
        super().__init__(view)
        self._tools = tools
        self._view = view
        self._chosen = chosen
        self._pressed_at: QPoint | None = None
        view.viewport().installEventFilter(self)

    def ask_where_to_save(self, voice: Voice | VoiceSummary | None = None) -> None:
        """Ask for a file name, and write the voice there."""
        voice = voice or self._chosen()
        if voice is None:
            return
        self._ask(quoted(voice.name), bundle_name([voice]), lambda: (voice.id,))

    def ask_where_to_save_several(self, numbers: Sequence[int]) -> None:
        """Ask for a file name, and write these voices, by their numbers in the list, into one file."""
        app, words = self._tools.app, tr("{count} voices", count=len(numbers))
        self._ask(words, f"{words}{SUFFIX}", lambda: tuple(app.list_voices.ids(numbers)))

    def _ask(self, words: str, file_name: str, ids: Callable[[], tuple[str, ...]]) -> None:
        """Ask where to; `ids` looks the voices up, in the background."""
        proposed = self._tools.folders.folder("save_folder") / file_name
        kind = tr("Voice of VoiceCloner (*{suffix})", suffix=SUFFIX)
        name, _filter = QFileDialog.getSaveFileName(self._view, tr("Export {words}", words=words), str(proposed), kind)
        if not name:
            return
        self._tools.folders.used("save_folder", Path(name))
        path = Path(name) if is_bundle(Path(name)) else Path(f"{name}{SUFFIX}")
        if path != Path(name) and path.exists():  # the dialog has asked about the name as it was typed
            there = tr("There is a file of this name already.")
            question = Question(
                tr("Replace “{name}”?", name=path.name), there, tr("Replace it"), tr("Keep it"), is_loss=True
            )
            ask(self._view, question, lambda: self._save(words, ids, path))
        else:
            self._save(words, ids, path)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # left to itself, the list would take moving with the button pressed for choosing rows
        if not isinstance(event, QMouseEvent):
            return False
        is_left = Qt.MouseButton.LeftButton in event.buttons()
        if event.type() == QEvent.Type.MouseButtonPress:
            is_on_row = self._view.indexAt(event.position().toPoint()).isValid()
            self._pressed_at = event.position().toPoint() if is_left and is_on_row else None
        elif event.type() == QEvent.Type.MouseMove and is_left and self._pressed_at is not None:
            self._drag_if_far(event.position().toPoint())
            return True
        return False

    def files_of(self, voice: Voice | VoiceSummary) -> FilesOnDemand:
        """What is dragged: the voice as a file, written when somebody asks for it: most drags end where they began."""
        made: list[Path] = []

        def make() -> list[Path]:
            made.extend([] if made else filter(None, [self._make(voice)]))
            return made

        return FilesOnDemand(make)

    def _drag_if_far(self, point: QPoint) -> None:
        moved = point - (self._pressed_at or point)
        voice = self._chosen()
        if voice is None or moved.manhattanLength() < QApplication.startDragDistance():
            return
        self._pressed_at = None
        drag = QDrag(self._view)
        mime = self.files_of(voice)  # named, since the drag keeps only Qt's half of it
        drag.setMimeData(mime)
        drag.exec(Qt.DropAction.CopyAction)  # never a move: the voice stays where it is

    def _make(self, voice: Voice | VoiceSummary) -> Path | None:
        exchange = self._tools.app.exchange_voices
        try:
            if exchange.size_bytes(voice.id) > _LARGEST_DRAG_BYTES:
                raise InvalidRequest(
                    tr("“{name}” is too large to be dragged.", name=voice.name), tr("Press Export instead.")
                )
            return exchange.export_for_drag(voice.id)
        except VoiceClonerError as error:
            self._tools.messages.tell_error(error)
            return None

    def _save(self, words: str, ids: Callable[[], tuple[str, ...]], path: Path) -> None:
        app = self._tools.app

        def work(progress: Progress, cancel: CancelToken) -> ExportedVoices:
            request = ExportRequest(ids(), path, overwrites=True)
            return app.exchange_voices.export(request, progress=progress, cancel=cancel)

        task = Task(work, Queue.FILES, title=tr("Exporting {words}", words=words))
        self._tools.bridge.submit(task, Reply(done=self._saved))

    def _saved(self, made: ExportedVoices) -> None:
        self._tools.messages.tell(
            Message(
                tr("Saved as {path} ({size}).", path=made.path, size=size_words(made.size_bytes)),
                said(" ".join(made.notes)),
            )
        )
