"""The sound of one sentence on its way from the engine into a take: equally loud as the others, and soon heard."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from voicecloner.domain.audio import AudioChunk, Samples, WordTime
from voicecloner.domain.runs import CharacterSpan
from voicecloner.domain.text import SpokenSentence
from voicecloner.sound.levels import hold_peaks, to_loudness

_RHYTHM_S = 1.5
# Loudness is taken in blocks of 0.4 s: sooner nothing can be said about it.
_EARLY_S = 0.45
_GLIDE_S = 0.5
# At most; each brings the loudness nearer by the share that the rest has in it.
_CORRECTIONS = 10
# Less than this, 0.04 dB, is not worth measuring all of the sentence again.
_NEAR = 1.005
# What people write needs less than 3 dB; a row of foreign letters, said more and more quietly, may need this.
_MOST_CORRECTED_DB = 9.0
# The first of several sentences may stay a little too loud or too quiet: those after it are right, and a jump within
# it would be heard.
_MOST_CORRECTED_OF_SEVERAL_DB = 3.0


@dataclass(frozen=True, eq=False)
class Said:
    """A piece of a sentence.

    Attributes:
        samples: float32, shape (frames,).
        words: timed from the piece's own start, with their places in the sentence.
        pause_frames: how much of its beginning is the pause before the sentence.
    """

    samples: Samples
    words: tuple[WordTime, ...] = ()
    pause_frames: int = 0


@dataclass(frozen=True)
class Gaps:
    """Silence around a sentence.

    Attributes:
        rhythm: the usual pause between sentences, frames; 0: there is only one.
        before: the pause before this one, frames; None: it is the first that is heard.
    """

    rhythm: int
    before: int | None = None


def said_evenly(chunks: Iterable[AudioChunk], gaps: Gaps, sample_rate: int) -> Iterator[Said]:
    """The sound of a sentence at -23 LUFS, nothing if there is none.

    The first sentence of all is given out piece by piece: its beginning at once, as loud as it seems by itself; what
    follows glides to the loudness of all that is there by then. The others are made while the first is heard.

    Args:
        chunks: what the engine says.
        gaps: the pauses.
        sample_rate: Hz.
    """
    is_first = gaps.before is None
    sound, words = np.zeros(0, np.float32), list[WordTime]()
    given = _Given(gaps.rhythm, sample_rate)
    for chunk in chunks:
        sound = np.concatenate([sound, chunk.samples])
        words += chunk.words
        if is_first and len(sound) - given.frames >= _EARLY_S * sample_rate and np.any(sound):
            before = given.frames
            yield Said(given.next(sound), shifted(words, seconds=-before / sample_rate))
            words = []
    if len(sound) > given.frames:
        pause, before = gaps.before or 0, given.frames
        rest = given.next(sound)
        yield Said(np.pad(rest, (pause, 0)), shifted(words, seconds=(pause - before) / sample_rate), pause)


class _Given:
    """What of a sentence was given out already, piece by piece.

    Args:
        rhythm_frames: the usual pause between sentences; 0: there is only one.
        sample_rate: Hz.

    Attributes:
        frames: how much of the sentence.
    """

    def __init__(self, rhythm_frames: int, sample_rate: int) -> None:
        self._rhythm_frames, self._sample_rate = rhythm_frames, sample_rate
        self._heard = np.zeros(0, np.float32)
        self._gain = 0.0
        self.frames = 0

    def next(self, sound: Samples) -> Samples:
        """What is given out next, of all of the sentence that there is by now."""
        rest = sound[self.frames :]
        gain = _gain(sound, self._rhythm_frames, self._sample_rate)
        if self.frames:
            gain = self._corrected(rest, gain)
        louder = self._louder(rest, gain)
        self.frames, self._gain, self._heard = len(sound), gain, np.concatenate([self._heard, louder])
        return louder

    def _louder(self, rest: Samples, gain: float) -> Samples:
        """The rest as it is given out, gliding to `gain`."""
        return hold_peaks(_glided(rest, self._gain or gain, gain, self._sample_rate), self._sample_rate)

    def _corrected(self, rest: Samples, gain: float) -> float:
        """The gain for the rest with which all of the sentence is at -23 LUFS, as far as the bounds allow.

        The beginning was given out as loud as it seemed by itself, which is not what all of the sentence needs.
        """
        bound_db = _MOST_CORRECTED_OF_SEVERAL_DB if self._rhythm_frames else _MOST_CORRECTED_DB
        least, most = gain * 10 ** (-bound_db / 20), gain * 10 ** (bound_db / 20)
        for _ in range(_CORRECTIONS):
            whole = np.concatenate([self._heard, self._louder(rest, gain)])
            wanted = min(max(gain * _gain(whole, self._rhythm_frames, self._sample_rate), least), most)
            is_near, gain = 1 / _NEAR < wanted / gain < _NEAR, wanted
            if is_near:
                break
        return gain


def shifted(words: Iterable[WordTime], *, seconds: float = 0.0, characters: int = 0) -> tuple[WordTime, ...]:
    """The same words later, and further on in the text."""
    return tuple(
        replace(
            word,
            first_character=word.first_character + characters,
            end_character=word.end_character + characters,
            start_s=word.start_s + seconds,
            end_s=word.end_s + seconds,
        )
        for word in words
    )


def in_source(words: Iterable[WordTime], sentence: SpokenSentence, text: str) -> tuple[WordTime, ...]:
    """The same words where they stand in the user's text.

    What is said is not always what is written: "May third" is said for "3 May". Each of its words gets all of it.

    Args:
        words: with their places in `sentence.text`.
        sentence: what is said.
        text: the user's whole text.
    """
    return tuple(_in_written(word, sentence.written(word.first_character, word.end_character), text) for word in words)


def _in_written(word: WordTime, place: CharacterSpan, text: str) -> WordTime:
    start, end = place.start, place.end
    while start < end - 1 and text[start].isspace():
        start += 1
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return replace(word, first_character=start, end_character=end)


def levelled(sound: Samples, pause_frames: int, sample_rate: int) -> Samples:
    """A pause of so many frames and the sound, at -23 LUFS."""
    even = sound * np.float32(_gain(sound, pause_frames, sample_rate))
    return hold_peaks(np.pad(even, (pause_frames, 0)), sample_rate)


def _gain(sound: Samples, pause_frames: int, sample_rate: int) -> float:
    """What brings the sound to -23 LUFS.

    One of several parts is measured with its pause and in a row with itself, as if all were like it: loudness is taken
    in blocks of 0.4 s, and by itself a short word would be turned down too little or too much.
    """
    whole = np.pad(sound, (pause_frames, 0))
    heard = np.resize(whole, max(len(whole), round(_RHYTHM_S * sample_rate))) if pause_frames else whole
    peak = float(np.abs(heard).max(initial=0.0))
    even = to_loudness(heard, sample_rate, peak_ceiling_dbfs=np.inf)
    return float(np.abs(even).max(initial=0.0)) / peak if peak else 1.0


def _glided(sound: Samples, start_gain: float, end_gain: float, sample_rate: int) -> Samples:
    gains = np.full(len(sound), end_gain, np.float32)
    glide = min(len(sound), round(_GLIDE_S * sample_rate))
    gains[:glide] = np.geomspace(start_gain, end_gain, glide)
    return sound * gains
