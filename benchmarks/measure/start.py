"""Starts the judging of files in the environment that holds the measuring packages."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.measure.results import Gallery, Output, Score

VARIABLE = "VOICECLONER_MEASURE_PYTHON"
_ROOT = Path(__file__).resolve().parents[2]


def measuring_python() -> str:
    """The Python of that environment, as `./dev bench` names it; ends the benchmark where there is none."""
    python = os.environ.get(VARIABLE)
    if not python:
        sys.exit(f"Start this with ./dev bench, which installs what judges speech, or set {VARIABLE}.")
    return python


def scores_of(outputs: Sequence[Output], gallery: Gallery, folder: Path) -> list[Score]:
    """Have the files judged, one after the other; the scores come in the order of the outputs.

    Args:
        outputs: the files.
        gallery: whom they could be taken for.
        folder: gets ``request.json`` and ``scores.jsonl``.
    """
    request, answer = folder / "request.json", folder / "scores.jsonl"
    rows = [asdict(output) | {"path": str(output.path.absolute())} for output in outputs]
    paths = {name: str(path.absolute()) for name, path in gallery.paths.items()}
    content = {"paths": paths, "persons": dict(gallery.persons), "outputs": rows}
    request.write_text(json.dumps(content, indent=1), "utf-8")
    command = [measuring_python(), "-m", "benchmarks.measure.judge", str(request.absolute()), str(answer.absolute())]
    environment = os.environ | {"PYTHONPATH": str(_ROOT), "OMP_NUM_THREADS": "1"}
    subprocess.run(command, cwd=_ROOT, env=environment, check=True)
    return [Score(**json.loads(line)) for line in answer.read_text("utf-8").splitlines()]
