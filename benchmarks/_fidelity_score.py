"""Scores spoken files: likeness to a speaker by GE2E embeddings, words by Moonshine."""

import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from voicecloner.domain.audio import Samples
from voicecloner.speech.moonshine import Recognizer
from voicecloner.speech.speaker import SpeakerEncoder

Embedding = npt.NDArray[np.float32]
RATE_HZ = 16_000


@dataclass(frozen=True)
class Output:
    """One spoken file.

    Attributes:
        system: who made it, e.g. ``"transcript, 20 s"``.
        speaker: whom it is to sound like.
        path: the sound.
        text: what it says; empty where no recognizer knows the language.
    """

    system: str
    speaker: str
    path: Path
    text: str


@dataclass(frozen=True)
class Score:
    """What came out for one file.

    Attributes:
        output: the file.
        similarity: cosine of its embedding and its speaker's.
        first: whether its speaker's embedding is the nearest of all.
        errors, words: wrong, missing and added words; how many there should be.
    """

    output: Output
    similarity: float
    first: bool
    errors: int
    words: int


@dataclass(frozen=True)
class Summary:
    """Means over files: similarity over speakers, the share of right speakers, the word error rate over words."""

    files: int
    similarity: float
    first: float
    word_error_rate: float


def summary(scores: Iterable[Score]) -> Summary:
    """One row of the table."""
    every = list(scores)
    speakers = sorted({s.output.speaker for s in every})
    means = [np.mean([s.similarity for s in every if s.output.speaker == name]) for name in speakers]
    words = sum(s.words for s in every)
    errors = sum(s.errors for s in every)
    return Summary(
        len(every), float(np.mean(means)), float(np.mean([s.first for s in every])), errors / words if words else np.nan
    )


def score_all(outputs: Sequence[Output], references: Mapping[str, Path], processes: int = 2) -> list[Score]:
    """Scores in the order of the outputs.

    Args:
        outputs: files to score.
        references: a recording of every speaker they could be taken for.
        processes: how many work side by side.
    """
    with ProcessPoolExecutor(processes) as pool:
        gallery = dict(zip(references, pool.map(embed, references.values()), strict=True))
        return list(pool.map(partial(_score, gallery), outputs, chunksize=8))


def load(path: Path) -> Samples:
    """Mono samples at 16 kHz."""
    samples, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
    return np.asarray(soxr.resample(samples.mean(axis=1), sample_rate, RATE_HZ), np.float32)


def embed(path: Path) -> Embedding:
    """The voice in a file."""
    return np.asarray(_encoder().embed(load(path)))


@cache
def _encoder() -> SpeakerEncoder:
    return SpeakerEncoder()


@cache
def _recognizer() -> Recognizer:
    return Recognizer()


def _score(gallery: Mapping[str, Embedding], output: Output) -> Score:
    embedding = embed(output.path)
    cosines = {name: float(known @ embedding) for name, known in gallery.items()}
    truth = _words(output.text)
    errors = word_distance(truth, _heard(output.path)) if truth else 0
    nearest = max(cosines, key=cosines.__getitem__)
    return Score(output, cosines[output.speaker], nearest == output.speaker, errors, len(truth))


def _heard(path: Path) -> list[str]:
    return _words(_recognizer().words(load(path)))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower().replace("-", " "))


def word_distance(truth: list[str], heard: list[str]) -> int:
    """Fewest words to change, leave out or add (Levenshtein 1966)."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(truth, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1]
