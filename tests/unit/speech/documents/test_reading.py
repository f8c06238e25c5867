"""Documents of the simpler kinds."""

import docx
import pytest

from voicecloner.domain.document import ParagraphKind
from voicecloner.errors import StorageError, UnreadableDocument
from voicecloner.speech.documents.reading import read_here


def read(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_here(path)


def all_of(document):
    return [(p.kind.value, p.text) for chapter in document.chapters for p in chapter.paragraphs]


def test_plain_text_has_chapters_where_lines_are_headings(tmp_path):
    found = read(
        tmp_path, "a.txt", "CHAPTER I\r\n\r\nIt was\r\nnight.\r\n\r\nChapter 2: The day\r\n\r\n- one\r\n- two\r\n"
    )
    assert [chapter.title for chapter in found.chapters] == ["CHAPTER I", "Chapter 2: The day"]
    assert all_of(found)[1] == ("body", "It was night.")
    assert [kind for kind, _text in all_of(found)][-2:] == ["item", "item"]


@pytest.mark.parametrize("writing", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_is_read_in_any_writing(tmp_path, writing):
    text = "Für Elise spielte die Königin täglich über die Brücke hinüber, ohne Mühe und ohne Schläge. " * 3
    assert all_of(read(tmp_path, "a.txt", text.encode(writing))) == [("body", text.strip())]


def test_markdown_keeps_headings_lists_and_tables_and_loses_links(tmp_path):
    table = "| x | y |\n|---|---|\n| 1 | 2 |"
    text = f"---\ntitle: x\n---\n# One\n\nSee [the sea](http://sea).\n\n- a\n- b\n\n{table}\n\n# Two\n\nEnd.\n"
    found = read(tmp_path, "a.md", text)
    assert [chapter.title for chapter in found.chapters] == ["One", "Two"]
    assert ("body", "See the sea.") in all_of(found)
    assert [text for kind, text in all_of(found) if kind == "item"] == ["a", "b", "x, y", "1, 2"]


def test_html_says_its_title_and_language(tmp_path):
    found = read(
        tmp_path, "a.html", "<html lang=de><title>Meer</title><nav>Menü</nav><h1>Eins</h1><p>Wasser &amp; Salz"
    )
    assert (found.title, found.language) == ("Meer", "de")
    assert all_of(found) == [("heading", "Eins"), ("body", "Wasser & Salz")]


def test_docx_is_read_by_its_styles(tmp_path):
    made = docx.Document()
    made.add_heading("The harbour", 1)
    made.add_paragraph("Ships came in.")
    made.add_paragraph("Bring rope", style="List Bullet")
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Ship", "Anna"
    made.add_heading("The town", 1)
    made.add_paragraph("It slept.")
    made.core_properties.title = "Ports"
    made.save(str(tmp_path / "a.docx"))
    found = read_here(tmp_path / "a.docx")
    assert found.title == "Ports"
    assert [chapter.title for chapter in found.chapters] == ["The harbour", "The town"]
    assert [p.kind for p in found.chapters[0].paragraphs] == [
        ParagraphKind.HEADING, ParagraphKind.BODY, ParagraphKind.ITEM, ParagraphKind.ITEM,
    ]  # fmt: skip


def test_subtitles_become_sentences_without_times_and_tags(tmp_path):
    srt = "1\n00:00:01,000 --> 00:00:02,000\n<i>It was</i>\n\n2\n00:00:02,000 --> 00:00:03,000\ncold.\n"
    assert all_of(read(tmp_path, "a.srt", srt)) == [("body", "It was cold.")]
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>Come in.\n"
    assert all_of(read(tmp_path, "a.vtt", vtt)) == [("body", "Come in.")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b" \n\n"),
        ("a.txt", b"\x00\x01\x02\x03" * 100),
        ("a.md", b"---\n---\n"),
        ("a.html", b"<html><img src=x></html>"),
        ("a.docx", b"PK\x03\x04 no zip"),
        ("a.epub", b"no zip at all"),
        ("a.srt", b"no times"),
        ("a.pdf", b"%PDF"),
    ],
)
def test_what_holds_no_text_is_refused_with_a_sentence_and_a_hint(tmp_path, name, content):
    with pytest.raises(UnreadableDocument) as refusal:
        read(tmp_path, name, content)
    assert refusal.value.hint


def test_a_file_that_is_not_there_and_a_folder_are_told_apart(tmp_path):
    with pytest.raises(StorageError, match="does not exist"):
        read_here(tmp_path / "a.txt")
    (tmp_path / "b.txt").mkdir()
    with pytest.raises(UnreadableDocument, match="is a folder"):
        read_here(tmp_path / "b.txt")
