"""Requests check that they hold what their fields declare: scripts and callers over a network make them, too."""

from collections.abc import Mapping
from dataclasses import fields
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from voicecloner.errors import InvalidRequest


def require_types(request: Any) -> None:
    """See that every field of a frozen dataclass is of its declared type.

    Understood are classes, unions, tuples and mappings, which is what requests are made of. A whole number is a
    ``float`` too; a truth value is not a number.

    Raises:
        InvalidRequest: a field is not.
    """
    hints = get_type_hints(type(request))
    for each in fields(request):
        value, hint = getattr(request, each.name), hints[each.name]
        if not _fits(value, hint):
            raise InvalidRequest(
                f"“{each.name}” of the request cannot be {value!r:.80}.", f"It must be {_in_words(hint)}."
            )


def _fits(value: object, hint: Any) -> bool:
    origin, parts = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return any(_fits(value, part) for part in parts)
    if origin is tuple:
        return isinstance(value, tuple) and _fit_all(value, parts)
    if origin is Mapping:
        return isinstance(value, Mapping) and _fit_items(value, parts)
    if hint in {int, float}:
        return isinstance(value, int | hint) and not isinstance(value, bool)
    return isinstance(value, hint)


def _fit_items(values: Mapping[Any, object], parts: tuple[Any, ...]) -> bool:
    return all(_fits(key, parts[0]) and _fits(item, parts[1]) for key, item in values.items())


def _fit_all(values: tuple[object, ...], parts: tuple[Any, ...]) -> bool:
    if parts[-1:] == (...,):
        return all(_fits(value, parts[0]) for value in values)
    return len(values) == len(parts) and all(map(_fits, values, parts))


def _in_words(hint: Any) -> str:
    if get_origin(hint) in {Union, UnionType}:
        return " or ".join(_in_words(part) for part in get_args(hint))
    return "None" if hint is NoneType else getattr(hint, "__name__", str(hint)) if not get_origin(hint) else str(hint)
