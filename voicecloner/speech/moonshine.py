"""Writes down English speech: Moonshine tiny (Jeffries et al. 2024, arXiv 2410.15608) through onnxruntime.

An encoder and a decoder of 27 million parameters, which the package `moonshine-voice` brings in onnxruntime's own
format, beside a library that is not needed here and never loaded. Of the words of clear, read speech it misses one in
twelve.
"""

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from voicecloner.errors import RecognizerError
from voicecloner.paths import resource
from voicecloner.speech.networks import loaded_network

if TYPE_CHECKING:
    from voicecloner.domain.audio import Samples

RATE_HZ = 16_000
_ENCODER, _DECODER, _TOKENS = FILES = ("encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin")
_PACKAGE, _PACKAGE_FOLDER = "moonshine_voice", "assets/tiny-en"
_FROZEN_FOLDER = "recognizer/tiny-en"

# In less nobody says a word, and the encoder's convolutions need some frames.
_FEWEST_SAMPLES = RATE_HZ // 10
# Longer sound is cut where it is quietest: the network was trained on stretches of some seconds.
_LONGEST_S = 15.0
_EARLIEST_CUT_S = 9.0
_CUT_STEP = RATE_HZ // 50
_CUT_STEPS_HEARD = 10
# Nobody says more; a decoder that has fallen into repeating itself is stopped here, as its authors advise.
_TOKENS_PER_SECOND = 6.5
_SPARE_TOKENS = 4
_BEGIN, _END = 1, 2
_WORD_MARK = "\u2581".encode()
_OF_DECODER = ".decoder."
_HEADS, _HEAD_SIZE = 8, 36

_Values = npt.NDArray[np.float32]


@dataclass(frozen=True)
class WrittenWord:
    """One word as the network writes it.

    Attributes:
        text: with its capital and its punctuation, never empty.
        confidence: how sure the network was of its least sure part, 0..1.
    """

    text: str
    confidence: float


def model_folder() -> Path | None:
    """Where the network's files lie; None where they are not installed. Nothing is loaded."""
    return next((folder for folder in _folders() if all((folder / name).is_file() for name in FILES)), None)


class Recognizer:
    """Writes down what is said. Loaded at once, about 0.3 s; may be used from several threads.

    Args:
        threads: how many threads one call works with.
        folder: where the network's files lie; found by itself if not given.

    Raises:
        RecognizerError: the files are not there.
    """

    def __init__(self, threads: int = 1, folder: Path | None = None) -> None:
        folder = folder or model_folder()
        if folder is None:
            raise RecognizerError("The speech recognizer is not installed.")
        self._encoder = _session(folder / _ENCODER, threads)
        self._decoder = _session(folder / _DECODER, threads)
        self._memories = [given.name for given in self._decoder.get_inputs() if given.name.startswith("past")]
        self._tokens = _read_tokens((folder / _TOKENS).read_bytes())

    def words(self, samples_16k: "Samples") -> str:
        """What is said, with punctuation; empty where nothing is.

        Args:
            samples_16k: float32, shape (frames,), -1..1, at 16 kHz; of any length. Cut at pauses it is heard better.
        """
        return " ".join(word.text for word in self.written(samples_16k))

    def written(self, samples_16k: "Samples", go_on: Callable[[], bool] = lambda: True) -> tuple[WrittenWord, ...]:
        """The same, word by word.

        Args:
            samples_16k: as for `words`.
            go_on: asked before each token; what was understood so far is given back once it says no.
        """
        stretches = _stretches(np.asarray(samples_16k, np.float32))
        return tuple(word for stretch in stretches for word in self._written(stretch, go_on))

    def _written(self, samples: "Samples", go_on: Callable[[], bool]) -> Sequence[WrittenWord]:
        most = int(len(samples) / RATE_HZ * _TOKENS_PER_SECOND) + _SPARE_TOKENS
        found: list[tuple[int, float]] = []
        for token, confidence in self._decode(samples):
            # Without a limit a decoder that repeats itself would never end.
            if token == _END or len(found) == most or not go_on():
                break
            found.append((token, confidence))
        return self._joined(found)

    def _decode(self, samples: "Samples") -> Iterator[tuple[int, float]]:
        """The likeliest token after each, and its probability, without an end.

        The merged graph computes the keys and values of the sound in its first step; later steps are given them again.
        """
        given, token = self._encoded(samples), _BEGIN
        wanted = self._memories
        while True:
            given["input_ids"] = np.array([[token]], np.int64)
            names = [name.replace("past_key_values", "present") for name in wanted]
            logits, *present = self._decoder.run(["logits", *names], given)
            # What was computed for earlier tokens is handed back instead of being computed again.
            given |= dict(zip(wanted, present, strict=True))
            given["use_cache_branch"] = np.array([True])
            wanted = [name for name in self._memories if _OF_DECODER in name]
            token, confidence = _likeliest(logits[0, -1])
            yield token, confidence

    def _encoded(self, samples: "Samples") -> dict[str, Any]:
        """What the decoder is given for its first step."""
        sound = samples[np.newaxis]
        mask = np.ones(sound.shape, np.int64)  # of the samples for both: the decoder thins it out itself
        (hidden,) = self._encoder.run(None, {"input_values": sound, "attention_mask": mask})
        lengths = {name: 0 if _OF_DECODER in name else hidden.shape[1] for name in self._memories}
        return {
            "encoder_hidden_states": hidden,
            "encoder_attention_mask": mask,
            "use_cache_branch": np.array([False]),
            **{name: np.zeros((1, _HEADS, length, _HEAD_SIZE), np.float32) for name, length in lengths.items()},
        }

    def _joined(self, found: Sequence[tuple[int, float]]) -> Sequence[WrittenWord]:
        """Tokens are pieces of words in UTF-8; a mark stands where a word begins."""
        words: list[tuple[bytes, float]] = []
        for token, confidence in found:
            piece = self._tokens[token]
            if piece.startswith(_WORD_MARK) or not words:
                words.append((b"", 1.0))
            text, sure = words[-1]
            words[-1] = text + piece.replace(_WORD_MARK, b""), min(sure, confidence)
        texts = [(text.decode("utf-8", "ignore").strip(), sure) for text, sure in words]
        return [WrittenWord(text, sure) for text, sure in texts if text]


def _folders() -> Iterator[Path]:
    with suppress(FileNotFoundError):  # only a frozen program has it there
        yield resource(_FROZEN_FOLDER)
    # only looked for: importing the package would load its own library
    spec = importlib.util.find_spec(_PACKAGE)
    for place in (spec and spec.submodule_search_locations) or ():
        yield Path(place, _PACKAGE_FOLDER)


def _session(path: Path, threads: int) -> Any:
    try:
        return loaded_network(path, threads)
    except Exception as error:  # onnxruntime's own errors have no class of their own to name
        raise RecognizerError("The speech recognizer could not be loaded.") from error


def _read_tokens(data: bytes) -> list[bytes]:
    """The vocabulary: for each token its length, in one byte or in two of seven and eight bits, then its bytes."""
    tokens, at = [], 0
    while at < len(data):
        length, at = data[at], at + 1
        if length >= 128:
            length, at = length - 128 + 128 * data[at], at + 1
        tokens.append(data[at : at + length])
        at += length
    return tokens


def _likeliest(logits: _Values) -> tuple[int, float]:
    token = int(logits.argmax())
    return token, float(1.0 / np.exp(logits - logits[token]).sum())


def _stretches(samples: "Samples") -> Iterator["Samples"]:
    """The whole cut at its quietest fifths of a second, so that none is longer than 15 s."""
    longest, earliest = round(_LONGEST_S * RATE_HZ), round(_EARLIEST_CUT_S * RATE_HZ)
    while len(samples) > longest:
        power = np.square(samples[earliest:longest], dtype=np.float64).reshape(-1, _CUT_STEP).sum(axis=1)
        around = np.convolve(power, np.ones(_CUT_STEPS_HEARD), "valid")
        cut = earliest + (int(around.argmin()) + _CUT_STEPS_HEARD // 2) * _CUT_STEP
        yield samples[:cut]
        samples = samples[cut:]
    if len(samples) >= _FEWEST_SAMPLES:
        yield samples
