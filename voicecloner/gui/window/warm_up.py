"""What is put off until the window has been seen."""

from PySide6.QtCore import QObject, QTimer, Signal

from voicecloner.gui.parts.sound.view import load_painting
from voicecloner.gui.window.job_bridge import JobBridge, Queue, Reply, Task
from voicecloner.gui.window.page_stack import PageStack, import_pages
from voicecloner.gui.window.qt_classes import QtClasses


class WarmUp(QObject):
    """Makes Qt's classes, imports and builds the pages, then imports what paints sounds; the window answers meanwhile.

    Args:
        stack: the pages.
        bridge: sends work away.

    Signals:
        built: all pages are there, and can look up what they show.
    """

    built = Signal()

    def __init__(self, stack: PageStack, bridge: JobBridge) -> None:
        super().__init__(stack)
        self._stack = stack
        self._bridge = bridge
        self._is_stopped = False

    def start(self) -> None:
        """Begin. What is imported elsewhere finds all classes of Qt made: see `qt_classes`."""
        QtClasses(self).made.connect(self._import_pages)

    def stop(self) -> None:
        """Build nothing more: the window is closed."""
        self._is_stopped = True

    def _import_pages(self) -> None:
        task = Task(lambda _progress, _cancel: import_pages(), Queue.LIBRARY)
        self._bridge.submit(task, Reply(done=lambda _nothing: self._build_next()))

    def _build_next(self) -> None:
        if self._is_stopped:
            return
        if self._stack.build_next():
            # a timer between two pages: keys and clicks that came meanwhile are heard first
            QTimer.singleShot(0, self, self._build_next)
            return
        self.built.emit()
        self._bridge.submit(Task(lambda _progress, _cancel: load_painting(), Queue.PICTURES))
