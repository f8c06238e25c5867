"""Reading documents aloud: requests, results and what they may hold."""

from typing import TYPE_CHECKING

from voicecloner.api.lazily import names_from

if TYPE_CHECKING:
    from voicecloner.audio.files.audiobook import AUDIOBOOK_SUFFIXES
    from voicecloner.library.books import UnfinishedBook
    from voicecloner.speech.documents.apart import read_document
    from voicecloner.speech.documents.reading import DOCUMENT_SUFFIXES
    from voicecloner.use_cases.books.book_request import SUBTITLE_KINDS, BookRequest
    from voicecloner.use_cases.books.chapter_files import file_name_of
    from voicecloner.use_cases.books.covers import COVER_SUFFIXES
    from voicecloner.use_cases.books.look_at_document import SeenChapter, SeenDocument, look_at_document
    from voicecloner.use_cases.books.make_book import MadeBook
    from voicecloner.use_cases.books.plan_book import BookPlan
else:
    __getattr__ = names_from(
        __name__,
        {
            "voicecloner.audio.files.audiobook": ["AUDIOBOOK_SUFFIXES"],
            "voicecloner.library.books": ["UnfinishedBook"],
            "voicecloner.speech.documents.apart": ["read_document"],
            "voicecloner.speech.documents.reading": ["DOCUMENT_SUFFIXES"],
            "voicecloner.use_cases.books.book_request": ["SUBTITLE_KINDS", "BookRequest"],
            "voicecloner.use_cases.books.chapter_files": ["file_name_of"],
            "voicecloner.use_cases.books.covers": ["COVER_SUFFIXES"],
            "voicecloner.use_cases.books.look_at_document": ["SeenChapter", "SeenDocument", "look_at_document"],
            "voicecloner.use_cases.books.make_book": ["MadeBook"],
            "voicecloner.use_cases.books.plan_book": ["BookPlan"],
        },
    )
