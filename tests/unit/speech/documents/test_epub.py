"""EPUBs of makers that do not agree, and such as are built to do harm."""

import zipfile

import pytest

from tests.support.books import CONTAINER, package, page, png, write_epub
from voicecloner.domain.document import ParagraphKind
from voicecloner.errors import UnreadableDocument
from voicecloner.speech.documents.reading import read_here

XHTML = "application/xhtml+xml"
LONG = "<p>It rained on the harbour all night long, and nobody slept in the houses.</p>" * 4


def book(tmp_path, items, spine, files, **package_fields):
    opf = package(items, spine, **package_fields)
    return read_here(write_epub(tmp_path / "book.epub", {"OEBPS/content.opf": opf, **files}))


def titles(document):
    return [chapter.title for chapter in document.chapters]


def texts(document):
    return [paragraph.text for chapter in document.chapters for paragraph in chapter.paragraphs]


def test_an_epub_3_has_the_chapters_of_its_navigation(tmp_path):
    nav = page('<nav epub:type="toc"><ol><li><a href="one.xhtml">The storm</a></li>'
               '<li><a href="two.xhtml">The calm</a></li></ol></nav>')  # fmt: skip
    found = book(
        tmp_path,
        [f"nav|nav.xhtml|{XHTML}|nav", f"a|one.xhtml|{XHTML}", f"b|two.xhtml|{XHTML}"],
        ["nav", "a", "b"],
        {"OEBPS/nav.xhtml": nav, "OEBPS/one.xhtml": page(f"<h2>I</h2>{LONG}"), "OEBPS/two.xhtml": page(LONG)},
    )
    assert titles(found) == ["The storm", "The calm"]
    assert (found.title, found.author, found.language) == ("The Sea", "A. Writer", "en-GB")
    assert found.chapters[0].paragraphs[0].kind is ParagraphKind.HEADING
    assert "The storm" not in texts(found)


def test_an_epub_2_has_the_chapters_of_its_ncx_also_where_two_are_in_one_file(tmp_path):
    ncx = (
        '<?xml version="1.0"?><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>'
        '<navPoint><navLabel><text>First</text></navLabel><content src="all.html#c1"/>'
        '<navPoint><navLabel><text>Second</text></navLabel><content src="all.html#c2"/></navPoint></navPoint>'
        "</navMap></ncx>"
    )
    body = f'<div><h1 id="c1">One</h1>{LONG}</div><div id="c2"><h1>Two</h1>{LONG}</div>'
    found = book(
        tmp_path,
        ["ncx|toc.ncx|application/x-dtbncx+xml", f"a|all.html|{XHTML}"],
        ["a"],
        {"OEBPS/toc.ncx": ncx, "OEBPS/all.html": page(body)},
    )
    assert titles(found) == ["First", "Second"]


def test_without_a_table_of_contents_headings_make_the_chapters(tmp_path):
    body = "".join(f"<h1>Day {n}</h1>{LONG}" for n in (1, 2, 3))
    found = book(tmp_path, [f"a|x.xhtml|{XHTML}"], ["a"], {"OEBPS/x.xhtml": page(body)})
    assert titles(found) == ["Day 1", "Day 2", "Day 3"]


@pytest.mark.parametrize(
    ("declared", "written"), [("iso-8859-1", "cp1252"), ("utf-8", "cp1252"), ("iso-8859-1", "utf-8"), ("", "utf-16")]
)
def test_what_is_declared_wrongly_is_read_all_the_same(tmp_path, declared, written):
    words = "Der Müller spürte die Größe der Brücke über dem Fluß. " * 6
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    content = f"{head}<html><body><p>{words}</p></body></html>".encode(written)
    found = book(tmp_path, [f"a|x.xhtml|{XHTML}"], ["a"], {"OEBPS/x.xhtml": content})
    assert texts(found) == [words.strip()]


def test_notes_and_the_numbers_that_point_to_them_are_not_read(tmp_path):
    body = (
        '<p>The ship<a epub:type="noteref" href="#n1">1</a> sank<sup><a href="#n2">2</a></sup> in 1912.</p>'
        '<aside epub:type="footnote" id="n1"><p>A note nobody wants to hear.</p></aside>'
        "<script>alert(1)</script><style>p {}</style>"
    )
    found = book(tmp_path, [f"a|x.xhtml|{XHTML}"], ["a"], {"OEBPS/x.xhtml": page(body)})
    assert texts(found) == ["The ship sank in 1912."]


def test_the_spine_leads_through_folders_and_odd_names_and_a_page_that_is_missing_is_told(tmp_path):
    found = book(
        tmp_path,
        [f"a|Text/first%20part.xhtml|{XHTML}", f"b|TEXT/Second.XHTML|{XHTML}", f"c|gone.xhtml|{XHTML}"],
        ["a", "b", "c", "nowhere"],
        {
            "OEBPS/Text/first part.xhtml": page("<p>Here it begins.</p>"),
            "OEBPS/text/second.xhtml": page("<p>And ends.</p>"),
        },
    )
    assert texts(found) == ["Here it begins.", "And ends."]
    assert found.notes == ("1 of its pages are missing in the file.",)


def test_pages_of_nothing_but_pictures_are_refused_with_a_sentence(tmp_path):
    with pytest.raises(UnreadableDocument, match="no text, only pictures"):
        book(tmp_path, [f"a|x.xhtml|{XHTML}"], ["a"], {"OEBPS/x.xhtml": page('<img src="p.png" alt="A page"/>')})


def test_badly_nested_tags_and_closed_titles_lose_nothing(tmp_path):
    body = "<html><head><title/></head><body><a id='x'/><p>One <b>two<p>three</b> four<div>five</body>"
    found = book(tmp_path, [f"a|x.xhtml|{XHTML}"], ["a"], {"OEBPS/x.xhtml": body})
    assert " ".join(texts(found)) == "One two three four five"


def test_one_page_of_a_hundred_thousand_words_is_read(tmp_path):
    body = "<h1>All</h1>" + "<p>Ten words stand in this line and no more come.</p>" * 10_000
    found = book(tmp_path, [f"a|x.xhtml|{XHTML}"], ["a"], {"OEBPS/x.xhtml": page(body)})
    assert found.words == 100_001


def test_ten_thousand_tags_in_each_other_do_not_end_the_program(tmp_path):
    body = "<div>" * 10_000 + "<p>Deep down.</p>" + "</div>" * 10_000 + "<p>And after.</p>"
    found = book(tmp_path, [f"a|x.xhtml|{XHTML}"], ["a"], {"OEBPS/x.xhtml": page(f"<p>Above.</p>{body}")})
    assert texts(found)[0] == "Above."


def test_a_book_without_a_container_and_the_cover_of_an_epub_2_are_found(tmp_path):
    opf = package([f"a|x.xhtml|{XHTML}", "pic|c.png|image/png"], ["a"], meta='<meta name="cover" content="pic"/>')
    path = write_epub(tmp_path / "b.epub", {"b.opf": opf, "x.xhtml": page(LONG), "c.png": png()}, container=None)
    assert read_here(path).cover == png()


def test_a_protected_book_is_refused_but_one_with_hidden_fonts_is_read(tmp_path):
    def encryption(algorithm):
        return f'<encryption><EncryptedData><EncryptionMethod Algorithm="{algorithm}"/></EncryptedData></encryption>'

    files = {"OEBPS/x.xhtml": page(LONG)}
    locked = {**files, "META-INF/encryption.xml": encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc")}
    with pytest.raises(UnreadableDocument, match="protected against copying"):
        book(tmp_path, [f"a|x.xhtml|{XHTML}"], ["a"], locked)
    fonts = {**files, "META-INF/encryption.xml": encryption("http://www.idpf.org/2008/embedding")}
    assert len(texts(book(tmp_path, [f"a|x.xhtml|{XHTML}"], ["a"], fonts))) == 4


def test_entities_of_its_own_are_refused(tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    evil = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret.txt">]>'
    write_epub(tmp_path / "b.epub", {"OEBPS/content.opf": evil + package([], [])})
    with pytest.raises(UnreadableDocument, match="entities of its own"):
        read_here(tmp_path / "b.epub")
    pages = {"OEBPS/x.xhtml": f"{evil}<html><body><p>&e; is not read.</p></body></html>"}
    assert "secret" not in " ".join(texts(book(tmp_path, [f"a|x.xhtml|{XHTML}"], ["a"], pages)))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = write_epub(tmp_path / "b.epub", {"OEBPS/content.opf": package([], []), "OEBPS/x": b"\0" * 30_000_000})
    with pytest.raises(UnreadableDocument, match="fill the memory"):
        read_here(path)


@pytest.mark.parametrize("name", ["../../outside.xhtml", "/etc/outside", "C:/outside"])
def test_a_file_that_wants_to_lie_outside_is_refused(tmp_path, name):
    path = write_epub(tmp_path / "b.epub", {"OEBPS/content.opf": package([], []), name: "x"})
    with pytest.raises(UnreadableDocument, match="outside of it"):
        read_here(path)


def test_a_reference_that_leads_out_of_the_book_is_a_missing_page(tmp_path):
    (tmp_path / "secret.xhtml").write_text(page("<p>Secret.</p>"))
    found = book(
        tmp_path,
        [f"a|x.xhtml|{XHTML}", f"b|../../secret.xhtml|{XHTML}", f"c|file:///etc/passwd|{XHTML}"],
        ["a", "b", "c"],
        {"OEBPS/x.xhtml": page("<p>Open.</p>")},
    )
    assert texts(found) == ["Open."]


def test_damaged_files_are_told_in_one_sentence(tmp_path):
    whole = write_epub(tmp_path / "b.epub", {"OEBPS/content.opf": package([], []), "OEBPS/x.xhtml": page(LONG)})
    content = whole.read_bytes()
    for damaged in (b"", b"no zip", content[: len(content) // 2], content[:-30]):
        whole.write_bytes(damaged)
        with pytest.raises(UnreadableDocument):
            read_here(whole)
    with zipfile.ZipFile(whole, "w") as zipped:
        zipped.writestr("META-INF/container.xml", CONTAINER)
    with pytest.raises(UnreadableDocument, match="not an EPUB"):
        read_here(whole)


def one_page(tmp_path, body, **package_fields):
    return book(tmp_path, [f"a|one.xhtml|{XHTML}"], ["a"], {"OEBPS/one.xhtml": page(body)}, **package_fields)


LINKS = "".join(f'<li><a href="c{n}.xhtml">Chapter {n}</a></li>' for n in range(1, 5))
OUTSIDE = "".join(f'<li><a href="https://example.org/{n}">Reading {n}</a></li>' for n in range(1, 5))


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (f"<h1>Contents</h1><ul>{LINKS}</ul><h1>The storm</h1><p>It rained.</p>", ["The storm", "It rained."]),
        (f"<h1>Common tasks</h1><p>There are four:</p><ul>{LINKS}</ul>", ["Common tasks", "There are four:"]),
        (f"<h1>The storm</h1><ul>{LINKS}</ul><p>It rained.</p>", ["The storm", "It rained."]),
        (f"<h1>Reading</h1><ul>{OUTSIDE}</ul>", ["Reading", "Reading 1", "Reading 2", "Reading 3", "Reading 4"]),
        ('<p>See <a href="#a">the storm</a>.</p>' * 3, ["See the storm."] * 3),
        ('<div class="related" role="navigation"><a href="b.xhtml">next</a></div><p>Rain</p>', ["Rain"]),
        ('<div class="toc"><p><strong>Table of Contents</strong></p></div><p>Rain.</p>', ["Rain."]),
    ],
    ids=["contents", "below text", "below a heading", "elsewhere", "in sentences", "navigation", "class toc"],
)  # fmt: skip
def test_rows_of_links_into_the_book_are_not_read(tmp_path, body, read):
    assert texts(one_page(tmp_path, body)) == read


@pytest.mark.parametrize(
    "body",
    [
        (
            '<p>A user <a href="#ftn.1" class="footnote"><sup class="footnote">[1]</sup></a>, you say.</p>'
            '<div class="footnotes"><div class="footnote"><p>[1] A note.</p></div></div>'
        ),
        (
            '<p>A user <a class="footnote-reference brackets" href="#id16">1</a>, you say.</p>'
            '<dl class="footnote brackets"><dt>1</dt><dd>A note.</dd></dl>'
        ),
        '<label class="ocn"><a href="#o655">655</a></label><p id="o655">A user, you say.</p>',
        '<p>A user<span class="link-target"> [https://example.org]</span>, you say.</p>',
    ],
    ids=["DocBook", "Sphinx", "SiSU", "Sphinx's addresses"],
)
def test_notes_and_numbers_of_paragraphs_are_not_read_whoever_made_the_book(tmp_path, body):
    assert texts(one_page(tmp_path, body)) == ["A user, you say."]


def test_a_title_that_points_at_a_row_of_links_names_what_follows_it(tmp_path):
    ncx = (
        '<?xml version="1.0"?><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>'
        '<navPoint><navLabel><text>The storm</text></navLabel><content src="one.xhtml"/></navPoint></navMap></ncx>'
    )
    found = book(
        tmp_path,
        ["ncx|toc.ncx|application/x-dtbncx+xml", f"a|text/one.xhtml|{XHTML}"],
        ["a"],
        {"OEBPS/toc.ncx": ncx, "OEBPS/text/one.xhtml": page(f"<ul>{LINKS}</ul>{LONG}")},
    )
    assert titles(found) == ["The storm"], "the table of contents forgets the folder, as that of old Sphinx does"


@pytest.mark.parametrize(
    ("written", "language"), [("de", "de"), ("pt_BR", "pt-BR"), ("C", ""), ("und", ""), ("English", "")]
)
def test_a_language_is_believed_if_it_is_one(tmp_path, written, language):
    assert one_page(tmp_path, LONG, language=written).language == language
