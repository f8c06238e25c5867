"""Cuts a stage out of an ONNX model by moving bytes, without the package `onnx` and without parsing the weights.

An ONNX file is a protocol buffer: fields of a number, a wire type and a content, one after the other
(https://protobuf.dev/programming-guides/encoding). Nodes and weights of a stage are copied as they are; only the lists
of the graph's inputs and outputs are written anew. Field numbers are those of ``onnx.proto``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5

# ModelProto
_IR_VERSION, _GRAPH, _OPERATOR_SETS = 1, 7, 8
# GraphProto
_NODE, _GRAPH_NAME, _INITIALIZER, _INPUT, _OUTPUT = 1, 2, 5, 11, 12
# NodeProto, TensorProto
_NODE_INPUT, _NODE_OUTPUT, _TENSOR_NAME = 1, 2, 8
_TENSOR_RAW = 9
# ValueInfoProto, TypeProto, TypeProto.Tensor, TensorShapeProto, Dimension
_VALUE_NAME, _VALUE_TYPE, _TENSOR_TYPE, _ELEMENT, _SHAPE, _DIMENSION, _SIZE, _SYMBOL = 1, 2, 1, 1, 2, 1, 1, 2


class Element(IntEnum):
    """What a tensor is made of, as ONNX numbers it."""

    FLOAT = 1
    INT64 = 7


@dataclass(frozen=True)
class Value:
    """An input or output of a stage.

    Attributes:
        name: of the tensor in the whole model.
        element: what it is made of.
        shape: lengths, or names of lengths that vary; None: not said.
    """

    name: str
    element: Element
    shape: tuple[int | str, ...] | None = None


@dataclass(frozen=True)
class Stage:
    """A part of a model: all that lies between some of its tensors and others.

    Attributes:
        name: of the new graph.
        inputs: where it begins.
        outputs: where it ends.
    """

    name: str
    inputs: tuple[Value, ...]
    outputs: tuple[Value, ...]


def cut(model: memoryview, stage: Stage) -> list[memoryview | bytes]:
    """The model of a stage, in pieces to be written one after the other; most are slices of `model`.

    Args:
        model: the whole ONNX file.
        stage: where to begin and where to end.

    Raises:
        ValueError: it is no ONNX file, or the stage needs tensors that are neither made nor given.
    """
    kept = [field for field in _fields(model) if field.number in (_IR_VERSION, _OPERATOR_SETS)]
    graphs = [field.content for field in _fields(model) if field.number == _GRAPH]
    if len(graphs) != 1:
        raise ValueError("it is no ONNX model")
    graph = _cut_graph(graphs[0], stage)
    length = sum(len(piece) for piece in graph)
    return [*(field.whole for field in kept), _head(_GRAPH, _BYTES), _varint(length), *graph]


def raw_weights(model: memoryview) -> dict[str, memoryview]:
    """The bytes of each weight of a model, little-endian, by its name; those stored in another way are left out.

    Raises:
        ValueError: it is no ONNX file.
    """
    graphs = [field.content for field in _fields(model) if field.number == _GRAPH]
    weights = [field for graph in graphs for field in _fields(graph) if field.number == _INITIALIZER]
    found = {
        _name_of(weight): [f.content for f in _fields(weight.content) if f.number == _TENSOR_RAW] for weight in weights
    }
    return {name: contents[0] for name, contents in found.items() if contents}


def _cut_graph(graph: memoryview, stage: Stage) -> list[memoryview | bytes]:
    fields = list(_fields(graph))
    nodes = [_Node.of(field) for field in fields if field.number == _NODE]
    weights = {_name_of(field): field for field in fields if field.number == _INITIALIZER}
    needed = _needed(nodes, stage)
    used = {name for node in needed for name in node.inputs}
    made = {name for node in needed for name in node.outputs} | {value.name for value in stage.inputs}
    missing = used - made - weights.keys() - {""}
    if missing:
        raise ValueError(f"nothing makes {min(missing)}")
    return [
        *(node.whole for node in needed),
        _field(_GRAPH_NAME, stage.name.encode()),
        *(field.whole for name, field in weights.items() if name in used),
        *(_field(_INPUT, _value_info(value)) for value in stage.inputs),
        *(_field(_OUTPUT, _value_info(value)) for value in stage.outputs),
    ]


@dataclass(frozen=True)
class _Node:
    whole: memoryview
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    @classmethod
    def of(cls, field: "_Field") -> "_Node":
        return cls(field.whole, _texts(field.content, _NODE_INPUT), _texts(field.content, _NODE_OUTPUT))


def _needed(nodes: Sequence[_Node], stage: Stage) -> list[_Node]:
    """The nodes the stage's outputs depend on, in the order of the model, which is one they can be worked in."""
    wanted = {value.name for value in stage.outputs}
    given = {value.name for value in stage.inputs}
    needed = []
    for node in reversed(nodes):
        if wanted & set(node.outputs) - given:
            needed.append(node)
            wanted |= set(node.inputs)
    return needed[::-1]


@dataclass(frozen=True)
class _Field:
    """One field: its number, its content, and all its bytes."""

    number: int
    content: memoryview
    whole: memoryview


def _fields(message: memoryview) -> Iterator[_Field]:
    position = 0
    while position < len(message):
        key, start = _read_varint(message, position)
        end = start
        if key & 7 == _VARINT:
            _, end = _read_varint(message, start)
        elif key & 7 == _BYTES:
            length, start = _read_varint(message, start)
            end = start + length
        elif key & 7 in (_EIGHT_BYTES, _FOUR_BYTES):
            end = start + (8 if key & 7 == _EIGHT_BYTES else 4)
        else:
            raise ValueError("it is no protocol buffer")
        if end > len(message):
            raise ValueError("it ends too early")
        yield _Field(key >> 3, message[start:end], message[position:end])
        position = end


def _name_of(weight: _Field) -> str:
    return next(iter(_texts(weight.content, _TENSOR_NAME)), "")


def _texts(message: memoryview, number: int) -> tuple[str, ...]:
    return tuple(bytes(field.content).decode() for field in _fields(message) if field.number == number)


def _read_varint(message: memoryview, position: int) -> tuple[int, int]:
    value = 0
    for index, byte in enumerate(message[position : position + 10]):
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, position + index + 1
    raise ValueError("it ends too early")


def _varint(value: int) -> bytes:
    septets = [(value >> shift) & 0x7F for shift in range(0, max(1, value.bit_length()), 7)]
    return bytes([*(septet | 0x80 for septet in septets[:-1]), septets[-1]])


def _head(number: int, wire_type: int) -> bytes:
    return _varint(number << 3 | wire_type)


def _field(number: int, content: bytes | int) -> bytes:
    if isinstance(content, int):
        return _head(number, _VARINT) + _varint(content)
    return _head(number, _BYTES) + _varint(len(content)) + content


def _value_info(value: Value) -> bytes:
    tensor = _field(_ELEMENT, value.element)
    if value.shape is not None:
        tensor += _field(_SHAPE, b"".join(_field(_DIMENSION, _dimension(length)) for length in value.shape))
    return _field(_VALUE_NAME, value.name.encode()) + _field(_VALUE_TYPE, _field(_TENSOR_TYPE, tensor))


def _dimension(length: int | str) -> bytes:
    return _field(_SIZE, length) if isinstance(length, int) else _field(_SYMBOL, length.encode())
