"""Words that the text marks with *asterisks* are said longer, higher and louder.

Length, pitch and loudness are what English and German listeners hear as stress (Fry 1955; Lehiste 1970).
"""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.engines.builtin.features import FRAMES_PER_S, Features, smooth
from voicecloner.speech.espeak import PAUSE, Phoneme, SpokenText, Word

_MARKED = re.compile(r"(?<![\w*])(\*{1,2})(?=[^\s*])([^*]+?)(?<=[^\s*])\1(?![\w*])")
_LEFT_OVER = re.compile(r"(?<![\w*])\*+(?=\w)|(?<=\w)\*+(?![\w*])")
"""One half of a pair whose other half is in another sentence: not to be read aloud."""

_LENGTH = 1.3
_HIGHER = 0.16
"""Natural log of F0: nearly three semitones."""

_LOUDER = 0.7
"""Natural log of power: 3 dB."""

_RAMP_FRAMES = 4.0


@dataclass(frozen=True)
class MarkedText:
    """A text without its marks.

    Attributes:
        text: what is said.
        spans: first character of each marked passage, and the one after the last.
    """

    text: str
    spans: tuple[tuple[int, int], ...]


def read_marks(text: str) -> MarkedText:
    """Take the asterisks around words out of a text; others, as in ``3 * 4``, stay."""
    pieces, spans, length, end = list[str](), list[tuple[int, int]](), 0, 0
    for match in _MARKED.finditer(text):
        before = _LEFT_OVER.sub("", text[end : match.start()])
        pieces += [before, match[2]]
        length += len(before) + len(match[2])
        spans.append((length - len(match[2]), length))
        end = match.end()
    return MarkedText("".join([*pieces, _LEFT_OVER.sub("", text[end:])]), tuple(spans))


@dataclass(frozen=True, eq=False)
class Emphasis:
    """How one part of a text is stressed.

    Attributes:
        frames: which of espeak-ng's frames are said, some of them more often, shape (frames,).
        strength: 0..1 at each of these, with soft edges, shape (frames,).
    """

    frames: npt.NDArray[np.int64]
    strength: Features

    @property
    def higher(self) -> Features:
        """Added to log F0."""
        return np.float32(_HIGHER) * self.strength

    @property
    def louder(self) -> Features:
        """Added to log power, shape (frames, 1)."""
        return np.float32(_LOUDER) * self.strength[:, None]


def emphasis_of(marked: MarkedText, spoken: SpokenText, frames: int) -> Emphasis:
    """Where the marked words are in espeak-ng's speech of `frames` frames of 5 ms."""
    stressed = np.zeros(frames, np.float32)
    for word in spoken.words:
        if any(start <= word.position < end for start, end in marked.spans):
            stressed[_frames_of(word)] = 1
    for pause in (phoneme for phoneme in spoken.phonemes if phoneme.name == PAUSE):
        stressed[_frames_of(pause)] = 0
    ends = np.cumsum(1 + (_LENGTH - 1) * stressed)
    said = np.searchsorted(ends, np.arange(round(float(ends[-1]))) + 0.5) if frames else np.zeros(0, np.int64)
    said = np.minimum(said, frames - 1)
    return Emphasis(said, smooth(stressed[said], _RAMP_FRAMES))


def _frames_of(sound: Word | Phoneme) -> slice:
    return slice(round(sound.start_s * FRAMES_PER_S), round(sound.end_s * FRAMES_PER_S))
