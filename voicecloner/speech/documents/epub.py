"""EPUB 2 and 3: the spine says what is read, the table of contents how its parts are called."""

import html
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from voicecloner.domain.document import Document
from voicecloner.errors import UnreadableDocument
from voicecloner.speech.documents.archive import Archive, opened_archive
from voicecloner.speech.documents.chapters import Titled, chapters_of
from voicecloner.speech.documents.contents import Entry, full_title, nav_entries, ncx_entries, without_root
from voicecloner.speech.documents.languages import language_tag
from voicecloner.speech.documents.markup_tree import html_tree, local_name, xml_tree
from voicecloner.speech.documents.pages import page_pieces, single_spaced

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
        title = self._said("title") or self._stem
        places = self._titles(title)
        missing = [page for page in self._spine() if page not in self._archive]
        chapters = chapters_of(list(self._pieces(places)), title)
        if not chapters:
            raise UnreadableDocument(f"“{self._name}” holds no text, only pictures.", "Choose an edition with text.")
        notes = (f"{len(missing)} of its pages are missing in the file.",) if missing else ()
        language = language_tag(self._said("language"))
        return Document(title, chapters, self._said("creator"), language, self._cover(), notes)

    def _pieces(self, places: dict[str, str]) -> Iterator[Titled]:
        """All that is read, with the title of a chapter where one begins."""
        waiting: str | None = None
        within = _titles_within(places)
        for number, page in enumerate(page for page in self._spine() if page in self._archive):
            found = _Page(within.get(page, {}), places.get(page, waiting))
            yield from found.pieces(self._archive.text_bytes(page))
            # a heading may be a picture on a page of its own; the picture on the first one is the cover
            waiting = found.title_left if number or not found.is_bare else None

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

    def _titles(self, document: str) -> dict[str, str]:
        """Titles of chapters by the places they point to: ``text/one.xhtml`` or ``text/one.xhtml#two``. Of several for
        one place the deepest counts, whose title names the others.
        """
        base, entries = self._contents()
        found: dict[str, tuple[int, str]] = {}
        for entry in without_root(entries, document):
            title, place = full_title(entry.parents, entry.title), self._target(base, entry.href)
            if entry.href and title and len(entry.parents) > found.get(place, (-1, ""))[0]:
                found[place] = (len(entry.parents), title)
        return {place: title for place, (_depth, title) in found.items()}

    def _contents(self) -> tuple[str, list[Entry]]:
        """Where the table of contents lies, and its entries."""
        for item in self._items.values():
            if "nav" in item.properties and item.path in self._archive:
                root = html_tree(self._archive.text_bytes(item.path))
                if root is not None and (entries := list(nav_entries(root))):
                    return item.path, entries
        for item in self._items.values():
            is_ncx = item.media_type == "application/x-dtbncx+xml" or item.path.lower().endswith(".ncx")
            if is_ncx and item.path in self._archive:
                return item.path, list(ncx_entries(xml_tree(self._archive.text_bytes(item.path), self._name)))
        return "", []

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


class _Page:
    """One file of the book, and the titles of the chapters that begin in it.

    Args:
        titles: of chapters that begin within it, by the names of their places.
        waiting: its own title, or that of a chapter that began before, where nothing was said yet.

    Attributes:
        title_left: of a chapter that begins here, and of which nothing is said here.
        is_bare: whether nothing at all is said here.
    """

    def __init__(self, titles: Mapping[str, str], waiting: str | None) -> None:
        self.title_left, self.is_bare = waiting, True
        self._titles = dict(titles)

    def pieces(self, content: bytes) -> Iterator[Titled]:
        """What is said, with the title of a chapter where one begins."""
        found = list(page_pieces(content))
        self._place_lost({name for piece in found for name in piece.names}, content)
        for piece in found:
            self.title_left = next(
                (self._titles.pop(name) for name in piece.names if name in self._titles), self.title_left
            )
            yield self.title_left, piece
            if piece.paragraph:  # else the title waits for what is said first
                self.title_left, self.is_bare = None, False
        self.title_left = next(iter(self._titles.values()), self.title_left)  # it stands behind all that is said

    def _place_lost(self, names: set[str], content: bytes) -> None:
        """A title whose place is not there is that of the page, where it has no other."""
        lost = [name for name in self._titles if name not in names and name.encode() not in content]
        for name in lost:
            title = self._titles.pop(name)
            self.title_left = self.title_left or title


def _titles_within(places: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """By pages, the titles that lead to a place in them."""
    found: dict[str, dict[str, str]] = {}
    for place, title in places.items():
        page, mark, name = place.partition("#")
        if mark:
            found.setdefault(page, {})[name] = title
    return found


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
        raise UnreadableDocument(f"“{name}” is not an EPUB: it does not say which pages it has.")
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
