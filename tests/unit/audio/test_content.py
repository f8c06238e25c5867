import io
import struct

import pytest

from voicecloner.audio.content import is_webm, lacks_ogg_end, promised_part, what_it_is


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "picture"),
        (b"PK\x03\x04\x14\0", "archive"),
        (b"%PDF-1.7\n", "document"),
        (b"\0\0\0\x18ftypM4A ", "cut_off_mp4"),
        (b"Guten Tag,\nwie geht es?\n", "text"),
        ("Grüße".encode()[:-2], "text"),
        ("声".encode()[:2], "unknown"),
        (b"RIFF\0\0\0\0", "unknown"),
        (bytes(range(256)), "unknown"),
        (b"", "unknown"),
    ],
)
def test_what_it_is(head, kind):
    assert what_it_is(head) == kind


def wav(data_bytes, promised_bytes, extra=b""):
    header = b"RIFF\0\0\0\0WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 16_000, 32_000, 2, 16)
    return io.BytesIO(header + extra + b"data" + struct.pack("<I", promised_bytes) + bytes(data_bytes))


@pytest.mark.parametrize(
    ("promised_bytes", "part"),
    [(1000, 1.0), (4000, 0.25), (500, 1.0), (0, 1.0), (0xFFFF_FFFF, 1.0), (0x7FFF_F000, 1.0)],
)
def test_promised_part_of_a_wav(promised_bytes, part):
    assert promised_part(wav(1000, promised_bytes)) == pytest.approx(part)


def test_promised_part_steps_over_chunks_of_odd_size():
    assert promised_part(wav(1000, 2000, extra=b"LIST\x03\0\0\0abc\0")) == pytest.approx(0.5)


def test_promised_part_of_an_aiff():
    aiff = b"FORM\0\0\0\0AIFFSSND" + struct.pack(">I", 1000) + bytes(100)
    assert promised_part(io.BytesIO(aiff)) == pytest.approx(0.1)


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEfmt \xff\xff\xff\xff", b"fLaC" * 9]
)
def test_promised_part_where_nothing_is_promised(content):
    assert promised_part(io.BytesIO(content)) == 1.0


@pytest.mark.parametrize(("flags", "lacking"), [(4, False), (5, False), (0, True), (1, True)])
def test_ogg_end(flags, lacking):
    pages = b"OggS\0\x02" + bytes(40) + b"OggS\0" + bytes([flags]) + bytes(40)
    assert lacks_ogg_end(io.BytesIO(pages)) is lacking


@pytest.mark.parametrize("content", [b"", b"no pages", b"OggS\0"])
def test_ogg_end_of_no_ogg(content):
    assert not lacks_ogg_end(io.BytesIO(content))


def test_webm_is_told_from_matroska():
    assert is_webm(io.BytesIO(b"\x1a\x45\xdf\xa3\x9fB\x82\x84webm"))
    assert not is_webm(io.BytesIO(b"\x1a\x45\xdf\xa3\x9fB\x82\x88matroska"))
