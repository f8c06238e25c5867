"""Books and tables that were broken off, by Stop or by any end of the program: go on with them, or forget them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicecloner.gui.parts.basics import SMALL_GAP_PX, Card, button, label, row
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
    def key(self) -> str:
        """What it is known by."""
        return self.book_id or str(self.folder)

    @property
    def words(self) -> str:
        """How far it is, in words."""
        kind = tr("book") if self.book_id else tr("table")
        begun = ago(datetime.fromisoformat(self.started_at).astimezone())
        return tr(
            "{kind} · {fraction} % said · begun {begun}", kind=kind, fraction=int(100 * self.fraction), begun=begun
        )


class UnfinishedLine(QWidget):
    """What one of them is, and its buttons.

    Args:
        shown: which it is.
        go_on, forget: called with it.
    """

    def __init__(
        self, shown: Unfinished, go_on: "Callable[[Unfinished], object]", forget: "Callable[[Unfinished], object]"
    ) -> None:
        super().__init__()
        self.shown = shown
        self._words = label("")
        self._go_on = button(tr("Go on"), "", lambda: go_on(shown), tip=tr("Go on where it left off"))
        tip = tr("Erase what was said of it so far")
        self._forget = button(tr("Forget"), "trash", lambda: forget(shown), "quiet", tip)
        self.buttons = (self._go_on, self._forget)
        layout = row(self._words, *self.buttons)
        layout.setStretch(0, 1)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)
        for part in self.buttons:
            part.setAccessibleDescription(shown.title)

    @property
    def focus_place(self) -> tuple[str, int] | None:
        """Of what, and which of its buttons, has the focus; None where neither has it."""
        place = next((n for n, part in enumerate(self.buttons) if part.hasFocus()), None)
        return None if place is None else (self.shown.key, place)

    def take_focus(self, place: tuple[str, int] | None) -> None:
        """Give the focus to the button that had it, if it is one of these; see `focus_place`."""
        if place and place[0] == self.shown.key:
            self.buttons[place[1]].setFocus()

    def show_state(self, *, can_resume: bool) -> None:
        """How long ago it was begun, and whether it can be gone on with just now."""
        self._words.setText(f"{quoted(self.shown.title)} · {self.shown.words}")
        self._go_on.setEnabled(can_resume)


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
        self._shown: list[UnfinishedLine] = []
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
        self._show_state()

    def show_listed(self, listed: tuple[Unfinished, ...]) -> None:
        """Show these; what is on the screen already stays, with the focus it may have."""
        shown = [each for each in listed if not each.is_at_work]
        self.listed = listed
        if shown != [line.shown for line in self._shown]:
            focus = next((line.focus_place for line in self._shown if line.focus_place), None)
            self._put(shown)
            for line in self._shown:
                line.take_focus(focus)
        self._show_state()

    def _put(self, shown: list[Unfinished]) -> None:
        for line in self._shown:
            self._lines.removeWidget(line)
            line.hide()  # Qt deletes it only after this event, which may be a click on one of its buttons
            line.deleteLater()
        self._shown = [UnfinishedLine(each, self.resume_asked.emit, self.ask_to_forget) for each in shown]
        before = self._after
        for line in self._shown:
            self._lines.addWidget(line)
            line.show()  # a layout shows it only after this event, and what is not shown takes no focus
            for each in line.buttons:
                QWidget.setTabOrder(before, each)
                before = each
        self.setVisible(bool(self._shown))

    def _show_state(self) -> None:
        for line in self._shown:
            line.show_state(can_resume=self._can_resume)

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
