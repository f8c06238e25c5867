"""One loaded checkpoint of Pocket TTS: everything that touches the package and torch."""

import json
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.pocket.voice_state import to_arrays
from voicecloner.engines.contract.torch_tools import on_threads, stopping_between_layers
from voicecloner.errors import WeightsDamaged, either
from voicecloner.jobs import CancelToken
from voicecloner.models.local import LocalModel
from voicecloner.scratch import scratch_folder

OWN_CONFIG = "config.yaml"
"""A checkpoint of another size than the package knows brings its description along under this name."""


class SpeechModel:
    """A checkpoint on its device.

    Args:
        source: which checkpoint it is.
        model: the package's `TTSModel`.
    """

    def __init__(self, source: LocalModel, model: Any) -> None:
        self.source = source
        self.model = model

    @classmethod
    def load(cls, source: LocalModel, package_config: str, device: str, *, int8: bool = False) -> "SpeechModel":
        """Load a checkpoint; takes seconds.

        Args:
            source: where it lies.
            package_config: the name of the package's description of it, e.g. ``"english"``.
            device: ``"cpu"`` or ``"cuda"``.
            int8: work with 8 bits; on the processor only.

        Raises:
            WeightsDamaged: its files are not what they should be, or cannot clone.
        """
        try:
            # the package has torch use one thread from its import on, which is best for it and not for other engines
            with on_threads(1):
                model = load_package_model(source.folder, package_config, int8=int8)
        except MemoryError:
            raise
        except Exception as error:  # the package, torch, safetensors and tokenizers each have their own
            raise WeightsDamaged(f"The model “{source.id}” cannot be loaded: its files are damaged.") from error
        _require_cloning(source, model)
        model.max_decoder_frames_per_call = 1  # otherwise the sound depends on how busy the computer is
        return cls(source, model.to(device))

    @property
    def sample_rate(self) -> int:
        """Hz, of references and of speech."""
        return int(self.model.sample_rate)

    def encode(self, samples: Samples, cancel: CancelToken) -> dict[str, npt.NDArray[np.generic]]:
        """Listen to a reference.

        Args:
            samples: shape (frames,), at `sample_rate`, 30 s at most.
            cancel: looked at before each layer.

        Raises:
            Cancelled: `cancel` was set.
        """
        import torch

        with on_threads(1), stopping_between_layers(cancel):
            state = self.model.get_state_for_audio_prompt(torch.from_numpy(samples)[None])
        return to_arrays(state)

    def say(self, state: dict[str, dict[str, Any]], text: str, seed: int, cancel: CancelToken) -> Iterator[Samples]:
        """Speak; yields sound in pieces of 80 ms as they are made.

        Raises:
            Cancelled: `cancel` was set.
        """
        import torch

        stop = threading.Event()
        torch.manual_seed(seed)
        sound = self.model.generate_audio_stream(state, text, stop=stop)
        with on_threads(1), cancel.calling(stop.set):
            try:
                for piece in sound:
                    cancel.raise_if_cancelled()
                    yield piece.float().cpu().numpy()
            finally:
                stop.set()
                for _piece in sound:  # the package's threads must not draw the random numbers of what is said next
                    pass
        cancel.raise_if_cancelled()


def load_package_model(folder: Path, package_config: str, *, int8: bool = False) -> Any:
    """The package's `TTSModel` with the files of `folder`, on the processor; it raises what the package raises."""
    from pocket_tts import TTSModel
    from pocket_tts.utils.config import CONFIGS_DIR, load_config

    own = folder / OWN_CONFIG
    config = load_config(own if own.is_file() else CONFIGS_DIR / f"{package_config}.yaml").model_dump()
    # every address is replaced by a file of ours: the package fetches what it is not given, and if it may not
    # have the weights that clone, it silently takes others
    config |= {"weights_path": str(folder / "model.safetensors"), "weights_path_without_voice_cloning": None}
    config["flow_lm"] |= {"weights_path": None}
    config["flow_lm"]["lookup_table"] |= {"tokenizer": "tokenizers", "tokenizer_path": str(folder / "tokenizer.json")}
    config["mimi"] |= {"weights_path": None}
    with scratch_folder() as scratch:
        path = scratch / "model.yaml"
        path.write_text(json.dumps(config), "utf-8")  # JSON is YAML
        with warnings.catch_warnings():
            # torch announces an end of what the package does int8 with, and still has it in the version we pin
            warnings.filterwarnings("ignore", "torch.ao.quantization is deprecated", DeprecationWarning)
            return TTSModel.load_model(config=path, quantize=int8)


def _require_cloning(source: LocalModel, model: Any) -> None:
    """The weights that everybody may fetch have the same shape, but nothing where references are taken in."""
    projection = model.flow_lm.speaker_proj_weight
    if not (model.has_voice_cloning and bool(projection.isfinite().all()) and bool(projection.any())):
        raise WeightsDamaged(
            f"The model “{source.id}” speaks, but cannot clone voices.",
            either("Fetch the one that can on the page “Models”", f"models pull {source.id}"),
        )
