"""Linear and kernel ridge regression, small and in closed form."""

from dataclasses import dataclass

import numpy as np

from voicecloner.engines.builtin.features import Features, squared_distances


@dataclass(frozen=True, eq=False)
class Ridge:
    """Linear map with offset.

    Attributes:
        weights: shape (inputs, outputs).
        offset: shape (outputs,).
    """

    weights: Features
    offset: Features

    def predict(self, inputs: Features) -> Features:
        """Outputs for inputs of shape (frames, inputs)."""
        return inputs @ self.weights + self.offset


def fit_ridge(inputs: Features, outputs: Features, strength: float, weights: Features | None = None) -> Ridge:
    """Least squares with `strength` * frames on the diagonal (Hoerl and Kennard 1970); frames may be weighted."""
    share = np.ones(len(inputs), np.float32) if weights is None else weights
    share = (share / share.sum())[:, None]
    input_mean, output_mean = (inputs * share).sum(axis=0), (outputs * share).sum(axis=0)
    centred = (inputs - input_mean).astype(np.float64)
    system = centred.T @ (centred * share)
    system[np.diag_indices(len(system))] += strength
    solution = np.linalg.solve(system, centred.T @ ((outputs - output_mean) * share)).astype(np.float32)
    return Ridge(solution, output_mean - input_mean @ solution)


@dataclass(frozen=True, eq=False)
class KernelRidge:
    """Gaussian kernel ridge regression on a subset of the training frames.

    Attributes:
        centres: shape (centres, inputs).
        width: of the kernel, in units of the inputs.
        weights: shape (centres, outputs).
        offset: shape (outputs,).
    """

    centres: Features
    width: float
    weights: Features
    offset: Features

    def predict(self, inputs: Features) -> Features:
        """Outputs for inputs of shape (frames, inputs)."""
        return _kernel(inputs, self.centres, self.width) @ self.weights + self.offset


_CENTRES = 800
_MOST_FRAMES = 5000
"""25 s of speech: frames 5 ms apart are so alike that more teach little."""

_WIDTH_SHARE = 0.7  # of the median distance between a frame and a centre


def fit_kernel_ridge(
    inputs: Features, outputs: Features, strength: float = 1.5, weights: Features | None = None
) -> KernelRidge:
    """Subset-of-regressors kernel ridge (Smola and Schoelkopf 2000) on evenly spaced frames; frames may be weighted."""
    if len(inputs) > _MOST_FRAMES:
        kept = np.linspace(0, len(inputs) - 1, _MOST_FRAMES).astype(np.int64)
        inputs, outputs, weights = inputs[kept], outputs[kept], None if weights is None else weights[kept]
    chosen = np.unique(np.linspace(0, len(inputs) - 1, min(_CENTRES, len(inputs))).astype(np.int64))
    centres = inputs[chosen]
    width = float(np.sqrt(np.median(squared_distances(inputs[:: max(1, len(inputs) // 500)], centres)))) * _WIDTH_SHARE
    width = max(width, 1e-3)
    kernel = _kernel(inputs, centres, width)
    weighted = kernel if weights is None else kernel * weights[:, None]
    offset = outputs.mean(axis=0)
    system = (weighted.T @ kernel).astype(np.float64)
    system[np.diag_indices(len(system))] += strength
    right = (weighted.T @ (outputs - offset)).astype(np.float64)
    from scipy.linalg import solve

    solution = solve(system, right, assume_a="pos", overwrite_a=True).astype(np.float32)
    return KernelRidge(centres, width, solution, offset)


def _kernel(inputs: Features, centres: Features, width: float) -> Features:
    return np.asarray(np.exp(squared_distances(inputs, centres) * np.float32(-0.5 / width**2)))
