"""What the program and its child processes say to each other, in both directions.

    4 bytes    length of the head, little-endian
    8 bytes    length of the content, little-endian
    head       a JSON object
    content    bytes as they are: samples, a file

Nothing is ever pickled: what comes from a child that reads a stranger's file must not be able to run code.
"""

import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO, NamedTuple

MAX_HEAD_BYTES = 1 << 20
MAX_CONTENT_BYTES = 1 << 30
_LENGTHS = struct.Struct("<IQ")

Head = dict[str, Any]


class Packet(NamedTuple):
    """One message.

    Attributes:
        head: what is said.
        content: what it is about.
    """

    head: Head
    content: bytes = b""


class PacketTooLarge(ValueError):
    """A message beyond `MAX_HEAD_BYTES` or `MAX_CONTENT_BYTES`."""


def packed(head: Mapping[str, Any], content: bytes = b"") -> bytes:
    """What stands before the content of a message: its lengths and its head.

    Raises:
        PacketTooLarge: nobody would read it.
    """
    text = json.dumps(head).encode()
    if len(text) > MAX_HEAD_BYTES or len(content) > MAX_CONTENT_BYTES:
        raise PacketTooLarge(f"{len(text)} and {len(content)} bytes")
    return _LENGTHS.pack(len(text), len(content)) + text


def write(pipe: BinaryIO, head: Mapping[str, Any], content: bytes = b"") -> None:
    """Write one message.

    Raises:
        PacketTooLarge: nothing was written.
        OSError: nobody reads any more.
    """
    pipe.write(packed(head, content))
    pipe.write(content)
    pipe.flush()


def read(pipe: BinaryIO) -> Packet | None:
    """The next message; None at the end, and where something comes that is no message or only a part of one."""
    lengths = pipe.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head_bytes, content_bytes = _LENGTHS.unpack(lengths)
    # Not believed before memory is asked for: a child that was taken over says what it likes.
    if head_bytes > MAX_HEAD_BYTES or content_bytes > MAX_CONTENT_BYTES:
        return None
    head = _object(pipe.read(head_bytes))
    content = pipe.read(content_bytes)
    return None if head is None or len(content) < content_bytes else Packet(head, content)


def _object(text: bytes) -> Head | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
