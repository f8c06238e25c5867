"""Chapters below parts, as makers of books write them: none is lost or doubled, and each says where it belongs."""

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE

from tests.support.books import package, page, write_epub
from voicecloner.speech.documents.contents import full_title
from voicecloner.speech.documents.reading import read_here

XHTML = "application/xhtml+xml"
NCX = "ncx|toc.ncx|application/x-dtbncx+xml"
TEXT = "<p>It rained on the harbour all night long, and nobody slept in the houses.</p>" * 4
LANDMARKS = '<nav epub:type="landmarks"><ol><li><a href="x.xhtml">Start</a></li></ol></nav>'
PARTS = ["Part One – The storm", "Part One – The calm", "Part Two – The harbour"]


def epub(tmp_path, pages, *, nav="", ncx="", title="The Sea"):
    """A book of these pages in this order."""
    items = [f"p{number}|{name}|{XHTML}" for number, name in enumerate(pages)]
    files = {f"OEBPS/{name}": page(body) for name, body in pages.items()}
    if nav:
        items.append(f"nav|nav.xhtml|{XHTML}|nav")
        files["OEBPS/nav.xhtml"] = page(f'<nav epub:type="toc"><h1>Contents</h1>{nav}</nav>{LANDMARKS}')
    if ncx:
        items.append(NCX)
        files["OEBPS/toc.ncx"] = (
            f'<?xml version="1.0"?><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{ncx}</navMap></ncx>'
        )
    opf = package(items, [f"p{number}" for number in range(len(pages))]).replace("The Sea", title)
    return read_here(write_epub(tmp_path / "book.epub", {"OEBPS/content.opf": opf, **files}))


def ol(*entries):
    return f"<ol>{''.join(f'<li>{entry}</li>' for entry in entries)}</ol>"


def link(href, title):
    return f'<a href="{href}">{title}</a>'


def point(title, src, *inner):
    return f'<navPoint><navLabel><text>{title}</text></navLabel><content src="{src}"/>{"".join(inner)}</navPoint>'


def titles(document):
    return [chapter.title for chapter in document.chapters]


def test_pandoc_has_parts_on_pages_of_their_own(tmp_path):
    pages = {
        "p1.xhtml": '<section id="part-one"><h1>Part One</h1></section>',
        "c1.xhtml": f'<section id="the-storm"><h2>The storm</h2>{TEXT}</section>',
        "c2.xhtml": f'<section id="the-calm"><h2>The calm</h2>{TEXT}</section>',
        "p2.xhtml": '<section id="part-two"><h1>Part Two</h1></section>',
        "c3.xhtml": f'<section id="the-harbour"><h2>The harbour</h2>{TEXT}</section>',
    }
    nav = ol(
        link("p1.xhtml#part-one", "Part One")
        + ol(link("c1.xhtml#the-storm", "The storm"), link("c2.xhtml#the-calm", "The calm")),
        link("p2.xhtml#part-two", "Part Two") + ol(link("c3.xhtml#the-harbour", "The harbour")),
    )
    found = epub(tmp_path, pages, nav=nav)
    assert titles(found) == PARTS
    assert [p.text for p in found.chapters[0].paragraphs[:2]] == ["Part One", "The storm"]


def test_sigil_has_several_chapters_in_one_file(tmp_path):
    body = (
        f'<h1 id="h1">Part One</h1><h2 id="h2">The storm</h2>{TEXT}<h2 id="h3">The calm</h2>{TEXT}'
        f'<h1 id="h4">Part Two</h1><h2 id="h5">The harbour</h2>{TEXT}'
    )
    nav = ol(
        link("all.xhtml#h1", "Part One") + ol(link("all.xhtml#h2", "The storm"), link("all.xhtml#h3", "The calm")),
        link("all.xhtml#h4", "Part Two") + ol(link("all.xhtml#h5", "The harbour")),
    )
    assert titles(epub(tmp_path, {"all.xhtml": body}, nav=nav)) == PARTS


def test_calibre_has_only_an_ncx_in_which_a_part_and_its_first_chapter_are_one_place(tmp_path):
    pages = {"s1.html": f"<h2>Part One</h2><h3>I</h3>{TEXT}", "s2.html": TEXT, "s3.html": TEXT}
    ncx = (
        point("Part One", "s1.html", point("The storm", "s1.html"), point("The calm", "s2.html"))
        + point("Part Two", "s3.html", point("The harbour", "s3.html"))
    )  # fmt: skip
    assert titles(epub(tmp_path, pages, ncx=ncx)) == PARTS


def test_parts_without_a_place_of_their_own_still_name_their_chapters(tmp_path):
    pages = {"c1.xhtml": TEXT, "c2.xhtml": TEXT, "c3.xhtml": TEXT}
    nav = ol(
        "<span>Part One</span>" + ol(link("c1.xhtml", "The storm"), link("c2.xhtml", "The calm")),
        "<span>Part Two</span>" + ol(link("c3.xhtml", "<i>The</i> harbour")),
    )
    assert titles(epub(tmp_path, pages, nav=nav)) == PARTS


def test_gutenberg_has_the_title_of_the_book_above_its_chapters(tmp_path):
    body = f'<h1 id="a">THE SEA</h1><p>by A. Writer</p><h2 id="b">CHAPTER I</h2>{TEXT}<h2 id="c">CHAPTER II</h2>{TEXT}'
    end = f'<h2 id="d">THE FULL LICENSE</h2>{TEXT}'
    nav = ol(
        link("h-0.xhtml#a", "THE SEA") + ol(link("h-0.xhtml#b", "CHAPTER I"), link("h-0.xhtml#c", "CHAPTER II")),
        link("h-1.xhtml#d", "THE FULL LICENSE"),
    )
    found = epub(tmp_path, {"h-0.xhtml": body, "h-1.xhtml": end}, nav=nav)
    assert titles(found) == ["THE SEA", "CHAPTER I", "CHAPTER II", "THE FULL LICENSE"]


def test_indesign_has_headings_that_are_pictures_on_pages_of_their_own(tmp_path):
    picture = '<img src="h.png" alt=""/>'
    pages = {
        "cover.xhtml": picture,
        "o.xhtml": TEXT,
        "h1.xhtml": picture,
        "t1.xhtml": TEXT,
        "h2.xhtml": picture,
        "t2.xhtml": TEXT,
    }
    ncx = point("Cover", "cover.xhtml") + point("The storm", "h1.xhtml") + point("The calm", "h2.xhtml")
    assert titles(epub(tmp_path, pages, ncx=ncx)) == ["The Sea", "The storm", "The calm"]


def test_a_place_that_is_not_in_its_file_begins_with_the_file(tmp_path):
    pages = {"c1.xhtml": TEXT, "c2.xhtml": TEXT + '<a id="next"></a>', "c3.xhtml": TEXT}
    nav = ol(
        link("c1.xhtml#gone", "The storm"), link("c2.xhtml#toc_2", "The calm"), link("c2.xhtml#next", "The harbour")
    )
    found = epub(tmp_path, pages, nav=nav)
    assert titles(found) == ["The storm", "The calm", "The harbour"]
    assert [len(chapter.paragraphs) for chapter in found.chapters] == [4, 4, 4]


def test_a_table_of_contents_of_one_line_leaves_the_headings(tmp_path):
    pages = {"all.xhtml": f"<h1>The storm</h1>{TEXT}<h1>The calm</h1>{TEXT}"}
    assert titles(epub(tmp_path, pages, nav=ol(link("all.xhtml", "Start")))) == ["Start", "The calm"]


def test_three_levels_are_named_and_the_chapter_itself_stays_whole(tmp_path):
    long = "Part One, in which " + "much is told " * 12
    pages = {"c1.xhtml": TEXT, "c2.xhtml": TEXT, "c3.xhtml": TEXT}
    nav = ol(
        f"<span>{long}</span>"
        + ol("<span>Spring</span>" + ol(link("c1.xhtml", "The storm"), link("c2.xhtml", "The calm"))),
        "<span>Part Two</span>" + ol(link("c3.xhtml", "Part Two: The harbour")),
    )
    first, _second, third = titles(epub(tmp_path, pages, nav=nav))
    assert first.startswith("Part One, in which much")
    assert first.endswith("… – The storm")
    assert len(first) <= 120
    assert third == "Part Two: The harbour"


def test_a_table_of_contents_ten_thousand_levels_deep_is_read(tmp_path):
    deep = 10_000
    nav = "<ol><li>" * deep + link("c1.xhtml", "Deep down") + "</li></ol>" * deep
    ncx = '<navPoint><navLabel><text>x</text></navLabel><content src="c1.xhtml"/>' * 200 + "</navPoint>" * 200
    assert epub(tmp_path, {"c1.xhtml": TEXT}, nav=nav).words == epub(tmp_path, {"c1.xhtml": TEXT}, ncx=ncx).words


@pytest.mark.parametrize(
    ("parents", "title", "called"),
    [
        (["Part One"], "The storm", "Part One – The storm"),
        (["Part One"], "Part One, chapter 1", "Part One, chapter 1"),
        (["Duties", "2. Duties"], "Voting", "2. Duties – Voting"),
        (["2. Duties"], "2.1. Voting", "2.1. Voting"),
        (["", "Spring"], "The storm", "Spring – The storm"),
        (["Part One"], "", "Part One"),
    ],
)
def test_what_a_title_says_itself_is_not_said_again(parents, title, called):
    assert full_title(parents, title) == called


MARKDOWN = "# Part One\n\n## The storm\n\n{t}\n\n## The calm\n\n{t}\n\n# Part Two\n\n## The harbour\n\n{t}\n"
RAIN = "It rained on the harbour all night long, and nobody slept in the houses. " * 4


SEASONS = MARKDOWN.replace("Part One", "Spring").replace("Part Two", "Autumn")
SECTIONS = "# The storm\n\n{t}\n\n## At night\n\n{t}\n\n## At dawn\n\n{t}\n\n# The calm\n\n{t}\n"
BARE_SECTIONS = "# Chapter 1\n\n## At night\n\n{t}\n\n## At dawn\n\n{t}\n\n# Chapter 2\n\n## At noon\n\n{t}\n"


@pytest.mark.parametrize(
    ("text", "chapters"),
    [
        (MARKDOWN, PARTS),
        ("# The Sea\n\n#" + MARKDOWN.replace("\n#", "\n##"), PARTS),
        (SEASONS, ["Spring – The storm", "Spring – The calm", "Autumn – The harbour"]),
        ("# Foreword\n\n{t}\n\n" + MARKDOWN + "\n# Afterword\n\n{t}\n", ["Foreword", *PARTS, "Afterword"]),
        (SECTIONS, ["The storm", "The calm"]),
        (BARE_SECTIONS, ["Chapter 1", "Chapter 2"]),
    ],
    ids=["parts", "below the title", "seasons", "beside chapters", "sections below text", "sections of chapters"],
)
def test_headings_of_several_levels_make_parts_and_chapters(tmp_path, text, chapters):
    path = tmp_path / "book.md"
    path.write_text(text.replace("{t}", RAIN))
    assert titles(read_here(path)) == chapters


def test_word_has_them_by_its_styles(tmp_path):
    made = docx.Document()
    made.styles.add_style("Überschrift 2", WD_STYLE_TYPE.PARAGRAPH)
    for part, chapters in (("Part One", ["The storm", "The calm"]), ("Part Two", ["The harbour"])):
        made.add_heading(part, 1)
        for chapter in chapters:
            made.add_paragraph(chapter, style="Überschrift 2")
            made.add_paragraph(RAIN)
    made.save(tmp_path / "book.docx")
    assert titles(read_here(tmp_path / "book.docx")) == PARTS
