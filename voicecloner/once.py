"""Parts that are made once, when they are first asked for."""

from collections.abc import Callable
from threading import RLock
from typing import Generic, Protocol, TypeVar

PartT = TypeVar("PartT")
OwnerT = TypeVar("OwnerT", bound="Locked")


class Locked(Protocol):
    """What has parts: its `lock` keeps two threads from making the same one."""

    lock: RLock


class Part(Generic[OwnerT, PartT]):
    """A part of its owner, made on first use, once, whichever thread asks first.

    `functools.cached_property` makes no such promise from Python 3.12 on.
    """

    def __init__(self, make: Callable[[OwnerT], PartT]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, owner: OwnerT, _type: type) -> PartT:
        with owner.lock:
            if self._name not in vars(owner):
                vars(owner)[self._name] = self._make(owner)
            part: PartT = vars(owner)[self._name]
            return part
