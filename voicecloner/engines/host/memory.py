"""How much memory is free: the computer's, and the graphics card's. Needs no torch."""

import contextlib
import threading
from dataclasses import dataclass


@dataclass(frozen=True)
class FreeMemory:
    """What is free just now.

    Attributes:
        computer_bytes: of the computer.
        graphics_bytes: of the graphics card with the most; None where there is none that neural engines can use.
    """

    computer_bytes: int
    graphics_bytes: int | None


def free_memory() -> FreeMemory:
    """What is free just now. Takes some milliseconds."""
    import psutil

    return FreeMemory(int(psutil.virtual_memory().available), _free_graphics_bytes())


def _free_graphics_bytes() -> int | None:
    import pynvml

    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError:  # no card, or no driver
        return None
    try:
        cards = [pynvml.nvmlDeviceGetHandleByIndex(index) for index in range(pynvml.nvmlDeviceGetCount())]
        return max((int(pynvml.nvmlDeviceGetMemoryInfo(card).free) for card in cards), default=None)
    except pynvml.NVMLError:  # a card that does not tell
        return None
    finally:
        pynvml.nvmlShutdown()


class PeakMemory:
    """How much memory the processes that this one has started hold at most, within the block.

    They are looked at ten times a second: what is held for less may be missed.
    """

    def __init__(self) -> None:
        self.peak_bytes = 0
        self._done = threading.Event()
        self._watch = threading.Thread(target=self._look, name="memory", daemon=True)

    def __enter__(self) -> "PeakMemory":
        self._watch.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._done.set()
        self._watch.join()

    def _look(self) -> None:
        import psutil

        own = psutil.Process()
        while True:
            held_bytes = 0
            for process in own.children(recursive=True):
                with contextlib.suppress(psutil.Error):  # it has ended since
                    held_bytes += int(process.memory_info().rss)
            self.peak_bytes = max(self.peak_bytes, held_bytes)
            if self._done.wait(0.1):
                return
