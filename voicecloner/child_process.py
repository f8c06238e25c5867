"""How the program starts processes of its own: from Python, and from a frozen program that has no ``python -m``."""

import os
import sys
from pathlib import Path

from voicecloner.no_telemetry import SWITCHES

SECRETS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_HUB_TOKEN")
"""Variables that may hold the user's access token: the program itself fetches models, so no child of it needs them."""
_PACKAGE_ROOT = Path(__file__).resolve().parents[1]


def own_command(flag: str, module: str) -> list[str]:
    """What to start.

    Args:
        flag: what `voicecloner.__main__` knows the child by; used in a frozen program.
        module: the module to run otherwise.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, flag]
    return [sys.executable, "-P", "-m", module]


def environment_without_secrets() -> dict[str, str]:
    """The variables of this program that a child may see."""
    return {key: value for key, value in os.environ.items() if key.upper() not in SECRETS}


def child_environment() -> dict[str, str]:
    """The child finds this very package, wherever it was started from; one thread is enough for its numbers."""
    found = {**environment_without_secrets(), **SWITCHES, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    if not getattr(sys, "frozen", False):
        found["PYTHONPATH"] = os.pathsep.join([str(_PACKAGE_ROOT), *filter(None, [found.get("PYTHONPATH")])])
    return found
