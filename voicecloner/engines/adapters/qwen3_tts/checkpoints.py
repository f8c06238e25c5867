"""Which of the checkpoints on this computer is used; one is loaded at a time."""

from typing import TYPE_CHECKING

from voicecloner.engines.contract.refusals import damaged_voice, other_weights
from voicecloner.engines.host.loaded_engines import is_out_of_memory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voicecloner.engines.adapters.qwen3_tts.speech_model import SpeechModel
    from voicecloner.models.local import LocalModel

MODELS = ("qwen3-tts-0.6b", "qwen3-tts-1.7b")
"""Ids in the catalogue, the smallest first."""

_MODEL = "model"
# The files a voice is bound to, by the name under which it keeps their checksums.
_BOUND_TO = {"weights": "model.safetensors", "codec": "speech_tokenizer/model.safetensors"}


class Checkpoints:
    """Loads checkpoints on a device.

    Args:
        device: ``"cpu"`` or ``"cuda"``.
    """

    def __init__(self, device: str) -> None:
        self._device = device
        self._loaded: SpeechModel | None = None
        self._too_large: list[str] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know about the choice of `largest`."""
        if not self._too_large:
            return ()
        return (f"There is not enough memory for {', '.join(self._too_large)}: a smaller model made this voice.",)

    def load(self, source: "LocalModel") -> "SpeechModel":
        """A checkpoint, loaded; what was loaded before makes room for it.

        Raises:
            WeightsDamaged: it cannot be loaded.
            MemoryError, RuntimeError: there is not enough memory.
        """
        from voicecloner.engines.adapters.qwen3_tts.speech_model import SpeechModel

        if self._loaded is None or self._loaded.source != source:
            self.unload()
            self._loaded = SpeechModel.load(source, self._device)
        return self._loaded

    def largest(self, sources: "tuple[LocalModel, ...]") -> "SpeechModel":
        """The largest of the checkpoints that fits into the memory; see `notes`.

        Raises:
            WeightsDamaged: it cannot be loaded.
            MemoryError, RuntimeError: there is not enough memory for the smallest either.
        """
        fitting = (source for source in sources if source.id not in self._too_large)
        *smaller, largest = sorted(fitting, key=lambda source: MODELS.index(source.id))
        try:
            return self.load(largest)
        except (MemoryError, RuntimeError) as error:
            if not smaller or not is_out_of_memory(error):
                raise
        self._too_large.append(largest.id)
        self.unload()
        return self.largest(tuple(smaller))

    def of_voice(self, metadata: "Mapping[str, str]") -> "SpeechModel":
        """The checkpoint a voice is bound to, loaded.

        Raises:
            EngineError: the voice does not say which.
            WeightsNotFound: it is not on this computer.
            VoiceBoundElsewhere: it has other weights than it had.
            WeightsDamaged, MemoryError, RuntimeError: as in `load`
        """
        from voicecloner.models.local import local_model

        model_id = metadata.get(_MODEL, "")
        if model_id not in MODELS:
            raise damaged_voice()
        source = local_model(model_id)
        bound_to = binding(source)
        if any(metadata.get(name) != value for name, value in bound_to.items()):
            raise other_weights(model_id)
        return self.load(source)

    def unload(self) -> None:
        """Forget the checkpoint that is loaded, if one is."""
        from voicecloner.engines.contract.torch_tools import free_memory

        self._loaded = None
        free_memory()


def binding(source: "LocalModel") -> dict[str, str]:
    """What a voice made with a checkpoint says of it."""
    return {_MODEL: source.id, **{name: source.sha256[path] for name, path in _BOUND_TO.items()}}
