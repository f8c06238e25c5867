"""Stretches of a text that are read by one language's rules."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voicecloner.engines.adapters.natural.pronunciation.scripts import language_runs
from voicecloner.engines.adapters.natural.pronunciation.tokens import Mark, Word


@dataclass(frozen=True)
class Piece:
    """A word, the part of a word that is written in one script, or a mark.

    Attributes:
        text: of the word, or the mark's symbol.
        token: position in the text's tokens.
        spoken: whether it is (part of) a word.
        emphasized: whether it is said with emphasis.
    """

    text: str
    token: int
    spoken: bool = True
    emphasized: bool = False


@dataclass(frozen=True)
class Passage:
    """Pieces in order, all of one language; marks belong to the passage they end or stand in."""

    language: str
    pieces: list[Piece]


Reader = Callable[[Sequence[Piece]], list[str]]
"""Gives the symbols of each piece of a passage (for marks, none). A word's symbols start with a space where a space is
heard before it."""


def passages_of(tokens: Sequence[Word | Mark], language: str) -> list[Passage]:
    """The text's passages; all of them in `language`, but for letters of scripts that it is not written in."""
    passages: list[Passage] = []
    for index, token in enumerate(tokens):
        if isinstance(token, Mark):
            # A mark before the first word shapes nothing.
            if passages:
                passages[-1].pieces.append(Piece(token.symbol, index, spoken=False))
            continue
        if token.phonemes:
            continue
        known = token.reading or token.text
        runs = [(known, token.language)] if token.language else language_runs(token.text, language)
        for text, tag in runs:
            if not passages or passages[-1].language != tag:
                passages.append(Passage(tag, []))
            passages[-1].pieces.append(Piece(text, index, emphasized=token.emphasized))
    return passages


def read_by_runs(pieces: Sequence[Piece], read: Callable[[Sequence[str]], list[str]]) -> list[str]:
    """Symbols of `pieces` where `read` is given the words between two marks, without the marks."""
    sounds: list[str] = []
    run: list[str] = []
    for piece in pieces:
        if piece.spoken:
            run.append(piece.text)
        else:
            sounds += [*read(run), ""] if run else [""]
            run = []
    return sounds + (read(run) if run else [])
