"""A table: its lines, who says them, and how far saying is.

What goes wrong: a table that cannot be read (the card says why, with each line), lines that cannot be said (their rows
say why, and the button waits), a line that fails (its row says why, the others go on), Stop (what was said is there).
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QTimer, Signal

from voicecloner.errors import BadTable, VoiceClonerError, hint_in_window
from voicecloner.gui.long_texts.line_rows import LinesModel, LineState, TableSight
from voicecloner.gui.long_texts.line_table import LineTable
from voicecloner.gui.long_texts.made_line import MadeLine
from voicecloner.gui.long_texts.plain_table import show_rows
from voicecloner.gui.long_texts.table_form import TableForm
from voicecloner.gui.long_texts.table_work import TableWork
from voicecloner.gui.parts.basics import Card, button, column, label, row, set_style
from voicecloner.gui.parts.file_play_button import FilePlayButton
from voicecloner.gui.translation import in_a_row, said, tr, tr_many
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.gui.wording import counted, seconds_words

if TYPE_CHECKING:
    from voicecloner.api.batches import BatchResult, LineOutcome

PLAYBACK_KEY, LINE_KEY = "table", "table-line"
_ROWS_SHOWN = 10
_MOST_FAULTS = 12
# Several choices that follow each other are looked at once.
_PAUSE_MS = 200


class TableCard(Card):
    """The card; there only while it holds a table.

    Args:
        tools: the window's tools.
        work: says tables.

    Signals:
        left: the user wants another table.
    """

    left = Signal()

    def __init__(self, tools: PageTools, work: TableWork) -> None:
        super().__init__()
        self._work = work
        self._other_work = ""
        self._path: Path | None = None
        self._folder = Path()
        self.title, self.facts = label("", "heading"), label("", "muted")
        self.trouble = label("", "missing")
        self.model = LinesModel(self)
        self.lines = LineTable()
        self.fault = label("", "missing")
        self.form = TableForm(tools)
        self.missing = label("", "missing")
        self.say_button = button(tr("Say all lines"), "speak", self.say, "primary", tr("Ctrl+Enter"))
        self.stop_button = button(tr("Stop"), "stop", work.stop, tip=tr("Stop; what was said is there (Esc)"))
        self.again_button = button(
            tr("Read again"), "rescan", self.look, tip=tr("Read the table again after it was changed")
        )
        self.leave_button = button(tr("Another table"), "close", self.leave, "quiet", tr("Choose another table"))
        self.line_button = FilePlayButton(tools, LINE_KEY)
        self.made = MadeLine(tools, PLAYBACK_KEY)
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._build()
        self._connect()
        self._show_state()
        self.hide()

    @property
    def has_table(self) -> bool:
        """Whether it holds a table."""
        return self._path is not None

    @property
    def _is_done(self) -> bool:
        return 0 < len(self.model.rows) == self.model.said

    @property
    def what_is_missing(self) -> str:
        """What has to be done before the lines can be said, in one sentence; empty if nothing."""
        if self._work.is_looking or self._soon.isActive():
            return tr("The lines are being looked at.")
        if self.model.faults:
            return tr_many(
                "{number} line cannot be said: change the table, or what is chosen here, then read it again.",
                "{number} lines cannot be said: change the table, or what is chosen here, then read it again.",
                self.model.faults,
            )
        if not self.model.rows:
            return tr("There are no lines that can be said.")
        if self._is_done:
            return tr("All lines are said.")
        return self._other_work

    def show_table(self, path: Path) -> None:
        """Hold this one."""
        self._path = path
        self.title.setText(path.name)
        self.made.forget()
        self.model.clear()
        self.form.replaces.setChecked(False)
        self.form.folder.propose(path.stem)
        self.show()
        self.look()

    def look(self) -> None:
        """Find out what is in it, and what of it is said already."""
        self._soon.stop()
        if self._path is not None and not self._work.is_saying:
            request = self.form.request(self._path)
            self._folder = request.folder
            self._work.look(request)

    def say(self) -> None:
        """Say the lines, if everything is there."""
        if self._path is not None and not self.what_is_missing and not self._work.is_saying:
            self.made.forget()
            self._work.say(self.form.request(self._path))

    def leave(self) -> None:
        """Hold nothing more."""
        self._path = None
        self._soon.stop()
        self._work.forget_look()
        self.made.forget()
        self.line_button.show_file(None)
        self.hide()
        self.left.emit()

    def wait_for(self, other_work: str) -> None:
        """Say that lines can only be said when other work is done; empty: they can be now."""
        self._other_work = other_work
        self._show_state()

    def set_narrow(self, *, is_narrow: bool) -> None:
        """One field below the other where there is no room side by side."""
        self.leave_button.say("" if is_narrow else tr("Another table"), tr("Another table"))
        self.form.set_narrow(is_narrow=is_narrow)

    def focus(self) -> None:
        """Give the focus to the lines."""
        self.lines.setFocus()

    def toggle_playback(self) -> bool:
        """Play or pause the chosen line; whether there is anything."""
        return self.line_button.play_or_pause()

    def _build(self) -> None:
        self.lines.setModel(self.model)
        head = row(spacing_px=16)
        head.addLayout(column(self.title, self.facts, spacing_px=4), 1)
        head.addWidget(self.leave_button)
        below = row(self.line_button, self.again_button, None)
        foot = row(self.say_button, self.stop_button, spacing_px=12)
        foot.addWidget(self.missing, 1)
        self.body.addLayout(head)
        self.body.addWidget(self.trouble)
        self.body.addWidget(self.lines)
        self.body.addWidget(self.fault)
        self.body.addLayout(below)
        self.body.addWidget(self.form)
        self.body.addSpacing(4)
        self.body.addLayout(foot)
        self.body.addWidget(self.made)

    def _connect(self) -> None:
        self._soon.timeout.connect(self.look)
        self.form.changed.connect(self._changed)
        self.lines.selectionModel().currentRowChanged.connect(self._show_chosen)
        self.lines.activated.connect(lambda _index: self.line_button.play_or_pause())
        self.model.dataChanged.connect(lambda *_changed: self._show_chosen(self.lines.currentIndex()))
        self.model.modelReset.connect(lambda: self._show_chosen(self.lines.currentIndex()))
        self._work.seen.connect(self._seen)
        self._work.refused.connect(self._refused)
        self._work.line_ended.connect(self._line_ended)
        self._work.said.connect(self._said)
        self._work.state_changed.connect(self._show_state)

    def _changed(self) -> None:
        if self._path is not None and not self._work.is_saying:
            self._soon.start()
            self._show_state()

    def _seen(self, sight: TableSight) -> None:
        if sight.table.path != self._path:
            return
        self.trouble.setText(said(" ".join(sight.table.notes)))
        self.model.show_table(sight)
        show_rows(self.lines, len(sight.rows), _ROWS_SHOWN)
        self.lines.selectRow(sight.first_fault)
        self._show_chosen(self.lines.currentIndex())
        self._show_state()

    def _refused(self, error: VoiceClonerError) -> None:
        faults = error.faults if isinstance(error, BadTable) else ()
        more = [tr("And {count} more.", count=len(faults) - _MOST_FAULTS)] if len(faults) > _MOST_FAULTS else []
        self.trouble.setText(
            "\n".join(
                [said(error.message), *map(said, faults[:_MOST_FAULTS]), *more, said(hint_in_window(error.hint))]
            ).strip()
        )
        self.model.clear()
        show_rows(self.lines, 0, _ROWS_SHOWN)
        self._show_state()

    @property
    def _is_mine(self) -> bool:
        """Whether it is this table that is said, not one that is gone on with."""
        return self._path is not None and self._folder.absolute() == self._work.folder.absolute()

    def _line_ended(self, outcome: "LineOutcome") -> None:
        if self._is_mine:
            self.model.show_outcome(outcome)

    def _said(self, done: "BatchResult") -> None:
        if not self._is_mine:
            return
        there = len(done.said) + done.kept
        failed = tr_many("{number} line failed.", "{number} lines failed.", len(done.failed)) if done.failed else ""
        stopped = tr("It was stopped.") if done.is_stopped else ""
        words = tr(
            "{count} of {lines} are said: {length} of speech.",
            count=there,
            lines=counted(done.lines, "line"),
            length=seconds_words(done.seconds),
        )
        self.made.tell(in_a_row(words, failed, stopped), done.folder, None)

    def _show_chosen(self, index: QModelIndex) -> None:
        chosen = self.model.rows[index.row()] if index.isValid() and index.row() < len(self.model.rows) else None
        self.line_button.show_file(self.model.file_at(index.row(), self._folder) if chosen else None)
        is_bad = chosen is not None and chosen.state is LineState.BAD
        self.fault.setText(
            tr("Line {number}: {words}", number=chosen.line.number, words=chosen.words) if chosen and is_bad else ""
        )
        self.fault.setVisible(is_bad)

    def _show_state(self) -> None:
        is_saying, missing = self._work.is_saying, self.what_is_missing
        held_focus = any(each.hasFocus() for each in (self.say_button, self.stop_button, self))
        self.trouble.setVisible(bool(self.trouble.text()))
        self.lines.setVisible(bool(self.model.rows))
        self.facts.setText(_facts(self.model))
        self.say_button.say(tr("Say the rest") if self.model.said and not self._is_done else tr("Say all lines"))
        set_style(self.missing, "kind", "muted" if self._is_done else "missing")
        self.say_button.setVisible(not is_saying)
        self.say_button.setEnabled(not missing)
        self.stop_button.say(tr("Stopping…") if self._work.is_stopping else tr("Stop"))
        self.stop_button.setEnabled(not self._work.is_stopping)
        self.stop_button.setVisible(is_saying)
        self.missing.setText("" if is_saying else missing)
        for part in (self.form, self.again_button, self.leave_button):
            part.setEnabled(not is_saying)
        if held_focus:  # one takes the other's place; Qt would hand the focus of a hidden button to whatever comes next
            wanted = self.stop_button if is_saying else self.say_button
            (wanted if wanted.isEnabled() else self).setFocus()


def _facts(model: LinesModel) -> str:
    count, faults = len(model.rows), model.faults
    bad = tr("{count} cannot be said", count=faults) if faults else ""
    done = tr("{count} said", count=model.said) if model.said else ""
    return " · ".join(filter(None, (counted(count, "line") if count else "", done, bad)))
