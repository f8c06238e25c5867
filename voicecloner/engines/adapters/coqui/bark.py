"""Bark through its package: the voice is the sound and the words of a reference, from where it goes on speaking."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.domain.text import cut_text
from voicecloner.engines.adapters.coqui.adapter import Arrays
from voicecloner.engines.adapters.coqui.package import checked_arrays, file_of, loading
from voicecloner.engines.adapters.coqui.speech_model import Utterance
from voicecloner.engines.contract.refusals import damaged_voice
from voicecloner.engines.contract.torch_tools import stopping_between_layers
from voicecloner.jobs import CancelToken
from voicecloner.models.local import LocalModel

_MAX_REFERENCE_S = 15.0
# The names the package itself gives them; its third, ``coarse_prompt``, is the beginning of the last.
_SEMANTIC, _FINE = "semantic_prompt", "fine_prompt"

# So many of their characters are spoken in the 14 s that Bark speaks in one go; of others all it is given.
_DENSE_SCRIPTS = {"zh": 50, "ja": 70, "ko": 70, "hi": 110}

_OLD_NAME_OF_SCALARS = "numpy.core.multiarray.scalar"

# The package's own.
_SOUND_TEMPERATURE, _FINE_TEMPERATURE = 0.7, 0.5


class BarkModel:
    """A checkpoint of Bark on its device, with the three networks of other makers that it works with.

    Args:
        source: which checkpoint it is.
        model: the package's `Bark`.
        listener: the package's `CustomHubert`, which hears what is said.
        labels: the package's `HubertTokenizer`, which writes that down in Bark's tokens.
    """

    def __init__(self, source: LocalModel, model: Any, listener: Any, labels: Any) -> None:
        self.source = source
        self._model = model
        self._listener = listener
        self._labels = labels

    @classmethod
    def load(cls, source: LocalModel, device: str) -> "BarkModel":
        """Load a checkpoint; takes many seconds.

        Raises:
            WeightsDamaged: its files are not what they should be.
        """
        from TTS.tts.layers.bark.hubert.tokenizer import HubertTokenizer

        with loading(source):
            model = load_package_model(source, device)
            listener = load_listener(source).to(device)
            labels = HubertTokenizer.load_from_checkpoint(file_of(source, "tokenizer.pth"), map_location=device)
            return cls(source, model, listener, labels.eval())

    @property
    def sample_rate(self) -> int:
        """Hz of its speech, and of references."""
        return int(self._model.config.sample_rate)

    def encode(self, references: Sequence[Samples], cancel: CancelToken) -> Arrays:
        """Listen to the first 15 s of the references, as the package does to a file.

        Args:
            references: at `sample_rate`.
            cancel: looked at before each layer.

        Raises:
            Cancelled: `cancel` was set.
        """
        import torch

        model = self._model
        joined = np.concatenate(references)[: round(_MAX_REFERENCE_S * self.sample_rate)]
        audio = torch.from_numpy(joined)[None].to(model.device)
        inputs = model.processor(raw_audio=joined, sampling_rate=self.sample_rate, return_tensors="pt").to(model.device)
        with stopping_between_layers(cancel), torch.inference_mode():
            codes = model.encodec.encode(inputs["input_values"], inputs["padding_mask"], model.encodec_bandwidth)[0]
            heard = self._listener(audio, input_sample_hz=self.sample_rate)
            words = self._labels.get_token(heard)
        return {_SEMANTIC: words.cpu().numpy(), _FINE: codes[0, 0].cpu().numpy()}

    def voice(self, arrays: Arrays) -> Any:
        """The arrays as the three tensors that `say` takes.

        Raises:
            EngineError: they are no voice of this model.
        """
        config = self._model.config
        shapes = {_SEMANTIC: (None,), _FINE: (config.N_FINE_CODEBOOKS, None)}
        tensors = {
            name: tensor.to(self._model.device) for name, tensor in checked_arrays(arrays, shapes, "int64").items()
        }
        words, codes = tensors[_SEMANTIC], tensors[_FINE]
        are_tokens = _within(words, config.SEMANTIC_VOCAB_SIZE) and _within(codes, config.CODEBOOK_SIZE)
        # it would refuse words and sound that are not of the same length, with an error of its own
        rates = round(codes.shape[1] / len(words), 1), round(config.COARSE_RATE_HZ / config.SEMANTIC_RATE_HZ, 1)
        if not are_tokens or rates[0] != rates[1]:
            raise damaged_voice()
        return words, codes[: config.N_COARSE_CODEBOOKS], codes

    def say(self, voice: Any, utterance: Utterance, cancel: CancelToken) -> Iterator[Samples]:
        """Speak; yields the sound of each piece of text that it can say in one go, of 14 s at most.

        Raises:
            Cancelled: `cancel` was set.
        """
        import torch

        text = utterance.text
        pieces = cut_text(text, _DENSE_SCRIPTS.get(utterance.language, len(text)))
        torch.manual_seed(utterance.seed)
        for piece in pieces:
            with stopping_between_layers(cancel):
                sound = self._sound(piece, voice)
            if len(sound):
                yield sound

    def _sound(self, text: str, voice: Any) -> Samples:
        """What the package's `generate_audio` does, without its progress bars."""
        from TTS.tts.layers.bark.inference_funcs import generate_coarse, generate_fine

        model = self._model
        words = model.text_to_semantic(text, history_prompt=voice, silent=True)
        if not len(words):  # it has nothing to say
            return np.zeros(0, np.float32)
        coarse = generate_coarse(words, model, history_prompt=voice, temp=_SOUND_TEMPERATURE, silent=True)
        fine = generate_fine(coarse, model, history_prompt=voice, temp=_FINE_TEMPERATURE)
        samples: Samples = model.codec_decode(fine).float().clip(-1, 1).numpy()  # the codec may go beyond
        return samples


def load_package_model(source: LocalModel, device: str) -> Any:
    """The package's `Bark` with the model's files, on its device; it raises what the package raises."""
    from TTS.config import load_config

    for name in ("text_2.pt", "coarse_2.pt", "fine_2.pt", "tokenizer.pth"):
        file_of(source, name)  # the package would fetch it
    config = load_config(str(file_of(source, "config.json")))
    # otherwise it throws away a file whose checksum is another than the one it knows, and fetches it
    config.USE_SMALLER_MODELS = True
    model = _bark_class()(config, source.folder).to(device)
    with _numpy_scalars_allowed():
        model.load_checkpoint(config, str(source.folder), eval=True)
    return model


def _numpy_scalars_allowed() -> Any:
    """Within the block torch reads the one thing of the published checkpoints that is no tensor and no plain number.

    Beside the weights they hold the loss of the training, a numpy scalar of 64 bits under the name that numpy 1 had for
    its maker. Nothing else becomes readable by it.
    """
    import torch
    from numpy._core.multiarray import scalar

    return torch.serialization.safe_globals([(scalar, _OLD_NAME_OF_SCALARS), np.dtype, np.dtypes.Float64DType])


def load_listener(source: LocalModel) -> Any:
    """The package's `CustomHubert` with the model's files, on the processor."""
    from transformers import HubertModel
    from TTS.tts.layers.bark.hubert.kmeans_hubert import CustomHubert

    class LocalHubert(CustomHubert):  # type: ignore[misc]
        """Made from files that are here."""

        def __init__(self, folder: Path) -> None:
            super(CustomHubert, self).__init__()
            self.target_sample_hz = 16_000
            self.seq_len_multiple_of = None
            self.output_layer = 9
            self.model = HubertModel.from_pretrained(folder, local_files_only=True).eval()

    return LocalHubert(source.folder / "hubert")


def _bark_class() -> type[Any]:
    """The package's `Bark`, except that what it would fetch is read from the model's folder.

    Its language models are left out until their checkpoints say how large they are.
    """
    from transformers import BertTokenizer, EncodecFeatureExtractor, EncodecModel
    from TTS.tts.models.bark import Bark

    class LocalBark(Bark):  # type: ignore[misc]
        def __init__(self, config: Any, folder: Path) -> None:
            self.tokenizer = BertTokenizer.from_pretrained(folder / "bert", local_files_only=True)
            super(Bark, self).__init__(config)
            self.config.num_chars = len(self.tokenizer)
            self.encodec = EncodecModel.from_pretrained(folder / "encodec", local_files_only=True)
            self.processor = EncodecFeatureExtractor.from_pretrained(folder / "encodec", local_files_only=True)
            self.encodec_bandwidth = 6.0

    return LocalBark


def _within(tokens: Any, count: int) -> bool:
    return bool((tokens >= 0).all() and (tokens < count).all())
