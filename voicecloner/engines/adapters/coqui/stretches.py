"""A HiFi-GAN decoder at work on a stretch at a time, with the sound it makes of the whole."""

from collections.abc import Callable, Iterator
from typing import Any

_FIRST_FRAMES = 100
_GROWTH = 4
# How many frames on either side are heard in a frame's sound. In decoders that begin with an upsampling by 8 or 10 it
# is 14 at most: 3 in the first layer, 1 in the upsampling, 60 / 8 in the blocks after it, and less than 2 in the
# rest.
_CONTEXT_FRAMES = 16


def in_stretches(decode: Callable[[Any], Any], features: Any, time_axis: int) -> Iterator[Any]:
    """Decode features in stretches that grow, since only the first is waited for.

    Args:
        decode: makes sound of features: shape (1, 1, frames * hop).
        features: a tensor.
        time_axis: which of its axes counts frames.

    Returns:
        tensors of shape (samples,), that together are the sound of the whole.
    """
    import torch

    frames, start, length = features.shape[time_axis], 0, _FIRST_FRAMES
    while start < frames:
        end = min(frames, start + length)
        first, last = max(0, start - _CONTEXT_FRAMES), min(frames, end + _CONTEXT_FRAMES)
        with torch.inference_mode():
            sound = decode(features.narrow(time_axis, first, last - first)).reshape(-1)
        hop = len(sound) // (last - first)
        yield sound[(start - first) * hop : (end - first) * hop]
        start, length = end, length * _GROWTH


def input_of(decoder: Any, run: Callable[[], object]) -> tuple[Any, dict[str, Any]]:
    """What `run` would have a decoder make sound of: the features, and the arguments by name.

    The decoder itself does not get to work.
    """

    def stop(_module: object, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
        raise _Reached(arguments[0], options)

    import torch

    handle = decoder.register_forward_pre_hook(stop, with_kwargs=True)
    try:
        with torch.inference_mode():
            run()
    except _Reached as reached:
        return reached.features, reached.options
    finally:
        handle.remove()
    raise LookupError("the decoder was not reached")


class _Reached(Exception):
    def __init__(self, features: Any, options: dict[str, Any]) -> None:
        super().__init__()
        self.features = features
        self.options = options
