import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecloner.children import packets
from voicecloner.children.packets import Packet, PacketTooLarge

JSON = st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers()))


def piped(*sent: Packet) -> io.BytesIO:
    pipe = io.BytesIO()
    for message in sent:
        packets.write(pipe, *message)
    pipe.seek(0)
    return pipe


@given(st.lists(st.tuples(JSON, st.binary(max_size=100)), max_size=4))
def test_messages_arrive_as_they_were_sent(sent):
    pipe = piped(*(Packet(*each) for each in sent))
    assert [packets.read(pipe) for _ in sent] == sent
    assert packets.read(pipe) is None


@pytest.mark.parametrize("lost", range(1, 25))
def test_a_part_of_a_message_is_none(lost):
    whole = piped(Packet({"a": 1}, b"content")).getvalue()
    assert packets.read(io.BytesIO(whole[:-lost])) is None


@pytest.mark.parametrize(
    "told",
    [
        b"Traceback (most recent call last):",
        struct.pack("<IQ", 2**32 - 1, 0) + b"{}",
        struct.pack("<IQ", 2, 2**64 - 1) + b"{}",
        struct.pack("<IQ", 4, 0) + b"[{}]",
        struct.pack("<IQ", 2, 0) + b"\xff{",
    ],
)
def test_what_is_no_message_is_none(told):
    assert packets.read(io.BytesIO(told)) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_none(told):
    message = packets.read(io.BytesIO(told))
    assert message is None or isinstance(message.head, dict)


def test_what_nobody_would_read_is_not_written(monkeypatch):
    monkeypatch.setattr(packets, "MAX_CONTENT_BYTES", 100)
    pipe = io.BytesIO()
    with pytest.raises(PacketTooLarge):
        packets.write(pipe, {}, bytes(101))
    with pytest.raises(PacketTooLarge):
        packets.write(pipe, {"words": "x" * packets.MAX_HEAD_BYTES})
    assert pipe.getvalue() == b""
