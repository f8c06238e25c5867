"""The loaded model: everything that touches sherpa-onnx."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.pocket_onnx.called_back import Callback, sound_of
from voicecloner.engines.adapters.pocket_prompts import APOSTROPHES, Habits, prompt
from voicecloner.errors import WeightsDamaged
from voicecloner.jobs import CancelToken
from voicecloner.models.local import LocalModel
from voicecloner.speech.networks import usable_cores

_SAMPLE_RATE = 24_000
_STEPS = 5  # what the package's documentation takes: fewer are faster and rougher
_TEMPERATURE = "0.3"  # listeners prefer it to the package's own 0.7, say the model's makers
_HABITS = Habits(pads_short_texts=True, replaced=APOSTROPHES)  # of the English model of January 2026
_FRAMES_PER_S = 12.5
_MAX_FRAMES = 500  # the package's own limit
_MAX_SEED = 2**31 - 1
_THREADS = 2
_DECIMAL_POINT = re.compile(r"(?<=\d)\.(?=\d)")


class SpeechModel:
    """Speaks in one thread at a time.

    Args:
        source: which model it is.
        tts: the package's `OfflineTts`.
    """

    def __init__(self, source: LocalModel, tts: Any) -> None:
        self.source = source
        self._tts = tts
        self._turn = threading.Lock()

    @classmethod
    def load(cls, source: LocalModel) -> "SpeechModel":
        """Load the model; takes about a second.

        Raises:
            WeightsDamaged: its files are not what they should be.
        """
        try:
            return cls(source, load_package_model(source.folder))
        except MemoryError:
            raise
        except (RuntimeError, ValueError) as error:  # what onnxruntime and the JSON reader throw arrives as these
            raise WeightsDamaged(f"The model “{source.id}” cannot be loaded: its files are damaged.") from error

    def listen(self, reference: Samples, cancel: CancelToken) -> None:
        """Take in a reference, so that it need not be encoded again as long as the model is loaded.

        Args:
            reference: shape (frames,), float32, 24 kHz, 10 s at most.
            cancel: leaves at once when set.

        Raises:
            Cancelled: `cancel` was set.
        """
        for _piece in self._generate(reference, "Yes.", {"seed": "0", "max_frames": "1"}, cancel):
            pass

    def say(self, reference: Samples, text: str, seed: int, cancel: CancelToken) -> Iterator[Samples]:
        """Speak with the voice of `reference`; yields sound in pieces of up to 1.2 s.

        Raises:
            Cancelled: `cancel` was set.
        """
        extra = {"seed": str(seed % _MAX_SEED), "max_frames": str(_most_frames(text)), "temperature": _TEMPERATURE}
        # the package would make a sentence's end of a decimal point
        spoken = prompt(_DECIMAL_POINT.sub(" point ", text), _HABITS)
        return self._generate(reference, spoken, extra, cancel)

    def close(self) -> None:
        """Wait for what may still be at work, then give the memory back."""
        with self._turn:
            self._tts = None

    def _generate(self, reference: Samples, text: str, extra: dict[str, str], cancel: CancelToken) -> Iterator[Samples]:
        wish = _wish(reference, extra)

        def work(callback: Callback) -> None:
            self._tts.generate(text, wish, callback=callback)

        return sound_of(work, self._turn, cancel)


def load_package_model(folder: Path) -> Any:
    """The package's `OfflineTts` with the files of `folder`; it raises what the package raises."""
    import sherpa_onnx

    pocket = sherpa_onnx.OfflineTtsPocketModelConfig(
        lm_flow=str(folder / "lm_flow.int8.onnx"),
        lm_main=str(folder / "lm_main.int8.onnx"),
        encoder=str(folder / "encoder.onnx"),
        decoder=str(folder / "decoder.onnx"),
        text_conditioner=str(folder / "text_conditioner.onnx"),
        vocab_json=str(folder / "vocab.json"),
        token_scores_json=str(folder / "token_scores.json"),
    )
    threads = min(_THREADS, usable_cores())
    model = sherpa_onnx.OfflineTtsModelConfig(pocket=pocket, num_threads=threads, provider="cpu")
    config = sherpa_onnx.OfflineTtsConfig(model=model)
    if not config.validate():  # the package ends the process if it has to work without a file
        raise ValueError(folder)
    return sherpa_onnx.OfflineTts(config)


def _wish(reference: Samples, extra: dict[str, str]) -> Any:
    import sherpa_onnx

    wish = sherpa_onnx.GenerationConfig()
    wish.reference_audio = np.ascontiguousarray(reference)
    wish.reference_sample_rate = _SAMPLE_RATE
    wish.num_steps = _STEPS
    wish.silence_scale = 1.0  # otherwise it shortens pauses, but only in what it returns, not in what it streams
    wish.extra = extra
    return wish


def _most_frames(text: str) -> int:
    """An end for speech that would not end by itself: three times as long as the text can take to say."""
    return min(_MAX_FRAMES, round(_FRAMES_PER_S * (3.0 + len(text) / 4)))
