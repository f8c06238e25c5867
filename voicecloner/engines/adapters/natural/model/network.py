"""Kokoro-82M in two stages: symbols to melody, and melody to sound. Between the two the melody is the engine's own.

The network is StyleTTS 2 (Li et al., 2023) with the decoder iSTFTNet (Kaneko et al., 2022), without diffusion: it draws
no random numbers, the same input gives the same sound.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.natural.model.model_files import (
    DURATIONS,
    ENERGY,
    FEATURES,
    PITCH,
    SOUND,
    TIMBRE,
    stage_files,
)
from voicecloner.speech.networks import loaded_network

Numbers = npt.NDArray[np.float32]

SAMPLE_RATE_HZ = 24_000
FRAME_RATE_HZ = 40
"""Frames of features a second; pitch and energy come twice as often."""
MELODY_RATE_HZ = 2 * FRAME_RATE_HZ
FRAME_SAMPLES = SAMPLE_RATE_HZ // FRAME_RATE_HZ
STYLE_NUMBERS = 256
TIMBRE_NUMBERS = 128
"""The first half of a style is the timbre, which the decoder takes; the second is the manner, for the encoder."""
MOST_TOKENS = 510
LEAST_VOICED_HZ = 40.0
"""Pitch below this means that there is none."""


@dataclass(frozen=True, eq=False)
class Encoded:
    """How a text is to be said.

    Attributes:
        features: float32, shape (512, frames), 40 frames a second.
        pitch_hz: float32, shape (2 * frames,), 80 a second; below 40: unvoiced.
        energy: float32, shape (2 * frames,).
        frames_per_token: int64, shape (tokens,), with those of the marks before and after the text; sum: frames.
    """

    features: Numbers
    pitch_hz: Numbers
    energy: Numbers
    frames_per_token: npt.NDArray[np.int64]

    @property
    def frames(self) -> int:
        """How many frames of features there are."""
        return int(self.features.shape[1])


class Network:
    """The network, loaded. One caller at a time.

    Args:
        threads: how many of the processor's cores it may use.

    Raises:
        WeightsNotFound, WeightsDamaged: its weights cannot be loaded.
        StorageError: its stages cannot be kept in the cache.
    """

    def __init__(self, threads: int = 1) -> None:
        files = stage_files()
        self._encoder = loaded_network(files.encoder, threads, has_many_lengths=True)
        self._decoder = loaded_network(files.decoder, threads, has_many_lengths=True)
        self._thrifty = _giving_back()

    def encode(self, tokens: npt.NDArray[np.int64], style: Numbers, speed: float = 1.0) -> Encoded:
        """How a text is said in a style.

        Args:
            tokens: int64, shape (n,), at most 510, without the marks around the text.
            style: shape (256,): timbre and manner.
            speed: 2 is twice as fast as the style.
        """
        if not 0 < len(tokens) <= MOST_TOKENS:
            raise ValueError(f"{len(tokens)} tokens")
        features, pitch_hz, energy, durations = self._encoder.run(
            [FEATURES, PITCH, ENERGY, DURATIONS],
            {
                # Token 0 stands before and after every text the network was trained with.
                "tokens": np.pad(tokens, 1)[None],
                "style": style.astype(np.float32).reshape(1, STYLE_NUMBERS),
                "speed": np.array([speed], np.float32),
            },
            self._thrifty,
        )
        return Encoded(features[0], pitch_hz[0], energy[0], durations[0].astype(np.int64))

    def decode(
        self, features: Numbers, pitch_hz: Numbers, energy: Numbers, timbre: Numbers, *, gives_back: bool = True
    ) -> Samples:
        """The sound of what was encoded, whole or in part.

        Args:
            features: shape (512, frames).
            pitch_hz: shape (2 * frames,); below 40: unvoiced.
            energy: shape (2 * frames,).
            timbre: shape (128,).
            gives_back: whether its memory goes back to the system at once. Who decodes one piece after the other, none
                of them long, keeps it: to ask for it again each time takes a twentieth of all work.

        Returns:
            float32, shape (600 * frames,), 24 kHz.
        """
        inputs = {
            FEATURES: np.ascontiguousarray(features, np.float32)[None],
            PITCH: np.ascontiguousarray(pitch_hz, np.float32)[None],
            ENERGY: np.ascontiguousarray(energy, np.float32)[None],
            TIMBRE: timbre.astype(np.float32).reshape(1, TIMBRE_NUMBERS),
        }
        options = self._thrifty if gives_back else None
        sound: Samples = self._decoder.run([SOUND], inputs, options)[0].ravel()
        return sound


def _giving_back() -> Any:
    """How a run gives its memory back; otherwise that of the longest piece is kept, twice where two run."""
    import onnxruntime

    options = onnxruntime.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options
