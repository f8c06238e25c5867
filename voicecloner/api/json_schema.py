"""JSON Schema of the forms of answers: what it says is what mypy holds the program's own code against.

Only what the forms are made of is known: typed dictionaries, lists, dictionaries by text, choices, and plain values.
Further keys are allowed everywhere: an answer may say more one day.
"""

import types
from collections.abc import Mapping
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: Mapping[object, str] = types.MappingProxyType(
    {str: "string", int: "integer", float: "number", bool: "boolean", types.NoneType: "null"}
)


def schema_of(form: type, title: str = "") -> dict[str, Any]:
    """The schema of one answer, with all it is made of.

    Args:
        form: a typed dictionary.
        title: what it is the answer to.

    Raises:
        TypeError: it is made of something that JSON does not have.
    """
    named: dict[str, dict[str, Any]] = {}
    reference = _schema(form, named)
    return {"$schema": DIALECT, **({"title": title} if title else {}), **reference, "$defs": named}


def _schema(form: Any, named: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if is_typeddict(form):
        return _object(form, named)
    if form in _PLAIN:
        return {"type": _PLAIN[form]}
    if form is Any:
        return {}
    return _made_of(get_origin(form), get_args(form), named)


def _made_of(origin: Any, parts: tuple[Any, ...], named: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if origin is NotRequired:
        return _schema(parts[0], named)
    if origin is Literal:
        return {"enum": list(parts)}
    if origin is list:
        return {"type": "array", "items": _schema(parts[0], named)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(parts[1], named)}
    if origin in {Union, types.UnionType}:
        return {"anyOf": [_schema(part, named) for part in parts]}
    raise TypeError(f"JSON has no form for {origin or parts}.")


def _object(form: Any, named: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A reference to it; what it is stands among the others with a name."""
    name = form.__name__
    if name not in named:
        named[name] = {}  # its place, for one that is made of itself
        hints = get_type_hints(form, include_extras=True)
        named[name] = {
            "type": "object",
            **({"description": form.__doc__} if form.__doc__ else {}),
            "properties": {key: _schema(hint, named) for key, hint in hints.items()},
            "required": [key for key in hints if get_origin(hints[key]) is not NotRequired],
        }
    return {"$ref": f"#/$defs/{name}"}
