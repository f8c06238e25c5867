"""Words that the text marks with *asterisks* are said longer, higher and louder.

Length, pitch and loudness are what English and German listeners hear as stress (Fry 1955; Lehiste 1970).
"""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.domain.text import UNSPACED
from voicecloner.engines.adapters.basic.vocoder import FRAME_S, SpeechFrames, Track
from voicecloner.speech.espeak import PAUSE, Phoneme, Utterance, Word

_LETTER = rf"[^\W{UNSPACED}]"
_MARKED = re.compile(rf"(?<!\*)(?<!{_LETTER})(\*{{1,2}})(?=[^\s*])([^*]+?)(?<=[^\s*])\1(?!\*)(?!{_LETTER})")
# One half of a pair whose other half is in another sentence: not to be read aloud.
_LEFT_OVER = re.compile(r"(?<![\w*])\*+(?=\w)|(?<=\w)\*+(?![\w*])")

_LENGTH = 1.3
# Factor of pitch: nearly three semitones.
_HIGHER = 1.17

# Factor of power: 3 dB.
_LOUDER = 2.0

_RAMP_FRAMES = 15


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
    strength: Track

    def of(self, speech: SpeechFrames) -> SpeechFrames:
        """The speech with its marked words longer, higher and louder."""
        longer = speech.at(self.frames)
        louder = longer.envelope * (_LOUDER**self.strength)[:, None]
        return SpeechFrames(longer.pitch_hz * _HIGHER**self.strength, louder, longer.noise)

    def time_s(self, plain_s: float) -> float:
        """When something is said that would have been said at `plain_s`."""
        return int(np.searchsorted(self.frames, round(plain_s / FRAME_S))) * FRAME_S


def emphasis_of(marked: MarkedText, spoken: Utterance, frames: int) -> Emphasis:
    """Where the marked words are in espeak-ng's speech of so many frames."""
    strength = np.zeros(frames)
    for word in spoken.words:
        if any(start <= word.position < end for start, end in marked.spans):
            strength[_frames_of(word)] = 1
    for pause in (phoneme for phoneme in spoken.phonemes if phoneme.name == PAUSE):
        strength[_frames_of(pause)] = 0
    if not strength.any():
        return Emphasis(np.arange(frames), strength)
    ends = np.cumsum(1 + (_LENGTH - 1) * strength)
    said = np.minimum(np.searchsorted(ends, np.arange(round(float(ends[-1]))) + 0.5), frames - 1)
    window = np.hanning(_RAMP_FRAMES)
    return Emphasis(said, np.convolve(strength[said], window / window.sum(), "same"))


def _frames_of(sound: Word | Phoneme) -> slice:
    return slice(round(sound.start_s / FRAME_S), round(sound.end_s / FRAME_S))
