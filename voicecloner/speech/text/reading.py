"""A text in any form becomes sentences that only need to be said."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from voicecloner.domain.pronunciation import Pronunciation
from voicecloner.domain.runs import Derived
from voicecloner.domain.text import SpokenSentence, SpokenText, cuts, is_speakable
from voicecloner.speech.text.blocks import blocks
from voicecloner.speech.text.languages import Reading, reading_of
from voicecloner.speech.text.markup import BREAK, Cleaned, cleaned
from voicecloner.speech.text.pronouncing import Pronouncing
from voicecloner.speech.text.sentences import sentence_ends
from voicecloner.speech.text.tidy import tidied

SENTENCE_PAUSE_S = 0.15
CLAUSE_PAUSE_S = 0.05


def read_text(
    text: str,
    language: str,
    max_characters: int,
    pronunciations: Sequence[Pronunciation] = (),
    *,
    takes_phonemes: bool = False,
) -> SpokenText:
    """Read a text as a person does: sentences, with numbers, signs and abbreviations in words.

    Takes time in proportion to the length of the text.

    Args:
        text: any; plain, with Markdown's marks, with SSML or HTML tags.
        language: BCP 47 tag. English, German, French, Spanish, Italian and Portuguese are known whole; of others the
            numbers that num2words knows.
        max_characters: longest sentence, at least 1; longer ones are cut after a clause, else between words.
        pronunciations: what is said for some words; later ones have their way over earlier ones.
        takes_phonemes: whether phonemes are of use; `SpokenText.notes` names words that have nothing else otherwise.

    Returns:
        The sentences, none empty and none without something to say.
    """
    reading = reading_of(language)
    clean = cleaned(text, reading.torn_hyphen)
    pronouncing = Pronouncing(pronunciations, reading.words, takes_phonemes=takes_phonemes)
    reader = _Reader(clean, reading, max_characters, pronouncing)
    return SpokenText(tuple(reader.sentences()), (*clean.notes, *pronouncing.notes))


class _Reader:
    def __init__(self, clean: Cleaned, reading: Reading, max_characters: int, pronouncing: Pronouncing) -> None:
        self._clean = clean
        self._reading = reading
        self._pronouncing = pronouncing
        self._max_characters = max_characters
        self._breaks_s = iter(clean.breaks_s)

    def sentences(self) -> Iterator[SpokenSentence]:
        """All of them, each with the silence that is found behind it."""
        waiting: SpokenSentence | None = None
        for part in self._parts():
            if isinstance(part, SpokenSentence):
                if waiting:
                    yield waiting
                waiting = part
            elif waiting:
                waiting = replace(waiting, pause_after_s=part.after(waiting.pause_after_s))
        if waiting:
            yield waiting

    def _parts(self) -> Iterator["SpokenSentence | _Silence"]:
        text = self._clean.derived.text
        for block in blocks(text):
            position = block.start
            for found in re.finditer(BREAK, text[block.start : block.end]):
                at = block.start + found.start()
                yield from self._of_stretch(position, at)
                yield _Silence(next(self._breaks_s), is_wish=True)
                position = at + 1
            yield from self._of_stretch(position, block.end)
            yield _Silence(block.pause_s)

    def _of_stretch(self, begin: int, stop: int) -> Iterator[SpokenSentence]:
        text = self._clean.derived.text[begin:stop]
        said = Derived(self._pronouncing.runs(text, list(self._reading.scanner.runs(text))))
        tidy = tidied(said.text)

        def may_cut(index: int) -> bool:
            return not said.is_inside_whole(tidy.source(index, index + 1).start)

        for start, end, pause_s in _pieces(tidy.text, self._max_characters, may_cut):
            way_back = tidy.part(start, end).over(said).over(self._clean.derived, begin)
            source = way_back.source(0, end - start)
            sentence = SpokenSentence(way_back.text, source, pause_s, way_back)
            if sentence.text.count("*") % 2:  # the sentence's end came between two that belong together
                sentence = sentence.unmarked()
            if is_speakable(sentence.text):
                yield sentence


@dataclass(frozen=True)
class _Silence:
    """Of a block's end, or one the writer asked for, which counts whatever stands beside it."""

    seconds: float
    is_wish: bool = False

    def after(self, pause_s: float) -> float:
        return self.seconds if self.is_wish else max(pause_s, self.seconds)


def _pieces(text: str, max_characters: int, may_cut: Callable[[int], bool]) -> Iterator[tuple[int, int, float]]:
    """(start, end, pause in seconds) of the sentences, those that are too long in parts."""
    begin = 0
    for stop in sentence_ends(text):
        start = begin + len(text[begin:stop]) - len(text[begin:stop].lstrip())
        sentence = text[start:stop].rstrip()
        parts = list(cuts(sentence, max_characters, _from(start, may_cut)))
        for number, (first, last) in enumerate(parts, 1):
            inner = CLAUSE_PAUSE_S if sentence[last - 1] in ",;:" else 0.0
            yield start + first, start + last, SENTENCE_PAUSE_S if number == len(parts) else inner
        begin = stop


def _from(start: int, may_cut: Callable[[int], bool]) -> Callable[[int], bool]:
    """The same answers for indexes that count from `start`."""
    return lambda index: may_cut(start + index)
