"""Where the recordings of real speech lie that some tests measure against; they are not part of the repository."""

import os
from pathlib import Path

import pytest

VARIABLE = "VOICECLONER_SPEECH_SET"
_BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[3] / "shared" / "data"


def speech_set() -> Path:
    """Folder with the speech recordings; skips the calling test where there is none."""
    named = os.environ.get(VARIABLE)
    folder = Path(named) if named else _BESIDE_THE_CHECKOUT
    if not (folder / "manifest.csv").is_file():
        pytest.skip(f"no speech recordings in {folder}: set {VARIABLE} to the folder that holds their manifest.csv")
    return folder
