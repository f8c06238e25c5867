"""Tortoise through its package."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.coqui.adapter import Arrays
from voicecloner.engines.adapters.coqui.package import PackageModel, checked_arrays, file_of
from voicecloner.engines.adapters.coqui.speech_model import Utterance
from voicecloner.engines.contract.torch_tools import stopping_between_layers
from voicecloner.jobs import CancelToken
from voicecloner.models.local import LocalModel

OWN_CONFIG = "config.json"
"""A checkpoint of another size than the package knows brings its description along under this name."""

_REFERENCE_RATE = 24_000
# So much of a clip one of the networks hears, and of a longer one any part: all parts are given to it.
_PIECE_S = 6

# The names the package itself gives them in a file.
_AUTO, _DIFFUSION = "auto_conditioning", "diffusion_conditioning"

_PRESET = "fast"


class TortoiseModel(PackageModel):
    """A checkpoint of Tortoise on its device."""

    @staticmethod
    def opened(source: LocalModel) -> Any:
        """The package's `Tortoise` with the model's files, on the processor; it raises what the package raises."""
        from TTS.tts.configs.tortoise_config import TortoiseConfig
        from TTS.tts.models.tortoise import Tortoise

        for name in ("autoregressive.pth", "diffusion_decoder.pth", "clvp2.pth", "vocoder.pth", "mel_norms.pth"):
            file_of(source, name)
        config = TortoiseConfig()
        if (source.folder / OWN_CONFIG).is_file():
            config.load_json(str(source.folder / OWN_CONFIG))
        config.model_args.enable_redaction = False  # it would fetch a recognizer
        model = Tortoise(config)
        model.load_checkpoint(config, str(source.folder), eval=True)
        return model

    def encode(self, references: Sequence[Samples], cancel: CancelToken) -> Arrays:
        """Listen to the references, cut into clips of 6 s.

        Args:
            references: at 24,000 Hz.
            cancel: looked at before each layer.

        Raises:
            Cancelled: `cancel` was set.
        """
        clips = [_both_rates(clip) for clip in _clips(np.concatenate(references))]
        with stopping_between_layers(cancel):
            auto, diffusion = self._model.get_conditioning_latents(clips)
        return {_AUTO: auto.cpu().numpy(), _DIFFUSION: diffusion.cpu().numpy()}

    def voice(self, arrays: Arrays) -> Any:
        """The arrays as the two tensors that `say` takes.

        Raises:
            EngineError: they are no voice of this model.
        """
        args = self._model.args
        shapes = {_AUTO: (1, args.ar_model_dim), _DIFFUSION: (1, 2 * args.diff_model_channels)}
        tensors = checked_arrays(arrays, shapes, "float32")
        return tensors[_AUTO], tensors[_DIFFUSION]

    def say(self, voice: Any, utterance: Utterance, cancel: CancelToken) -> Iterator[Samples]:
        """Speak; the model makes all of a text's sound at once.

        Raises:
            Cancelled: `cancel` was set.
        """
        model = self._model
        with stopping_between_layers(cancel):
            made = model.inference_with_config(
                utterance.text,
                conditioning_latents=voice,
                preset=_PRESET,
                use_deterministic_seed=utterance.seed,
                half=model.device.type == "cuda",
                verbose=False,
            )
        yield made["wav"].float().numpy().reshape(-1)


def _clips(samples: Samples) -> list[Samples]:
    """The samples in pieces of 6 s and one that is shorter; what is too short to tell anything is left out."""
    length = _PIECE_S * _REFERENCE_RATE
    starts = range(0, len(samples), length)
    pieces = [samples[start : start + length] for start in starts]
    return [piece for piece in pieces if len(piece) >= _REFERENCE_RATE] or pieces[:1]


def _both_rates(samples: Samples) -> list[Any]:
    """A clip as the package's `load_required_audio` gives it: at 22,050 and at 24,000 Hz."""
    import torch
    import torchaudio

    audio = torch.from_numpy(samples)
    resampled = torchaudio.functional.resample(audio, _REFERENCE_RATE, 22_050)
    return [sound.clip(-1, 1)[None] for sound in (resampled, audio)]
