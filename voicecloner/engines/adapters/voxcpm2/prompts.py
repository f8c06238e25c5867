"""A VoxCPM2 voice as plain arrays.

The package encodes sound in patches of 160 ms. A voice holds the patches of a *reference*, which the model hears apart
from what it says, and where the words are known also those of a *prompt*, whose speech it goes on with.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecloner.engines.contract.engine import VoiceData
from voicecloner.engines.contract.refusals import damaged_voice

MAX_REFERENCE_S = 30.0
MAX_PROMPT_S = 20.0
"""The prompt and the speech that goes on with it share about 30 s; beyond them the last words are left out."""
MAX_PROMPT_CHARACTERS = 1000
"""More words than anybody says in `MAX_PROMPT_S`."""

_REFERENCE = "reference"
_PROMPT = "prompt"
_TRANSCRIPT = "transcript"
_PATCH_S = 0.16


def to_arrays(cache: Mapping[str, Any]) -> dict[str, npt.NDArray[np.generic]]:
    """The package's prompt cache as arrays of shape (patches, steps, features), float32."""
    names = {_REFERENCE: "ref_audio_feat", _PROMPT: "audio_feat"}
    return {name: cache[theirs].contiguous().numpy() for name, theirs in names.items() if theirs in cache}


def has_prompt(voice_data: VoiceData) -> bool:
    """Whether the voice knows the words of its recording."""
    return _PROMPT in voice_data.arrays


def to_cache(voice_data: VoiceData, model: Any, *, with_prompt: bool) -> dict[str, Any]:
    """The package's prompt cache for a voice.

    Args:
        voice_data: from a file of unknown origin.
        model: the package's `VoxCPM2Model`.
        with_prompt: whether to go on with the recording; otherwise only its sound is taken.

    Raises:
        EngineError: it is no voice for this model.
    """
    _check(voice_data, model)
    import torch

    # copies: arrays from a file may be read-only
    tensors = {name: torch.from_numpy(np.array(array)) for name, array in voice_data.arrays.items()}
    cache: dict[str, Any] = {"ref_audio_feat": tensors[_REFERENCE], "mode": "reference"}
    if with_prompt:
        words = voice_data.metadata[_TRANSCRIPT]
        cache |= {"audio_feat": tensors[_PROMPT], "prompt_text": words, "mode": "ref_continuation"}
    return cache


def _check(voice_data: VoiceData, model: Any) -> None:
    arrays = voice_data.arrays
    longest = {_REFERENCE: MAX_REFERENCE_S, _PROMPT: MAX_PROMPT_S}
    is_named_right = _REFERENCE in arrays and arrays.keys() <= longest.keys()
    words = voice_data.metadata.get(_TRANSCRIPT, "")
    is_worded = (_PROMPT in arrays) == bool(words) and len(words) <= MAX_PROMPT_CHARACTERS
    shape = (int(model.patch_size), int(model.audio_vae.latent_dim))
    if not (is_named_right and is_worded and all(_fits(arrays[name], shape, longest[name]) for name in arrays)):
        raise damaged_voice()


def _fits(array: npt.NDArray[np.generic], shape: tuple[int, int], longest_s: float) -> bool:
    is_right = array.dtype == np.float32 and array.ndim == 3 and array.shape[1:] == shape
    return is_right and 0 < len(array) <= longest_s / _PATCH_S + 1 and bool(np.isfinite(array).all())
