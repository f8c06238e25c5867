"""Takes that are dragged out of the list into another program, which gets them as files in the format chosen last.

The files are made in the background from the moment a row is pressed on, so that the window never waits for them. Where
they are not ready when the other program asks, it gets the files in which the takes are kept: WAV, as they were spoken.
"""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QDrag

from voicecloner.api.speaking import FilesToDrag
from voicecloner.domain.synthesis import Take
from voicecloner.gui.parts.files_on_demand import FilesOnDemand
from voicecloner.gui.speak.export_choice import chosen_options
from voicecloner.gui.speak.takes_view import TakesView
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.jobs import CancelToken, Progress

_TOPIC = "dragged-takes"


class Prepared:
    """The files of one drag. Usable from any thread.

    Args:
        kept: what is given out until the others are ready.
    """

    def __init__(self, kept: Sequence[Path]) -> None:
        self._kept = tuple(kept)
        self._made: FilesToDrag | None = None
        self._is_over = False
        self._lock = threading.Lock()

    def arrive(self, made: FilesToDrag) -> None:
        """They are ready."""
        with self._lock:
            if not self._is_over:
                self._made = made
                return
        made.discard()

    def paths(self) -> tuple[Path, ...]:
        """What the other program gets, if it asks now."""
        with self._lock:
            return self._made.paths if self._made else self._kept

    def forget(self) -> None:
        """Nobody wants them."""
        with self._lock:
            made, self._made, self._is_over = self._made, None, True
        if made:
            made.discard()


class DraggedTakes(QObject):
    """Lets the chosen takes be dragged out of the window.

    Args:
        tools: the window's tools.
        view: the list.
        chosen: tells which takes are chosen in it.
    """

    def __init__(self, tools: PageTools, view: TakesView, chosen: Callable[[], Sequence[Take]]) -> None:
        super().__init__(view)
        self._tools, self._view, self._chosen = tools, view, chosen
        self._prepared: Prepared | None = None
        view.held.connect(self.prepare)
        view.let_go.connect(self.forget)
        view.drag_begun.connect(self._drag)

    @property
    def files(self) -> FilesOnDemand:
        """What is dragged, as other programs see it."""
        prepared = self._prepared or self.prepare()
        return FilesOnDemand(prepared.paths)

    def prepare(self) -> Prepared:
        """A row is held: its files may be wanted soon."""
        self.forget()
        takes = tuple(self._chosen())
        prepared = self._prepared = Prepared([take.path for take in takes])
        ids, options = tuple(take.path.stem for take in takes), chosen_options(self._tools.settings)
        export = self._tools.app.export_takes

        def work(_progress: Progress, cancel: CancelToken) -> None:
            prepared.arrive(export.for_drag(ids, options, cancel=cancel))

        # one that fails, or is stopped, leaves the files in which the takes are kept
        self._tools.bridge.submit(Task(work, Queue.FILES, topic=_TOPIC), Reply(failed=lambda _error: None))
        return prepared

    def forget(self) -> None:
        """Nothing is dragged, or nobody has taken it."""
        self._tools.bridge.forget_topic(_TOPIC)
        if self._prepared:
            self._prepared.forget()
        self._prepared = None

    def _drag(self) -> None:
        drag = QDrag(self._view)
        mime = self.files  # named, since the drag keeps only Qt's half of it
        drag.setMimeData(mime)
        action = drag.exec(Qt.DropAction.CopyAction)  # never a move: the takes stay where they are
        if action == Qt.DropAction.IgnoreAction:
            self.forget()
        else:  # another program may fetch them later: they stay until the end of this one
            self._prepared = None
