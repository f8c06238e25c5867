"""XTTS v2 through its package."""

from collections.abc import Iterator, Sequence
from typing import Any

from voicecloner.domain.audio import Samples
from voicecloner.domain.text import cut_text
from voicecloner.engines.adapters.coqui.adapter import Arrays
from voicecloner.engines.adapters.coqui.infos import LIVELINESS
from voicecloner.engines.adapters.coqui.package import PackageModel, checked_arrays, file_of, missing_package, stepwise
from voicecloner.engines.adapters.coqui.speech_model import Utterance
from voicecloner.engines.contract.torch_tools import stopping_between_layers
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import CancelToken
from voicecloner.models.local import LocalModel

_REFERENCE_RATE = 22_050
_LATENTS = "gpt_conditioning_latents"
# The names the package itself gives them in a file.
_EMBEDDING = "speaker_embedding"


class XttsModel(PackageModel):
    """A checkpoint of XTTS on its device."""

    @staticmethod
    def opened(source: LocalModel) -> Any:
        """The package's `Xtts` with the model's files, on the processor; it raises what the package raises."""
        from TTS.tts.configs.xtts_config import XttsConfig

        config = XttsConfig()
        config.load_json(str(file_of(source, "config.json")))
        weights = file_of(source, "model.pth")
        vocabulary = file_of(source, "vocab.json")
        model = _xtts_class()(config)
        model.load_checkpoint(config, checkpoint_path=weights, vocab_path=vocabulary, speaker_file_path="")
        return model

    def encode(self, references: Sequence[Samples], cancel: CancelToken) -> Arrays:
        """Listen to references as the package's `get_conditioning_latents` does to files.

        Args:
            references: at 22,050 Hz; of each, and of all together, so much is used as the checkpoint's settings say.
            cancel: looked at before each layer.

        Raises:
            Cancelled: `cancel` was set.
        """
        import torch

        model, config = self._model, self._model.config
        heard = [self._prepared(samples) for samples in references]
        with stopping_between_layers(cancel):
            embeddings = [model.get_speaker_embedding(clip, _REFERENCE_RATE) for clip in heard]
            latents = model.get_gpt_cond_latents(
                torch.cat(heard, dim=-1),
                _REFERENCE_RATE,
                length=config.gpt_cond_len,
                chunk_length=config.gpt_cond_chunk_len,
            )
        embedding = torch.stack(embeddings).mean(dim=0)
        return {_LATENTS: latents.cpu().numpy(), _EMBEDDING: embedding.cpu().numpy()}

    def voice(self, arrays: Arrays) -> Any:
        """The arrays as the two tensors that `say` takes.

        Raises:
            EngineError: they are no voice of this model.
        """
        args = self._model.args
        shapes = {_LATENTS: (1, None, args.gpt_n_model_channels), _EMBEDDING: (1, args.d_vector_dim, 1)}
        tensors = checked_arrays(arrays, shapes, "float32")
        return tensors[_LATENTS], tensors[_EMBEDDING]

    def say(self, voice: Any, utterance: Utterance, cancel: CancelToken) -> Iterator[Samples]:
        """Speak; yields sound each time the network has made 20 more of its tokens, of about 46 ms.

        Raises:
            InvalidRequest: the text cannot be put into tokens.
            EngineNotInstalled: the package that reads the language is missing.
            Cancelled: `cancel` was set.
        """
        import torch

        config = self._model.config
        pieces = self._pieces(utterance.text, utterance.language)
        torch.manual_seed(utterance.seed)
        for piece in pieces:
            stream = self._model.inference_stream(
                piece,
                utterance.language,
                *voice,
                speed=utterance.speed,
                temperature=utterance.options.get(LIVELINESS.key, config.temperature),
                length_penalty=config.length_penalty,
                repetition_penalty=config.repetition_penalty,
                top_k=config.top_k,
                top_p=config.top_p,
            )
            for sound in stepwise(stream, cancel):
                yield sound.float().cpu().numpy()

    def _prepared(self, samples: Samples) -> Any:
        import torch

        config = self._model.config
        audio = torch.from_numpy(samples[: _REFERENCE_RATE * config.max_ref_len])[None].clip(-1, 1)
        if config.sound_norm_refs:
            audio = audio / audio.abs().max().clamp_min(1e-5) * 0.75
        return audio.to(self._model.device)

    def _pieces(self, text: str, language: str) -> list[str]:
        """The text in pieces that are short enough for the language; the end of longer ones would be cut off."""
        limit = self._model.tokenizer.char_limits[language]
        return [fit for piece in cut_text(text, limit) for fit in self._fitting(piece, language)]

    def _fitting(self, piece: str, language: str) -> list[str]:
        """Numbers are short in writing and long in words."""
        if self._tokens(piece, language) < self._model.args.gpt_max_text_tokens:
            return [piece]
        if len(piece) == 1:
            raise InvalidRequest(f"XTTS cannot say “{piece}”.", "Leave it out, or write it in words.")
        halves = cut_text(piece, (len(piece) + 1) // 2)
        return [fit for half in halves for fit in self._fitting(half, language)]

    def _tokens(self, piece: str, language: str) -> int:
        try:
            return len(self._model.tokenizer.encode(piece.strip().lower(), lang=language))
        except ImportError as error:  # Chinese and Japanese are read with packages of their own
            raise missing_package(error) from error
        except (ArithmeticError, LookupError, NotImplementedError, TypeError, ValueError) as error:
            # its rules for numbers and abbreviations are not made for every text
            raise InvalidRequest(f"XTTS cannot read “{piece[:40]}”.", "Write its numbers in words.") from error


def _xtts_class() -> type[Any]:
    """The package's `Xtts`, except that it leaves the file as it is that it reads.

    When settings lie beside the weights as objects, as they do in the published checkpoint, it would write it anew.
    """
    import torch
    from TTS.tts.models.xtts import Xtts

    class ReadingXtts(Xtts):  # type: ignore[misc]
        def _load_checkpoint(self, model_path: Any) -> Any:
            with torch.serialization.safe_globals(_classes_of_settings()):
                return torch.load(model_path, map_location="cpu", weights_only=True)["model"]

    return ReadingXtts


def _classes_of_settings() -> list[Any]:
    """The four classes that the published checkpoint holds beside its weights, under their old and new names."""
    from TTS.config.shared_configs import BaseDatasetConfig
    from TTS.tts.configs.xtts_config import XttsArgs, XttsAudioConfig, XttsConfig

    moved = [XttsArgs, XttsAudioConfig]
    old_names = [(kind, f"TTS.tts.models.xtts.{kind.__name__}") for kind in moved]
    return [*moved, *old_names, XttsConfig, BaseDatasetConfig]
