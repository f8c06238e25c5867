"""Checkpoints of Qwen3-TTS that are like the real ones in everything but size and sense: random, under 1 MB, babbling.

They go through the real loading and generating code of the package, and hold the files that the real ones hold.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.speech import PANGRAMS
from voicecloner.models.catalogue import WeightFile
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.models.store import InstalledModel, StoredFile, WeightsStore, sources_of
from voicecloner.paths import resource

NEEDED = ("torch", "qwen_tts")
LANGUAGES = (
    *("chinese", "english", "german", "italian", "portuguese"),
    *("spanish", "japanese", "korean", "french", "russian"),
)
_MARKS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<tts_pad>", "<tts_text_bos>", "<tts_text_eod>")
_SMALL_LISTENER = {
    "enc_channels": [16, 16, 16, 16, 48],
    "enc_attention_channels": 8,
    "enc_se_channels": 8,
    "enc_res2net_scale": 2,
}
_CONTROL_CODES = 1024
"""So many codes at the end of the vocabulary are no sound; the package says them never, but for the end of speech."""


@dataclass(frozen=True)
class Size:
    """How large a checkpoint is.

    Attributes:
        hidden: width of the language model, also of the speaker's embedding.
        layers: of the language model.
        predictor_layers: of the model that adds the finer codes to each frame.
        heads: of attention; half as many of keys and values.
        head_dim: width of each.
        groups: codes in a frame.
        codes: entries of each codebook.
        decoder_dim: width of the codec's decoder.
        is_listener_real: whether codec and speaker encoder are otherwise as large as the published ones.
    """

    hidden: int = 32
    layers: int = 2
    predictor_layers: int = 1
    heads: int = 4
    head_dim: int = 8
    groups: int = 4
    codes: int = 32
    decoder_dim: int = 32
    is_listener_real: bool = False


TINY = Size()


def require_qwen() -> None:
    """Skip where the package is not installed."""
    for name in NEEDED:
        pytest.importorskip(
            name, reason=f"{name} is not installed; ./dev test --neural installs it", exc_type=ImportError
        )


def install_tiny_qwen(home: Path, model_id: str = "qwen3-tts-0.6b", seed: int = 0, size: Size = TINY) -> Path:
    """Put a checkpoint where the program looks for this model; returns its folder."""
    store = WeightsStore(home / "models")
    model = read_catalogue(resource("models/catalogue.json")).find(model_id)
    with store.hold(model_id):
        staging = store.staging(model_id)
        write_checkpoint(staging, seed, size)
        files = tuple(_stored(staging / file.path, file) for file in model.files)
        store.publish(InstalledModel(model_id, files, model.licence.id, "2026-01-01", sources_of(model)), staging)
    return store.folder(model_id)


def write_checkpoint(folder: Path, seed: int, size: Size) -> None:
    """Write all files of a checkpoint; the same seed gives the same."""
    import torch

    with torch.random.fork_rng():
        torch.manual_seed(seed)
        words = _write_tokenizer(folder)
        _write_speech_model(folder, words, size)
        _write_codec(folder / "speech_tokenizer", size)


def _write_tokenizer(folder: Path) -> int:
    """Learn a vocabulary from a few sentences; returns its size with the marks."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, initial_alphabet=alphabet, show_progress=False)
    # the package takes it for granted that this word is one token
    tokenizer.train_from_iterator([*["assistant"] * 500, PANGRAMS], trainer)
    model = json.loads(tokenizer.to_str())["model"]
    (folder / "vocab.json").write_text(json.dumps(model["vocab"]))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(" ".join(pair) + "\n" for pair in model["merges"]))
    first = len(model["vocab"])
    marks = {str(first + n): {"content": mark, "special": True} for n, mark in enumerate(_MARKS)}
    details = {"tokenizer_class": "Qwen2Tokenizer", "processor_class": "Qwen3TTSProcessor", "pad_token": _MARKS[0]}
    _write_json(folder / "tokenizer_config.json", {**details, "added_tokens_decoder": marks})
    _write_json(folder / "preprocessor_config.json", {"padding_side": "left", "processor_class": "Qwen3TTSProcessor"})
    return first + len(_MARKS)


def _write_speech_model(folder: Path, words: int, size: Size) -> None:
    from qwen_tts.core.models import Qwen3TTSConfig, Qwen3TTSForConditionalGeneration

    description = _speech_model(words, size)
    sampling = {"do_sample": True, "temperature": 0.9, "top_k": 50, "top_p": 1.0}
    finer = {f"subtalker_{name.replace('do_sample', 'dosample')}": value for name, value in sampling.items()}
    limits = {"repetition_penalty": 1.05, "max_new_tokens": 8192}
    _write_json(folder / "config.json", description)
    _write_json(folder / "generation_config.json", {**sampling, **finer, **limits})
    model = Qwen3TTSForConditionalGeneration(Qwen3TTSConfig(**_without_kind(description)))
    weights = ((name, _telling(tensor)) for name, tensor in model.state_dict().items())
    _write_weights(weights, folder / "model.safetensors")


def _speech_model(words: int, size: Size) -> dict[str, Any]:
    marks = dict(zip(_MARKS, range(words - len(_MARKS), words), strict=True))
    return {
        "architectures": ["Qwen3TTSForConditionalGeneration"],
        "model_type": "qwen3_tts",
        "transformers_version": "4.57.3",  # without it the tokenizer is taken for another one that needs mending
        "tokenizer_type": "qwen3_tts_tokenizer_12hz",
        "tts_model_size": "0b6",
        "tts_model_type": "base",
        "im_start_token_id": marks["<|im_start|>"],
        "im_end_token_id": marks["<|im_end|>"],
        "tts_pad_token_id": marks["<tts_pad>"],
        "tts_bos_token_id": marks["<tts_text_bos>"],
        "tts_eos_token_id": marks["<tts_text_eod>"],
        "talker_config": _talker(words, size),
        "speaker_encoder_config": {"enc_dim": size.hidden, **({} if size.is_listener_real else _SMALL_LISTENER)},
    }


def _talker(words: int, size: Size) -> dict[str, Any]:
    half = size.head_dim // 2
    sides = half * 5 // 16
    first = size.codes
    names = ("pad", "bos", "eos_token", "think", "nothink", "think_bos", "think_eos")
    shared = {
        "hidden_size": size.hidden,
        "intermediate_size": 3 * size.hidden,
        "num_attention_heads": size.heads,
        "num_key_value_heads": size.heads // 2,
        "head_dim": size.head_dim,
        "num_code_groups": size.groups,
    }
    return {
        **shared,
        **{f"codec_{name}_id": first + n for n, name in enumerate(names)},
        "vocab_size": size.codes + _CONTROL_CODES,
        "num_hidden_layers": size.layers,
        "text_hidden_size": size.hidden,
        "text_vocab_size": words,
        "pad_token_id": first,
        "rope_scaling": {
            "rope_type": "default",
            "interleaved": True,
            "mrope_section": [half - 2 * sides, sides, sides],
        },
        "codec_language_id": {name: first + 10 + n for n, name in enumerate(LANGUAGES)},
        "spk_id": {},
        "spk_is_dialect": {},
        "code_predictor_config": {**shared, "vocab_size": size.codes, "num_hidden_layers": size.predictor_layers},
    }


def _write_codec(folder: Path, size: Size) -> None:
    from qwen_tts.core.tokenizer_12hz.configuration_qwen3_tts_tokenizer_v2 import Qwen3TTSTokenizerV2Config
    from qwen_tts.core.tokenizer_12hz.modeling_qwen3_tts_tokenizer_v2 import Qwen3TTSTokenizerV2Model

    folder.mkdir()
    description = _codec(size)
    _write_json(folder / "config.json", description)
    _write_json(folder / "configuration.json", {"framework": "pytorch"})
    extractor = {"feature_extractor_type": "EncodecFeatureExtractor", "feature_size": 1, "sampling_rate": 24_000}
    _write_json(folder / "preprocessor_config.json", {**extractor, "padding_value": 0.0, "return_attention_mask": True})
    model = Qwen3TTSTokenizerV2Model(Qwen3TTSTokenizerV2Config(**_without_kind(description)))
    weights = ((name, _audible(name, tensor)) for name, tensor in model.state_dict().items())
    _write_weights(weights, folder / "model.safetensors")


def _codec(size: Size) -> dict[str, Any]:
    books = {"codebook_size": size.codes, "num_quantizers": size.groups, "num_semantic_quantizers": 1}
    small_encoder, small_decoder = ({}, {"codebook_dim": 512}) if size.is_listener_real else _small_codec()
    return {
        "architectures": ["Qwen3TTSTokenizerV2Model"],
        "model_type": "qwen3_tts_tokenizer_12hz",
        "encoder_valid_num_quantizers": size.groups,
        "encoder_config": {**books, "sampling_rate": 24_000, "use_cache": False, **small_encoder},
        "decoder_config": {**books, **small_decoder, "decoder_dim": size.decoder_dim},
    }


def _small_codec() -> tuple[dict[str, Any], dict[str, Any]]:
    """What is small in the encoder, and in the decoder."""
    layers = {
        "hidden_size": 16,
        "intermediate_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
    }
    encoder = {
        "frame_rate": 12.5,
        "num_filters": 4,
        "num_residual_layers": 1,
        "upsampling_ratios": [8, 6, 5, 4],
        "codebook_dim": 8,
        "vector_quantization_hidden_dimension": 8,
        "upsample_groups": 16,
    }
    return {**layers, **encoder}, {**layers, "latent_dim": 16, "head_dim": 8, "codebook_dim": 16}


def _telling(tensor: Any) -> Any:
    """Weights as small as they begin make every word and voice alike."""
    import torch

    return torch.randn_like(tensor) / tensor.shape[-1] ** 0.5 if tensor.ndim == 2 else tensor


def _audible(name: str, tensor: Any) -> Any:
    """Codebooks start as zeros, and small weights make silence."""
    import torch

    if name.endswith(("embed_sum", "embedding_sum")):
        return torch.randn_like(tensor)
    if name.endswith("cluster_usage"):
        return torch.ones_like(tensor)
    if name.startswith("decoder.") and name.endswith("weight") and tensor.ndim == 3:
        loudness = 0.2 if len(tensor) == 1 else 1.0  # the last one makes the sound
        return torch.randn_like(tensor) * loudness / tensor[0].numel() ** 0.5
    return tensor


def _without_kind(description: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in description.items() if name not in ("model_type", "architectures")}


def _write_weights(tensors: Iterable[tuple[str, Any]], path: Path) -> None:
    import safetensors.torch

    weights = {name: tensor.clone().contiguous() for name, tensor in tensors}
    safetensors.torch.save_file(weights, path, {"format": "pt"})


def _write_json(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, indent=2))


def _stored(path: Path, file: WeightFile) -> StoredFile:
    """The program takes a model for what it is only by the checksums that the catalogue pins."""
    return StoredFile(file.path, path.stat().st_size, file.sha256 or hashlib.sha256(path.read_bytes()).hexdigest())
