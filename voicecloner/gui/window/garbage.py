"""Python's garbage is collected in the window's own thread, and nowhere else.

Python looks for reference cycles in whatever thread happens to make an object. Where a worker's thread finds a widget
or an item of a picture in one, it takes the wrapper away while Qt destroys the object behind it in the window's thread,
and the program ends with a segmentation fault.
"""

import gc

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
        gc.disable()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(collect_what_is_due)
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again; to be called once no other thread is at work."""
        self._timer.stop()
        gc.enable()


def collect_what_is_due() -> None:
    """Collect each generation that Python itself would collect by now, the youngest first."""
    for generation in range(_GENERATIONS):
        if gc.get_count()[generation] <= gc.get_threshold()[generation]:
            return
        gc.collect(generation)
