"""A checkpoint of VoxCPM2 that is like the real one in everything but size and sense: random, 1 MB, babbling.

It goes through the real loading and generating code of the package.
"""

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from tests.support.speech import PANGRAMS
from voicecloner.models.catalogue import WeightFile
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.models.store import InstalledModel, StoredFile, WeightsStore, sources_of
from voicecloner.paths import resource

NEEDED = ("torch", "voxcpm", "transformers")
MODEL_ID = "voxcpm2"
BRIEF = 2
"""A seed whose checkpoint finds an end by itself, after about a second."""
ENDLESS = 1
"""A seed whose checkpoint speaks on for as long as it is let."""

_SMALL = """{
    "architecture": "voxcpm2", "patch_size": 4, "feat_dim": 8, "max_length": 2048,
    "device": "cuda", "dtype": "bfloat16",
    "residual_lm_num_layers": 1, "residual_lm_no_rope": true,
    "scalar_quantization_latent_dim": 8, "scalar_quantization_scale": 9,
    "lm_config": {
        "bos_token_id": 1, "eos_token_id": 2, "hidden_size": 32, "intermediate_size": 64, "kv_channels": 8,
        "max_position_embeddings": 2048, "num_attention_heads": 4, "num_hidden_layers": 2, "num_key_value_heads": 2,
        "rms_norm_eps": 1e-5, "rope_theta": 10000, "use_mup": false, "scale_emb": 12, "dim_model_base": 32,
        "scale_depth": 1.4, "rope_scaling": {
            "type": "longrope", "long_factor": [1, 1, 1, 1], "short_factor": [1, 1, 1, 1],
            "original_max_position_embeddings": 2048
        }
    },
    "encoder_config": {"hidden_dim": 32, "ffn_dim": 64, "num_heads": 4, "num_layers": 1, "kv_channels": 8},
    "dit_config": {
        "hidden_dim": 32, "ffn_dim": 64, "num_heads": 4, "num_layers": 1, "kv_channels": 8,
        "cfm_config": {"sigma_min": 1e-6, "solver": "euler", "t_scheduler": "log-norm", "inference_cfg_rate": 2.0}
    },
    "audio_vae_config": {
        "encoder_dim": 4, "encoder_rates": [2, 5, 8, 8], "latent_dim": 8,
        "decoder_dim": 64, "decoder_rates": [8, 6, 5, 2, 2, 2], "sample_rate": 16000, "out_sample_rate": 48000
    }
}"""
"""Each part as small as it can be; rates, steps and the kinds of numbers are those of the real one."""


def require_voxcpm() -> None:
    """Skip where the package is not installed."""
    for name in NEEDED:
        pytest.importorskip(name, reason=f"{name} is not installed; see ./dev test --neural", exc_type=ImportError)


def small() -> dict[str, Any]:
    """The package's own description of a checkpoint."""
    description: dict[str, Any] = json.loads(_SMALL)
    return description


def install_tiny_voxcpm(home: Path, seed: int = BRIEF, description: dict[str, Any] | None = None) -> Path:
    """Put a checkpoint where the program looks for the model; returns its folder.

    With a `description` of one's own it is as large as that says.
    """
    store = WeightsStore(home / "models")
    model = read_catalogue(resource("models/catalogue.json")).find(MODEL_ID)
    with store.hold(MODEL_ID):
        staging = store.staging(MODEL_ID)
        _write_checkpoint(staging, seed, description or small())
        files = tuple(_stored(staging, file) for file in model.files)
        store.publish(InstalledModel(MODEL_ID, files, model.licence.id, "2026-01-01", sources_of(model)), staging)
    return store.folder(MODEL_ID)


def _write_checkpoint(folder: Path, seed: int, description: dict[str, Any]) -> None:
    import safetensors.torch
    import torch

    description["lm_config"]["vocab_size"] = _write_tokenizer(folder)
    (folder / "config.json").write_text(json.dumps(description))
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        language_model, codec = _random_weights(folder)
    safetensors.torch.save_file(language_model, folder / "model.safetensors")
    torch.save({"state_dict": codec}, folder / "audiovae.pth")


def _random_weights(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    from transformers import LlamaTokenizerFast
    from voxcpm.model.voxcpm2 import VoxCPM2Model, VoxCPMConfig
    from voxcpm.modules.audiovae import AudioVAEV2

    config = VoxCPMConfig.model_validate_json((folder / "config.json").read_text())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # the package uses what torch has replaced
        codec = AudioVAEV2(config=config.audio_vae_config)
    model = VoxCPM2Model(config, LlamaTokenizerFast.from_pretrained(folder), codec, device="cpu")
    codec_weights = {name: tensor.clone() for name, tensor in codec.state_dict().items()}
    weights = {name: tensor for name, tensor in model.state_dict().items() if not name.startswith("audio_vae.")}
    return {name: tensor.bfloat16().contiguous() for name, tensor in weights.items()}, codec_weights


def _write_tokenizer(folder: Path) -> int:
    """Learn a vocabulary from a few sentences; returns its size."""
    from tokenizers import Tokenizer, models, normalizers, trainers

    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))  # noqa: S106
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    # the model's own signs have the numbers 101 to 104
    signs = ["<unk>", "<s>", "</s>", *(f"<|sign_{number}|>" for number in range(3, 110))]
    single_bytes = [f"<0x{value:02X}>" for value in range(256)]
    trainer = trainers.BpeTrainer(vocab_size=600, special_tokens=signs + single_bytes, show_progress=False)
    tokenizer.train_from_iterator([PANGRAMS], trainer)
    tokenizer.save(str(folder / "tokenizer.json"))
    special = {"unk_token": "<unk>", "bos_token": "<s>", "eos_token": "</s>"}
    (folder / "special_tokens_map.json").write_text(json.dumps(special))
    settings = special | {"tokenizer_class": "LlamaTokenizerFast", "legacy": True, "add_bos_token": True}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    return int(tokenizer.get_vocab_size())


def _stored(folder: Path, file: WeightFile) -> StoredFile:
    """As if it were the real file: the program does not take a model for whole whose checksums are others."""
    assert file.sha256
    return StoredFile(file.path, (folder / file.path).stat().st_size, file.sha256)
