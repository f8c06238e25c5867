import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as numpy_st

from voicecloner import errors
from voicecloner.children import packets
from voicecloner.domain.audio import AudioChunk, WordTime
from voicecloner.engines.host import wire

MESSAGES = [
    wire.Hello({"tone": "module:Class"}, "cpu", {"tone": {"tuning": "high", "depth": 2}}),
    wire.Clone(1, "tone", "transcript", 24_000, [3, 4], ["Grüße", ""], ["de", "en-GB"]),
    wire.LoadVoice(5, "tone", "/a folder/声.safetensors"),
    wire.Synthesize(
        2, "tone", "/a folder/声.safetensors", "語 “quoted” \n", "ja", 1.25, 2**62, {"steps": 12, "how": "lively"}
    ),
    wire.Convert(6, "tone", "/a folder/声.safetensors", 16_000, 2**62, "world"),
    wire.Cancel(3),
    wire.Ready(4711),
    wire.Heartbeat(),
    wire.ProgressNote("Aligning", None),
    wire.ProgressNote("Aligning", 0.25),
    wire.Note("It works on the processor now."),
    wire.Chunk(48_000),
    wire.ClonedVoice("rev-1", 0.5, "embedding", ["The words do not fit."]),
    wire.Done(),
    wire.Failure("EngineError", "It failed.", "Try again."),
]


def passed_on(message, payload=b""):
    """What the other side receives."""
    pipe = io.BytesIO()
    packets.write(pipe, wire.encode(message), payload)
    pipe.seek(0)
    head, content = packets.read(pipe)
    return wire.decode(head), content


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
@pytest.mark.parametrize("payload", [b"", b"\0{}\xff" * 1000], ids=["bare", "payload"])
def test_message_arrives_as_it_was_sent(message, payload):
    assert passed_on(message, payload) == (message, payload)


def test_every_kind_of_message_is_tested_here():
    assert {type(message).__name__ for message in MESSAGES} == set(wire._KINDS)


@pytest.mark.parametrize(
    "head", [{}, {"kind": "Explode"}, {"kind": ["Done"]}, {"kind": "Chunk"}, {"kind": "Done", "surprise": 1}]
)
def test_what_is_no_message_is_refused(head):
    with pytest.raises(errors.EngineError, match="do not understand each other"):
        wire.decode(head)


@pytest.mark.parametrize(
    ("message", "payload"), [(wire.Done(), bytes(1_001)), (wire.ProgressNote("x" * packets.MAX_HEAD_BYTES, None), b"")]
)
def test_too_large_a_message_is_refused(monkeypatch, message, payload):
    monkeypatch.setattr(packets, "MAX_CONTENT_BYTES", 1_000)
    with pytest.raises(errors.EngineError, match="too much"), wire.fitting():
        packets.packed(wire.encode(message), payload)


@given(numpy_st.arrays(np.float32, st.integers(0, 50), elements=st.floats(-1, 1, width=32)))
def test_waveform_arrives_bit_for_bit(samples):
    _chunk, payload = passed_on(wire.Chunk(24_000), wire.waveform_to_bytes(samples))
    received = wire.waveform_from_bytes(payload)
    assert received.dtype == np.float32
    assert received.tobytes() == samples.tobytes()
    assert received.flags.writeable


def test_waveform_is_little_endian_on_the_wire():
    assert wire.waveform_to_bytes(np.array([1.0], np.float32)) == b"\x00\x00\x80\x3f"
    assert wire.waveform_to_bytes(np.array([1.0], ">f4")) == b"\x00\x00\x80\x3f"


def test_broken_waveform_is_refused():
    with pytest.raises(errors.EngineError, match="broken waveform"):
        wire.waveform_from_bytes(b"\0\0\0")


@pytest.mark.parametrize("kind", errors.all_errors().values(), ids=lambda kind: kind.__name__)
def test_every_error_of_the_tree_is_rebuilt_on_the_other_side(kind):
    failure, _ = passed_on(wire.Failure.of(kind("It went wrong.", "Do this.")))
    rebuilt = failure.error()
    assert type(rebuilt) is kind
    assert (rebuilt.message, rebuilt.hint) == ("It went wrong.", "Do this.")


def test_error_of_an_unknown_kind_is_an_engine_error():
    assert type(wire.Failure("FromTheFuture", "It went wrong.", "").error()) is errors.EngineError


def test_a_chunk_keeps_its_words():
    chunk = AudioChunk(np.ones(3, np.float32), 24_000, (WordTime(0, 4, 0.25, 0.5), WordTime(5, 9, 0.5, 1.0)), "words")
    message, payload = passed_on(wire.Chunk.of(chunk), wire.waveform_to_bytes(chunk.samples))
    assert message.chunk(payload).words == chunk.words


def test_a_broken_word_is_refused():
    with pytest.raises(errors.EngineError, match="broken word"):
        wire.Chunk(24_000, [(1, 2)]).chunk(memoryview(b""))  # type: ignore[list-item]  # that is what is refused
