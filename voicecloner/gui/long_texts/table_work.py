"""Saying the lines of tables, in the background."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from voicecloner.domain.quality import Severity
from voicecloner.errors import BadTable, Cancelled, VoiceClonerError
from voicecloner.gui.long_texts.line_rows import TableSight, sight_of
from voicecloner.gui.translation import in_a_row, said, tr, tr_many
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.gui.wording import counted
from voicecloner.jobs import CancelToken, Progress

if TYPE_CHECKING:
    from voicecloner.api.batches import BatchRequest, BatchResult, LineOutcome

SAYING = "table"
"""The topic under which the lines of tables are said."""
_LOOK = "table-look"
Saying = Callable[[Progress, CancelToken, "Callable[[LineOutcome], None]"], "BatchResult"]


class TableWork(QObject):
    """Has tables looked at and said.

    Args:
        tools: the window's tools.

    Attributes:
        is_looking, is_saying: what is under way.
        is_stopping: whether saying is about to end because the user wants it.
        folder: where the files go of the table that is being said, or was said last.

    Signals:
        seen: a `TableSight`.
        refused: the error that keeps a table from being read; one with `faults` names each line.
        line_ended: a `LineOutcome`.
        state_changed: work began or ended.
        said: a `BatchResult`, of a batch that was stopped, too.
        ended: saying ended, whatever the reason.
    """

    seen = Signal(object)
    refused = Signal(object)
    line_ended = Signal(object)
    state_changed = Signal()
    said = Signal(object)
    ended = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tools.bridge)
        self._tools = tools
        self.is_looking = self.is_saying = self.is_stopping = False
        self.folder = Path()

    def look(self, request: "BatchRequest") -> None:
        """Find out what is in a table, and what of it is said already."""
        app = self._tools.app
        self.is_looking = True
        self.state_changed.emit()
        task = Task(
            lambda progress, cancel: sight_of(app.speak_lines.look(request, progress=progress, cancel=cancel)),
            Queue.FILES,
            tr("Looking at {name}", name=request.table.name),
            _LOOK,
        )
        self._tools.bridge.submit(task, Reply(done=self._looked, failed=self._not_looked))

    def forget_look(self) -> None:
        """Nobody wants to know any more."""
        self._tools.bridge.forget_topic(_LOOK)
        self.is_looking = False

    def say(self, request: "BatchRequest") -> None:
        """Say the lines, or go on with them."""
        app = self._tools.app
        self._begin(
            lambda progress, cancel, told: app.speak_lines(request, progress=progress, cancel=cancel, on_each=told),
            request.folder,
            request.table,
        )

    def resume(self, folder: Path, table: Path) -> None:
        """Go on with a batch that was broken off."""
        app = self._tools.app
        self._begin(
            lambda progress, cancel, told: app.speak_lines.resume(
                folder, progress=progress, cancel=cancel, on_each=told
            ),
            folder,
            table,
        )

    def stop(self) -> None:
        """Stop; what was said is there."""
        self.is_stopping = self.is_saying
        self._tools.bridge.stop_topic(SAYING)
        self.state_changed.emit()

    def _begin(self, say: Saying, folder: Path, table: Path) -> None:
        if self.is_saying:
            return
        self.folder = folder
        post = self._tools.bridge.post

        def told(outcome: "LineOutcome") -> None:  # called in a worker's thread
            post(lambda: self.line_ended.emit(outcome))

        self.is_saying = True
        self.state_changed.emit()
        title = tr("Saying the lines of {name}", name=table.name)
        task = Task(lambda progress, cancel: say(progress, cancel, told), Queue.LONG, title, SAYING)
        self._tools.bridge.submit(task, Reply(done=self._said, failed=self._failed))

    def _looked(self, sight: TableSight) -> None:
        self.is_looking = False
        self.seen.emit(sight)
        self.state_changed.emit()

    def _not_looked(self, error: VoiceClonerError) -> None:
        self.is_looking = False
        if not isinstance(error, Cancelled):
            self.refused.emit(error)
        self.state_changed.emit()

    def _said(self, done: "BatchResult") -> None:
        self._over()
        self.said.emit(done)
        there = tr("{count} of {lines} are said.", count=len(done.said) + done.kept, lines=counted(done.lines, "line"))
        if done.is_stopped:
            hint = tr("Press “Go on” below “Not finished”, now or at any later start.")
            self._tools.messages.tell(Message(tr("Stopped: {there}", there=there), hint))
        else:
            severity = Severity.WARN if done.failed or done.notes else Severity.OK
            failed = (
                tr_many(
                    "{number} line failed: the list says why.",
                    "{number} lines failed: the list says why.",
                    len(done.failed),
                )
                if done.failed
                else ""
            )
            notes = in_a_row(failed, *map(said, done.notes))
            self._tools.messages.tell(Message(there, notes, severity, stays=True))

    def _failed(self, error: VoiceClonerError) -> None:
        self._over()
        if isinstance(error, BadTable):
            self.refused.emit(error)
        if not isinstance(error, Cancelled):
            self._tools.messages.tell_error(error)

    def _over(self) -> None:
        self.is_saying = self.is_stopping = False
        self.state_changed.emit()
        self.ended.emit()
        self._tools.voices.refresh()  # some were used
