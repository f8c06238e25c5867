import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from voicecloner.engines.adapters.natural.model.graph_cut import Stage, cut
from voicecloner.engines.adapters.natural.model.onnx_bytes import Element, Value

INPUT = Value("x", Element.FLOAT, (1, "n"))
MIDDLE = Value("middle", Element.FLOAT, (1, "n"))
OUTPUT = Value("y", Element.FLOAT, (1, "n"))
WHOLE = Stage("whole", (INPUT,), (OUTPUT,))


def small_model() -> onnx.ModelProto:
    """x * 2 = middle; middle + 3 = y; and a branch that nobody asks for."""
    nodes = [
        helper.make_node("Mul", ["x", "two"], ["middle"]),
        helper.make_node("Sub", ["middle", "unused"], ["aside"]),
        helper.make_node("Add", ["middle", "three"], ["y"]),
    ]
    weights = [
        numpy_helper.from_array(np.full(300, number, np.float32), name)
        for name, number in (("two", 2), ("three", 3), ("unused", 7))
    ]
    shape = [1, 300]
    given_value = helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)
    made = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in ("y", "aside")]
    graph = helper.make_graph(nodes, "small", [given_value], made, weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def cut_small(stage: Stage) -> bytes:
    return b"".join(cut(memoryview(small_model().SerializeToString()), stage))


def run(model: bytes, **inputs):
    import onnxruntime

    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return session.run(None, inputs)[0]


def test_only_what_the_outputs_need_is_kept():
    model = onnx.load_model_from_string(cut_small(WHOLE))
    onnx.checker.check_model(model)
    assert [node.op_type for node in model.graph.node] == ["Mul", "Add"]
    assert [weight.name for weight in model.graph.initializer] == ["two", "three"]
    assert (model.ir_version, model.opset_import[0].version) == (8, 17)


def test_the_stages_one_after_the_other_do_what_the_whole_does():
    x = np.arange(300, dtype=np.float32)[None]
    middle = run(cut_small(Stage("first", (INPUT,), (MIDDLE,))), x=x)
    np.testing.assert_array_equal(middle, 2 * x)
    np.testing.assert_array_equal(run(cut_small(Stage("second", (MIDDLE,), (OUTPUT,))), middle=middle), 2 * x + 3)


def test_inputs_and_outputs_are_written_as_onnx_writes_them():
    stage = Stage(
        "s", (Value("x", Element.FLOAT, (1, 300)),), (Value("y", Element.INT64, ("n", 128)), Value("y", Element.FLOAT))
    )
    graph = onnx.load_model_from_string(cut_small(stage)).graph
    assert graph.input[0] == helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 300])
    assert graph.output[0] == helper.make_tensor_value_info("y", TensorProto.INT64, ["n", 128])
    assert graph.output[1] == helper.make_tensor_value_info("y", TensorProto.FLOAT, None)


def test_a_tensor_that_nothing_makes_is_refused():
    with pytest.raises(ValueError, match="nothing makes x"):
        cut_small(Stage("no input", (), (OUTPUT,)))


@given(st.binary(max_size=200))
def test_other_bytes_are_refused(content):
    with pytest.raises(ValueError, match=r"it |nothing makes"):
        cut(memoryview(content), WHOLE)


@given(st.integers(0, 4000))
def test_a_file_that_ends_too_early_is_refused(length):
    whole = small_model().SerializeToString()
    with pytest.raises(ValueError, match=r"it |nothing makes"):
        cut(memoryview(whole[: min(length, len(whole) - 1)]), WHOLE)
