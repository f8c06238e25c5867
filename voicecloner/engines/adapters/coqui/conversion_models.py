"""The package's models that turn speech into the same speech of somebody else: all that touches the package and torch.

Each listens to references once, which gives a voice, and says speech again with it. The sound is that of the package's
own calls. Its last step, which takes most of the time, is done in stretches, so that the first can be heard early.
"""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.coqui.adapter import Arrays
from voicecloner.engines.adapters.coqui.package import checked_arrays, file_of, loading, stepwise
from voicecloner.engines.adapters.coqui.stretches import in_stretches, input_of
from voicecloner.engines.contract.refusals import damaged_voice
from voicecloner.engines.contract.torch_tools import stopping_between_layers
from voicecloner.errors import WeightsDamaged
from voicecloner.jobs import CancelToken
from voicecloner.models.local import LocalModel

Shapes = Mapping[str, tuple[int | None, ...]]

_WAVLM = "WavLM-Large.pt"
_NUMBERS_ONLY = re.compile(r"[\d\s()\[\],+*]+")
# A transformer's memory grows with the square of what it listens to.
_HEARD_AT_ONCE_S = 30.0
_SHORTEST_S = 0.1
# What the package trims silence at the ends of references with.
_VAD_LEVEL = 7
_MAX_SEED = 1 << 63


class ConversionModel(ABC):
    """A model on its device.

    Args:
        source: which model it is.
        model: the package's object.
    """

    def __init__(self, source: LocalModel, model: Any) -> None:
        self.source = source
        self.model = model

    @classmethod
    @abstractmethod
    def read(cls, source: LocalModel) -> Self:
        """Load it onto the processor; within `loading`."""

    @property
    @abstractmethod
    def sample_rates(self) -> tuple[int, int]:
        """Hz of what it listens to, and of what it says."""

    @property
    @abstractmethod
    def shapes(self) -> Shapes:
        """The arrays of a voice; None: any length."""

    @abstractmethod
    def listen(self, references: Sequence[Any]) -> dict[str, Any]:
        """The tensors of a voice; references as `tensor` makes them."""

    @abstractmethod
    def stretches(self, voice: Mapping[str, Any], speech: Any) -> Iterator[Any]:
        """Tensors of sound, one after the other; speech as `tensor` makes it."""

    @classmethod
    def load(cls, source: LocalModel, device: str, sample_rates: tuple[int, int]) -> Self:
        """Load the model; takes seconds.

        Args:
            source: where it lies.
            device: ``"cpu"`` or ``"cuda"``.
            sample_rates: Hz of what it must listen to and say.

        Raises:
            WeightsDamaged: its files are not what they should be.
        """
        with loading(source):
            loaded = cls.read(source)
        if loaded.sample_rates != sample_rates:
            raise WeightsDamaged(f"The model “{source.id}” has another sample rate than it should.")
        loaded.move(device)
        return loaded

    @property
    def device(self) -> Any:
        """Where its weights are."""
        return next(self.model.parameters()).device

    def move(self, device: str) -> None:
        """Bring its weights to a device."""
        self.model.to(device)

    def encode(self, references: Sequence[Samples], cancel: CancelToken) -> dict[str, npt.NDArray[np.generic]]:
        """Listen to references, each of shape (frames,), float32, at the rate it listens at.

        Raises:
            Cancelled: `cancel` was set; it is looked at before each layer.
        """
        import torch

        with stopping_between_layers(cancel), torch.inference_mode():
            voice = self.listen([self.tensor(samples) for samples in references])
        return {name: tensor.float().cpu().numpy() for name, tensor in voice.items()}

    def voice(self, arrays: Arrays) -> dict[str, Any]:
        """The voice in a file of unknown origin, on the model's device.

        Raises:
            EngineError: it is none of this model.
        """
        tensors = checked_arrays(arrays, self.shapes, "float32")
        return {name: tensor.to(self.device) for name, tensor in tensors.items()}

    def convert(self, voice: Mapping[str, Any], samples: Samples, seed: int, cancel: CancelToken) -> Iterator[Samples]:
        """Say speech again; yields sound stretch by stretch.

        Args:
            voice: from `voice`.
            samples: shape (frames,), float32, at the rate it listens at.
            seed: of the random numbers, which are all drawn before the first stretch.
            cancel: looked at before each layer.

        Raises:
            Cancelled: `cancel` was set.
        """
        import torch

        torch.manual_seed(seed % _MAX_SEED)
        for stretch in stepwise(self.stretches(voice, self.tensor(samples)), cancel):
            yield stretch.reshape(-1).float().cpu().numpy()

    def tensor(self, samples: Samples) -> Any:
        """Sound as the package takes it: shape (1, frames), on the device."""
        import torch

        return torch.from_numpy(np.array(samples, np.float32))[None].to(self.device)


class KnnModel(ConversionModel):
    """kNN-VC: each 20 ms become the mean of the four moments of the references most like them (Baas et al. 2023)."""

    def __init__(self, source: LocalModel, model: Any, vocoder: Any) -> None:
        super().__init__(source, model)
        self._output_rate = int(vocoder.config.audio.sample_rate)
        self.decoder = vocoder.model_g  # the rest of it is for training

    @classmethod
    def read(cls, source: LocalModel) -> Self:
        """Load WavLM and the vocoder."""
        from TTS.vc.configs.knnvc_config import KNNVCConfig
        from TTS.vc.models import knnvc
        from TTS.vocoder.configs.hifigan_config import HifiganConfig
        from TTS.vocoder.models.gan import GAN

        config = HifiganConfig()
        config.load_json(str(file_of(source, "config.json")))
        vocoder = GAN(config)
        vocoder.load_checkpoint(config, str(_checkpoint_of(source)), eval=True)
        with _own_wavlm(knnvc, file_of(source, _WAVLM)):
            model = knnvc.KNNVC(KNNVCConfig())
        del model.wavlm.encoder.layers[model.config.wavlm_layer :]  # three quarters of it, which it never gets to
        return cls(source, model.eval(), vocoder)

    @property
    def sample_rates(self) -> tuple[int, int]:
        """Hz."""
        return int(self.model.config.audio.sample_rate), self._output_rate

    @property
    def shapes(self) -> Shapes:
        """One row for each 20 ms of the references."""
        return {"matching_set": (None, int(self.model.wavlm.cfg.encoder_embed_dim))}

    def move(self, device: str) -> None:
        """Bring both networks to a device."""
        super().move(device)
        self.decoder.to(device)

    def voice(self, arrays: Arrays) -> dict[str, Any]:
        """The matching set; see `ConversionModel.voice`."""
        voice = super().voice(arrays)
        if len(voice["matching_set"]) < self.model.config.topk:
            raise damaged_voice()
        return voice

    def listen(self, references: Sequence[Any]) -> dict[str, Any]:
        """The features of all references, without the silence at their ends."""
        import torch

        step, least = (round(seconds * self.sample_rates[0]) for seconds in (_HEARD_AT_ONCE_S, _SHORTEST_S))
        pieces = [piece for reference in references for piece in reference.split(step, dim=1)]
        trimmed = [self._without_silence(piece) for piece in pieces]
        heard = [piece for piece in trimmed if piece.shape[1] >= least] or pieces[:1]
        return {"matching_set": torch.cat([self.model.get_features(piece) for piece in heard])}

    def stretches(self, voice: Mapping[str, Any], speech: Any) -> Iterator[Any]:
        """Sound of the features that match those of the speech."""
        features = self.model.match(self.model.get_features(speech), voice["matching_set"])
        yield from in_stretches(self.decoder.inference, features, time_axis=1)

    def _without_silence(self, piece: Any) -> Any:
        """As the package trims it, which stumbles where nothing is left."""
        from torchaudio.transforms import Vad

        trim = Vad(sample_rate=self.sample_rates[0], trigger_level=_VAD_LEVEL)
        front = trim(piece.cpu())
        return trim(front.flip(-1)).flip(-1).to(self.device) if front.shape[1] else front


class EmbeddingModel(ConversionModel):
    """A model whose voices are one vector."""

    @property
    def sample_rates(self) -> tuple[int, int]:
        """Hz."""
        audio = self.model.config.audio
        return int(audio.input_sample_rate), int(audio.output_sample_rate)

    @property
    def shapes(self) -> Shapes:
        """The vector, as the package keeps it."""
        return {"speaker_embedding": (1, int(self.model.gin_channels), 1)}

    def listen(self, references: Sequence[Any]) -> dict[str, Any]:
        """The mean of the references' vectors."""
        return {"speaker_embedding": self.model._extract_target_se(list(references))}  # noqa: SLF001 - what its public calls do with the files they read

    def stretches(self, voice: Mapping[str, Any], speech: Any) -> Iterator[Any]:
        """Sound of what the package hands to its decoder."""
        run = self.inference(voice["speaker_embedding"], speech)
        features, options = input_of(self.model.dec, run)
        yield from in_stretches(lambda stretch: self.model.dec(stretch, **options), features, time_axis=2)

    @abstractmethod
    def inference(self, embedding: Any, speech: Any) -> Callable[[], object]:
        """The package's whole conversion, to be called."""


class FreeModel(EmbeddingModel):
    """FreeVC: a flow between what is said and how it sounds, over WavLM (Li et al. 2023)."""

    @classmethod
    def read(cls, source: LocalModel) -> Self:
        """Load everything; the checkpoint also holds WavLM and the encoder of speakers."""
        from TTS.vc.configs.freevc_config import FreeVCConfig
        from TTS.vc.layers.freevc.speaker_encoder import speaker_encoder
        from TTS.vc.models import freevc

        config = FreeVCConfig()
        config.load_json(str(file_of(source, "config.json")))
        with (
            _own_wavlm(freevc, file_of(source, _WAVLM)),
            # it would be fetched only to be written over by the checkpoint
            _replaced(speaker_encoder, "load_fsspec", lambda *_address, **_options: {"model_state": {}}),
        ):
            model = freevc.FreeVC(config)
        model.load_checkpoint(config, str(_checkpoint_of(source)), eval=True)
        return cls(source, model)

    def inference(self, embedding: Any, speech: Any) -> Callable[[], object]:
        """From the features of the speech."""
        model = self.model
        return lambda: model.inference(model.extract_wavlm_features(model.load_audio(speech)), g=embedding)


class OpenVoiceModel(EmbeddingModel):
    """OpenVoice's converter of tone colour: a flow from one voice to another (Qin et al. 2023)."""

    @classmethod
    def read(cls, source: LocalModel) -> Self:
        """Load the converter, in the sizes its own description names."""
        from TTS.vc.configs.openvoice_config import OpenVoiceArgs, OpenVoiceConfig
        from TTS.vc.models.openvoice import OpenVoice

        told = json.loads(file_of(source, "config.json").read_text("utf-8"))
        known = {field.name for field in fields(OpenVoiceArgs)}
        sizes = {name: value for name, value in told["model"].items() if name in known}
        config = OpenVoiceConfig(model_args=OpenVoiceArgs(**sizes))
        config.audio.fft_size = told["data"]["filter_length"]
        model = OpenVoice(config)
        model.load_checkpoint(config, str(file_of(source, "checkpoint.pth")), eval=True)
        return cls(source, model)

    def inference(self, embedding: Any, speech: Any) -> Callable[[], object]:
        """From the voice of the speech itself."""
        model = self.model

        def convert() -> object:
            own, spectrum = model.extract_se(speech)
            return model.inference(spectrum, {"g_src": own, "g_tgt": embedding})

        return convert


def _checkpoint_of(source: LocalModel) -> Path:
    """The package's own archives give it one of these names."""
    return file_of(source, "model.pth", "model_file.pth", "checkpoint.pth")


@contextmanager
def _own_wavlm(package: ModuleType, path: Path) -> Iterator[None]:
    """Within the block a module of the package finds WavLM in a file, where it would fetch it."""
    with _replaced(package, "get_wavlm", lambda: _read_wavlm(path)):
        yield


def _read_wavlm(path: Path) -> Any:
    import torch
    from TTS.vc.layers.freevc.wavlm.wavlm import WavLM, WavLMConfig

    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    config = WavLMConfig(checkpoint["cfg"])
    if not _NUMBERS_ONLY.fullmatch(config.conv_feature_layers):
        raise ValueError(config.conv_feature_layers)  # the package takes it for a program and runs it
    wavlm = WavLM(config)
    wavlm.load_state_dict(checkpoint["model"])
    return wavlm.eval()


@contextmanager
def _replaced(module: ModuleType, name: str, value: object) -> Iterator[None]:
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)
