"""Python's garbage is collected in the window's own thread, and nowhere else.

Python looks for reference cycles in whatever thread happens to make an object. Where a worker's thread finds a widget
or an item of a picture in one, it takes the wrapper away while Qt destroys the object behind it in the window's thread,
and the program ends with a segmentation fault.

Looking through all objects takes 80 ms once every library is there, which would be seen. What libraries bring lives as
long as the program, so it is set aside and not looked through again; about 20 ms are left at most.
"""

import gc
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 250
_GENERATIONS = 3


class GarbageCollector(QObject):
    """Takes the place of Python's automatic collection from its making to `stop`; to be made in the window's thread.

    Args:
        parent: lives as long.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        # from here on nothing is collected but by the timer below, in this thread
        gc.disable()
        self._modules_aside = 0
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again; to be called once no other thread is at work."""
        self._timer.stop()
        gc.enable()

    def _look(self) -> None:
        collect_what_is_due(before_all=self._set_libraries_aside)

    def _set_libraries_aside(self) -> None:
        if len(sys.modules) > self._modules_aside:
            self._modules_aside = len(sys.modules)
            gc.freeze()


def collect_what_is_due(before_all: Callable[[], object]) -> None:
    """Collect each generation that Python itself would collect by now, the youngest first.

    Args:
        before_all: called before the oldest generation, in which everything else is, is collected.
    """
    for generation in range(_GENERATIONS):
        if gc.get_count()[generation] <= gc.get_threshold()[generation]:
            return
        if generation == _GENERATIONS - 1:
            before_all()
        gc.collect(generation)
