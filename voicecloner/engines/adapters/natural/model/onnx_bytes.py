"""The bytes of ONNX models, read and written without the package `onnx` and without parsing the weights.

An ONNX file is a protocol buffer: fields of a number, a wire type and a content, one after the other
(https://protobuf.dev/programming-guides/encoding). Field numbers are those of ``onnx.proto``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5

# ModelProto
IR_VERSION, GRAPH, OPERATOR_SETS = 1, 7, 8
# GraphProto
NODE, GRAPH_NAME, INITIALIZER, INPUT, OUTPUT = 1, 2, 5, 11, 12
# NodeProto
_NODE_INPUT, _NODE_OUTPUT, _NODE_OPERATOR, _NODE_ATTRIBUTE = 1, 2, 4, 5
# AttributeProto
_ATTRIBUTE_NAME, _ATTRIBUTE_INTEGER, _ATTRIBUTE_TYPE, _INTEGER = 1, 3, 20, 2
# TensorProto
_TENSOR_LENGTH, _TENSOR_ELEMENT, _TENSOR_NAME, TENSOR_RAW = 1, 2, 8, 9
# ValueInfoProto, TypeProto, TypeProto.Tensor, TensorShapeProto, Dimension
_VALUE_NAME, _VALUE_TYPE, _TENSOR_TYPE, _ELEMENT, _SHAPE, _DIMENSION, _SIZE, _SYMBOL = 1, 2, 1, 1, 2, 1, 1, 2
# OperatorSetIdProto
_SET_VERSION = 2


class Element(IntEnum):
    """What a tensor is made of, as ONNX numbers it."""

    FLOAT = 1
    UINT8 = 2
    INT8 = 3
    INT32 = 6
    INT64 = 7


@dataclass(frozen=True)
class Value:
    """An input or output of a graph.

    Attributes:
        name: of the tensor.
        element: what it is made of.
        shape: lengths, or names of lengths that vary; None: not said.
    """

    name: str
    element: Element
    shape: tuple[int | str, ...] | None = None


@dataclass(frozen=True)
class Node:
    """One step of a graph.

    Attributes:
        whole: all its bytes, as a field of the graph.
        operator: what it does.
        inputs: names of the tensors it takes.
        outputs: names of those it makes.
    """

    whole: memoryview | bytes
    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    @classmethod
    def of(cls, field: "Field") -> "Node":
        """A node as it stands in a graph."""
        operator = next(iter(texts(field.content, _NODE_OPERATOR)), "")
        return cls(field.whole, operator, texts(field.content, _NODE_INPUT), texts(field.content, _NODE_OUTPUT))

    @classmethod
    def new(cls, operator: str, inputs: Sequence[str], outputs: Sequence[str], **integers: int) -> "Node":
        """A node that is in no graph yet; `integers` are its attributes."""
        content = b"".join(
            [
                *(field_bytes(_NODE_INPUT, name.encode()) for name in inputs),
                *(field_bytes(_NODE_OUTPUT, name.encode()) for name in outputs),
                field_bytes(_NODE_OPERATOR, operator.encode()),
                *(field_bytes(_NODE_ATTRIBUTE, _attribute(name, value)) for name, value in integers.items()),
            ]
        )
        return cls(field_bytes(NODE, content), operator, tuple(inputs), tuple(outputs))

    def with_inputs(self, inputs: Sequence[str]) -> "Node":
        """The same step with other inputs."""
        [node] = fields(memoryview(self.whole))
        rest = [field.whole for field in fields(node.content) if field.number != _NODE_INPUT]
        content = b"".join([*(field_bytes(_NODE_INPUT, name.encode()) for name in inputs), *rest])
        return Node(field_bytes(NODE, content), self.operator, tuple(inputs), self.outputs)


@dataclass(frozen=True)
class Field:
    """One field: its number, its content, and all its bytes."""

    number: int
    content: memoryview
    whole: memoryview


def fields(message: memoryview) -> Iterator[Field]:
    """The fields of a message, in their order.

    Raises:
        ValueError: it is none.
    """
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
        yield Field(key >> 3, message[start:end], message[position:end])
        position = end


def raw_weights(model: memoryview) -> dict[str, memoryview]:
    """The bytes of each weight of a model, little-endian, by its name; those stored in another way are left out.

    Raises:
        ValueError: it is no ONNX file.
    """
    graphs = [field.content for field in fields(model) if field.number == GRAPH]
    weights = [field for graph in graphs for field in fields(graph) if field.number == INITIALIZER]
    found = {
        tensor_name(weight): [f.content for f in fields(weight.content) if f.number == TENSOR_RAW] for weight in weights
    }
    return {name: contents[0] for name, contents in found.items() if contents}


def tensor_name(weight: Field) -> str:
    """The name of a weight."""
    return next(iter(texts(weight.content, _TENSOR_NAME)), "")


def texts(message: memoryview, number: int) -> tuple[str, ...]:
    """The contents of the fields of one number, as text."""
    return tuple(bytes(field.content).decode() for field in fields(message) if field.number == number)


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


def message_head(number: int, length: int) -> bytes:
    """What comes before the content of a field that is written in pieces, `length` bytes together."""
    return _head(number, _BYTES) + _varint(length)


def _head(number: int, wire_type: int) -> bytes:
    return _varint(number << 3 | wire_type)


def field_bytes(number: int, content: bytes | int) -> bytes:
    """A field with a number or with bytes."""
    if isinstance(content, int):
        return _head(number, _VARINT) + _varint(content)
    return _head(number, _BYTES) + _varint(len(content)) + content


def value_info(value: Value) -> bytes:
    """An input or output, as a graph lists it."""
    tensor = field_bytes(_ELEMENT, value.element)
    if value.shape is not None:
        tensor += field_bytes(_SHAPE, b"".join(field_bytes(_DIMENSION, _dimension(length)) for length in value.shape))
    return field_bytes(_VALUE_NAME, value.name.encode()) + field_bytes(_VALUE_TYPE, field_bytes(_TENSOR_TYPE, tensor))


def _dimension(length: int | str) -> bytes:
    return field_bytes(_SIZE, length) if isinstance(length, int) else field_bytes(_SYMBOL, length.encode())


def tensor(name: str, element: Element, shape: Sequence[int], content: bytes) -> bytes:
    """A weight, as a field of the graph.

    Args:
        name: of the weight.
        element: what it is made of.
        shape: its lengths; empty for a single number.
        content: its numbers, little-endian.
    """
    lengths = b"".join(field_bytes(_TENSOR_LENGTH, length) for length in shape)
    told = field_bytes(_TENSOR_ELEMENT, element) + field_bytes(_TENSOR_NAME, name.encode())
    return field_bytes(INITIALIZER, lengths + told + field_bytes(TENSOR_RAW, content))


def model(graph: bytes, ir_version: int, operator_set: int) -> bytes:
    """A whole model around a graph."""
    operators = field_bytes(OPERATOR_SETS, field_bytes(_SET_VERSION, operator_set))
    return field_bytes(IR_VERSION, ir_version) + operators + field_bytes(GRAPH, graph)


def _attribute(name: str, value: int) -> bytes:
    kind = field_bytes(_ATTRIBUTE_TYPE, _INTEGER)
    return field_bytes(_ATTRIBUTE_NAME, name.encode()) + field_bytes(_ATTRIBUTE_INTEGER, value) + kind
