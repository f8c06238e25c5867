"""The 54 stock voices that every voice is mixed from; see ``resources/natural/README.md``."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from safetensors import safe_open

from voicecloner.paths import resource

Numbers = npt.NDArray[np.float32]
_FILE = "natural/stock_voices.safetensors"


@dataclass(frozen=True, eq=False)
class Basis:
    """The stock voices.

    Attributes:
        names: e.g. ``"af_heart"``: language (a: American, b: British, e: Spanish, f: French, h: Hindi, i: Italian,
            j: Japanese, p: Portuguese, z: Chinese) and sex (f, m), then a name.
        timbres: float32, shape (54, 128).
        manners: float32, shape (54, 128, 12): mixtures of the courses.
        courses: float32, shape (12, 510): over the number of tokens, from 1 on.
    """

    names: tuple[str, ...]
    timbres: Numbers
    manners: Numbers
    courses: Numbers

    def manner(self, weights: Numbers, token_count: int) -> Numbers:
        """How a text of so many tokens is said.

        Args:
            weights: shape (54,): how much of each stock voice; they add up to 1.
            token_count: of the text without the marks around it; beyond 510 as with 510.

        Returns:
            float32, shape (128,).
        """
        row = min(max(token_count, 1), self.courses.shape[1]) - 1
        mixture = np.tensordot(np.asarray(weights, np.float32), self.manners, 1)
        return np.asarray(mixture @ self.courses[:, row], np.float32)


@cache
def load_basis() -> Basis:
    """The basis that comes with the program; read once."""
    with safe_open(resource(_FILE), "numpy") as file:
        arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
        return Basis(tuple(file.metadata()["names"].split()), **arrays)
