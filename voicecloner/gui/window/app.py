"""Starting and ending the window."""

import gc
import logging
import signal
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from voicecloner.api.upkeep import make_folder
from voicecloner.errors import StorageError
from voicecloner.gui.window.startup_checks import what_is_missing

if TYPE_CHECKING:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QWidget

_log = logging.getLogger(__name__)
_SIGNAL_LOOK_MS = 200


def main(files: list[Path]) -> int:
    """Open the window and stay until it is closed.

    Args:
        files: recordings to show on the capture page.

    Returns:
        the exit code; 0 also if a window of the same library is open, which comes to the front and shows the files; 1
        if no window can be opened here, with one sentence on stderr that says why.
    """
    missing = what_is_missing()
    if missing:
        print(missing, file=sys.stderr)  # noqa: T201 - there is no window to say it in
        return 1
    from voicecloner.gui.window.one_window import OneWindow, address_of, hand_over
    from voicecloner.paths import user_folders

    address = address_of(user_folders().data)
    if hand_over(address, files):
        return 0
    from voicecloner.api import Application
    from voicecloner.api.review import JudgingProcess
    from voicecloner.gui.window.language import use_language

    app = make_qt_app()
    one = OneWindow(app)
    one.listen(address)
    application = Application(judging=JudgingProcess())
    keep_log(application.folders.log)
    use_language(app, application.settings.window_language)
    # only now: texts in constants are in the window's language from their first moment on
    from voicecloner.gui.window.main_window import MainWindow
    from voicecloner.gui.window.opened_files import OpenedFiles

    window = MainWindow(application)
    one.asked.connect(window.come_forward)
    # what goes wrong in a slot comes here as well: PySide reports it, and goes on
    sys.excepthook = ExceptionHook(window)
    timer = _let_signals_quit(window)
    opened = OpenedFiles(app)
    opened.opened.connect(window.come_forward)
    window.show()
    set_start_objects_aside()
    if files:
        window.import_files(tuple(files))
    code = app.exec()
    one.close()
    timer.stop()
    window.close()
    return code


class LogFile(RotatingFileHandler):
    """A log that does without where its disk is full: nobody who closes the window wants to read of that."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Leave this line out."""


def keep_log(folder: Path) -> None:
    """Write what goes wrong into a file of at most two megabytes; do without where it cannot be written."""
    try:
        make_folder(folder)
        handler = LogFile(folder / "window.log", maxBytes=1_000_000, backupCount=1, encoding="utf-8")
    except (OSError, StorageError) as error:
        _log.warning("there is no log: %s", error)
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def make_qt_app() -> "QApplication":
    """The Qt application, named and with its icon."""
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from voicecloner.paths import resource

    QApplication.setApplicationName("VoiceCloner")
    QApplication.setApplicationDisplayName("VoiceCloner")
    QApplication.setDesktopFileName("io.github.voicecloner.VoiceCloner")  # the menu entry, whose icon desktops show
    app = QApplication(sys.argv[:1])
    try:
        app.setWindowIcon(QIcon(str(resource("icons/voicecloner.svg"))))
    except FileNotFoundError:
        _log.info("the program was built without its icon")
    return app


def set_start_objects_aside() -> None:
    """Keep Python's garbage collector off everything there is once the window stands.

    Without this the first review, which loads scipy, sets off a collection of all objects, and every thread waits for
    that: 60 ms of a core were measured, 3 ms with it.
    """
    gc.freeze()


class ExceptionHook:
    """Tells of a defect in one sentence and writes the rest into the log."""

    def __init__(self, window: "QWidget") -> None:
        self._window = window
        self._is_telling = False

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        _log.critical("unexpected error", exc_info=(kind, error, trace))
        if not self._is_telling:
            self._is_telling = True
            self._tell(f"{kind.__name__}: {error}")
            self._is_telling = False

    def _tell(self, details: str) -> None:
        from voicecloner.gui.parts.dialogs.fault import FaultDialog

        FaultDialog(details, self._window).exec()


def _let_signals_quit(window: "QWidget") -> "QTimer":
    """Ctrl-C and SIGTERM close the window in order, so that all that was said and recorded is kept.

    Python handles signals only between its own instructions, so a timer gives it some while Qt waits.
    """
    from PySide6.QtCore import QTimer

    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:  # a shell's job in the background is to outlive Ctrl-C
            signal.signal(number, lambda *_: window.close())
    timer = QTimer(window, interval=_SIGNAL_LOOK_MS)
    timer.timeout.connect(lambda: None)
    timer.start()
    return timer
