"""Convolutions in 8 bits, twice as fast where the processor can: fed signed bytes instead of unsigned ones.

The network multiplies unsigned bytes (sound) by unsigned bytes (weights). Processors since about 2019 have instructions
for unsigned times signed (AVX-512 VNNI, AVX-VNNI, ARM's dot products), and onnxruntime uses them only for such pairs.
With 128 taken from the sound and from its zero point every difference of the two is what it was, and so every product.

Older processors have an instruction for such pairs too, but it cuts off sums beyond 16 bits; there the bytes stay
unsigned.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

from voicecloner.engines.adapters.natural.model.onnx_bytes import (
    GRAPH_NAME,
    INPUT,
    OUTPUT,
    Element,
    Node,
    Value,
    field_bytes,
    model,
    tensor,
    value_info,
)

_SIGN_NAME = "signed/128"
SIGN = tensor(_SIGN_NAME, Element.INT32, (), (128).to_bytes(4, "little"))
"""The weight that the added nodes need."""
_QUANTIZE, _CONVOLVE = "DynamicQuantizeLinear", "ConvInteger"


def with_signed_inputs(nodes: Sequence[Node]) -> list[Node]:
    """The same nodes, with those added that quantize to signed bytes whatever convolutions take.

    Args:
        nodes: of a graph, in an order they can be worked in. The graph needs the weight `SIGN`.
    """
    convolved = {node.inputs[0] for node in nodes if node.operator == _CONVOLVE}
    changed: list[Node] = []
    for node in nodes:
        changed.append(_signed(node) if node.operator == _CONVOLVE else node)
        # The unsigned bytes stay: something else may read them.
        if node.operator == _QUANTIZE and node.outputs[0] in convolved:
            changed += _signing(node)
    return changed


def _signed(convolution: Node) -> Node:
    sound, weights, zero, *rest = convolution.inputs
    return convolution.with_inputs([_name(sound), weights, _name(zero), *rest])


def _signing(quantization: Node) -> list[Node]:
    """What makes signed bytes and their zero point of the same numbers."""
    [numbers], (unsigned, scale, zero) = quantization.inputs, quantization.outputs
    wide, shifted = f"{zero}/wide", f"{zero}/shifted"
    return [
        Node.new("Cast", [zero], [wide], to=Element.INT32),
        Node.new("Sub", [wide, _SIGN_NAME], [shifted]),
        Node.new("Cast", [shifted], [_name(zero)], to=Element.INT8),
        Node.new("QuantizeLinear", [numbers, scale, _name(zero)], [_name(unsigned)]),
    ]


def _name(tensor_name: str) -> str:
    return f"{tensor_name}/signed"


@cache
def are_exact() -> bool:
    """Whether onnxruntime multiplies unsigned by signed bytes without cutting sums off, on this processor."""
    import onnxruntime

    # The largest products there are: 64 of them leave 16 bits far behind.
    most, least = np.uint8(255), np.int8(-128)
    session = onnxruntime.InferenceSession(_probe(int(most)), providers=["CPUExecutionProvider"])
    [products] = session.run(None, {"x": np.full((1, _PROBED, _PROBED), least)})
    return bool((products == int(most) * int(least) * _PROBED).all())


# Channels and samples of the probe: enough for the instructions that work on many bytes at once.
_PROBED = 64


def _probe(weight: int) -> bytes:
    """A model of one convolution whose weights are all the same."""
    shape = (_PROBED, _PROBED, 1)
    graph = [
        Node.new(_CONVOLVE, ["x", "w"], ["y"]).whole,
        field_bytes(GRAPH_NAME, b"probe"),
        tensor("w", Element.UINT8, shape, bytes([weight]) * (_PROBED * _PROBED)),
        field_bytes(INPUT, value_info(Value("x", Element.INT8, (1, _PROBED, _PROBED)))),
        field_bytes(OUTPUT, value_info(Value("y", Element.INT32, (1, _PROBED, _PROBED)))),
    ]
    return model(b"".join(graph), ir_version=8, operator_set=17)
