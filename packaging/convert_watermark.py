"""Turn the networks of resemble-perth into `resources/watermark/mark.onnx` and `resources/watermark/hear.onnx`.

    python packaging/convert_watermark.py PERTH_NET.pth.tar resources/watermark

Not needed to run the program: it wants torch and onnx, which are in no environment but that in which somebody converts
anew. PERTH_NET.pth.tar is the file out of the wheel that is named in `resources/watermark/README.md`.
The weights are stored as int8 with one scale for each output channel, a quarter of the size; onnxruntime turns them
back into float32 when it loads them.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

LINES = 128
LAYERS = 7
OPSET = 17
SLOPE = 0.01
BRANCHES = ("slow", "normal", "fast")

Weights = dict[str, npt.NDArray[np.float32]]


def main() -> None:
    """Convert the file named first into two files in the folder named second."""
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    state = torch.load(source, map_location="cpu", weights_only=True)["model"]
    weights = {name: tensor.numpy() for name, tensor in state.items()}
    marking, hearing = Graph(), Graph()
    marking.stack(weights, "encoder.layers", "lines", "change", LINES)
    for branch in BRANCHES:
        hearing.stack(weights, f"decoder.{branch}_layers", branch, f"{branch}_heard", 2)
    for name, graph in (("mark", marking), ("hear", hearing)):
        model = graph.model(name)
        onnx.checker.check_model(model)
        (folder / f"{name}.onnx").write_bytes(model.SerializeToString())


class Graph:
    """Nodes and weights as they are added."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._tensors: list[Any] = []
        self._inputs: list[Any] = []
        self._outputs: list[Any] = []

    def stack(self, weights: Weights, prefix: str, source: str, target: str, channels: int) -> None:
        """Seven convolutions over time: (1, 128, frames) in, (1, channels, frames) out."""
        self._inputs.append(helper.make_tensor_value_info(source, TensorProto.FLOAT, [1, LINES, "frames_" + source]))
        self._outputs.append(
            helper.make_tensor_value_info(target, TensorProto.FLOAT, [1, channels, "frames_" + source])
        )
        flowing = source
        for layer in range(LAYERS):
            name = f"{prefix}.{layer}.conv"
            kernel = weights[f"{name}.weight"]
            beside = kernel.shape[2] // 2
            inputs = [flowing, self._kept(name, kernel), self._constant(f"{name}.bias", weights[f"{name}.bias"])]
            is_last = layer == LAYERS - 1
            flowing = self._add("Conv", inputs, target if is_last else f"{name}.out", pads=[beside, beside])
            if not is_last:
                flowing = self._add("LeakyRelu", [flowing], f"{name}.active", alpha=SLOPE)

    def model(self, name: str) -> onnx.ModelProto:
        """All of it."""
        graph = helper.make_graph(self._nodes, name, self._inputs, self._outputs, self._tensors)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)

    def _add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def _constant(self, name: str, values: npt.NDArray[Any]) -> str:
        self._tensors.append(numpy_helper.from_array(values, name))
        return name

    def _kept(self, name: str, kernel: npt.NDArray[np.float32]) -> str:
        """Weights as int8, cast and scaled again when the model is loaded."""
        scale = (np.abs(kernel).max(axis=(1, 2), keepdims=True) / 127).astype(np.float32)
        whole = np.round(kernel / scale).astype(np.int8)
        cast = self._add("Cast", [self._constant(f"{name}.whole", whole)], f"{name}.cast", to=TensorProto.FLOAT)
        return self._add("Mul", [cast, self._constant(f"{name}.scale", scale)], f"{name}.weight")


if __name__ == "__main__":
    main()
