"""YourTTS through its package: VITS, told who speaks by a vector that a speaker encoder makes."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.coqui.adapter import Arrays
from voicecloner.engines.adapters.coqui.package import checked_arrays, file_of, loading
from voicecloner.engines.adapters.coqui.speech_model import Utterance
from voicecloner.engines.contract.torch_tools import stopping_between_layers
from voicecloner.errors import InvalidRequest, WeightsDamaged
from voicecloner.jobs import CancelToken
from voicecloner.models.local import LocalModel

_VECTOR = "d_vector"
# What the package calls them.
_LANGUAGES = {"en": "en", "fr": "fr-fr", "pt-BR": "pt-br"}


class YourTtsModel:
    """A checkpoint of YourTTS on its device.

    Args:
        source: which checkpoint it is.
        model: the package's `Vits`, with a speaker encoder.
    """

    def __init__(self, source: LocalModel, model: Any) -> None:
        self.source = source
        self._model = model

    @classmethod
    def load(cls, source: LocalModel, device: str) -> "YourTtsModel":
        """Load a checkpoint; takes seconds.

        Raises:
            WeightsDamaged: its files are not what they should be.
        """
        with loading(source):
            model = load_package_model(source)
            if not set(_LANGUAGES.values()) <= set(model.language_manager.name_to_id):
                raise WeightsDamaged(f"The model “{source.id}” lacks languages.")
            return cls(source, model.to(device))

    @property
    def sample_rate(self) -> int:
        """Hz of its speech."""
        return int(self._model.config.audio.sample_rate)

    def encode(self, references: Sequence[Samples], cancel: CancelToken) -> Arrays:
        """Listen to references as the package's `compute_embedding_from_clip` does to files.

        Args:
            references: at the speaker encoder's rate, 16,000 Hz; the mean of what they give is the voice.
            cancel: looked at before each layer.

        Raises:
            Cancelled: `cancel` was set.
        """
        import torch

        encoder = self._model.speaker_manager.encoder
        with stopping_between_layers(cancel):
            vectors = [encoder.compute_embedding(self._heard(samples)) for samples in references]
        return {_VECTOR: torch.stack(vectors).mean(dim=0)[0].cpu().numpy()}

    def voice(self, arrays: Arrays) -> Any:
        """The arrays as the tensor that `say` takes.

        Raises:
            EngineError: they are no voice of this model.
        """
        vector = checked_arrays(arrays, {_VECTOR: (self._model.embedded_speaker_dim,)}, "float32")[_VECTOR]
        return vector[None].to(self._model.device)

    def say(self, voice: Any, utterance: Utterance, cancel: CancelToken) -> Iterator[Samples]:
        """Speak; the model makes all of a text's sound at once.

        Raises:
            InvalidRequest: there is a number in the text that cannot be put into words.
            Cancelled: `cancel` was set.
        """
        import torch

        model, language = self._model, _LANGUAGES[utterance.language]
        words = model.tokenizer.text_to_ids(_in_words(utterance.text, language), language=language)
        if all(word in (model.tokenizer.blank_id, model.tokenizer.pad_id) for word in words):
            return  # nothing of the text is in the model's alphabet
        tokens = torch.tensor([words], device=model.device)
        conditions = {
            "x_lengths": torch.tensor([len(words)], device=model.device),
            "speaker_ids": None,
            "d_vectors": voice,
            "language_ids": torch.tensor([model.language_manager.name_to_id[language]], device=model.device),
        }
        torch.manual_seed(utterance.seed)
        model.length_scale = model.args.length_scale / utterance.speed
        with stopping_between_layers(cancel):
            sound = model.inference(tokens, conditions)["model_outputs"]
        yield sound[0, 0].float().cpu().numpy()

    def _heard(self, samples: Samples) -> Any:
        """A reference as the encoder takes it: cut, levelled and transformed as its settings say."""
        import torch

        manager = self._model.speaker_manager
        waveform = _prepared(manager.encoder_ap, samples)
        is_transformed_within = manager.encoder_config.model_params.get("use_torch_spec", False)
        heard = waveform if is_transformed_within else manager.encoder_ap.melspectrogram(waveform)
        return torch.from_numpy(heard)[None].to(self._model.device)


def load_package_model(source: LocalModel) -> Any:
    """The package's `Vits` with the model's files, on the processor; it raises what the package raises."""
    from TTS.config import load_config
    from TTS.tts.models.vits import Vits

    config = load_config(str(file_of(source, "config.json")))
    # the places that the file names are those of its makers' computer; their own speakers are not needed
    config.model_args.update(
        {
            "d_vector_file": None,
            "speakers_file": None,
            "language_ids_file": str(file_of(source, "language_ids.json")),
            "speaker_encoder_config_path": str(file_of(source, "config_se.json")),
            "speaker_encoder_model_path": str(file_of(source, "model_se.pth", "model_se.pth.tar")),
        }
    )
    config.update({"d_vector_file": None, "speakers_file": None})
    model = Vits(config)
    weights = file_of(source, "model_file.pth", "model_file.pth.tar", "model.pth", "checkpoint.pth")
    model.load_checkpoint(config, str(weights), eval=True)
    return model


def _in_words(text: str, language: str) -> str:
    """The text with its numbers in words: the model's alphabet has no digits, they would be left out."""
    from TTS.tts.layers.xtts.tokenizer import expand_numbers_multilingual

    try:
        return str(expand_numbers_multilingual(text, lang=language.partition("-")[0]))
    except (ArithmeticError, LookupError, NotImplementedError, TypeError, ValueError) as error:
        raise InvalidRequest(f"YourTTS cannot read “{text[:40]}”.", "Write the numbers in words.") from error


def _prepared(processor: Any, samples: Samples) -> npt.NDArray[np.float32]:
    from TTS.utils.audio.numpy_transforms import rms_volume_norm

    if not samples.any():
        return samples  # one of several; it cannot be levelled
    waveform = samples
    if processor.do_trim_silence and len(trimmed := processor.trim_silence(samples)):
        waveform = trimmed
    if processor.do_sound_norm:
        waveform = processor.sound_norm(waveform)
    if processor.do_rms_norm:
        waveform = rms_volume_norm(x=waveform, db_level=processor.db_level)
    return np.ascontiguousarray(waveform, dtype=np.float32)
