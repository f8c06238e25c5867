"""Documents are read in a process of their own; what one does to its reader costs one sentence."""

import sys

import docx
import pytest

from tests.support.books import package, page, png, write_epub
from voicecloner.errors import Cancelled, StorageError, UnreadableDocument
from voicecloner.jobs import CancelToken
from voicecloner.speech.documents import apart
from voicecloner.speech.documents.apart import read_document
from voicecloner.speech.documents.reading import read_here

XHTML = "application/xhtml+xml"


@pytest.fixture
def epub(tmp_path):
    items = [f"a|one.xhtml|{XHTML}", "pic|c.png|image/png|cover-image", f"b|gone.xhtml|{XHTML}"]
    files: dict[str, str | bytes] = {
        "OEBPS/one.xhtml": page("<h1>Die Küste</h1><p>It rained.</p><ul><li>Rope</li></ul>"),
        "OEBPS/c.png": png(),
    }
    return write_epub(tmp_path / "book.epub", {"OEBPS/content.opf": package(items, ["a", "b"]), **files})


def test_all_of_a_document_arrives(epub):
    found = read_document(epub)
    assert found == read_here(epub)
    assert (found.cover, len(found.notes)) == (png(), 1)


def test_names_that_are_no_text_arrive_too(tmp_path):
    path = tmp_path / "stor\udce9.txt"
    path.write_text("It rained.")
    assert read_document(path).title == path.stem


@pytest.mark.parametrize(
    ("name", "content", "error", "words"),
    [
        ("a.epub", b"no zip", UnreadableDocument, "damaged"),
        ("a.xyz", b"text", UnreadableDocument, "of a kind that cannot be read"),
        ("a.txt", None, StorageError, "a.txt"),
    ],
)
def test_what_is_refused_says_the_same_as_beside_it(tmp_path, name, content, error, words):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(error, match=words) as far:
        read_document(path)
    with pytest.raises(error) as near:
        read_here(path)
    assert (far.value.message, far.value.hint) == (near.value.message, near.value.hint)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_a_page_that_fills_the_memory_costs_one_sentence(tmp_path, monkeypatch):
    command = apart.child_command()
    script = (
        "import sys; from voicecloner.speech.documents import document_child; "
        "document_child._ADDRESS_SPACE_BYTES = 200 << 20; sys.exit(document_child.main(sys.argv[1:]))"
    )
    monkeypatch.setattr(apart, "child_command", lambda: [command[0], "-P", "-c", script])
    path = tmp_path / "page.html"
    path.write_text("<html><body>" + "<p>It rained.<b></b></p>" * 800_000)
    with pytest.raises(UnreadableDocument, match="more memory to be read than a book should"):
        read_document(path)


def test_a_reader_that_does_not_end_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "child_command", lambda: [sys.executable, "-c", "import time; time.sleep(600)"])
    monkeypatch.setattr(apart, "_LIMIT_S", 0.3)
    with pytest.raises(UnreadableDocument, match="longer than any book"):
        read_document(tmp_path / "a.txt")


def test_a_reader_that_uses_the_processor_for_too_long_is_ended(tmp_path, monkeypatch, caplog):
    limited = "from voicecloner.children.inside import limit_this_process; limit_this_process(cpu_s=1)"
    busy = f"{limited}\nwhile True: pass"
    monkeypatch.setattr(apart, "child_command", lambda: [sys.executable, "-c", busy])
    monkeypatch.setattr(apart, "_LIMIT_S", 100.0 if sys.platform == "linux" else 1.0)
    with pytest.raises(UnreadableDocument):
        read_document(tmp_path / "a.txt")
    assert sys.platform != "linux" or "died" in caplog.text


def test_reading_is_stopped(tmp_path):
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        read_document(tmp_path / "a.txt", cancel)


def test_a_word_file_is_read(tmp_path):
    made = docx.Document()
    made.add_paragraph("It rained.")
    made.save(tmp_path / "a.docx")
    assert read_document(tmp_path / "a.docx").words == 2


def test_a_frozen_program_starts_it_by_its_flag(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert apart.child_command() == [sys.executable, "--document-child"]
