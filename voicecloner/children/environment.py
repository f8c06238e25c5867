"""How child processes are started, from Python and from a frozen program, which has no ``python -m``; what they see."""

import os
import sys

from voicecloner.no_telemetry import SWITCHES
from voicecloner.paths import SOURCE_FOLDER

SECRETS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_HUB_TOKEN")
"""Variables that may hold the user's access token: the program itself fetches models, so no child of it needs them."""


def own_command(flag: str, module: str) -> list[str]:
    """What to start.

    Args:
        flag: what `voicecloner.__main__` knows the child by; used in a frozen program.
        module: the module to run otherwise.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, flag]
    # -P: a file of the user's in the current folder must not stand in for one of the program's modules.
    return [sys.executable, "-P", "-m", module]


def environment_without_secrets() -> dict[str, str]:
    """The variables of this program that a child may see."""
    return {key: value for key, value in os.environ.items() if key.upper() not in SECRETS}


def child_environment() -> dict[str, str]:
    """The child finds this very package, wherever it was started from; one thread is enough for its numbers."""
    found = {**environment_without_secrets(), **SWITCHES, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    if not getattr(sys, "frozen", False):
        found["PYTHONPATH"] = os.pathsep.join([str(SOURCE_FOLDER), *filter(None, [found.get("PYTHONPATH")])])
    return found


def clean_environment() -> dict[str, str]:
    """The variables for a program that is not this one, as the Python of another environment."""
    variables = {**environment_without_secrets(), **SWITCHES}
    # They would send the other Python to this one's libraries.
    for key in ("PYTHONHOME", "VIRTUAL_ENV"):
        variables.pop(key, None)
    if getattr(sys, "frozen", False):  # its own libraries are not for others
        before = variables.pop("LD_LIBRARY_PATH_ORIG", "")
        variables.pop("LD_LIBRARY_PATH", None)
        if before:
            variables["LD_LIBRARY_PATH"] = before
    return variables
