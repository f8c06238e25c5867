"""The loaded checkpoint of VoxCPM2: everything that touches the package and torch."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.voxcpm2.prompts import to_arrays
from voicecloner.engines.contract.torch_tools import free_memory, stopping_between_layers
from voicecloner.engines.host.loaded_engines import is_out_of_memory
from voicecloner.errors import WeightsDamaged
from voicecloner.jobs import CancelToken
from voicecloner.models.local import LocalModel
from voicecloner.scratch import scratch_folder

REFERENCE_RATE = 16_000

# 40 s: the model was not made to speak for longer without a break.
_MOST_PATCHES = 250
# Enough for the longest reference, prompt, text and speech, even where every byte of the text is a token.
_FEW_POSITIONS = 4096

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Prompt:
    """Speech whose words are known.

    Attributes:
        samples: shape (frames,), at `REFERENCE_RATE`.
        words: what is said in it.
        language: BCP 47 tag.
    """

    samples: Samples
    words: str
    language: str


@dataclass(frozen=True)
class Manner:
    """How the model speaks.

    Attributes:
        seed: of the random numbers; the same one gives the same sound.
        steps: how often each piece of sound is gone over.
        guidance: how closely it keeps to what it was given; 1.0 is not at all pushed.
    """

    seed: int
    steps: int = 10
    guidance: float = 2.0


@dataclass(frozen=True)
class Size:
    """How much memory the model takes besides its weights.

    Attributes:
        positions: how many patches and tokens it can keep in mind; 8192 take 0.3 GB on a graphics card.
        is_compiled: whether it is compiled, which makes it faster.
    """

    positions: int = 8192
    is_compiled: bool = False


class SpeechModel:
    """The checkpoint on its device.

    Args:
        source: which checkpoint it is.
        model: the package's `VoxCPM2Model`.
    """

    def __init__(self, source: LocalModel, model: Any) -> None:
        self.source = source
        self.model = model

    @classmethod
    def load(cls, source: LocalModel, device: str) -> "SpeechModel":
        """Load the checkpoint: seconds, and on a graphics card a minute more, in which it is compiled.

        Where there is no compiler, or not enough memory for what it makes, the model works as it is: more slowly, with
        less memory.

        Args:
            source: where it lies.
            device: ``"cpu"`` or ``"cuda"``.

        Raises:
            WeightsDamaged: its files are not what they should be.
        """
        if device == "cpu":
            return cls(source, _loaded(source, device, Size()))
        try:
            model = _loaded(source, device, Size(is_compiled=True))
            model.generate(target_text="Hello, this is the first test sentence.", max_len=10)
        except RuntimeError as error:  # torch and Triton have many of them
            _log.warning("VoxCPM2 cannot be compiled here and speaks more slowly", exc_info=error)
        else:
            return cls(source, model)
        model = None
        free_memory()
        return cls(source, _loaded(source, device, Size(positions=_FEW_POSITIONS)))

    @property
    def sample_rate(self) -> int:
        """Hz, of speech."""
        return int(self.model.sample_rate)

    def encode(
        self, reference: Samples, prompt: Prompt | None, cancel: CancelToken
    ) -> dict[str, npt.NDArray[np.generic]]:
        """Listen to a reference.

        Args:
            reference: shape (frames,), at `REFERENCE_RATE`.
            prompt: part of it whose words are known.
            cancel: looked at before each layer.

        Raises:
            Cancelled: `cancel` was set.
        """
        with scratch_folder() as folder, stopping_between_layers(cancel):
            files = {"reference_wav_path": _written(folder / "reference.wav", reference)}
            if prompt is not None:
                files["prompt_wav_path"] = _written(folder / "prompt.wav", prompt.samples)
            words = None if prompt is None else prompt.words
            with _quiet_package():
                return to_arrays(self.model.build_prompt_cache(prompt_text=words, **files))

    def say(self, cache: dict[str, Any], text: str, manner: Manner, cancel: CancelToken) -> Iterator[Samples]:
        """Speak; yields sound in pieces of 160 ms as they are made.

        Args:
            cache: from `prompts.to_cache`.
            text: one line.
            manner: how.
            cancel: looked at before each piece, on the processor also within.

        Raises:
            Cancelled: `cancel` was set.
        """
        import torch

        most = self.most_patches(text)
        made = 0
        torch.manual_seed(manner.seed)
        sound = self.model.generate_with_prompt_cache_streaming(
            text, cache, max_len=most, inference_timesteps=manner.steps, cfg_value=manner.guidance
        )
        with closing(sound), _stopping_between_steps(self.model, cancel):
            for piece, _, _ in sound:
                cancel.raise_if_cancelled()
                made += 1
                yield piece.squeeze(0).float().cpu().numpy()
        if made == most:
            _log.warning("the speech found no end and was cut after %d patches of 160 ms", made)

    def most_patches(self, text: str) -> int:
        """How long `text` may take to say, in patches of 160 ms: three times as long as it takes a calm speaker.

        A model that loses the thread babbles on for as long as it is allowed to; the package allows twice as much.
        """
        signs = min(len(self.model.text_tokenizer(text)), len(text))
        return min(3 * signs + 10, _MOST_PATCHES)


@contextmanager
def _stopping_between_steps(model: Any, cancel: CancelToken) -> Iterator[None]:
    """Within the block the model looks at `cancel` before each layer that reads and each of the steps of a piece.

    Not before each part of each layer, which costs as much as 4 % of a small model's time; and not on a graphics card:
    what was compiled as one must not be looked into, and a piece takes milliseconds.
    """
    parts = [model.feat_decoder.estimator, *model.base_lm.layers, *model.residual_lm.layers]
    watched = parts if model.device == "cpu" else []
    handles = [part.register_forward_pre_hook(lambda _part, _given: cancel.raise_if_cancelled()) for part in watched]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _written(path: Path, samples: Samples) -> str:
    import soundfile

    soundfile.write(path, samples, REFERENCE_RATE, subtype="FLOAT")
    return str(path)


def _loaded(source: LocalModel, device: str, size: Size) -> Any:
    try:
        return load_package_model(source.folder, device, size)
    except Exception as error:  # the package, torch, safetensors and tokenizers each have their own
        if isinstance(error, ImportError) or is_out_of_memory(error):
            raise
        raise WeightsDamaged(f"The model “{source.id}” cannot be loaded: its files are damaged.") from error


def load_package_model(folder: Path, device: str, size: Size) -> Any:
    """The package's `VoxCPM2Model` with the files of `folder`; it raises what the package raises.

    Not by way of the package's `VoxCPM`, which would fetch a denoiser and rules for numbers if it were let.
    """
    with _quiet_package():
        from voxcpm.model import voxcpm2

        voxcpm2.tqdm = iter  # it draws a progress bar for every sentence, with a thread of its own
        model = _model_class(device, size).from_local(str(folder), optimize=size.is_compiled, device=device)
    # words of the user's that look like the model's own signs are words
    model.text_tokenizer.tokenizer.split_special_tokens = True
    return model


def _model_class(device: str, size: Size) -> Any:
    """The package's `VoxCPM2Model`, but on processors with float32: they do not reckon faster with bfloat16."""
    from voxcpm.model.voxcpm2 import VoxCPM2Model

    class Model(VoxCPM2Model):  # type: ignore[misc]
        def __init__(self, config: Any, *arguments: Any, **options: Any) -> None:
            config.dtype = "float32" if device == "cpu" else config.dtype
            config.max_length = min(config.max_length, size.positions)
            super().__init__(config, *arguments, **options)

        def load_state_dict(self, weights: Any, **_options: Any) -> Any:
            outcome = super().load_state_dict(weights, strict=False)
            # the package leaves what is missing at random
            if missing := set(outcome.missing_keys) & {name for name, _ in self.named_parameters()}:
                raise ValueError(f"weights are missing: {sorted(missing)[:3]} and so on")
            return outcome

    return Model


@contextmanager
def _quiet_package() -> Iterator[None]:
    """The package and what it reads sound with use parts of torch and Python that are soon to go; no user can help."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", FutureWarning)
        yield
