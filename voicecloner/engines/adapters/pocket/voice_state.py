"""A Pocket TTS voice as plain arrays.

The package encodes a reference as the memory of its language model: for each layer the keys and values of every frame
heard, and how many there are. The arrays carry the names the package itself gives them in a file.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecloner.engines.contract.refusals import damaged_voice

Arrays = Mapping[str, npt.NDArray[np.generic]]

_CACHE = "/cache"
_OFFSET = "/offset"
_LENGTH_AXIS = 2


def to_arrays(state: Mapping[str, Mapping[str, Any]]) -> dict[str, npt.NDArray[np.generic]]:
    """The package's state as arrays named ``"module/tensor"``."""
    return {
        f"{module}/{name}": tensor.detach().cpu().numpy()
        for module, tensors in state.items()
        for name, tensor in tensors.items()
    }


def to_state(arrays: Arrays, model: Any) -> dict[str, dict[str, Any]]:
    """The arrays as a state of `model`, on its device.

    Args:
        arrays: from `to_arrays`, or from a file of unknown origin.
        model: the package's `TTSModel`.

    Raises:
        EngineError: they are no voice for this model.
    """
    import torch
    from pocket_tts.modules.stateful_module import init_states

    frames = _frames_of(arrays)
    pattern = to_arrays(init_states(model.flow_lm, batch_size=1, sequence_length=frames))
    if _shapes(arrays) != _shapes(pattern) or not _is_consistent(arrays, frames):
        raise damaged_voice()
    state: dict[str, dict[str, Any]] = {}
    for path, array in arrays.items():
        module, _, name = path.rpartition("/")
        # a copy: the package may write into it, and arrays from a file may be read-only
        state.setdefault(module, {})[name] = torch.from_numpy(np.array(array)).to(model.device)
    return state


def _frames_of(arrays: Arrays) -> int:
    lengths = {
        array.shape[_LENGTH_AXIS]
        for path, array in arrays.items()
        if path.endswith(_CACHE) and array.ndim > _LENGTH_AXIS
    }
    if len(lengths) != 1:
        raise damaged_voice()
    return int(lengths.pop())


def _shapes(arrays: Arrays) -> dict[str, tuple[tuple[int, ...], str]]:
    return {path: (array.shape, array.dtype.name) for path, array in arrays.items()}


def _is_consistent(arrays: Arrays, frames: int) -> bool:
    """Whether every layer has heard all frames, and only numbers."""
    caches = [array for path, array in arrays.items() if path.endswith(_CACHE)]
    offsets = [array for path, array in arrays.items() if path.endswith(_OFFSET)]
    return all(np.isfinite(cache.astype(np.float32)).all() for cache in caches) and all(
        (offset == frames).all() for offset in offsets
    )
