"""What a document becomes before anything of it is said: who reads which paragraph, and how much there is to say."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from voicecloner.atomic import is_there
from voicecloner.audio.files.audiobook import AUDIOBOOK_SUFFIXES
from voicecloner.audio.files.encoding import writable_suffixes
from voicecloner.audio.files.saving import require_loudness
from voicecloner.domain.document import Chapter, Document, Paragraph
from voicecloner.domain.languages import are_same
from voicecloner.domain.pronunciation import Pronunciation
from voicecloner.domain.requests import require_types
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import Voice
from voicecloner.engines.contract.engine import EngineInfo, checked_speech, require_synthesis
from voicecloner.errors import InvalidRequest, VoiceNotFound, either
from voicecloner.jobs import NEVER, CancelToken
from voicecloner.library.voices import VoiceLibrary
from voicecloner.speech.documents.apart import read_document
from voicecloner.use_cases.books.book_request import SUBTITLE_KINDS, BookRequest
from voicecloner.use_cases.books.covers import read_cover
from voicecloner.use_cases.speaking.take_maker import TakeMaker

_NAMED = re.compile(r"\[([^\[\]]{1,80})\]:?\s*")
_NO_NAME = re.compile(r"[\W\d_]*|[ivxlcdm]+", re.IGNORECASE)
"""What stands in brackets and is no name: numbers of notes, dots."""
_MOST_NAMED = 5


@dataclass(frozen=True)
class Reader:
    """A voice that reads, ready to be asked.

    Attributes:
        voice: who.
        engine: what speaks with it.
        options: how.
        voice_file: where its data lies.
        pronunciations: what is said for some words.
    """

    voice: Voice
    engine: EngineInfo
    options: SpeechOptions
    voice_file: Path
    pronunciations: tuple[Pronunciation, ...] = ()


@dataclass(frozen=True)
class BookPlan:
    """All that is known of a book before it is read.

    Attributes:
        request: what was asked for.
        document: all of the document.
        chapters: those that are read, by their numbers from 1.
        narrator: who reads what names nobody.
        readers: who reads what names somebody, by the name as it is written.
        notes: what the user should know.
    """

    request: BookRequest
    document: Document
    chapters: Mapping[int, Chapter]
    narrator: Reader
    readers: Mapping[str, Reader]
    notes: tuple[str, ...] = ()

    @property
    def sample_rate(self) -> int:
        """Hz, of the book: the highest of its voices'."""
        return max(each.engine.abilities.output_sample_rate for each in self.cast)

    @property
    def cast(self) -> tuple[Reader, ...]:
        """Everybody who reads."""
        return (self.narrator, *self.readers.values())

    @property
    def characters(self) -> int:
        """How much there is to be read."""
        return sum(chapter.characters for chapter in self.chapters.values())

    @property
    def words(self) -> int:
        """How many words there are to be read."""
        return sum(chapter.words for chapter in self.chapters.values())

    @property
    def key(self) -> str:
        """A fingerprint of all that decides how it sounds; where it is saved, and as what, is no part of it."""
        digest = hashlib.sha256()
        for number, chapter in self.chapters.items():
            digest.update(f"\0{number}".encode())
            for paragraph in chapter.paragraphs:
                digest.update(f"\0{paragraph.kind}\0{paragraph.text}".encode("utf-8", "surrogatepass"))
        said = sorted([name, *_identity(reader)] for name, reader in {"": self.narrator, **self.readers}.items())
        digest.update(json.dumps([said, self.request.reads_names]).encode())
        return digest.hexdigest()

    def reader_of(self, paragraph: Paragraph) -> tuple[Reader, str]:
        """Who reads a paragraph, and what of it."""
        name = named_voice(paragraph.text) if self.request.reads_names else ""
        reader = self.readers.get(name)
        if reader is None:
            return self.narrator, paragraph.text
        return reader, _NAMED.sub("", paragraph.text, count=1)


class PlanBook:
    """Reads a document and finds who reads it; says nothing yet."""

    def __init__(self, maker: TakeMaker, library: VoiceLibrary) -> None:
        self._maker, self._library = maker, library

    def __call__(self, request: BookRequest, cancel: CancelToken = NEVER) -> BookPlan:
        """Plan it.

        Args:
            request: what is to be read, and how.
            cancel: stops looking through the document.

        Raises:
            UnreadableDocument, StorageError, Cancelled: the document, or its cover.
            InvalidRequest, VoiceNotFound, VoiceNeedsRebuild, ReviewFailed, EngineError: it cannot be read so.
        """
        require_types(request)
        _require_sense(request)
        document = _with_cover(read_document(request.source, cancel), request.cover)
        chapters = _chosen(document, request.chapters)
        narrator = self._reader(request.voice, request, document.language)
        names = names_in(chapters.values()) if request.reads_names else ()
        cast = self._cast(names, request, document.language)
        return BookPlan(request, document, chapters, narrator, cast, document.notes)

    def _cast(self, names: tuple[str, ...], request: BookRequest, language: str) -> dict[str, Reader]:
        readers: dict[str, Reader] = {}
        unknown: list[str] = []
        for name in names:
            try:
                readers[name] = self._reader(request.cast.get(name, name), request, language)
            except VoiceNotFound:
                if name in request.cast:  # the document is right, the voice that was named for it is not
                    raise
                unknown.append(name)
        if unknown:
            more = f" and {len(unknown) - _MOST_NAMED} more" if len(unknown) > _MOST_NAMED else ""
            listed = ", ".join(f"[{name}]" for name in unknown[:_MOST_NAMED])
            raise InvalidRequest(
                f"The document names voices that do not exist: {listed}{more}.",
                either(
                    "Choose who reads them",
                    "book FILE --cast NAME=VOICE (or --plain-brackets, which reads the brackets as text)",
                ),
            )
        return readers

    def _reader(self, name: str, request: BookRequest, language: str) -> Reader:
        voice = self._library.find(name)
        engine = self._maker.engine_of(voice)
        require_synthesis(engine)
        spoken = request.language or _language_of(voice, engine, language)
        wanted = SpeechOptions(spoken, request.speed, request.seed)
        options, entries = checked_speech(engine, wanted, voice.language), self._maker.pronunciations_of(voice).entries
        return Reader(voice, engine, options, self._library.voice_file(voice), entries)


def _language_of(voice: Voice, engine: EngineInfo, document_language: str) -> str:
    """What a voice reads a document in where nobody said it; in its own accent where it speaks that language."""
    is_kept = not document_language or are_same(document_language, voice.language) or engine.abilities.keeps_language
    return document_language if not is_kept and engine.abilities.speaks(document_language) else voice.language


def named_voice(text: str) -> str:
    """The name in brackets with which a paragraph begins; empty where there is none, or nothing follows it."""
    found = _NAMED.match(text)
    if found is None or found.end() == len(text) or _NO_NAME.fullmatch(found[1].strip()):
        return ""
    return found[1].strip()


def names_in(chapters: Iterable[Chapter]) -> tuple[str, ...]:
    """The names in brackets with which paragraphs begin, each once, in order."""
    named = (named_voice(p.text) for chapter in chapters for p in chapter.paragraphs)
    return tuple(dict.fromkeys(name for name in named if name))


def _chosen(document: Document, wanted: tuple[int, ...]) -> dict[int, Chapter]:
    numbered = dict(enumerate(document.chapters, 1))
    numbers = set(wanted) or set(numbered)
    chosen = {number: chapter for number, chapter in numbered.items() if number in numbers}
    if not chosen:
        raise InvalidRequest(f"There is no chapter {wanted[0]}.", f"“{document.title}” has {len(numbered)}.")
    return chosen


def _with_cover(document: Document, cover: Path | None) -> Document:
    return document if cover is None else replace(document, cover=read_cover(cover))


def _require_sense(request: BookRequest) -> None:
    require_loudness(request.loudness_lufs)
    if request.subtitles not in ("", *SUBTITLE_KINDS):
        raise InvalidRequest(f"Subtitles cannot be written as “{request.subtitles}”.", "Choose srt or vtt.")
    if not request.is_one_file and request.format not in writable_suffixes():
        known = ", ".join(writable_suffixes())
        raise InvalidRequest(f"Chapters cannot be saved as “{request.format}”.", f"Choose one of {known}.")
    if not request.is_one_file and request.out.suffix and not (is_there(request.out) and request.out.is_dir()):
        names = " or ".join(AUDIOBOOK_SUFFIXES)
        raise InvalidRequest(
            f"A whole book cannot be saved as one “{request.out.suffix}” file.", f"Name a folder, or a file in {names}."
        )


def _identity(reader: Reader) -> Iterator[str]:
    voice, options = reader.voice, reader.options
    yield from (voice.id, voice.engine_id, voice.engine_revision)
    yield from (options.language, f"{options.speed:.4f}", str(options.seed))
