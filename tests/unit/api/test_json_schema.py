"""JSON Schema made of typed dictionaries."""

from typing import Any, Literal, NotRequired, TypedDict

import jsonschema
import pytest

from voicecloner.api.json_schema import schema_of


class Leaf(TypedDict):
    """The end of a branch."""

    size: float | None


class Tree(TypedDict):
    name: str
    kind: Literal["oak", "fir"]
    leaves: list[Leaf]
    ages: dict[str, int]
    note: NotRequired[str]
    more: Any


class Wrong(TypedDict):
    made: complex


TREE = {"name": "Old one", "kind": "oak", "leaves": [{"size": 1.5}, {"size": None}], "ages": {"a": 1}, "more": [1]}


def test_a_schema_says_what_the_types_say():
    schema = schema_of(Tree, "a tree")
    assert schema["title"] == "a tree"
    assert schema["$defs"]["Leaf"]["description"] == "The end of a branch."
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(TREE, schema)
    jsonschema.validate({**TREE, "note": "Felled.", "since": "later"}, schema)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": 1},
        {"kind": "elm"},
        {"leaves": [{}]},
        {"ages": {"a": "old"}},
        {"note": None},
        {"leaves": [{"size": "x"}]},
    ],
)
def test_what_the_types_forbid_is_found(wrong):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**TREE, **wrong}, schema_of(Tree))


def test_what_json_does_not_have_is_refused():
    with pytest.raises(TypeError):
        schema_of(Wrong)
