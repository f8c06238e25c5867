"""A folder of real speech for benchmarks: `manifest.csv` and the recordings it names.

Columns that are read: kind (``good`` for references, ``good-clip`` for further recordings of the same people), speaker,
sex (F or M), file, transcript, language. References in the folder ``pool/`` are of people who are only there to be
mistaken for.
"""

import argparse
import csv
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from benchmarks._sentences import is_english
from benchmarks.measure.results import Output
from benchmarks.measure.start import measuring_python
from voicecloner.domain.audio import AudioClip, ReferenceClip

REAL = "real clips"
VARIABLE = "VOICECLONER_SPEECH_SET"
_POOL = "pool/"


@dataclass(frozen=True)
class Speaker:
    """A person to clone.

    Attributes:
        name, sex, language: as in the manifest.
        path: the reference.
        transcript: its words; may be empty.
        clips: further recordings of the same person.
    """

    name: str
    sex: str
    language: str
    path: Path
    transcript: str = ""
    clips: tuple[Output, ...] = ()

    def reference(self, *, with_transcript: bool) -> ReferenceClip:
        """The reference as engines get it."""
        transcript = self.transcript if with_transcript else ""
        return ReferenceClip(read_clip(self.path), transcript, self.language)


def read_clip(path: Path) -> AudioClip:
    """A recording, its channels averaged."""
    samples, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
    return AudioClip(np.asarray(samples.mean(axis=1), np.float32), sample_rate)


def speakers(speech_set: Path, names: Sequence[str] = ()) -> list[Speaker]:
    """The people to clone, or those of them that are named, in the order of the manifest."""
    rows = manifest_rows(speech_set)
    clips = [row for row in rows if row["kind"] == "good-clip"]
    good = [row for row in rows if row["kind"] == "good" and not row["file"].startswith(_POOL)]
    chosen = [row for row in good if not names or row["speaker"] in names]
    return [_speaker(speech_set, row, (c for c in clips if c["speaker"] == row["speaker"])) for row in chosen]


def gallery(speech_set: Path) -> dict[str, Path]:
    """A recording of everybody: whom a voice could be taken for."""
    known = [row for row in manifest_rows(speech_set) if row["kind"] == "good"]
    paths = sorted((speech_set / row["file"], row["speaker"]) for row in known)
    return {name: path for path, name in paths}


def add_speech_set(parser: argparse.ArgumentParser) -> None:
    """Two positional arguments: the folder, which may also be in the environment, and where files go."""
    usual = os.environ.get(VARIABLE)
    parser.add_argument("speech_set", type=Path, nargs="?", default=Path(usual) if usual else None)
    parser.add_argument("output_folder", type=Path, nargs="?", help="keeps the sound and the figures")


def run_measured(arguments: argparse.Namespace, run: Callable[[argparse.Namespace, Path], None]) -> None:
    """Run a benchmark whose sound is judged: with the output folder that was named, or one that is gone afterwards."""
    measuring_python()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.output_folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        run(arguments, folder)


def require_speech_set(arguments: argparse.Namespace) -> Path:
    """The folder; ends the benchmark where none is named."""
    if arguments.speech_set is None:
        sys.exit(f"Name a speech set, or set {VARIABLE}.")
    folder: Path = arguments.speech_set
    return folder


def manifest_rows(speech_set: Path) -> list[dict[str, str]]:
    """Every row of the manifest, a column's name to its value."""
    with (speech_set / "manifest.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _speaker(speech_set: Path, row: dict[str, str], clips: Iterable[dict[str, str]]) -> Speaker:
    real = (
        Output(REAL, c["speaker"], speech_set / c["file"], c["transcript"] if is_english(c["language"]) else "")
        for c in clips
    )
    path = speech_set / row["file"]
    return Speaker(row["speaker"], row["sex"], row["language"], path, row["transcript"], tuple(real))
