"""In which direction bands of sound must change to be more like a speaker: the GE2E encoder, differentiated.

onnxruntime runs networks only forwards, so the encoder's three LSTM layers (Hochreiter and Schmidhuber 1997) are worked
here in numpy, and back through time (Werbos 1990). Its weights are those of `resources/speaker/ge2e.onnx`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.engines.adapters.natural.model.onnx_bytes import raw_weights
from voicecloner.paths import resource
from voicecloner.speech.speaker import SPEAKER_MODEL, Embedding

Numbers = npt.NDArray[np.float32]

_LAYERS = 3
_HIDDEN = 256
_SHORTEST = 1e-6


class EncoderGradient:
    """The speaker encoder, forwards and backwards."""

    def __init__(self) -> None:
        raw = raw_weights(memoryview(resource(SPEAKER_MODEL).read_bytes()))
        numbers = {name: np.frombuffer(content, np.float16).astype(np.float32) for name, content in raw.items()}
        self._layers = [_Layer.of(numbers, index) for index in range(_LAYERS)]
        self._weight = numbers["linear.weight"].reshape(_HIDDEN, _HIDDEN)
        self._bias = numbers["linear.bias"]

    def likeness(self, bands: Numbers, wanted: Embedding) -> tuple[Numbers, Numbers]:
        """How like a speaker windows of sound are, and how that changes with them.

        Args:
            bands: float32, shape (windows, frames, 40): power in mel bands, see `speech.speaker.mel_bands`.
            wanted: the speaker, shape (256,), of length 1.

        Returns:
            cosines, shape (windows,), and their derivatives by `bands`, shape (windows, frames, 40).
        """
        flowing = np.ascontiguousarray(bands.transpose(1, 0, 2))
        passes = []
        for layer in self._layers:
            passes.append(_Pass(layer, flowing))
            flowing = passes[-1].outputs
        cosines, back = self._compared(flowing[-1], wanted)
        flowing_back = np.zeros_like(flowing)
        # Only the last output is looked at: what came before matters by what the layers remember of it.
        flowing_back[-1] = back
        for done in reversed(passes):
            flowing_back = done.back(flowing_back)
        return cosines, flowing_back.transpose(1, 0, 2)

    def _compared(self, last: Numbers, wanted: Embedding) -> tuple[Numbers, Numbers]:
        """The cosines, and their derivatives by the last layer's last output."""
        positive = np.maximum(last @ self._weight.T + self._bias, 0)
        lengths = np.maximum(np.linalg.norm(positive, axis=1, keepdims=True), _SHORTEST)
        cosines = positive @ wanted[:, None] / lengths
        back = (wanted - positive * cosines / lengths) / lengths * (positive > 0)
        return cosines[:, 0], back @ self._weight


@dataclass(frozen=True, eq=False)
class _Layer:
    """Weights, gates in the order input, output, forget, cell: shapes (1024, inputs), (1024, 256), (1024,)."""

    inputs: Numbers
    recurrent: Numbers
    bias: Numbers

    @classmethod
    def of(cls, numbers: dict[str, Numbers], index: int) -> "_Layer":
        gates = 4 * _HIDDEN
        biases = numbers[f"B{index}"].reshape(2, gates).sum(axis=0)
        return cls(numbers[f"W{index}"].reshape(gates, -1), numbers[f"R{index}"].reshape(gates, _HIDDEN), biases)


class _Pass:
    """One way of a sound through a layer; keeps what the way back needs.

    Args:
        layer: its weights.
        sound: shape (frames, windows, inputs).
    """

    def __init__(self, layer: _Layer, sound: Numbers) -> None:
        frames, windows, _ = sound.shape
        self._layer = layer
        self._gates = np.empty((frames, windows, 4, _HIDDEN), np.float32)
        self._cells = np.zeros((frames + 1, windows, _HIDDEN), np.float32)
        self.outputs = np.empty((frames, windows, _HIDDEN), np.float32)
        # All frames at once: what comes from the sound does not depend on what the layer remembers.
        driven = sound @ layer.inputs.T + layer.bias
        output = np.zeros((windows, _HIDDEN), np.float32)
        for frame in range(frames):
            gates = (driven[frame] + output @ layer.recurrent.T).reshape(windows, 4, _HIDDEN)
            # Clipped, for exp overflows where a gate is closed for good.
            gates[:, :3] = 1 / (1 + np.exp(-np.clip(gates[:, :3], -30, 30)))
            gates[:, 3] = np.tanh(gates[:, 3])
            self._gates[frame] = gates
            self._cells[frame + 1] = gates[:, 2] * self._cells[frame] + gates[:, 0] * gates[:, 3]
            output = gates[:, 1] * np.tanh(self._cells[frame + 1])
            self.outputs[frame] = output

    def back(self, by_outputs: Numbers) -> Numbers:
        """Derivatives by the sound, from those by the outputs: shapes (frames, windows, ...)."""
        frames, windows, _ = by_outputs.shape
        by_gates = np.empty((frames, windows, 4 * _HIDDEN), np.float32)
        carried_output = np.zeros((windows, _HIDDEN), np.float32)
        carried_cell = np.zeros((windows, _HIDDEN), np.float32)
        for frame in reversed(range(frames)):
            driven, carried_cell = self._step_back(frame, by_outputs[frame] + carried_output, carried_cell)
            by_gates[frame] = driven.reshape(windows, -1)
            carried_output = by_gates[frame] @ self._layer.recurrent
        return by_gates @ self._layer.inputs

    def _step_back(self, frame: int, by_output: Numbers, by_cell: Numbers) -> tuple[Numbers, Numbers]:
        """Derivatives by what drives a frame's gates, shape (windows, 4, 256), and by the cell before."""
        gate_in, gate_out, forget, candidate = (self._gates[frame, :, index] for index in range(4))
        bent = np.tanh(self._cells[frame + 1])
        by_cell = by_cell + by_output * gate_out * (1 - bent**2)
        by_driven = np.empty_like(self._gates[frame])
        by_driven[:, 0] = by_cell * candidate * gate_in * (1 - gate_in)
        by_driven[:, 1] = by_output * bent * gate_out * (1 - gate_out)
        by_driven[:, 2] = by_cell * self._cells[frame] * forget * (1 - forget)
        by_driven[:, 3] = by_cell * gate_in * (1 - candidate**2)
        return by_driven, by_cell * forget
