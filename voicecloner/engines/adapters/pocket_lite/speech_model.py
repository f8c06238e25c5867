"""The loaded model: everything that touches onnxruntime and sentencepiece.

Five networks, as https://huggingface.co/KevinAHM/pocket-tts-onnx cuts the model: the encoder makes frames of a
recording, the conditioner of a text's tokens; the language model reads both and thinks of one frame after the other;
the flow makes of each thought a frame of sound in small, from noise; and the decoder makes sound of these.
"""

import math
from collections.abc import Iterator
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.domain.text import cut_text
from voicecloner.engines.adapters.pocket_lite.bundle import (
    Arrays,
    Bundle,
    first_memories,
    next_memories,
    read_bundle,
)
from voicecloner.engines.adapters.pocket_prompts import frames_after_end, prompt
from voicecloner.errors import EngineNotInstalled, VoiceClonerError, WeightsDamaged
from voicecloner.jobs import CancelToken
from voicecloner.models.local import LocalModel

_TEMPERATURE = 0.3  # what the model's makers recommend
_END = -4.0
"""Above it the language model means that it has said everything."""

_TOKENS_PER_S, _SPARE_S = 3.0, 2.0
_THREADS = 4
# the first sound comes soon, and the decoder works faster on more frames at once
_FIRST_FRAMES, _MOST_FRAMES = 2, 12


class SpeechModel:
    """Speaks in one thread at a time.

    Args:
        source: which model it is.
        bundle: its description.
        networks: its five networks, by their names in the files.
        tokenizer: the package's `SentencePieceProcessor`.
    """

    def __init__(self, source: LocalModel, bundle: Bundle, networks: dict[str, Any], tokenizer: Any) -> None:
        self.source = source
        self.bundle = bundle
        self._networks = networks
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, source: LocalModel) -> "SpeechModel":
        """Load the model; takes a second.

        Raises:
            WeightsDamaged: its files are not what they should be.
        """
        try:
            return cls(source, read_bundle(source.folder, source.languages[0]), _networks(source), _tokenizer(source))
        except (VoiceClonerError, MemoryError):
            raise
        except ImportError as error:  # Macs with Intel processors have no such packages
            raise EngineNotInstalled(f"A package is missing that may not exist for this computer: {error}.") from error
        except Exception as error:  # onnxruntime's errors have no common class, and sentencepiece has its own
            raise WeightsDamaged(f"The model “{source.id}” cannot be loaded: its files are damaged.") from error

    def encode(self, reference: Samples, cancel: CancelToken) -> Samples:
        """Listen to a recording.

        Args:
            reference: at the bundle's rate.
            cancel: looked at before and after.

        Returns:
            float32, shape (frames, text_numbers), 12.5 frames a second.

        Raises:
            Cancelled: `cancel` was set.
        """
        cancel.raise_if_cancelled()
        frames = self._networks["mimi_encoder"].run(None, {"audio": reference.reshape(1, 1, -1)})[0]
        cancel.raise_if_cancelled()
        return np.ascontiguousarray(frames.reshape(-1, self.bundle.text_numbers), np.float32)

    def voice(self, frames: Samples) -> Arrays:
        """What the language model remembers once it has heard a recording; its arrays are not to be changed.

        Args:
            frames: what `encode` gave.
        """
        heard = np.concatenate([self.bundle.before_voice, frames[None]], axis=1)
        return self._think(first_memories(self.bundle.thinking), text=heard)[2]

    def say(self, voice: Arrays, text: str, seed: int, cancel: CancelToken) -> Iterator[Samples]:
        """Speak; yields the sound of two to twelve frames of 80 ms at a time.

        Args:
            voice: what `voice` gave.
            text: with words in it.
            seed: of the noise that the frames are made from.
            cancel: looked at before each frame.

        Raises:
            Cancelled: `cancel` was set.
        """
        random = np.random.default_rng(seed)
        for piece in self._pieces(text):
            memories = first_memories(self.bundle.sounding)
            for frames in _gathered(self._frames(voice, piece, random, cancel)):
                sound, *given = self._networks["mimi_decoder"].run(None, {"latent": frames, **memories})
                memories = next_memories(self.bundle.sounding, given)
                yield np.ascontiguousarray(sound.reshape(-1), np.float32)

    def _pieces(self, text: str) -> list[str]:
        """The text in sentences that the model says in one go: of more tokens it leaves out words."""
        if len(self._tokens(text)) <= self.bundle.most_tokens or len(text) < 2:
            return [text]
        return [piece for half in cut_text(text, (len(text) + 1) // 2) for piece in self._pieces(half)]

    def _tokens(self, text: str) -> list[int]:
        return list(self._tokenizer.Encode(prompt(text, self.bundle.habits)))

    def _frames(self, voice: Arrays, text: str, random: np.random.Generator, cancel: CancelToken) -> Iterator[Samples]:
        """One frame after the other, shape (1, 1, latent_numbers)."""
        tokens = self._tokens(text)
        token_ids = np.array(tokens, np.int64).reshape(1, -1)
        read = self._networks["text_conditioner"].run(None, {"token_ids": token_ids})[0]
        memories = self._think(voice, text=read.reshape(1, -1, self.bundle.text_numbers))[2]
        frame = np.full((1, 1, self.bundle.latent_numbers), np.nan, np.float32)  # the sign of the beginning
        tail = self.bundle.tail_frames if self.bundle.tail_frames is not None else frames_after_end(text)
        left = _most_frames(len(tokens), self.bundle.frame_rate_hz)
        has_ended = False
        while left > 0:
            cancel.raise_if_cancelled()
            thought, end, memories = self._think(memories, frame=frame)
            if end > _END and not has_ended:
                has_ended, left = True, min(left, tail)
                if not left:
                    return
            frame = self._drawn(thought, random)
            left -= 1
            yield frame

    def _think(
        self, memories: Arrays, *, text: Samples | None = None, frame: Samples | None = None
    ) -> tuple[Samples, float, Arrays]:
        """One step of the language model: what it thinks of, how sure it is of its end, and what it remembers then."""
        nothing = np.zeros((1, 0, self.bundle.latent_numbers), np.float32)
        no_text = np.zeros((1, 0, self.bundle.text_numbers), np.float32)
        inputs = {
            "sequence": nothing if frame is None else frame,
            "text_embeddings": no_text if text is None else text,
        }
        thought, end, *given = self._networks["flow_lm_main"].run(None, {**inputs, **memories})
        is_sure = float(end.reshape(-1)[0]) if end.size else -math.inf
        return cast(Samples, thought), is_sure, next_memories(self.bundle.thinking, given)

    def _drawn(self, thought: Samples, random: np.random.Generator) -> Samples:
        """A frame for a thought: noise, and one step of the flow from there."""
        noise = random.normal(0.0, math.sqrt(_TEMPERATURE), (1, self.bundle.latent_numbers)).astype(np.float32)
        start, end = np.zeros((1, 1), np.float32), np.ones((1, 1), np.float32)
        way = self._networks["flow_lm_flow"].run(None, {"c": thought, "s": start, "t": end, "x": noise})[0]
        frame: npt.NDArray[np.float32] = (noise + way).reshape(1, 1, -1)
        return frame


def _gathered(frames: Iterator[Samples]) -> Iterator[Samples]:
    """The frames in groups for the decoder: a small one first, then larger and larger ones."""
    group, wanted = list[Samples](), _FIRST_FRAMES
    for frame in frames:
        group.append(frame)
        if len(group) == wanted:
            yield np.concatenate(group, axis=1)
            group, wanted = [], min(2 * wanted, _MOST_FRAMES)
    if group:
        yield np.concatenate(group, axis=1)


def _most_frames(tokens: int, frame_rate_hz: float) -> int:
    """An end for speech that would not end by itself: what the slowest speaker needs."""
    return math.ceil((tokens / _TOKENS_PER_S + _SPARE_S) * frame_rate_hz)


def _networks(source: LocalModel) -> dict[str, Any]:
    from voicecloner.speech.networks import loaded_network, usable_cores

    threads = min(_THREADS, usable_cores())
    files = {
        "mimi_encoder": "mimi_encoder.onnx",
        "text_conditioner": "text_conditioner.onnx",
        "flow_lm_main": "flow_lm_main_int8.onnx",
        "flow_lm_flow": "flow_lm_flow_int8.onnx",
        "mimi_decoder": "mimi_decoder.onnx",
    }
    return {name: loaded_network(source.folder / path, threads, has_many_lengths=True) for name, path in files.items()}


def _tokenizer(source: LocalModel) -> Any:
    import sentencepiece

    tokenizer = sentencepiece.SentencePieceProcessor()
    tokenizer.LoadFromSerializedProto((source.folder / "tokenizer.model").read_bytes())
    return tokenizer
