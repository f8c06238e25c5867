"""What every engine of the package coqui-tts does first: its checkpoints are read as plain numbers, nothing is fetched.

Coqui's checkpoints are pickles. Only those that torch reads with ``weights_only=True`` are taken. The package's own
`ModelManager` and `TTS` classes, which download models and ask for licences on the terminal, are never used: models
come from the models folder, and their licence is agreed to before they get there. The package has no telemetry.
"""

import hashlib
import logging
import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np
import numpy.typing as npt

from voicecloner.engines.contract.refusals import damaged_voice
from voicecloner.engines.contract.torch_tools import stopping_between_layers
from voicecloner.errors import EngineNotInstalled, VoiceClonerError, WeightsDamaged
from voicecloner.jobs import CancelToken
from voicecloner.models.local import LocalModel

StepT = TypeVar("StepT")

_SETTINGS = {
    "TORCH_FORCE_WEIGHTS_ONLY_LOAD": "1",  # also where the package says weights_only=False
    "TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD": None,  # which would have the last word
    "HF_HUB_OFFLINE": "1",
}


@contextmanager
def loading(source: LocalModel) -> Iterator[None]:
    """Within the block the package loads a checkpoint: without running code from it, and without a network.

    Raises:
        EngineNotInstalled: a package is missing.
        WeightsDamaged: whatever else went wrong within the block; an error of the program's own or a want of memory
            is let through.
    """
    quiet()
    with _environment(_SETTINGS), _hub_offline():
        try:
            yield
        except (VoiceClonerError, MemoryError):
            raise
        except ImportError as error:
            raise missing_package(error) from error
        except Exception as error:  # pickle, torch, json, tokenizers and the package each have their own
            if is_out_of_memory(error):
                raise
            raise WeightsDamaged(f"The model “{source.id}” cannot be loaded: its files are damaged.") from error


class PackageModel(ABC):
    """A model that the package has whole, on its device: what its subclasses listen and speak with.

    Args:
        source: which checkpoint it is.
        model: the package's.
    """

    def __init__(self, source: LocalModel, model: Any) -> None:
        self.source = source
        self._model = model

    @staticmethod
    @abstractmethod
    def opened(source: LocalModel) -> Any:
        """The package's model with the checkpoint's files, on the processor; raises what the package raises."""

    @classmethod
    def load(cls, source: LocalModel, device: str) -> Self:
        """Load a checkpoint; takes many seconds.

        Raises:
            EngineNotInstalled: a package is missing.
            WeightsDamaged: its files are not what they should be.
        """
        with loading(source):
            return cls(source, cls.opened(source).to(device))

    @property
    def sample_rate(self) -> int:
        """Hz of its speech."""
        return int(self._model.config.audio.output_sample_rate)


def quiet() -> None:
    """Keep the package from writing the user's texts into the log, and from watching over progress bars nobody sees."""
    from tqdm import tqdm

    logging.getLogger("TTS").setLevel(logging.ERROR)  # it warns of texts that are too long or strange by quoting them
    logging.getLogger("transformers.configuration_utils").setLevel(logging.ERROR)  # it warns of the package's settings
    tqdm.monitor_interval = 0  # otherwise a thread stays behind


def file_of(source: LocalModel, *names: str) -> Path:
    """The first of these files that the model has.

    Raises:
        WeightsDamaged: it has none of them.
    """
    for name in names:
        if (source.folder / name).is_file():
            return source.folder / name
    raise WeightsDamaged(f"The model “{source.id}” is incomplete: {names[0]} is missing.")


def fingerprint(source: LocalModel) -> str:
    """Hex digest of all files of a model: voices are bound to it."""
    lines = sorted(f"{path} {sha256}" for path, sha256 in source.sha256.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def is_out_of_memory(error: Exception) -> bool:
    """Whether torch, which has its own errors for it, ran out of memory."""
    import torch

    return isinstance(error, torch.OutOfMemoryError) or (
        isinstance(error, RuntimeError) and "can't allocate memory" in str(error)
    )


def stepwise(steps: Iterator[StepT], cancel: CancelToken) -> Iterator[StepT]:
    """Go through what a network makes bit by bit, looking at `cancel` before each of its layers.

    Raises:
        Cancelled: `cancel` was set.
    """
    while True:
        # entered anew for each step: between two of them other work may be done
        with stopping_between_layers(cancel):
            try:
                step = next(steps)
            except StopIteration:
                return
        yield step


def checked_arrays(
    arrays: Mapping[str, npt.NDArray[np.generic]], shapes: Mapping[str, tuple[int | None, ...]], dtype: str
) -> dict[str, Any]:
    """A voice's arrays as torch tensors on the processor.

    Args:
        arrays: from a file of unknown origin.
        shapes: what must be there; None: any length of one or more.
        dtype: numpy's name of the kind of number all of them hold.

    Raises:
        EngineError: they are no voice of this model.
    """
    import torch

    fits = arrays.keys() == shapes.keys() and all(
        arrays[name].dtype.name == dtype and _has_shape(arrays[name], shape) and bool(np.isfinite(arrays[name]).all())
        for name, shape in shapes.items()
    )
    if not fits:
        raise damaged_voice()
    # a copy: arrays from a file may be read-only, which torch warns of
    return {name: torch.from_numpy(np.array(array)) for name, array in arrays.items()}


def missing_package(error: ImportError) -> EngineNotInstalled:
    """What is raised where the package lacks another one."""
    return EngineNotInstalled(f"A package that coqui-tts needs is missing: {error}")


def _has_shape(array: npt.NDArray[np.generic], shape: tuple[int | None, ...]) -> bool:
    return array.ndim == len(shape) and all(
        length > 0 if wanted is None else length == wanted for length, wanted in zip(array.shape, shape, strict=True)
    )


@contextmanager
def _environment(settings: Mapping[str, str | None]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in settings}
    _set_environment(settings)
    try:
        yield
    finally:
        _set_environment(before)


def _set_environment(settings: Mapping[str, str | None]) -> None:
    for name, value in settings.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@contextmanager
def _hub_offline() -> Iterator[None]:
    """The environment is read once only, when the hub's library is imported."""
    from huggingface_hub import constants

    before = constants.HF_HUB_OFFLINE
    constants.HF_HUB_OFFLINE = True
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = before
