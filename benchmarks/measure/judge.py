"""Judges a list of files; runs in the environment of the measuring packages.

    python -m benchmarks.measure.judge REQUEST.json SCORES.jsonl

REQUEST.json holds the parts of a `Gallery` and ``outputs``, the files.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np

from benchmarks.measure.ears import FirstEar, SecondEar, load
from benchmarks.measure.hearing import Melody, Recognizer, melody, naturalness
from benchmarks.measure.results import Gallery, Output, Score
from voicecloner.speech.word_errors import word_distance, words_of

_LEAST_RANGE = 0.1


class Judge:
    """Knows everybody in the gallery and scores files.

    Args:
        gallery: whom a file could be taken for.
    """

    def __init__(self, gallery: Gallery) -> None:
        self._gallery = gallery
        references = {name: load(path) for name, path in gallery.paths.items()}
        self._first, self._second, self._recognizer = FirstEar(), SecondEar(references), Recognizer()
        self._known = {name: self._first.embed(samples) for name, samples in references.items()}
        self._melodies: dict[str, Melody] = {}

    def score(self, output: Output) -> Score:
        """Everything that is measured in one file."""
        samples = load(output.path)
        embedding = self._first.embed(samples)
        cosines = {name: float(known @ embedding) for name, known in self._known.items()}
        truth = words_of(output.text)
        mos, clean = naturalness(samples)
        found, own = melody(samples), self._melody_of(output.speaker)
        return Score(
            system=output.system,
            speaker=output.speaker,
            similarity=cosines[output.speaker],
            first=self._gallery.is_same(max(cosines, key=cosines.__getitem__), output.speaker),
            second=self._gallery.is_same(self._second.nearest(samples), output.speaker),
            errors=word_distance(truth, self._recognizer.words(samples)) if truth else 0,
            words=len(truth),
            mos=mos,
            clean=clean,
            pitch_st=abs(found.pitch_st - own.pitch_st),
            range=found.range_st / max(own.range_st, _LEAST_RANGE),
            pace=found.pace / max(own.pace, _LEAST_RANGE),
        )

    def _melody_of(self, speaker: str) -> Melody:
        """That of the reference, found when it is first needed: it takes seconds."""
        if speaker not in self._melodies:
            self._melodies[speaker] = melody(load(self._gallery.paths[speaker]))
        return self._melodies[speaker]


def main() -> None:
    request_path, scores_path = map(Path, sys.argv[1:])
    request = json.loads(request_path.read_text("utf-8"))
    judge = Judge(Gallery({name: Path(path) for name, path in request["paths"].items()}, request["persons"]))
    with scores_path.open("w", buffering=1, encoding="utf-8") as file:
        for done, row in enumerate(request["outputs"], 1):
            score = judge.score(Output(row["system"], row["speaker"], Path(row["path"]), row["text"]))
            file.write(json.dumps(asdict(score), default=np.ndarray.item) + "\n")
            print(f"\rJudged {done} of {len(request['outputs'])} files", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


if __name__ == "__main__":
    main()
