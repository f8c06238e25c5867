"""How books that are read aloud are called in JSON; see `answers`."""

from typing import TYPE_CHECKING, Any

from voicecloner.api.forms.texts import MadeBookAnswer, UnfinishedBookFields, UnfinishedBooksAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voicecloner.library.books import UnfinishedBook
    from voicecloner.use_cases.books.make_book import MadeBook


def made_book_fields(made: "MadeBook") -> MadeBookAnswer:
    """A document that was read aloud."""
    return {
        "title": made.title,
        "paths": [str(path) for path in made.paths],
        "seconds": made.seconds,
        "chapters": made.chapters,
        "words": made.words,
        "kept_fraction": made.kept_fraction,
        "notes": list(made.notes),
    }


def unfinished_book_fields(book: "UnfinishedBook") -> UnfinishedBookFields:
    """A document that was not read to its end yet."""
    record = book.record
    return {
        "book_id": book.id,
        "title": record.title,
        "source": record.source,
        "out": record.out,
        "name": record.voice,
        "started_at": record.started_at,
        "fraction": book.fraction,
        "is_being_read": book.is_being_read,
    }


def unfinished_books_fields(books: "Iterable[UnfinishedBook]") -> UnfinishedBooksAnswer:
    """All of them."""
    return {"books": [unfinished_book_fields(book) for book in books]}
