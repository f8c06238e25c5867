"""Words that the text marks with *asterisks* are said longer, higher and louder.

Length, pitch and loudness are what English and German listeners hear as stress (Fry 1955; Lehiste 1970).
"""

import re
from dataclasses import dataclass

import numpy as np

from voicecloner.engines.basic.vocoder import FRAME_S, SpeechFrames
from voicecloner.speech.espeak import PAUSE, Phoneme, SpokenText, Word

_MARKED = re.compile(r"(?<![\w*])(\*{1,2})(?=[^\s*])([^*]+?)(?<=[^\s*])\1(?![\w*])")
_LEFT_OVER = re.compile(r"(?<![\w*])\*+(?=\w)|(?<=\w)\*+(?![\w*])")
"""One half of a pair whose other half is in another sentence: not to be read aloud."""

_LENGTH = 1.3
_HIGHER = 1.17
"""Factor of pitch: nearly three semitones."""

_LOUDER = 2.0
"""Factor of power: 3 dB."""

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


def stressed(speech: SpeechFrames, marked: MarkedText, spoken: SpokenText) -> SpeechFrames:
    """Speech of `spoken` with its marked words longer, higher and louder, with soft edges."""
    strength = np.zeros(len(speech.pitch_hz))
    for word in spoken.words:
        if any(start <= word.position < end for start, end in marked.spans):
            strength[_frames_of(word)] = 1
    if not strength.any():
        return speech
    for pause in (phoneme for phoneme in spoken.phonemes if phoneme.name == PAUSE):
        strength[_frames_of(pause)] = 0
    ends = np.cumsum(1 + (_LENGTH - 1) * strength)
    said = np.minimum(np.searchsorted(ends, np.arange(round(float(ends[-1]))) + 0.5), len(strength) - 1)
    window = np.hanning(_RAMP_FRAMES)
    soft = np.convolve(strength[said], window / window.sum(), "same")
    longer = speech.at(said)
    louder = longer.envelope * (_LOUDER**soft)[:, None]
    return SpeechFrames(longer.pitch_hz * _HIGHER**soft, louder, longer.noise)


def _frames_of(sound: Word | Phoneme) -> slice:
    return slice(round(sound.start_s / FRAME_S), round(sound.end_s / FRAME_S))
