"""EPUB 2 and 3: the spine says what is read, the table of contents how its parts are called."""

import html
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from voicecloner.domain.document import Document
from voicecloner.errors import UnreadableDocument
from voicecloner.speech.documents.archive import Archive, opened_archive
from voicecloner.speech.documents.chapters import chapters_of
from voicecloner.speech.documents.front_matter import language_tag
from voicecloner.speech.documents.markup_tree import html_tree, local_name, xml_tree
from voicecloner.speech.documents.pages import Piece, page_pieces, single_spaced

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONT_KINDS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Fonts are often made unusable elsewhere; the text is not touched by that."""
_PAGES = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document", "application/xml"}
_PICTURES = {"image/jpeg", "image/png", "image/jpg"}
_MOST_COVER_BYTES = 8_000_000


@dataclass(frozen=True)
class _Item:
    """A file of the book: where it lies in the zip, of which type it is, and what it is for."""

    path: str
    media_type: str
    properties: frozenset[str]


def read_epub(path: Path) -> Document:
    """The chapters of a book.

    Raises:
        UnreadableDocument: it is damaged, protected, or has no text.
        OSError: as the system reports it.
    """
    with opened_archive(path) as archive:
        return _Book(archive, path).document()


class _Book:
    def __init__(self, archive: Archive, path: Path) -> None:
        self._archive, self._name, self._stem = archive, path.name, path.stem
        _require_unprotected(archive, path.name)
        self._package_path = _package_path(archive, path.name)
        self._package = xml_tree(archive.text_bytes(self._package_path), path.name)
        self._items = dict(self._manifest())

    def document(self) -> Document:
        titles = self._titles()
        missing: list[str] = []
        pieces = [piece for page in self._spine() for piece in self._of_page(page, titles, missing)]
        title = self._said("title") or self._stem
        chapters = chapters_of(pieces, title)
        if not chapters:
            raise UnreadableDocument(f"“{self._name}” holds no text, only pictures.", "Choose an edition with text.")
        notes = (f"{len(missing)} of its pages are missing in the file.",) if missing else ()
        return Document(
            title, chapters, self._said("creator"), language_tag(self._said("language")), self._cover(), notes
        )

    def _of_page(self, page: str, titles: dict[str, str], missing: list[str]) -> Iterator[tuple[str | None, Piece]]:
        """The pieces of one file, with the title of the chapter where one begins."""
        if page not in self._archive:
            missing.append(page)
            return
        content = self._archive.text_bytes(page)
        wanted = titles.get(page)
        own = {place.partition("#")[2]: title for place, title in titles.items() if place.startswith(f"{page}#")}
        for piece in page_pieces(content):
            wanted = next((own.pop(name) for name in piece.names if name in own), wanted)
            yield wanted, piece
            if piece.paragraph:  # else the title waits for what is said first
                wanted = None

    def _spine(self) -> list[str]:
        """The pages in the order in which they are read, each once."""
        found = [self._items[ref] for ref in self._references() if ref in self._items]
        if not any(item.media_type in _PAGES for item in found):  # a maker forgot it: the order of the manifest
            found = [item for item in self._items.values() if "nav" not in item.properties]
        pages = [item.path for item in found if item.media_type in _PAGES and "nav" not in item.properties]
        return list(dict.fromkeys(pages))

    def _references(self) -> Iterator[str]:
        for element in self._package.iter():
            if local_name(element) == "itemref" and element.get("linear", "yes") != "no":
                yield element.get("idref", "")

    def _manifest(self) -> Iterator[tuple[str, _Item]]:
        for element in self._package.iter():
            if local_name(element) == "item" and element.get("href"):
                place = self._place(self._package_path, element.get("href", ""))
                properties = frozenset(element.get("properties", "").split())
                yield element.get("id", ""), _Item(place, element.get("media-type", "").lower(), properties)

    def _titles(self) -> dict[str, str]:
        """Titles of the table of contents by the places they point to: ``text/one.xhtml`` or ``text/one.xhtml#two``."""
        for item in self._items.values():
            if "nav" in item.properties and item.path in self._archive:
                found = dict(self._of_nav(item.path))
                if found:
                    return found
        for item in self._items.values():
            is_ncx = item.media_type == "application/x-dtbncx+xml" or item.path.lower().endswith(".ncx")
            if is_ncx and item.path in self._archive:
                return dict(self._of_ncx(item.path))
        return {}

    def _of_nav(self, path: str) -> Iterator[tuple[str, str]]:
        root = html_tree(self._archive.text_bytes(path))
        navs = [] if root is None else [nav for nav in root.iter() if local_name(nav) == "nav"]
        tables = [nav for nav in navs if "toc" in f"{nav.get('epub:type', '')} {nav.get('role', '')}"] or navs[:1]
        for link in tables[0].iter() if tables else ():
            if local_name(link) == "a" and link.get("href"):
                yield self._target(path, link.get("href", "")), single_spaced("".join(link.itertext()))

    def _of_ncx(self, path: str) -> Iterator[tuple[str, str]]:
        root = xml_tree(self._archive.text_bytes(path), self._name)
        for point in root.iter():
            if local_name(point) != "navpoint":
                continue
            label = next((e for e in point if local_name(e) == "navlabel"), None)
            content = next((e for e in point if local_name(e) == "content"), None)
            if label is not None and content is not None:
                yield self._target(path, content.get("src", "")), single_spaced("".join(label.itertext()))

    def _target(self, base: str, href: str) -> str:
        page, _, name = href.partition("#")
        place = self._place(base, page)
        if place not in self._archive:  # some tables of contents forget the folder
            namesakes = [item.path for item in self._items.values() if _file_name(item.path) == _file_name(place)]
            place = namesakes[0] if len(namesakes) == 1 else place
        return f"{place}#{unquote(name)}" if name else place

    def _place(self, base: str, href: str) -> str:
        """Where in the zip a reference leads; what leads out of it names no file there."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(href.partition("#")[0])))

    def _said(self, field: str) -> str:
        for element in self._package.iter():
            if local_name(element) == field and (text := single_spaced("".join(element.itertext()))):
                return html.unescape(text)  # some makers escape twice
        return ""

    def _cover(self) -> bytes:
        meta = next((e.get("content", "") for e in self._package.iter() if e.get("name") == "cover"), "")
        marked = [item for item in self._items.values() if "cover-image" in item.properties]
        for item in [*marked, *([self._items[meta]] if meta in self._items else [])]:
            if item.media_type in _PICTURES and item.path in self._archive:
                picture = self._archive.text_bytes(item.path)
                return picture if len(picture) <= _MOST_COVER_BYTES else b""
        return b""


def _file_name(path: str) -> str:
    return path.rpartition("/")[2]


def _package_path(archive: Archive, name: str) -> str:
    if _CONTAINER in archive:
        root = xml_tree(archive.text_bytes(_CONTAINER), name)
        for element in root.iter():
            full = str(element.get("full-path", ""))
            if local_name(element) == "rootfile" and full in archive:
                return full
    packages = [file for file in archive.names() if file.lower().endswith(".opf")]
    if not packages:
        raise UnreadableDocument(f"“{name}” is no EPUB: it does not say which pages it has.")
    return packages[0]


def _require_unprotected(archive: Archive, name: str) -> None:
    """
    Raises:
        UnreadableDocument: its text is encrypted.
    """
    if _ENCRYPTION not in archive and "META-INF/sinf.xml" not in archive and "META-INF/rights.xml" not in archive:
        return
    if _ENCRYPTION in archive and not _encrypts_text(xml_tree(archive.text_bytes(_ENCRYPTION), name)):
        return
    raise UnreadableDocument(
        f"“{name}” is protected against copying, and its text cannot be read.", "Choose an edition without protection."
    )


def _encrypts_text(root: etree._Element) -> bool:
    methods = [e.get("Algorithm", "") for e in root.iter() if local_name(e) == "encryptionmethod"]
    return any(method not in _FONT_KINDS for method in methods)
