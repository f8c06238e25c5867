"""What the neural engines share: devices, memory and stopping. Imports torch when called, never before."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from voicecloner.errors import EngineError
from voicecloner.jobs import CancelToken


def usable_device(wanted: str, title: str) -> str:
    """The device to work on, set up for it.

    Args:
        wanted: ``"cpu"`` or ``"cuda"``.
        title: what the user calls the engine.

    Raises:
        EngineError: there is no such device here.
    """
    import torch

    if wanted.startswith("cuda"):
        if not torch.cuda.is_available():
            raise EngineError(f"No graphics card that {title} can use was found.", "Choose the processor (cpu).")
        # kernels of cuDNN that add up in any order would make another sound with the same seed
        torch.backends.cudnn.deterministic = True
    return wanted


def best_device(needed_bytes: int) -> str:
    """``"cuda"`` where there is a graphics card torch can use, with so much free memory, else ``"cpu"``."""
    import torch

    if not torch.cuda.is_available():
        return "cpu"
    free_bytes, _total_bytes = torch.cuda.mem_get_info()
    return "cuda" if free_bytes >= needed_bytes else "cpu"


def free_memory() -> None:
    """Give back what torch keeps on the graphics card after its tensors are gone.

    Models are full of references in a circle: without the collection theirs are not gone yet.
    """
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


@contextmanager
def on_threads(count: int) -> Iterator[None]:
    """Within the block torch calculates with so many threads of the processor; then with as many as before."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def stopping_between_layers(cancel: CancelToken) -> Iterator[None]:
    """Within the block torch looks at `cancel` before it works through any part of a network.

    Raises:
        Cancelled: `cancel` was set.
    """
    from torch.nn.modules.module import register_module_forward_pre_hook

    handle = register_module_forward_pre_hook(lambda _module, _arguments: cancel.raise_if_cancelled())
    try:
        yield
    finally:
        handle.remove()
