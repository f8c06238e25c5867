"""A chapter piece by piece: which sentence is said next, by whom, and the sound and the words that come of it."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from voicecloner.domain.audio import Samples, WordTime
from voicecloner.domain.document import Chapter, ParagraphKind
from voicecloner.domain.text import SpokenSentence
from voicecloner.engines.contract.engine import EngineHost
from voicecloner.errors import EngineCrashed
from voicecloner.jobs import CancelToken
from voicecloner.library.book_journal import PieceRecord
from voicecloner.provenance.marking import Marker
from voicecloner.sound.resampling import resample
from voicecloner.speech.text import read_text
from voicecloner.use_cases.books.plan_book import BookPlan, Reader
from voicecloner.use_cases.speaking.sentence_sound import in_source, levelled

FIRST_PAUSE_S = 0.5
_PAUSES_S = {ParagraphKind.HEADING: 0.9, ParagraphKind.BODY: 0.5, ParagraphKind.ITEM: 0.35}


@dataclass(frozen=True)
class BookPiece:
    """The next thing to say.

    Attributes:
        reader: who says it.
        sentence: what.
        paragraph: the text it is of, as the document has it.
        pause_s: silence before it, seconds.
        done: characters of the chapter that are said with it.
    """

    reader: Reader
    sentence: SpokenSentence
    paragraph: str
    pause_s: float
    done: int

    @property
    def said(self) -> int:
        """A fingerprint of what is said, by whom and how."""
        options = self.reader.options
        how = f"{self.reader.voice.id}\0{options.language}\0{options.speed}\0{options.seed}\0{self.pause_s}"
        return zlib.crc32(f"{self.sentence.text}\0{how}".encode("utf-8", "surrogatepass"))


def chapter_pieces(plan: BookPlan, chapter: Chapter) -> Iterator[BookPiece]:
    """All of a chapter in order, the same each time; no more than a paragraph of it is made ready at once."""
    pause_s, before = FIRST_PAUSE_S, 0
    for paragraph in chapter.paragraphs:
        reader, text = plan.reader_of(paragraph)
        sentences = _sentences(reader, text)
        for number, sentence in enumerate(sentences, 1):
            is_last = number == len(sentences)
            done = before + (len(paragraph.text) if is_last else min(sentence.source.end, len(paragraph.text)))
            yield BookPiece(reader, sentence, text, pause_s, done)
            pause_s = _PAUSES_S[paragraph.kind] if is_last else sentence.pause_after_s
        before += len(paragraph.text)


class PieceMaker:
    """Has pieces said.

    Args:
        host: the engines.
        new_marker: marks what is said; None marks nothing. Each piece gets its own, so that a piece that is made after
            an interruption is the same as one that is made without.
        sample_rate: Hz, of the book.
    """

    def __init__(self, host: EngineHost, new_marker: Callable[[int], Marker | None], sample_rate: int) -> None:
        self._host, self._new_marker, self._sample_rate = host, new_marker, sample_rate

    def made(self, piece: BookPiece, start_frame: int, cancel: CancelToken) -> tuple[Samples, PieceRecord]:
        """The sound of a piece with the pause before it, and what is to be kept of it.

        Args:
            piece: what is said.
            start_frame: where it begins in the chapter.
            cancel: stops within the piece.

        Raises:
            EngineError, Cancelled
        """
        speech, words = self._said(piece, cancel)
        pause = round(piece.pause_s * self._sample_rate)
        sound = self._marked(levelled(speech, pause, self._sample_rate)) if len(speech) else speech
        start_s = (start_frame + (pause if len(speech) else 0)) / self._sample_rate
        timed = tuple((text, start_s + start, start_s + end) for text, start, end in _written(words, piece))
        source = piece.sentence.source
        text = piece.paragraph[source.start : source.end].strip()
        end_s = (start_frame + len(sound)) / self._sample_rate
        return sound, PieceRecord(piece.said, text, start_s, end_s, timed, piece.done)

    def _said(self, piece: BookPiece, cancel: CancelToken) -> tuple[Samples, tuple[WordTime, ...]]:
        try:
            return self._asked(piece, cancel)
        except EngineCrashed:  # it is started anew: one crash in ten hours is no reason to stop
            cancel.raise_if_cancelled()
            return self._asked(piece, cancel)

    def _asked(self, piece: BookPiece, cancel: CancelToken) -> tuple[Samples, tuple[WordTime, ...]]:
        reader = piece.reader
        chunks = self._host.synthesize(
            reader.voice.engine_id, reader.voice_file, piece.sentence.text, reader.options, cancel=cancel
        )
        words: list[WordTime] = []

        def seen() -> Iterator[Samples]:
            for chunk in chunks:
                words.extend(chunk.words)
                yield chunk.samples

        sound = np.concatenate([np.zeros(0, np.float32), *seen()])
        rate = reader.engine.abilities.output_sample_rate
        return (sound if rate == self._sample_rate else resample(sound, rate, self._sample_rate)), tuple(words)

    def _marked(self, sound: Samples) -> Samples:
        marker = self._new_marker(self._sample_rate)
        return sound if marker is None else marker.marked(sound)


def _sentences(reader: Reader, text: str) -> tuple[SpokenSentence, ...]:
    abilities = reader.engine.abilities
    spoken = read_text(
        text,
        reader.options.language,
        abilities.max_chunk_characters,
        reader.pronunciations,
        takes_phonemes=abilities.takes_phonemes,
    ).sentences
    if abilities.stresses_words:
        return spoken
    unmarked = (sentence.unmarked() for sentence in spoken)
    return tuple(sentence for sentence in unmarked if sentence.text)


def _written(words: tuple[WordTime, ...], piece: BookPiece) -> Iterator[tuple[str, float, float]]:
    """The words as the document has them, with the marks that stand at them; "3 May" is one, however it is said."""
    placed = in_source(words, piece.sentence, piece.paragraph)
    text = piece.paragraph
    waiting: WordTime | None = None
    for word in placed:
        if waiting is not None and word.first_character < waiting.end_character:
            waiting = WordTime(waiting.first_character, waiting.end_character, waiting.start_s, word.end_s)
            continue
        if waiting is not None:
            yield _with_marks(text, waiting, word.first_character), waiting.start_s, waiting.end_s
        waiting = word
    if waiting is not None:
        yield _with_marks(text, waiting, piece.sentence.source.end), waiting.start_s, waiting.end_s


def _with_marks(text: str, word: WordTime, limit: int) -> str:
    end = word.end_character
    while end < min(limit, len(text)) and not text[end].isspace():
        end += 1
    return text[word.first_character : end]
