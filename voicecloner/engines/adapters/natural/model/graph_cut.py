"""Cuts a stage out of an ONNX model by moving bytes: nodes and weights are copied as they are, the weights unread."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from voicecloner.engines.adapters.natural.model.onnx_bytes import (
    GRAPH,
    GRAPH_NAME,
    INITIALIZER,
    INPUT,
    IR_VERSION,
    NODE,
    OPERATOR_SETS,
    OUTPUT,
    Node,
    Value,
    field_bytes,
    fields,
    message_head,
    tensor_name,
    value_info,
)
from voicecloner.engines.adapters.natural.model.signed_products import SIGN, with_signed_inputs


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


def cut(model: memoryview, stage: Stage, *, signed: bool = False) -> list[memoryview | bytes]:
    """The model of a stage, in pieces to be written one after the other; most are slices of `model`.

    Args:
        model: the whole ONNX file.
        stage: where to begin and where to end.
        signed: whether its convolutions are fed signed bytes, see `signed_products`; the same sound sooner.

    Raises:
        ValueError: it is no ONNX file, or the stage needs tensors that are neither made nor given.
    """
    kept = [field for field in fields(model) if field.number in (IR_VERSION, OPERATOR_SETS)]
    graphs = [field.content for field in fields(model) if field.number == GRAPH]
    if len(graphs) != 1:
        raise ValueError("it is no ONNX model")
    graph = _cut_graph(graphs[0], stage, signed=signed)
    length = sum(len(piece) for piece in graph)
    return [*(field.whole for field in kept), message_head(GRAPH, length), *graph]


def _cut_graph(graph: memoryview, stage: Stage, *, signed: bool) -> list[memoryview | bytes]:
    parts = list(fields(graph))
    nodes = [Node.of(part) for part in parts if part.number == NODE]
    weights = {tensor_name(part): part for part in parts if part.number == INITIALIZER}
    needed = _needed(nodes, stage)
    used = {name for node in needed for name in node.inputs}
    _require_made(needed, used - weights.keys(), stage)
    return [
        *(node.whole for node in (with_signed_inputs(needed) if signed else needed)),
        *([SIGN] if signed else []),
        field_bytes(GRAPH_NAME, stage.name.encode()),
        *(field.whole for name, field in weights.items() if name in used),
        *(field_bytes(INPUT, value_info(value)) for value in stage.inputs),
        *(field_bytes(OUTPUT, value_info(value)) for value in stage.outputs),
    ]


def _require_made(needed: Sequence[Node], used: Set[str], stage: Stage) -> None:
    """See that every tensor that is used is made by a node or given; one without a name is an input left out."""
    made = {name for node in needed for name in node.outputs} | {value.name for value in stage.inputs}
    if missing := used - made - {""}:
        raise ValueError(f"nothing makes {min(missing)}")


def _needed(nodes: Sequence[Node], stage: Stage) -> list[Node]:
    """The nodes the stage's outputs depend on, in the order of the model, which is one they can be worked in."""
    wanted = {value.name for value in stage.outputs}
    given = {value.name for value in stage.inputs}
    needed = []
    # The model's nodes stand in an order they can be worked in, so one way back meets every user before its maker.
    for node in reversed(nodes):
        if wanted & set(node.outputs) - given:
            needed.append(node)
            wanted |= set(node.inputs)
    return needed[::-1]
