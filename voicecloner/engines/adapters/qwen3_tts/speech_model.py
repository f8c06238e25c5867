"""One loaded checkpoint of Qwen3-TTS: everything that touches the package and torch."""

import logging
import warnings
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.domain.text import is_speakable
from voicecloner.engines.adapters.qwen3_tts.guards import (
    begins_with_end_of,
    is_stuck,
    longest_speech_frames,
    repeated_frames,
)
from voicecloner.engines.adapters.qwen3_tts.turns import HandOver, taking_turns
from voicecloner.engines.adapters.qwen3_tts.voice_prompt import PromptShape, VoicePrompt
from voicecloner.engines.contract.torch_tools import stopping_between_layers
from voicecloner.engines.host.loaded_engines import is_out_of_memory
from voicecloner.errors import WeightsDamaged
from voicecloner.jobs import CancelToken
from voicecloner.models.local import LocalModel

SAMPLE_RATE = 24_000
SILENCE_S = 0.5
"""Silence after a reference with words: otherwise speech begins with the rest of the sound it ends in."""

# What the codec hears again before new frames; the package does the same with long speech.
_CONTEXT_FRAMES = 25
_FIRST_FRAMES = 6
_MOST_FRAMES = 25

_log = logging.getLogger(__name__)


class SpeechModel:
    """A checkpoint on its device.

    Args:
        source: which checkpoint it is.
        package: the package's `Qwen3TTSModel`.
    """

    def __init__(self, source: LocalModel, package: Any) -> None:
        self.source = source
        self.package = package
        self._codec = package.model.speech_tokenizer
        package.model.load_speech_tokenizer(_Listener(self._codec))
        config = package.model.config
        talker = config.talker_config
        self.shape = PromptShape(
            config.speaker_encoder_config.enc_dim,
            talker.num_code_groups,
            self._codec.config.decoder_config.codebook_size,
        )

    @classmethod
    def load(cls, source: LocalModel, device: str) -> "SpeechModel":
        """Load a checkpoint; takes seconds.

        Args:
            source: where it lies.
            device: ``"cpu"`` or ``"cuda"``.

        Raises:
            WeightsDamaged: its files are not what they should be.
            MemoryError, RuntimeError: there is not enough memory.
        """
        import qwen_tts  # noqa: F401 - a missing package is no damaged file

        try:
            return cls(source, load_package_model(source, device))
        except Exception as error:  # the package, transformers, safetensors and tokenizers each have their own
            if is_out_of_memory(error):
                raise
            raise WeightsDamaged(f"The model “{source.id}” cannot be loaded: its files are damaged.") from error

    def encode(self, samples: Samples, transcript: str, cancel: CancelToken) -> VoicePrompt:
        """Listen to a reference.

        Args:
            samples: shape (frames,), at `SAMPLE_RATE`.
            transcript: the words spoken in all of it; empty: only the voice is taken from it.
            cancel: looked at before each layer.

        Raises:
            Cancelled: `cancel` was set.
        """
        words = self._plain(transcript)
        if not is_speakable(words):
            item = self._listen(samples, None, cancel)
            return VoicePrompt(item.ref_spk_embedding.float().cpu().numpy())
        silence = np.zeros(round(SILENCE_S * SAMPLE_RATE), np.float32)
        item = self._listen(np.concatenate([samples, silence]), words, cancel)
        return VoicePrompt(item.ref_spk_embedding.float().cpu().numpy(), item.ref_code.cpu().numpy(), words)

    def say(self, voice: VoicePrompt, text: str, language: str, seed: int, cancel: CancelToken) -> Generator[Samples]:
        """Speak; yields sound in pieces of 0.5 to 2 s as they are made, none for text without anything to say.

        Args:
            voice: who speaks.
            text: what is said.
            language: what the package calls it, e.g. ``"English"``.
            seed: the same gives the same speech.
            cancel: looked at before each layer of the language model.

        Raises:
            Cancelled: `cancel` was set.
        """
        words = self._plain(text)
        if not is_speakable(words):
            return
        limit = longest_speech_frames(words)

        def speak(hand_over: HandOver[Samples]) -> None:
            import torch

            torch.manual_seed(seed)
            _ignore_known_warnings()
            speech = _Speech(self._decode, voice, words, hand_over)
            with self._hooked(speech.hear, cancel), suppress(_Stuck):
                self.package.generate_voice_clone(
                    words, language, voice_clone_prompt=[self._prompt(voice)], max_new_tokens=limit + 1
                )
            if len(speech.frames) >= limit:
                _log.info("the speech had no end and was cut after %d frames", limit)
            speech.finish()

        yield from taking_turns(speak)

    def _listen(self, samples: Samples, transcript: str | None, cancel: CancelToken) -> Any:
        with stopping_between_layers(cancel):
            (item,) = self.package.create_voice_clone_prompt((samples, SAMPLE_RATE), transcript, transcript is None)
        return item

    def _prompt(self, voice: VoicePrompt) -> Any:
        import torch
        from qwen_tts import VoiceClonePromptItem

        has_words = voice.codes is not None
        codes = torch.from_numpy(voice.codes) if voice.codes is not None else None
        speaker = torch.from_numpy(voice.speaker)
        return VoiceClonePromptItem(codes, speaker, not has_words, has_words, voice.transcript or None)

    def _plain(self, text: str) -> str:
        """The text without the marks that mean something else than words to the model."""
        for mark in self.package.processor.tokenizer.get_added_vocab():
            text = text.replace(mark, " ")
        return text.strip()

    @contextmanager
    def _hooked(self, hear: Callable[[Any], None], cancel: CancelToken) -> Iterator[None]:
        """Within the block `hear` gets every frame of codes; `cancel` is looked at before each layer.

        Not `stopping_between_layers`, which every module asks and which slows down speaking.
        """

        def take(_module: Any, _arguments: Any, output: Any) -> None:
            frame = output.hidden_states[1]
            if frame is not None:  # there is none while the model reads
                hear(frame)

        talker = self.package.model.talker
        with ExitStack() as hooks:
            for module in (*talker.model.layers, talker.code_predictor):
                handle = module.register_forward_pre_hook(lambda _module, _arguments: cancel.raise_if_cancelled())
                hooks.callback(handle.remove)
            hooks.callback(talker.register_forward_hook(take).remove)
            yield

    def _decode(self, frames: Any, context: int) -> Samples:
        """The sound of all frames but the first `context`, which it only follows on from."""
        import torch

        decoder = self._codec.model.decoder
        with torch.inference_mode():
            sound = decoder(frames.T[None].to(self._codec.device))[0, 0, context * int(decoder.total_upsample) :]
        samples: Samples = sound.float().cpu().numpy()
        return samples


class _Speech:
    """Speech as it comes into being: frames of codes go in, sound goes out.

    Args:
        decode: makes sound of frames.
        voice: who speaks.
        text: what is said.
        hand_over: takes the sound.
    """

    def __init__(
        self, decode: Callable[[Any, int], Samples], voice: VoicePrompt, text: str, hand_over: HandOver[Samples]
    ) -> None:
        self.frames: list[Any] = []
        self._codes: list[int] = []
        self._decode = decode
        self._hand_over = hand_over
        self._before = [] if voice.codes is None else _rows(voice.codes[-_CONTEXT_FRAMES:])
        is_watched = voice.codes is not None and not begins_with_end_of(text, voice.transcript)
        self._reference = [int(code) for code in voice.codes[:, 0]] if voice.codes is not None and is_watched else []
        self._done: int | None = None if self._reference else 0
        self._step = _FIRST_FRAMES

    def hear(self, frame: Any) -> None:
        """Take the next frame, shape (1, groups)."""
        self.frames.append(frame[0].detach())
        self._codes.append(int(frame[0, 0]))
        if self._done is None:
            self._done = self._repeated(is_whole=False)
        while self._done is not None and len(self.frames) >= self._done + self._step:
            self._speak(self._done, self._step)
            self._step = min(self._step * 4 // 3, _MOST_FRAMES)
        if is_stuck(self._codes):
            raise _Stuck

    def finish(self) -> None:
        """Hand over what is left."""
        if self._done is None:
            self._done = self._repeated(is_whole=True) or 0
        if self._done < len(self.frames):
            self._speak(self._done, len(self.frames) - self._done)

    def _speak(self, start: int, count: int) -> None:
        import torch

        before = [row.to(self.frames[0].device) for row in self._before]
        known = [*before, *self.frames[: start + count]]
        context = min(len(known) - count, _CONTEXT_FRAMES)
        sound = self._decode(torch.stack(known[len(known) - count - context :]), context)
        self._done = start + count
        self._hand_over(sound)

    def _repeated(self, *, is_whole: bool) -> int | None:
        repeated = repeated_frames(self._reference, self._codes, is_whole=is_whole)
        if repeated:
            _log.info("the speech began with the end of its reference: %d frames were cut", repeated)
        return repeated


class _Stuck(Exception):
    """Nothing changes any more."""


class _Listener:
    """The codec as far as the package may use it: it makes no sound of the whole, which we made piece by piece."""

    def __init__(self, codec: Any) -> None:
        self.encode = codec.encode

    def decode(self, encoded: list[Any]) -> tuple[list[Samples], int]:
        return [np.zeros(0, np.float32) for _ in encoded], SAMPLE_RATE


def load_package_model(source: LocalModel, device: str) -> Any:
    """The package's `Qwen3TTSModel` with the files of a checkpoint; it raises what the package raises."""
    import torch
    from qwen_tts import Qwen3TTSModel
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    is_halved = device.startswith("cuda") and torch.cuda.is_bf16_supported(including_emulation=False)
    return Qwen3TTSModel.from_pretrained(
        str(source.folder),
        device_map=device,
        dtype=torch.bfloat16 if is_halved else torch.float32,
        local_files_only=True,  # the package fetches what it does not find
    )


def _ignore_known_warnings() -> None:
    """transformers warns that repeated codes are punished in what is said only, which is what is wanted."""
    warnings.filterwarnings("ignore", "Passing `repetition_penalty` with `inputs_embeds`", UserWarning)


def _rows(codes: npt.NDArray[np.int64]) -> list[Any]:
    import torch

    return list(torch.from_numpy(codes))
