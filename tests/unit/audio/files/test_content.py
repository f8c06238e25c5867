import io

import pytest

from voicecloner.audio.files.content import is_webm, lacks_ogg_end, what_it_is


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


@pytest.mark.parametrize("content", [b"", b"no pages", b"OggS\0"])
def test_ogg_end_of_no_ogg(content):
    assert not lacks_ogg_end(io.BytesIO(content))


def test_webm_is_told_from_matroska():
    assert is_webm(io.BytesIO(b"\x1a\x45\xdf\xa3\x9fB\x82\x84webm"))
    assert not is_webm(io.BytesIO(b"\x1a\x45\xdf\xa3\x9fB\x82\x88matroska"))
