from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from voicecloner.engines.adapters.natural.model import signed_products
from voicecloner.engines.adapters.natural.model.graph_cut import Stage, cut
from voicecloner.engines.adapters.natural.model.onnx_bytes import Element, Value
from voicecloner.engines.adapters.natural.model.signed_products import are_exact

CHANNELS, KERNEL = 40, 5
STAGE = Stage("s", (Value("x", Element.FLOAT, (1, CHANNELS, "n")),), (Value("y", Element.INT32, (1, CHANNELS, "n")),))


@pytest.fixture(autouse=True)
def asked_anew():
    are_exact.cache_clear()
    yield
    are_exact.cache_clear()


def quantized_model() -> memoryview:
    """Two convolutions of the same bytes, as exporters write them, and one that takes no dynamic bytes."""
    rng = np.random.default_rng(4)
    weights = rng.integers(0, 256, (CHANNELS, CHANNELS, KERNEL)).astype(np.uint8)
    kept: dict[str, Any] = {"kernel_shape": [KERNEL], "dilations": [3], "pads": [6, 6]}
    nodes = [
        helper.make_node("DynamicQuantizeLinear", ["x"], ["q", "scale", "zero"]),
        helper.make_node("ConvInteger", ["q", "w", "zero", "w_zero"], ["one"], name="one", **kept),
        helper.make_node("ConvInteger", ["q", "w", "zero"], ["two"], **kept),
        helper.make_node("Add", ["one", "two"], ["y"]),
    ]
    initial = [numpy_helper.from_array(weights, "w"), numpy_helper.from_array(np.array(131, np.uint8), "w_zero")]
    made = helper.make_tensor_value_info("y", TensorProto.INT32, None)
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, CHANNELS, "n"])
    graph = helper.make_graph(nodes, "g", [given], [made], initial)
    whole = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return memoryview(whole.SerializeToString())


def run(model: bytes, x):
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x})[0]


def test_signed_bytes_give_the_very_same_sums():
    x = np.random.default_rng(5).standard_normal((1, CHANNELS, 333), np.float32) + 0.3
    plain = run(b"".join(cut(quantized_model(), STAGE)), x)
    signed = run(b"".join(cut(quantized_model(), STAGE, signed=True)), x)
    if are_exact():
        np.testing.assert_array_equal(signed, plain)
    assert np.abs(plain).max() > 32_767


def test_convolutions_keep_all_but_their_bytes():
    graph = onnx.load_model_from_string(b"".join(cut(quantized_model(), STAGE, signed=True))).graph
    one, two = (node for node in graph.node if node.op_type == "ConvInteger")
    assert list(one.input) == ["q/signed", "w", "zero/signed", "w_zero"]
    assert list(two.input) == ["q/signed", "w", "zero/signed"]
    assert one.name == "one"
    assert {attribute.name for attribute in one.attribute} == {"kernel_shape", "dilations", "pads"}
    assert [node.op_type for node in graph.node].count("QuantizeLinear") == 1


def test_the_model_is_a_valid_one():
    onnx.checker.check_model(b"".join(cut(quantized_model(), STAGE, signed=True)), full_check=True)
    onnx.checker.check_model(signed_products._probe(255), full_check=True)


class CutOff:
    """A processor that adds pairs of products in 16 bits, as `vpmaddubsw` does."""

    def __init__(self, *_args, **_options):
        pass

    def run(self, _names, inputs):
        pair = max(-32_768, 2 * 255 * int(inputs["x"].flat[0]))
        return [np.full(inputs["x"].shape, pair * signed_products._PROBED // 2, np.int32)]


def test_a_processor_that_cuts_sums_off_is_found_out(monkeypatch):
    monkeypatch.setattr(onnxruntime, "InferenceSession", CutOff)
    assert not are_exact()
