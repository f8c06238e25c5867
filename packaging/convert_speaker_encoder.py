"""Turn Resemblyzer's pretrained speaker encoder into `resources/speaker/ge2e.onnx`.

    python packaging/convert_speaker_encoder.py PRETRAINED.pt resources/speaker/ge2e.onnx

Not needed to run the program: it wants torch and onnx, which are in no environment but that in which somebody converts
anew. PRETRAINED.pt is `resemblyzer/pretrained.pt` out of the Resemblyzer wheel named in `resources/speaker/README.md`.
The weights are stored as float16, half the size; onnxruntime turns them back into float32 when it loads them.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

HIDDEN = 256
LAYERS = 3
BANDS = 40
OPSET = 17

Weights = dict[str, npt.NDArray[np.float32]]


def main() -> None:
    """Convert the file named first into the one named second."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    model = network(load(source))
    onnx.checker.check_model(model)
    target.write_bytes(model.SerializeToString())


def load(path: Path) -> Weights:
    """The network's tensors; the similarity weights are used in training only."""
    state = torch.load(path, map_location="cpu", weights_only=True)["model_state"]
    return {name: tensor.numpy() for name, tensor in state.items() if name.startswith(("lstm", "linear"))}


def network(weights: Weights) -> onnx.ModelProto:
    """Bands of shape (windows, frames, 40) to unit vectors of shape (windows, 256)."""
    graph = Graph()
    flowing = graph.add("Transpose", ["bands"], perm=[1, 0, 2])
    for layer in range(LAYERS):
        flowing, last = graph.lstm(flowing, weights, layer)
    squeezed = graph.add("Squeeze", [last, graph.constant("direction", np.array([0], np.int64))])
    linear = [graph.weight(f"linear.{part}", weights[f"linear.{part}"]) for part in ("weight", "bias")]
    positive = graph.add("Relu", [graph.add("Gemm", [squeezed, *linear], transB=1)])
    length = graph.add("ReduceL2", [positive], axes=[1], keepdims=1)
    # Nothing but silence may give no activation at all: a zero vector, not a division by zero.
    safe = graph.add("Max", [length, graph.constant("least", np.array([1e-6], np.float32))])
    graph.add("Div", [positive, safe], output="embedding")
    return graph.model()


class Graph:
    """Nodes and weights as they are added."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._tensors: list[Any] = []

    def add(self, kind: str, inputs: list[str], output: str = "", **attributes: Any) -> str:
        """A node with one output, whose name is returned."""
        name = output or f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def constant(self, name: str, values: npt.NDArray[Any]) -> str:
        """A tensor as it is."""
        self._tensors.append(numpy_helper.from_array(values, name))
        return name

    def weight(self, name: str, values: npt.NDArray[np.float32]) -> str:
        """A weight kept as float16 and cast when the model is loaded."""
        return self.add("Cast", [self.constant(name, values.astype(np.float16))], to=TensorProto.FLOAT)

    def lstm(self, flowing: str, weights: Weights, layer: int) -> tuple[str, str]:
        """One layer: all its outputs, and the last one."""
        parts = {kind: weights[f"lstm.{kind}_l{layer}"] for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
        biases = np.concatenate((reordered(parts["bias_ih"]), reordered(parts["bias_hh"])))
        inputs = [
            self.weight(f"W{layer}", reordered(parts["weight_ih"])[None]),
            self.weight(f"R{layer}", reordered(parts["weight_hh"])[None]),
            self.weight(f"B{layer}", biases[None]),
        ]
        outputs = [f"all_{layer}", f"last_{layer}"]
        self._nodes.append(helper.make_node("LSTM", [flowing, *inputs], outputs, hidden_size=HIDDEN))
        axis = self.constant(f"direction_{layer}", np.array([1], np.int64))
        return self.add("Squeeze", [outputs[0], axis]), outputs[1]

    def model(self) -> onnx.ModelProto:
        """All of it."""
        bands = helper.make_tensor_value_info("bands", TensorProto.FLOAT, ["windows", "frames", BANDS])
        embedding = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["windows", HIDDEN])
        graph = helper.make_graph(self._nodes, "ge2e", [bands], [embedding], self._tensors)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)


def reordered(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Gates from torch's order (input, forget, cell, output) to that of ONNX (input, output, forget, cell)."""
    gate_in, forget, cell, out = np.split(values, 4)
    return np.concatenate((gate_in, out, forget, cell))


if __name__ == "__main__":
    main()
