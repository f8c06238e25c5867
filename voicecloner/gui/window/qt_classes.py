"""Qt's classes are made in the window's own thread, and nowhere else.

PySide makes each class when it is first asked for, partly in Python. A worker's thread that imports a page or a library
built on Qt asks for hundreds of them; while one is half made, the window's thread meets it, and the program ends with a
segmentation fault.
"""

import time
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer, Signal

_TURN_S = 0.004
_MODULES: tuple[ModuleType, ...] = (QtCore, QtGui, QtWidgets)


class QtClasses(QObject):
    """Has all classes made, a few at a time, so that the window answers in between.

    Args:
        parent: lives as long.

    Signals:
        made: all of them are there; from now on other threads may import what uses Qt.
    """

    made = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._missing = missing_classes()
        # whenever there is nothing else to be done
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._make_some)
        self._timer.start()

    def _make_some(self) -> None:
        end_s = time.perf_counter() + _TURN_S
        while self._missing and time.perf_counter() < end_s:
            module, name = self._missing.pop()
            getattr(module, name)
        if not self._missing:
            self._timer.stop()
            self.made.emit()


def missing_classes() -> list[tuple[ModuleType, str]]:
    """The classes and functions that are not made yet, each with its module."""
    return [(module, name) for module in _MODULES for name in dir(module) if name not in vars(module)]
