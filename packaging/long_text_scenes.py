"""The page of books and tables: documents with names in them, tables with faults, what was broken off."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from studio import LONG_NAME, Studio, settle, to_end, until  # noqa: E402 - the checkout's own package comes first

from tests.support.books import package, page, png, write_epub  # noqa: E402
from tests.support.long_text_hands import states, tick  # noqa: E402
from tests.support.readings import good_file  # noqa: E402
from voicecloner.domain.consent import ConsentKind  # noqa: E402
from voicecloner.gui.window.page_stack import LONG_TEXTS  # noqa: E402
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest  # noqa: E402

_READERS = ("Podcast intro", "Anna")
_SENTENCE = "The keeper of the old lighthouse walked down to the harbour before the storm came. "
_CHAPTERS = ("The lighthouse", "A letter from the north", "The storm", "What the sea left behind", "Morning")
_LONG_TITLE = " and everything that happened to those who lived there in the winter of the great storm"


def books_empty(studio: Studio) -> None:
    """Nothing to read yet."""
    _have_voices(studio)
    studio.window.show_page(LONG_TEXTS)
    studio.window.long_texts.show_books()


def book_seen(studio: Studio) -> None:
    """A document with chapters, a cover, and names in it."""
    books_empty(studio)
    _show_book(studio)
    studio.window.long_texts.verticalScrollBar().setValue(0)


def book_form(studio: Studio) -> None:
    """Who reads it, and what is made."""
    if not studio.window.long_texts.book_card.document:
        book_seen(studio)
    to_end(studio.window.long_texts)


def book_busy(studio: Studio) -> None:
    """It is being read."""
    if not studio.window.long_texts.book_card.document:
        book_seen(studio)
    studio.host.gate.clear()
    card = studio.window.long_texts.book_card
    tick(studio.window.long_texts, 1, 2)
    card.form.replaces.setChecked(True)
    card.read()
    until(studio.window.strip.isVisible)
    until(lambda: "Being read" in states(studio.window.long_texts))
    studio.window.long_texts.verticalScrollBar().setValue(0)


def book_stopped(studio: Studio) -> None:
    """It was stopped, and can be gone on with."""
    if not studio.window.long_texts.book_work.is_reading:
        book_busy(studio)
    studio.window.long_texts.book_card.stop_button.click()
    until(studio.window.long_texts.unfinished.isVisible)
    studio.window.long_texts.verticalScrollBar().setValue(0)


def book_done(studio: Studio) -> None:
    """It was read."""
    if not studio.window.long_texts.book_card.document:
        book_seen(studio)
    studio.host.gate.set()
    card = studio.window.long_texts.book_card
    tick(studio.window.long_texts, 4)
    card.form.replaces.setChecked(True)
    card.read()
    until(card.made.isVisible)
    to_end(studio.window.long_texts)


def book_refused(studio: Studio) -> None:
    """A document that cannot be read."""
    studio.window.show_page(LONG_TEXTS)
    studio.window.long_texts.show_books()
    studio.window.long_texts.book_card.leave()
    path = studio.folder / "photo.epub"
    path.write_bytes(b"no book at all")
    studio.window.message_bar.hide()
    studio.window.long_texts.take(path)
    until(studio.window.message_bar.isVisible)


def tables_empty(studio: Studio) -> None:
    """No table yet."""
    _have_voices(studio)
    studio.window.message_bar.hide()
    studio.window.show_page(LONG_TEXTS)
    studio.window.long_texts.show_tables()


def table_faults(studio: Studio) -> None:
    """A table of which some lines cannot be said."""
    tables_empty(studio)
    _show_table(studio, "lines", "Zoe")
    until(lambda: studio.window.long_texts.table_card.model.faults)
    studio.window.long_texts.verticalScrollBar().setValue(0)


def table_refused(studio: Studio) -> None:
    """A table with a column that nobody knows."""
    tables_empty(studio)
    path = studio.folder / "odd.csv"
    path.write_text("txt,voice\nGood morning.,Anna\n", "utf-8")
    card = studio.window.long_texts.table_card
    studio.window.long_texts.take(path)
    until(lambda: "odd.csv" in card.trouble.text())


def table_busy(studio: Studio) -> None:
    """Its lines are being said."""
    tables_empty(studio)
    _show_table(studio, "morning", "Anna")
    card = studio.window.long_texts.table_card
    studio.host.gate.clear()
    card.form.replaces.setChecked(True)
    until(lambda: not card.what_is_missing)
    card.say()
    until(studio.window.strip.isVisible)
    studio.window.long_texts.verticalScrollBar().setValue(0)


def table_done(studio: Studio) -> None:
    """Its lines are said."""
    card = studio.window.long_texts.table_card
    if not studio.window.long_texts.table_work.is_saying:
        table_busy(studio)
    studio.host.gate.set()
    until(card.made.isVisible)
    card.lines.selectRow(1)
    to_end(studio.window.long_texts)


def _have_voices(studio: Studio) -> None:
    known = {voice.name for voice in studio.app.manage_voices.list().voices}
    for name in _READERS:
        if name not in known:
            request = CreateVoiceRequest(name, (good_file(studio.folder),), ConsentKind.OWN)
            studio.app.create_voice(request)
    for form in (studio.window.long_texts.book_card.form, studio.window.long_texts.table_card.form):
        form.folder.use(studio.folder)
    studio.window.tools.voices.refresh()
    until(lambda: studio.window.long_texts.book_card.form.reader.voices.count() >= len(_READERS))
    settle()


def _show_book(studio: Studio) -> None:
    longer = _LONG_TITLE if studio.is_long else ""
    named = f"</p><p>[Anna] Good evening.</p><p>[{'Grandmother' + LONG_NAME[:40] if studio.is_long else 'Ben'}] Hello."
    said = (_SENTENCE * 40 + named if title != _CHAPTERS[-1] else _SENTENCE for title in _CHAPTERS)
    bodies = "".join(f"<h1>{title}{longer}</h1><p>{body}</p>" for title, body in zip(_CHAPTERS, said, strict=True))
    files: dict[str, str | bytes] = {
        "OEBPS/content.opf": package(["a|a.xhtml|application/xhtml+xml", "p|p.png|image/png|cover-image"], ["a"]),
        "OEBPS/a.xhtml": page(bodies),
        "OEBPS/p.png": png(60, 80),
    }
    path = write_epub(studio.folder / f"sea{LONG_NAME if studio.is_long else ''}.epub", files)
    studio.window.long_texts.take(path)
    until(lambda: studio.window.long_texts.book_card.document)
    settle()


def _show_table(studio: Studio, name: str, other: str) -> None:
    path = studio.folder / f"{name}{LONG_NAME if studio.is_long else ''}.csv"
    text = "Mind the gap between the train and the platform please"
    rows = [f"{text} {n}.,{other if n == 3 else ''},{'line_' + str(n) if n % 2 else ''}" for n in range(1, 6)]
    path.write_text("\n".join(["text,voice,file", *rows]), "utf-8")
    card = studio.window.long_texts.table_card
    studio.window.long_texts.take(path)
    until(lambda: card.model.rows and not studio.window.long_texts.table_work.is_looking)
    settle()
