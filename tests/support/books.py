"""EPUBs as different makers write them, and texts of any length."""

import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


_SENTENCE = "the keeper of the old lighthouse walked down to the harbour before the storm came."


def page(body: str, title: str = "") -> str:
    """A page as XHTML."""
    head = f"<head><title>{title}</title></head>"
    names = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
    return f'<?xml version="1.0" encoding="utf-8"?><html {names}>{head}<body>{body}</body></html>'


def package(items: Iterable[str], spine: Iterable[str], meta: str = "", language: str = "en-GB") -> str:
    """A package; items as ``id|href|media type|properties``."""
    rows = (item.split("|") for item in items)
    manifest = "".join(
        f'<item id="{row[0]}" href="{row[1]}" media-type="{row[2]}"{f" properties={row[3]!r}" if row[3:] else ""}/>'
        for row in rows
    )
    refs = "".join(f'<itemref idref="{ref}"/>' for ref in spine)
    return (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Sea</dc:title>'
        f"<dc:creator>A. Writer</dc:creator><dc:language>{language}</dc:language>{meta}</metadata>"
        f"<manifest>{manifest}</manifest><spine>{refs}</spine></package>"
    )


def write_epub(path: Path, files: Mapping[str, str | bytes], container: str | None = CONTAINER) -> Path:
    """A zip with these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        if container:
            zipped.writestr("META-INF/container.xml", container)
        for name, content in files.items():
            zipped.writestr(name, content)
    return path


def png(width: int = 8, height: int = 8) -> bytes:
    """A red picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    rows = b"".join(b"\0" + b"\xff\0\0" * width for _ in range(height))
    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def made_text(words: int, words_of_chapter: int = 5_000) -> str:
    """A text with chapters, of so many words."""
    said = tuple(_SENTENCE.split())
    paragraphs, written, number = [], 0, 0
    while written < words:
        if written >= number * words_of_chapter:
            number += 1
            paragraphs.append(f"Chapter {number}")
        paragraphs.append(" ".join([f"On day {written}", *said]))
        written += len(said) + 3
    return "\n\n".join(paragraphs)
