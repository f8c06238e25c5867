"""How much memory is free: the computer's, and the graphics card's. Needs no torch."""

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
