"""Names that a module offers and that are imported from where they are defined when they are first used."""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module


def names_from(module: str, homes: Mapping[str, Sequence[str]]) -> Callable[[str], object]:
    """A module's ``__getattr__`` (PEP 562): to use one name is not to wait for what the others need.

    Args:
        module: the module's own name.
        homes: the names it offers, by the module in which they are defined.
    """
    places = {name: home for home, names in homes.items() for name in names}

    def find(name: str) -> object:
        if name not in places:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        value = getattr(import_module(places[name]), name)
        setattr(sys.modules[module], name, value)  # Python asks here only for what the module does not have
        return value

    return find
