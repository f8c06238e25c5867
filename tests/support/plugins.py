"""Engines of the tests, installed beside the program as a package of somebody else's is."""

import os
from collections.abc import Sequence
from pathlib import Path

from tests.support.fake_engines import ToneEngine, import_string
from tests.support.sources import ROOT


def plugin_path(folder: Path, engines: Sequence[type[ToneEngine]]) -> str:
    """Install a package with these engines into a folder; returns the `PYTHONPATH` with which the program finds it."""
    package = folder / "echo-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: echo\nVersion: 1.0\n")
    points = [f"{engine.ID} = {import_string(engine)}" for engine in engines]
    (package / "entry_points.txt").write_text("\n".join(["[voicecloner.engines]", *points]))
    return os.pathsep.join([str(folder), str(ROOT)])
