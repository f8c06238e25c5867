"""What the speaking and the converting engines of this package have in common: a model, and voices of it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import ReferenceClip, Samples
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.engine import EngineInfo, VoiceData
from voicecloner.engines.contract.refusals import damaged_voice, other_weights, require_sound_alone
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.models.local import LocalModel

Arrays = Mapping[str, npt.NDArray[np.generic]]


class CloningModel(Protocol):
    """A checkpoint on its device that can listen."""

    @property
    def source(self) -> LocalModel:
        """Which checkpoint it is."""
        ...

    def encode(self, references: Sequence[Samples], cancel: CancelToken) -> Arrays:
        """Listen to references, at the rate the engine asks for.

        Raises:
            Cancelled: `cancel` was set; looked at before each layer.
        """
        ...

    def voice(self, arrays: Arrays) -> Any:
        """What `encode` gave, or a file of unknown origin, in the form that the model works with.

        Raises:
            EngineError: it is no voice of this model.
        """
        ...


ModelT = TypeVar("ModelT", bound=CloningModel)


class CoquiAdapter(ABC, Generic[ModelT]):
    """Clones with one model of the package; which one is up to the subclasses. See docs/engines.md."""

    own_info: ClassVar[EngineInfo]

    def __init__(self) -> None:
        self._device = "cpu"
        self._loaded: ModelT | None = None
        self._ready: tuple[VoiceData, Any] | None = None

    @abstractmethod
    def _open(self, source: LocalModel, device: str) -> ModelT:
        """Import the package and load the model."""

    @abstractmethod
    def _heard(self, references: Sequence[ReferenceClip]) -> list[Samples]:
        """What of the references the model listens to."""

    def info(self) -> EngineInfo:
        """Who the engine is."""
        return self.own_info

    def load(self, device: str, progress: Progress) -> None:
        """Import the package and load the model.

        Raises:
            WeightsNotFound: the model is not there.
            WeightsDamaged: it cannot be loaded.
            EngineError: there is no such device.
        """
        progress(ProgressUpdate(f"Loading {self.own_info.title}", 0.0))
        self._device = device
        self._model()
        progress(ProgressUpdate(f"Loading {self.own_info.title}", 1.0))

    def clone(
        self, references: Sequence[ReferenceClip], mode: VoiceMode, progress: Progress, cancel: CancelToken
    ) -> VoiceData:
        """Encode a voice from the references.

        Raises:
            InvalidRequest: the mode is none of the engine's.
            WeightsNotFound, WeightsDamaged: the model cannot be used.
            Cancelled: `cancel` was set.
        """
        cancel.raise_if_cancelled()
        require_sound_alone(self.own_info, mode)
        model = self._model()
        progress(ProgressUpdate("Listening to the recording"))
        arrays = model.encode(self._heard(references), cancel)
        progress(ProgressUpdate("The voice is ready", 1.0))
        return VoiceData(arrays, {"model": model.source.id, "weights": _weights(model)})

    def unload(self) -> None:
        """Forget the model and the voice that was heard last."""
        if self._loaded:
            from voicecloner.engines.contract.torch_tools import free_memory

            self._loaded = self._ready = None
            free_memory()

    def _model(self) -> ModelT:
        if self._loaded is None:
            from voicecloner.models.local import local_models

            source = local_models(self.own_info.id)[0]  # before torch is imported, which takes seconds
            from voicecloner.engines.contract.torch_tools import usable_device

            self._loaded = self._open(source, usable_device(self._device, self.own_info.title))
        return self._loaded

    def _voice(self, voice_data: VoiceData) -> tuple[ModelT, Any]:
        """The model and the voice in the form that it works with, kept until another voice is wanted.

        Raises:
            EngineError: the voice data is damaged.
            VoiceBoundElsewhere: the voice was made with other weights.
        """
        model = self._model()
        if voice_data.metadata.get("model") != model.source.id:
            raise damaged_voice()
        if voice_data.metadata.get("weights") != _weights(model):
            raise other_weights(model.source.id)
        if self._ready is None or self._ready[0] is not voice_data:
            self._ready = (voice_data, model.voice(voice_data.arrays))
        return model, self._ready[1]


def _weights(model: CloningModel) -> str:
    from voicecloner.engines.adapters.coqui.package import fingerprint

    return fingerprint(model.source)
