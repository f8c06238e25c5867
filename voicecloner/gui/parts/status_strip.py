"""What is being done at the moment, how far it is, and a way to stop it."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QProgressBar, QSizePolicy

from voicecloner.gui.parts.basics import PlainLabel, button
from voicecloner.gui.parts.elided import ElidedLabel
from voicecloner.gui.translation import said, tr
from voicecloner.gui.window.job_bridge import JobBridge, RunningTask

CREATING = "capture-create"
"""The topic under which voices are made."""
SPEAKING = "speak"
"""The topic under which texts are said."""
_BAR_PX = 80
# Shorter work is not worth a flicker.
_PATIENCE_MS = 300
# How often it is looked whether another button is still in sight.
_LOOK_MS = 200


class StatusStrip(QFrame):
    """Shows the newest task that has a title."""

    def __init__(self, bridge: JobBridge) -> None:
        super().__init__()
        self.setProperty("kind", "strip")
        self._open: list[RunningTask] = []
        self._covered = ""
        self._other_stop: QAbstractButton | None = None
        self._looks = QTimer(self, interval=_LOOK_MS)
        self._looks.timeout.connect(self._show_stop)
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._timer.timeout.connect(self.show)
        self._stage = ElidedLabel()
        self._stage.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._percent = PlainLabel()
        self._percent.setProperty("kind", "muted")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setAccessibleName(tr("Progress"))
        self._bar.setMinimumWidth(_BAR_PX)
        self._stop = button(tr("Stop"), "stop", self.stop, tip=tr("Stop what is being done (Esc)"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(12)
        layout.addWidget(self._stage)
        layout.addWidget(self._bar, 1)
        layout.addWidget(self._percent)
        layout.addWidget(self._stop)
        self.hide()
        bridge.started.connect(self._started)
        bridge.progressed.connect(self._progressed)
        bridge.ended.connect(self._ended)

    def stop(self) -> bool:
        """Stop what is shown; whether there was anything."""
        for running in self._open:
            running.stop()
        if self._open:
            self._stage.setText(tr("Stopping…"))
        return bool(self._open)

    def leave_stop_of(self, topic: str, other: QAbstractButton | None) -> None:
        """Work on this topic has another button that ends it: as long as that is in sight, one is enough."""
        self._covered, self._other_stop = topic, other
        if self._open:
            self._show(self._open[-1])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._looks.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._looks.stop()

    def _started(self, running: RunningTask) -> None:
        self._open.append(running)
        self._show(running)
        # counted from the first of several that follow each other
        if not self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _progressed(self, running: RunningTask) -> None:
        # what was stopped still tells how far it is until it ends
        if self._open and running is self._open[-1] and not running.is_stopped:
            self._show(running)

    def _ended(self, running: RunningTask) -> None:
        self._open.remove(running)
        if self._open:
            self._show(self._open[-1])
        else:
            self._timer.stop()
            self.hide()

    def _show(self, running: RunningTask) -> None:
        fraction = running.update.fraction
        self._stop.say(tr("Use it now") if running.update.is_usable else tr("Stop"))
        self._show_stop()
        self._stage.setText(said(running.update.stage))
        # a range of nothing lets the bar run to and fro
        self._bar.setRange(0, 0 if fraction is None else 1000)
        self._bar.setValue(round(1000 * (fraction or 0.0)))
        percent = "" if fraction is None else f"{round(100 * fraction)} %"
        self._percent.setText(" · ".join(filter(None, (percent, said(running.update.detail)))))

    def _show_stop(self) -> None:
        self._stop.setVisible(bool(self._open) and not self._is_covered(self._open[-1]))

    def _is_covered(self, running: RunningTask) -> bool:
        """A voice that is being made can be used there once it is usable; until then it can only be stopped here."""
        if self._other_stop is None or self._other_stop.visibleRegion().isEmpty():  # scrolled away, for example
            return False
        is_early = running.topic == CREATING and not running.update.is_usable
        return bool(running.topic) and running.topic == self._covered and not is_early
