"""A checkpoint of Pocket TTS for sherpa-onnx that is like the real one in everything but size and sense: it babbles.

The graphs have the names, types and shapes that sherpa-onnx works with, so its real code runs.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.models.store import InstalledModel, StoredFile, WeightsStore, sources_of
from voicecloner.paths import resource

NEEDED = ("sherpa_onnx", "onnx")

_FRAME = 1920  # samples, 80 ms
_LATENT, _TEXT = 32, 1024  # these two widths are built into sherpa-onnx
_OPSET, _IR_VERSION = 17, 9
_LETTERS = [chr(code) for code in range(0x21, 0x7F)]


@dataclass(frozen=True)
class Traits:
    """How large the language model is, and how much it says.

    Attributes:
        width: of its state.
        layers: each of them holds 8 * width * width numbers.
        frames_per_token: how long it speaks.
    """

    width: int = 16
    layers: int = 1
    frames_per_token: float = 1.0


def require_pocket_onnx() -> None:
    """Skip where the packages are not installed."""
    for name in NEEDED:
        pytest.importorskip(name, reason=f"{name} is not installed", exc_type=ImportError)


def install_tiny_pocket_onnx(home: Path, seed: int = 0, traits: Traits = Traits()) -> Path:
    """Put a checkpoint where the program looks for it; returns its folder."""
    store = WeightsStore(home / "models")
    model = read_catalogue(resource("models/catalogue.json")).find("pocket-onnx-en")
    with store.hold(model.id):
        staging = store.staging(model.id)
        wanted = {file.path: file.sha256 for file in model.files}
        files = tuple(_write(staging / name, content) for name, content in _contents(seed, traits).items())
        # the program takes a model for whole if its record names the checksums of the catalogue
        files = tuple(replace(file, sha256=wanted[file.path] or file.sha256) for file in files)
        store.publish(InstalledModel(model.id, files, model.licence.id, "2026-01-01", sources_of(model)), staging)
    return store.folder(model.id)


def _write(path: Path, content: bytes) -> StoredFile:
    path.write_bytes(content)
    return StoredFile(path.name, len(content), hashlib.sha256(content).hexdigest())


def _contents(seed: int, traits: Traits) -> dict[str, bytes]:
    words = [*(f"<0x{byte:02X}>" for byte in range(256)), "▁", *_LETTERS, "▁the", "▁a", "ing"]
    random = np.random.default_rng(seed)
    return {
        "encoder.onnx": encoder(random),
        "text_conditioner.onnx": text_conditioner(random, len(words), traits),
        "lm_main.int8.onnx": language_model(random, traits),
        "lm_flow.int8.onnx": flow(random, traits),
        "decoder.onnx": decoder(random),
        "vocab.json": json.dumps({word: number for number, word in enumerate(words)}).encode(),
        "token_scores.json": json.dumps({word: -1.0 - len(word) / 10 for word in words}).encode(),
    }


class Graph:
    """Puts a graph together; weights are random."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def does(self, operation: str, *inputs: str, gives: str, **attributes: Any) -> str:
        from onnx import helper

        self._nodes.append(helper.make_node(operation, list(inputs), [gives], **attributes))
        return gives

    def holds(self, value: Any, name: str) -> str:
        from onnx import numpy_helper

        self._constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def weights(self, *shape: int, name: str, scale: float = 1.0) -> str:
        spread = scale / np.sqrt(shape[0])
        return self.holds(self._random.normal(0, spread, shape).astype(np.float32), name)

    def bytes(self, inputs: dict[str, Any], outputs: dict[str, Any]) -> bytes:
        """The finished file; a value is described by its shape, preceded by its type unless it is float."""
        from onnx import helper

        taken, given = ([_described(name, shape) for name, shape in side.items()] for side in (inputs, outputs))
        graph = helper.make_graph(self._nodes, "tiny", taken, given, self._constants)
        opsets = [helper.make_opsetid("", _OPSET)]
        content: bytes = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION).SerializeToString()
        return content


def _described(name: str, shape: list[Any]) -> Any:
    from onnx import TensorProto, helper

    if shape[:1] == [int]:
        return helper.make_tensor_value_info(name, TensorProto.INT64, shape[1:])
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def encoder(random: np.random.Generator) -> bytes:
    """Each 80 ms of the reference become one frame. The first number of a frame says that it is not text."""
    graph = Graph(random)
    kernel = graph.holds(random.normal(0, 0.3, (8, 1, _FRAME)).astype(np.float32), "kernel")
    graph.does("Conv", "audio", kernel, gives="heard", strides=[_FRAME])
    graph.does("Transpose", "heard", gives="frames", perm=[0, 2, 1])
    graph.does("MatMul", "frames", graph.weights(8, _TEXT, name="widening"), gives="wide")
    mask = np.ones(_TEXT, np.float32)
    mask[0] = 0.0
    graph.does("Mul", "wide", graph.holds(mask, "mask"), gives="latents")
    return graph.bytes({"audio": [1, 1, "samples"]}, {"latents": [1, "frames", _TEXT]})


def text_conditioner(random: np.random.Generator, words: int, traits: Traits) -> bytes:
    table = random.normal(0, 1, (words, _TEXT)).astype(np.float32)
    table[:, 0] = traits.frames_per_token
    graph = Graph(random)
    graph.does("Gather", graph.holds(table, "table"), "token_ids", gives="embeddings")
    return graph.bytes({"token_ids": [int, 1, "words"]}, {"embeddings": [1, "words", _TEXT]})


def language_model(random: np.random.Generator, traits: Traits) -> bytes:
    """Remembers what it has heard, read and said in one vector; the first numbers of tokens say when it ends."""
    graph = Graph(random)
    graph.does("IsNaN", "sequence", gives="is_start")
    graph.does("Where", "is_start", graph.weights(_LATENT, name="start"), "sequence", gives="said")
    graph.does("MatMul", "said", graph.weights(_LATENT, traits.width, name="say"), gives="said_wide")
    graph.does("MatMul", "text_embeddings", graph.weights(_TEXT, traits.width, name="read"), gives="read_wide")
    axis = graph.holds(np.array([1], np.int64), "axis")
    graph.does("ReduceSum", "said_wide", axis, gives="said_sum", keepdims=0)
    graph.does("ReduceSum", "read_wide", axis, gives="read_sum", keepdims=0)
    graph.does("Sum", "memory", "said_sum", "read_sum", gives="layer_0")
    for number in range(traits.layers):
        inner = graph.weights(traits.width, 4 * traits.width, name=f"inner_{number}")
        outer = graph.weights(4 * traits.width, traits.width, name=f"outer_{number}")
        graph.does("MatMul", f"layer_{number}", inner, gives=f"in_{number}")
        graph.does("Tanh", f"in_{number}", gives=f"bent_{number}")
        graph.does("MatMul", f"bent_{number}", outer, gives=f"layer_{number + 1}")
    graph.does("Tanh", f"layer_{traits.layers}", gives="new_memory")
    graph.does("Identity", "new_memory", gives="conditioning")
    _count_frames_and_tokens(graph)
    states = {"memory": [1, traits.width], "steps": [int, 1], "tokens": [1]}
    return graph.bytes(
        {"sequence": [1, "frames", _LATENT], "text_embeddings": [1, "words", _TEXT], **states},
        {
            "conditioning": [1, traits.width],
            "eos_logit": [1],
            **{f"new_{name}": shape for name, shape in states.items()},
        },
    )


def _count_frames_and_tokens(graph: Graph) -> None:
    one, two = (graph.holds(np.array([number], np.int64), f"number_{number}") for number in (1, 2))
    zero = graph.holds(np.array([0], np.int64), "number_0")
    graph.does("Shape", "sequence", gives="shape")
    graph.does("Slice", "shape", one, two, gives="frames")
    graph.does("Add", "steps", "frames", gives="new_steps")
    graph.does("Slice", "text_embeddings", zero, one, two, gives="marks")
    every = graph.holds(np.array([0, 1, 2], np.int64), "every_axis")
    graph.does("ReduceSum", "marks", every, gives="read_tokens", keepdims=0)
    graph.does("Add", "tokens", "read_tokens", gives="new_tokens")
    graph.does("Cast", "new_steps", gives="said_frames", to=1)  # to float
    graph.does("Sub", "said_frames", "new_tokens", gives="eos_logit")


def flow(random: np.random.Generator, traits: Traits) -> bytes:
    """One step from noise towards the next frame."""
    graph = Graph(random)
    graph.does("MatMul", "c", graph.weights(traits.width, _LATENT, name="meaning"), gives="wanted")
    graph.does("MatMul", "x", graph.weights(_LATENT, _LATENT, name="turn"), gives="turned")
    graph.does("Sub", "t", "s", gives="step")
    graph.does("Sum", "wanted", "turned", "step", gives="mixed")
    graph.does("Tanh", "mixed", gives="flow_dir")
    shapes = {"c": [1, traits.width], "s": [1, 1], "t": [1, 1], "x": [1, _LATENT]}
    return graph.bytes(shapes, {"flow_dir": [1, _LATENT]})


def decoder(random: np.random.Generator) -> bytes:
    """A frame sounds as it is and as the one before it was: what is decoded in pieces must remember."""
    graph = Graph(random)
    zero, most = graph.holds(np.array([0], np.int64), "zero"), graph.holds(np.array([2**40], np.int64), "most")
    last, axis = graph.holds(np.array([-1], np.int64), "last"), graph.holds(np.array([1], np.int64), "axis")
    graph.does("Slice", "latent", zero, last, axis, gives="all_but_last")
    graph.does("Slice", "latent", last, most, axis, gives="new_before")
    graph.does("Concat", "before", "all_but_last", gives="earlier", axis=1)
    graph.does("MatMul", "latent", graph.weights(_LATENT, _FRAME, name="now", scale=0.2), gives="now_sound")
    graph.does("MatMul", "earlier", graph.weights(_LATENT, _FRAME, name="then", scale=0.1), gives="then_sound")
    graph.does("Add", "now_sound", "then_sound", gives="loud")
    graph.does("Tanh", "loud", gives="frames")
    graph.does("Reshape", "frames", graph.holds(np.array([1, 1, -1], np.int64), "shape"), gives="audio")
    before = [1, 1, _LATENT]
    return graph.bytes(
        {"latent": [1, "frames", _LATENT], "before": before}, {"audio": [1, 1, "samples"], "new_before": before}
    )
