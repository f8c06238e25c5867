"""Exporting takes: how, where to and under which names, shown before anything is written; then progress and Stop."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from voicecloner.api.speaking import ExportTakesRequest, TakesExport
from voicecloner.domain.quality import Severity
from voicecloner.domain.synthesis import Take
from voicecloner.errors import Cancelled, InvalidRequest, VoiceClonerError, hint_in_window
from voicecloner.gui.parts.basics import GAP_PX, SMALL_GAP_PX, button, column, label
from voicecloner.gui.parts.dialogs.panel import Panel
from voicecloner.gui.parts.elided import ElidedLabel
from voicecloner.gui.parts.folder_field import FolderField
from voicecloner.gui.parts.open_folder import open_folder
from voicecloner.gui.speak.export_form import ExportForm
from voicecloner.gui.translation import in_a_row, said, tr, tr_many
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.jobs import ProgressUpdate

_WIDTH_PX = 620
_NAMES_SHOWN = 3
_PAUSE_MS = 150
_EXPORT, _PREVIEW = "export-takes", "export-preview"
_STEPS = 1000


class ExportDialog(Panel):
    """The dialog; closes itself when the files are there.

    Args:
        tools: the window's tools.
        takes: what is exported, in the order of their numbers.
        parent: the window behind it.
    """

    def __init__(self, tools: PageTools, takes: Sequence[Take], parent: QWidget) -> None:
        what = tr_many("Export the take", "Export {number} takes", len(takes))
        super().__init__(what, what, parent, _WIDTH_PX)
        self._tools, self._ids = tools, tuple(take.path.stem for take in takes)
        self._is_busy = False
        self.form, self.folder = ExportForm(tools.settings), FolderField(tools, tr("Folder"))
        self.names_heading = label(tr("The files will be called"), "field")
        self.names = [ElidedLabel("", "muted") for _ in range(_NAMES_SHOWN)]
        self.more, self.fault = label("", "muted"), label("", "missing")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setRange(0, _STEPS)
        self.bar.setAccessibleName(tr("Progress of the export"))
        self.stage = ElidedLabel("", "muted")
        self.export_button = button(tr("Export"), "save", self.export, "primary")
        self.stop_button = button(tr("Stop"), "stop", self.reject)
        self.cancel_button = button(tr("Cancel"), "", self.reject)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._build()
        self._connect()
        self._look()

    def export(self) -> None:
        """Write the files."""
        try:
            request = ExportTakesRequest(self._ids, self.folder.place, self.form.options)
        except InvalidRequest as error:
            self._show_fault(error)
            return
        for key, value in self.form.values.items():
            self._tools.preferences.change(key, value)
        export = self._tools.app.export_takes
        task = Task(
            lambda progress, cancel: export(request, progress=progress, cancel=cancel),
            Queue.FILES,
            self.windowTitle(),
            _EXPORT,
        )
        self._show_busy(is_busy=True)
        self._tools.bridge.submit(task, Reply(self._exported, self._failed, self._show_progress))

    def reject(self) -> None:
        """Stop what is being written, else close."""
        if self._is_busy:
            self._tools.bridge.stop_topic(_EXPORT)
            self.stop_button.setEnabled(False)
        else:
            self._tools.bridge.forget_topic(_PREVIEW)
            super().reject()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.form.set_narrow(is_narrow=event.size().width() < _WIDTH_PX - GAP_PX)

    def _build(self) -> None:
        self.body.setSpacing(SMALL_GAP_PX * 3 // 2)
        self.body.addWidget(self.form)
        self.body.addWidget(self.folder)
        self.body.addLayout(column(self.names_heading, *self.names, self.more, spacing_px=2))
        for part in (self.fault, self.stage, self.bar):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.export_button.setDefault(True)
        self.set_buttons(self.cancel_button, self.stop_button, self.export_button)
        self._show_busy(is_busy=False)
        self.fault.hide()

    def _connect(self) -> None:
        self._pause.timeout.connect(self._look)
        self.form.changed.connect(self._pause.start)
        self.folder.changed.connect(self._pause.start)

    def _look(self) -> None:
        """Find out what the files would be called."""
        try:
            request = ExportTakesRequest(self._ids, self.folder.place, self.form.options)
        except InvalidRequest as error:
            self._show_fault(error)
            return
        export = self._tools.app.export_takes
        task = Task(lambda _progress, _cancel: export.planned(request), Queue.LIBRARY, topic=_PREVIEW)
        self._tools.bridge.submit(task, Reply(self._show_names, self._show_fault))

    def _show_names(self, paths: tuple[Path, ...]) -> None:
        self._show_lines(paths)
        self.fault.hide()
        self._fit_and_allow(is_allowed=True)

    def _show_lines(self, paths: tuple[Path, ...]) -> None:
        shown = [path.name for path in paths[:_NAMES_SHOWN]]
        for line, name in zip(self.names, [*shown, *[""] * _NAMES_SHOWN], strict=False):
            line.setText(name)
            line.setVisible(bool(name))
        left = len(paths) - len(shown)
        self.more.setText(tr_many("and {number} more file", "and {number} more files", left) if left else "")
        self.more.setVisible(bool(left))
        self.names_heading.setVisible(bool(paths))

    def _show_fault(self, error: VoiceClonerError) -> None:
        if isinstance(error, Cancelled):
            return
        self.fault.setText(f"{said(error.message)} {said(hint_in_window(error.hint))}".strip())
        self.fault.show()
        self._show_lines(())  # those of the choice before are not those of this one
        self._fit_and_allow(is_allowed=False)

    def _fit_and_allow(self, *, is_allowed: bool) -> None:
        self.export_button.setEnabled(is_allowed and not self._is_busy)
        if self.isVisible():
            self.fit()

    def _show_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.form.setEnabled(not is_busy)
        self.folder.setEnabled(not is_busy)
        self.bar.setValue(0)
        for part in (self.bar, self.stage, self.stop_button):
            part.setVisible(is_busy)
        self.cancel_button.setVisible(not is_busy)
        self.stop_button.setEnabled(True)
        self.export_button.setEnabled(not is_busy)
        if self.isVisible():
            self.fit()

    def _show_progress(self, update: ProgressUpdate) -> None:
        self.stage.setText(said(update.stage))
        self.bar.setValue(round(_STEPS * (update.fraction or 0.0)))

    def _exported(self, done: TakesExport) -> None:
        self._is_busy = False
        self._tools.takes.refresh()
        failed = [each.error for each in done.failed if each.error]
        severity = Severity.WARN if failed or done.notes or done.is_stopped else Severity.OK
        hints = dict.fromkeys([*(said(error.message) for error in failed), *map(said, done.notes)])
        message = Message(
            said(done.sentence), in_a_row(*hints), severity, tr("Open folder"), lambda: open_folder(done.folder)
        )
        self._tools.messages.tell(message)
        self.accept()

    def _failed(self, error: VoiceClonerError) -> None:
        self._show_busy(is_busy=False)
        self._show_fault(error)
