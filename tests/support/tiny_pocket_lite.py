"""Models of Pocket TTS for onnxruntime that are like the real ones in everything but size and sense: they babble.

Files, names, types and the description beside them are those of the published models; the networks are those that the
other Pocket TTS in ONNX is tried with, which its maker cut in the same places.
"""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support import tiny_pocket_onnx as parts
from tests.support.speech import PANGRAMS
from tests.support.tiny_pocket_onnx import Traits
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.models.store import InstalledModel, StoredFile, WeightsStore, sources_of
from voicecloner.paths import resource

_SMALL = Traits()
NEEDED = ("onnxruntime", "sentencepiece", "onnx")


def require_pocket_lite() -> None:
    """Skip where the packages are not installed."""
    for name in NEEDED:
        pytest.importorskip(name, reason=f"{name} is not installed", exc_type=ImportError)


def install_tiny_pocket_lite(home: Path, language: str = "en", seed: int = 0, traits: Traits = _SMALL) -> Path:
    """Put a model where the program looks for it; returns its folder."""
    store = WeightsStore(home / "models")
    model = read_catalogue(resource("models/catalogue.json")).find(f"pocket-lite-{language}")
    wanted = {file.path: file.sha256 for file in model.files}
    with store.hold(model.id):
        staging = store.staging(model.id)
        files = tuple(
            _write(staging / name, content, wanted[name]) for name, content in contents(seed, traits, language).items()
        )
        store.publish(InstalledModel(model.id, files, model.licence.id, "2026-01-01", sources_of(model)), staging)
    return store.folder(model.id)


def contents(seed: int = 0, traits: Traits = _SMALL, language: str = "en") -> dict[str, bytes]:
    """The files of a model."""
    random = np.random.default_rng(seed)
    tokenizer, words = _tokenizer()
    return {
        "mimi_encoder.onnx": parts.encoder(random),
        "text_conditioner.onnx": parts.text_conditioner(random, words, traits),
        "flow_lm_main_int8.onnx": parts.language_model(random, traits),
        "flow_lm_flow_int8.onnx": parts.flow(random, traits),
        "mimi_decoder.onnx": parts.decoder(random),
        "tokenizer.model": tokenizer,
        "bundle.json": json.dumps(_description(traits, language)).encode(),
        "bos_before_voice.npy": _before_voice(random),
    }


def _write(path: Path, content: bytes, sha256: str | None) -> StoredFile:
    """The program takes a model for whole if its record names the checksums of the catalogue."""
    path.write_bytes(content)
    return StoredFile(path.name, len(content), sha256 or hashlib.sha256(content).hexdigest())


def _description(traits: Traits, language: str) -> dict[str, Any]:
    thinking = {"memory": ("float32", [1, traits.width]), "steps": ("int64", [1]), "tokens": ("float32", [1])}
    return {
        "schema_version": 1,
        "language": language,
        "sample_rate": 24_000,
        "frame_rate": 12.5,
        "samples_per_frame": 1920,
        "latent_dim": 32,
        "conditioning_dim": 1024,
        "insert_bos_before_voice": True,
        "pad_with_spaces_for_short_inputs": False,
        "remove_semicolons": language in ("de", "fr"),
        "model_recommended_frames_after_eos": None,
        "max_token_per_chunk": 50,
        "tokenizer_file": "tokenizer.model",
        "bos_before_voice_file": "bos_before_voice.npy",
        "predefined_voices": ["alba"],
        "flow_lm_state_manifest": _manifest("transformer.layers.0.self_attn", thinking),
        "mimi_state_manifest": _manifest("decoder.model.0", {"before": ("float32", [1, 1, 32])}),
    }


def _manifest(module: str, tensors: dict[str, tuple[str, list[int]]]) -> list[dict[str, Any]]:
    return [
        {
            "input_name": name,
            "output_name": f"new_{name}",
            "module": module,
            "key": name,
            "index": index,
            "shape": shape,
            "dtype": kind,
            "fill": "zeros",
        }
        for index, (name, (kind, shape)) in enumerate(tensors.items())
    ]


def _tokenizer() -> tuple[bytes, int]:
    """A real tokenizer of the package, trained on few words, and how many tokens it knows."""
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.Train(
        sentence_iterator=iter(PANGRAMS.split(".") * 4),
        model_writer=model,
        vocab_size=120,
        hard_vocab_limit=False,
        byte_fallback=False,
        minloglevel=2,
    )
    processor = sentencepiece.SentencePieceProcessor()
    processor.LoadFromSerializedProto(model.getvalue())
    return model.getvalue(), int(processor.GetPieceSize())


def _before_voice(random: np.random.Generator) -> bytes:
    frame = random.normal(0, 1, (1, 1, 1024)).astype(np.float32)
    frame[..., 0] = 0.0  # for the tiny language model: this is no text
    content = io.BytesIO()
    np.save(content, frame)
    return content.getvalue()
