"""What lies beside the networks of a model: its description, and what the networks remember in the beginning."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.pocket_prompts import REPLACED, Habits

Arrays = dict[str, npt.NDArray[np.generic]]

_KINDS: Mapping[str, type[np.generic]] = {"float32": np.float32, "int64": np.int64, "bool": np.bool_}
_FILLS: Mapping[str, float] = {"zeros": 0.0, "ones": 1.0, "nan": np.nan}


@dataclass(frozen=True)
class Memory:
    """One of the tensors that a network is given back with each step.

    Attributes:
        name: of the network's input.
        place: which of the network's memories it is among those it gives.
        shape: of the tensor.
        kind: of its numbers.
        fill: what it holds in the beginning.
    """

    name: str
    place: int
    shape: tuple[int, ...]
    kind: type[np.generic]
    fill: float


@dataclass(frozen=True, eq=False)
class Bundle:
    """The description of a model.

    Attributes:
        sample_rate: Hz.
        frame_rate_hz: steps of the language model in a second.
        latent_numbers: of a frame.
        text_numbers: of a token, and of a frame of the reference.
        most_tokens: of a text it says in one go.
        tail_frames: how many frames come after it has found its end; None: as many as the text asks for.
        habits: how it wants its texts.
        before_voice: what it hears before the reference, shape (1, frames, text_numbers); empty: nothing.
        thinking: the memories of the language model.
        sounding: those of the decoder.
    """

    sample_rate: int
    frame_rate_hz: float
    latent_numbers: int
    text_numbers: int
    most_tokens: int
    tail_frames: int | None
    habits: Habits
    before_voice: Samples
    thinking: tuple[Memory, ...]
    sounding: tuple[Memory, ...]


def read_bundle(folder: Path, language: str) -> Bundle:
    """Read ``bundle.json`` and ``bos_before_voice.npy`` of a model.

    Args:
        folder: the model's.
        language: BCP 47 tag it speaks.

    Raises:
        OSError, ValueError, KeyError, TypeError: they are not there, or not what they should be.
    """
    told = json.loads((folder / "bundle.json").read_text("utf-8"))
    before = np.load(folder / "bos_before_voice.npy", allow_pickle=False).astype(np.float32)
    pads = bool(told.get("pad_with_spaces_for_short_inputs", False))
    tail_frames = told.get("model_recommended_frames_after_eos")
    return Bundle(
        sample_rate=int(told["sample_rate"]),
        frame_rate_hz=float(told["frame_rate"]),
        latent_numbers=int(told["latent_dim"]),
        text_numbers=int(told["conditioning_dim"]),
        most_tokens=int(told.get("max_token_per_chunk", 50)),
        tail_frames=None if tail_frames is None else int(tail_frames),
        habits=Habits(pads_short_texts=pads, replaced=REPLACED[language]),
        before_voice=before if told.get("insert_bos_before_voice", False) else before[:, :0],
        thinking=tuple(map(_memory, told["flow_lm_state_manifest"])),
        sounding=tuple(map(_memory, told["mimi_state_manifest"])),
    )


def first_memories(memories: tuple[Memory, ...]) -> Arrays:
    """What a network remembers before it has heard anything, by the names of its inputs."""
    return {memory.name: np.full(memory.shape, memory.fill, memory.kind) for memory in memories}


def next_memories(memories: tuple[Memory, ...], given: list[npt.NDArray[np.generic]]) -> Arrays:
    """What a network remembers after a step, from what it gave for each of its memories."""
    return {memory.name: given[memory.place] for memory in memories}


def _memory(entry: Mapping[str, Any]) -> Memory:
    shape = tuple(int(length) for length in entry["shape"])
    fill = _FILLS.get(entry["fill"], 0.0)
    return Memory(str(entry["input_name"]), int(entry["index"]), shape, _KINDS[entry["dtype"]], fill)
