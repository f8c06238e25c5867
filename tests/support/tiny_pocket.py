"""A checkpoint of Pocket TTS that is like the real ones in everything but size and sense: random, 0.3 MB, babbling.

It goes through the real loading and generating code of the package.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.speech import PANGRAMS
from voicecloner.engines.contract.torch_tools import on_threads
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.models.store import InstalledModel, StoredFile, WeightsStore, sources_of
from voicecloner.paths import resource

NEEDED = ("torch", "pocket_tts")
_FILES = ("model.safetensors", "tokenizer.json", "config.yaml")

_SMALL = """{
    "flow_lm": {
        "insert_bos_before_voice": true, "dtype": "float32", "flow": {"depth": 2, "dim": 16},
        "transformer": {"d_model": 32, "hidden_scale": 2, "max_period": 10000, "num_heads": 4, "num_layers": 2}
    },
    "mimi": {
        "dtype": "float32", "sample_rate": 24000, "inner_dim": 8, "outer_dim": 16, "channels": 1, "frame_rate": 12.5,
        "seanet": {
            "dimension": 16, "channels": 1, "n_filters": 4, "n_residual_layers": 1, "ratios": [6, 5, 4],
            "kernel_size": 7, "residual_kernel_size": 3, "last_kernel_size": 3, "dilation_base": 2,
            "pad_mode": "constant", "compress": 2
        },
        "transformer": {
            "d_model": 16, "num_heads": 2, "num_layers": 1, "layer_scale": 0.01, "context": 250,
            "dim_feedforward": 32, "input_dimension": 16, "output_dimensions": [16]
        },
        "quantizer": {"dimension": 8, "output_dimension": 16}
    }
}"""
"""Each part as small as it can be."""


def require_pocket() -> None:
    """Skip where the package is not installed."""
    for name in NEEDED:
        pytest.importorskip(
            name, reason=f"{name} is not installed; ./dev test --neural installs it", exc_type=ImportError
        )


def small(words: int, tokenizer: Path) -> dict[str, Any]:
    """The package's own description of a checkpoint, with a vocabulary of so many words."""
    table = {"dim": 32, "n_bins": words, "tokenizer": "tokenizers", "tokenizer_path": str(tokenizer)}
    description: dict[str, Any] = json.loads(_SMALL)
    description["flow_lm"]["lookup_table"] = table
    return description


def install_tiny_pocket(
    home: Path, model_id: str = "pocket-en", seed: int = 0, describe: Callable[[int, Path], dict[str, Any]] = small
) -> Path:
    """Put a checkpoint where the program looks for this model; returns its folder.

    With another `describe` than `small` it is as large as that says.
    """
    store = WeightsStore(home / "models")
    model = read_catalogue(resource("models/catalogue.json")).find(model_id)
    with store.hold(model_id):
        staging = store.staging(model_id)
        words = _write_tokenizer(staging / "tokenizer.json")
        (staging / "config.yaml").write_text(json.dumps(describe(words, staging / "tokenizer.json")))
        _write_weights(staging, seed)
        wanted = {file.path: file.sha256 for file in model.files}
        files = tuple(_stored(staging / name, wanted.get(name)) for name in _FILES)
        store.publish(InstalledModel(model_id, files, model.licence.id, "2026-01-01", sources_of(model)), staging)
    return store.folder(model_id)


def _write_weights(folder: Path, seed: int) -> None:
    import safetensors.torch
    import torch

    with torch.random.fork_rng():
        torch.manual_seed(seed)
        safetensors.torch.save_file(_random_weights(folder / "config.yaml"), folder / "model.safetensors")


def _random_weights(description: Path) -> dict[str, Any]:
    import torch

    with on_threads(1):  # the package's import would leave it at one
        from pocket_tts import TTSModel

    logging.disable(logging.WARNING)  # it warns that there are no weights yet
    try:
        state = TTSModel.load_model(config=description).state_dict()
    finally:
        logging.disable(logging.NOTSET)
    return {name: _filled(tensor, torch) for name, tensor in state.items()}


def _filled(tensor: Any, torch: Any) -> Any:
    """Untouched memory and zeros would make silence, or no number at all."""
    if not tensor.is_floating_point() or (tensor.isfinite().all() and tensor.abs().sum() > 0):
        return tensor.clone().contiguous()
    return torch.randn(tensor.shape) * 0.05


def _write_tokenizer(path: Path) -> int:
    """Learn a vocabulary from a few sentences; returns its size."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))  # noqa: S106 - no password
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    letters = [chr(code) for code in range(0x21, 0x7F)]
    trainer = trainers.BpeTrainer(
        vocab_size=150, special_tokens=["<unk>"], initial_alphabet=letters, show_progress=False
    )
    tokenizer.train_from_iterator([PANGRAMS], trainer)
    tokenizer.save(str(path))
    return int(tokenizer.get_vocab_size())


def _stored(path: Path, sha256: str | None) -> StoredFile:
    """The program takes a model for what it is only by the checksums that the catalogue pins."""
    content = path.read_bytes()
    return StoredFile(path.name, len(content), sha256 or hashlib.sha256(content).hexdigest())
