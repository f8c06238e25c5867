"""What is told of a document before it is read."""

from pathlib import Path

import pytest

from tests.support.books import package, page, png, write_epub
from voicecloner.errors import StorageError, UnreadableDocument
from voicecloner.speech.documents.reading import DOCUMENT_SUFFIXES
from voicecloner.use_cases.books.look_at_document import look_at_document


def test_chapters_are_told_with_their_lengths_and_the_names_in_them(tmp_path: Path) -> None:
    source = tmp_path / "night.md"
    source.write_text("# One\n\n[Anna] It was dark.\n\n[Ben] Was it?\n\n[Anna] Yes.\n\n# Two\n\n" + "So it was. " * 200)
    found = look_at_document(source)
    assert [(each.number, each.title, each.names) for each in found.chapters] == [
        (1, "One", ("Anna", "Ben")),
        (2, "Two", ()),
    ]
    assert found.chapters[1].words == 601
    assert found.chapters[1].seconds == pytest.approx(601 / 150 * 60, rel=0.4)
    assert (found.path, found.title, found.cover) == (source, "night", b"")


def test_an_epub_tells_title_author_language_and_cover(tmp_path: Path) -> None:
    opf = package(["a|a.xhtml|application/xhtml+xml", "p|p.png|image/png|cover-image"], ["a"])
    files: dict[str, str | bytes] = {
        "OEBPS/content.opf": opf,
        "OEBPS/a.xhtml": page("<h1>One</h1><p>It rained on the harbour all night long.</p>"),
        "OEBPS/p.png": png(),
    }
    found = look_at_document(write_epub(tmp_path / "sea.epub", files))
    assert (found.title, found.author, found.language, found.cover) == ("The Sea", "A. Writer", "en-GB", png())


def test_every_kind_that_is_offered_has_a_reader_and_no_other_is_read(tmp_path: Path) -> None:
    for suffix in (*DOCUMENT_SUFFIXES, ".pdf"):
        (tmp_path / f"empty{suffix}").write_bytes(b"")
        with pytest.raises(UnreadableDocument) as refused:
            look_at_document(tmp_path / f"empty{suffix}")
        assert ("of a kind that cannot be read" in refused.value.message) == (suffix == ".pdf")


def test_a_folder_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="is a folder") as refused:
        look_at_document(tmp_path)
    assert refused.value.hint == "Name a document in it."


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text(" ")
    for name, kind in (("empty.txt", UnreadableDocument), ("photo.jpg", UnreadableDocument), ("no.txt", StorageError)):
        with pytest.raises(kind):
            look_at_document(tmp_path / name)
