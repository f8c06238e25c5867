"""Books and tables that were broken off, by Stop or by any end of the program: go on with them, or forget them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicecloner.gui.parts.basics import SMALL_GAP_PX, Button, Card, button, label, row
from voicecloner.gui.parts.dialogs.question import Question, ask
from voicecloner.gui.translation import quoted, tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.gui.wording import ago

if TYPE_CHECKING:
    from collections.abc import Callable

    from voicecloner.api import Application


@dataclass(frozen=True)
class Unfinished:
    """One of them.

    Attributes:
        title: what it is called.
        started_at: when it was begun.
        fraction: how much is said, 0..1.
        is_at_work: whether a program is at work on it just now.
        book_id: of a book; empty for a table.
        folder: where the files of a table go.
        source: the document, or the table.
    """

    title: str
    started_at: str
    fraction: float
    is_at_work: bool
    book_id: str = ""
    folder: Path = Path()
    source: Path = Path()

    @property
    def words(self) -> str:
        """How far it is, in words."""
        kind = tr("book") if self.book_id else tr("table")
        begun = ago(datetime.fromisoformat(self.started_at).astimezone())
        return tr(
            "{kind} · {fraction} % said · begun {begun}", kind=kind, fraction=int(100 * self.fraction), begun=begun
        )


class UnfinishedCard(Card):
    """A line for each; there only while there are any.

    Args:
        tools: the window's tools.
        after: from where Tab leads to the buttons of the first line.

    Signals:
        resume_asked: the `Unfinished` to go on with.
    """

    resume_asked = Signal(object)

    def __init__(self, tools: PageTools, after: QWidget) -> None:
        super().__init__(tr("Not finished"))
        self._tools, self._after = tools, after
        self.listed: tuple[Unfinished, ...] = ()
        self._shown: list[QWidget] = []
        self._can_resume = True
        self._lines = QVBoxLayout()
        self._lines.setSpacing(SMALL_GAP_PX)
        self.body.addWidget(label(tr("What was said so far is kept. They go on where they left off."), "muted"))
        self.body.addLayout(self._lines)
        self.hide()

    def look_up(self) -> None:
        """Look up what there is."""
        app = self._tools.app

        def found(*_: object) -> tuple[Unfinished, ...]:
            books = [
                Unfinished(
                    each.record.title,
                    each.record.started_at,
                    each.fraction,
                    each.is_being_read,
                    each.id,
                    source=Path(each.record.source),
                )
                for each in app.make_book.unfinished()
            ]
            tables = [
                Unfinished(
                    each.table.name,
                    each.started_at,
                    each.fraction,
                    each.is_at_work,
                    folder=each.folder,
                    source=each.table,
                )
                for each in app.speak_lines.unfinished()
            ]
            return tuple(sorted((*books, *tables), key=lambda each: each.started_at, reverse=True))

        self._tools.bridge.submit(Task(found, Queue.LIBRARY, topic="unfinished"), Reply(done=self.show_listed))

    def set_busy(self, *, is_busy: bool) -> None:
        """While one is at work no other can be gone on with."""
        self._can_resume = not is_busy
        self.show_listed(self.listed)

    def show_listed(self, listed: tuple[Unfinished, ...]) -> None:
        """Show these."""
        self.listed = listed
        for line in self._shown:
            self._lines.removeWidget(line)
            line.hide()  # Qt deletes it only after this event, which may be a click on one of its buttons
            line.deleteLater()
        self._shown = [self._line(each) for each in listed if not each.is_at_work]
        before = self._after
        for line in self._shown:
            self._lines.addWidget(line)
            for each in line.findChildren(Button):
                QWidget.setTabOrder(before, each)
                before = each
        self.setVisible(bool(self._shown))

    def _line(self, each: Unfinished) -> QWidget:
        line = QWidget()
        go_on = button(tr("Go on"), "", lambda: self.resume_asked.emit(each), tip=tr("Go on where it left off"))
        go_on.setEnabled(self._can_resume)
        forget = button(
            tr("Forget"), "trash", lambda: self.ask_to_forget(each), "quiet", tr("Erase what was said of it so far")
        )
        for part in (go_on, forget):
            part.setAccessibleDescription(each.title)
        layout = row(label(f"{quoted(each.title)} · {each.words}"), go_on, forget)
        layout.setStretch(0, 1)
        layout.setContentsMargins(0, 0, 0, 0)
        line.setLayout(layout)
        return line

    def ask_to_forget(self, each: Unfinished) -> None:
        """Ask, where anything is lost, then forget it."""
        if not each.book_id:
            self._forget(lambda app: app.speak_lines.forget(each.folder))
            return
        details = tr("What was said of it and is not saved yet is erased. Chapters that are saved stay.")
        question = Question(
            tr("Forget “{title}”?", title=each.title), details, tr("Forget it"), tr("Keep it"), is_loss=True
        )
        ask(self, question, lambda: self._forget(lambda app: app.make_book.discard(each.book_id)))

    def _forget(self, forget: "Callable[[Application], object]") -> None:
        app = self._tools.app
        task = Task(lambda _progress, _cancel: forget(app), Queue.LIBRARY)
        self._tools.bridge.submit(task, Reply(done=lambda _nothing: self.look_up()))
