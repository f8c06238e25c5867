"""Documents of many kinds become chapters of paragraphs; nothing a stranger's file asks for is done."""

from voicecloner.speech.documents.reading import DOCUMENT_SUFFIXES, read_document

__all__ = ["DOCUMENT_SUFFIXES", "read_document"]
