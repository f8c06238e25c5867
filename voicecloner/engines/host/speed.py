"""How fast this computer's processor is, beside the one that the figures of docs/performance.md were measured on."""

import contextlib
import json
import time
from pathlib import Path

import numpy as np

from voicecloner.atomic import make_folder, write_atomically
from voicecloner.errors import StorageError

_FILE_NAME = "processor-speed.json"
_SIDE = 64  # so small that one core does it alone
_PRODUCTS, _TIMES = 300, 20
_KNOWN_S = 0.0024
"""So much time of a core so many products of such matrices take there."""


def slowness(cache: Path) -> float:
    """How many times as long this computer takes for the same work; measured once, within a tenth of a second.

    Args:
        cache: the folder where it is remembered.

    Returns:
        1.0: it is as fast; 2.0: it takes twice as long.
    """
    path = cache / _FILE_NAME
    known = _remembered(path)
    if known is None:
        known = _measured_s() / _KNOWN_S
        with contextlib.suppress(StorageError):  # then it is measured again the next time
            make_folder(cache)
            write_atomically(path, json.dumps({"slowness": known}).encode())
    return known


def _remembered(path: Path) -> float | None:
    try:
        value = json.loads(path.read_bytes())["slowness"]
        return float(value) if 0 < float(value) < 1000 else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _measured_s() -> float:
    """The best of some runs, in the time of this thread: what else the computer does meanwhile hardly counts."""
    matrix = np.random.default_rng(0).normal(size=(_SIDE, _SIDE)).astype(np.float32)
    product = np.empty_like(matrix)
    taken_s = []
    for _time in range(_TIMES):
        started = time.thread_time()
        for _product in range(_PRODUCTS):
            np.matmul(matrix, matrix, out=product)
        taken_s.append(time.thread_time() - started)
    return min(taken_s)
