"""What XTTS costs through our adapter, beside the package's own streaming call in the same run.

    python -m benchmarks.xtts            with random weights of the real model's size: 4 GB of memory, 2 GB of disk
    python -m benchmarks.xtts --layers 2

Processor time is compared, which other programs do not lengthen. Needs the packages of ./dev test --neural.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Generator, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._timing import stopping_s
from tests.support.tiny_coqui import install_checkpoint, write_xtts
from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.coqui.engine import XttsEngine
from voicecloner.engines.adapters.coqui.xtts import XttsModel
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.models.local import LocalModel
from voicecloner.paths import HOME_VARIABLE

TEXT = "Hello there."
RUNS = 3
RATE = 24_000
FULL_SIZE = {"gpt_n_model_channels": 1024, "gpt_n_heads": 16, "decoder_input_dim": 1024}
TWO_SECONDS = {"gpt_max_audio_tokens": 45, "gpt_code_stride_len": 1024}


class OpenXtts(XttsEngine):
    """Shows the model it works with."""

    def _open(self, source: LocalModel, device: str) -> XttsModel:
        self.model = XttsModel.load(source, device)
        return self.model


def write_full_size(layers: int, folder: Path) -> None:
    write_xtts(folder, gpt_layers=layers, **FULL_SIZE, **TWO_SECONDS)


def noise(seed: int) -> ReferenceClip:
    samples = np.random.default_rng(seed).normal(0, 0.1, 10 * 22_050).astype(np.float32)
    return ReferenceClip(AudioClip(samples, 22_050))


def ours(engine: XttsEngine, voice: VoiceData) -> Generator[int]:
    for chunk in engine.synthesize(voice, TEXT, SpeechOptions("en"), CancelToken()):
        yield len(chunk.samples)


def theirs(model: Any, latents: Any, embedding: Any) -> Generator[int]:
    import torch

    config = model.config
    names = ("temperature", "length_penalty", "repetition_penalty", "top_k", "top_p")
    torch.manual_seed(0)
    for piece in model.inference_stream(TEXT, "en", latents, embedding, **{name: config[name] for name in names}):
        yield len(piece.cpu().numpy())


def speak(chunks: Iterable[int]) -> tuple[float, float]:
    """Seconds of processor time for a second of speech, and until the first sound."""
    started, first_s, frames = time.process_time(), 0.0, 0
    for length in chunks:
        first_s = first_s or time.process_time() - started
        frames += length
    return (time.process_time() - started) / (frames / RATE), first_s


def switch_work_s(model: XttsModel, voices: Sequence[VoiceData]) -> float:
    """What a voice costs that did not speak last."""
    started = time.process_time()
    for voice in voices:
        model.voice(voice.arrays)
    return (time.process_time() - started) / len(voices)


def compare(engine: XttsEngine, voice: VoiceData, model: Any) -> None:
    latents, embedding = model_voice(voice)
    runs = [(speak(ours(engine, voice)), speak(theirs(model, latents, embedding))) for _ in range(RUNS + 1)][1:]
    for name, which in (("work per second", 0), ("first sound", 1)):
        mine, package = (statistics.median(run[side][which] for run in runs) for side in (0, 1))
        print(f"{name:20} ours {mine:.3f} s  package {package:.3f} s  ratio {mine / package:.3f}", flush=True)


def model_voice(voice: VoiceData) -> tuple[Any, Any]:
    import torch

    return tuple(torch.from_numpy(voice.arrays[name]) for name in ("gpt_conditioning_latents", "speaker_embedding"))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--layers", type=int, default=30)
    layers = parser.parse_args().layers
    with tempfile.TemporaryDirectory() as home:
        os.environ[HOME_VARIABLE] = home
        install_checkpoint(Path(home), "xtts-v2", partial(write_full_size, layers))
        engine = OpenXtts()
        started = time.process_time()
        engine.load("cpu", no_progress)
        print(f"load                 {time.process_time() - started:.2f} s", flush=True)
        started = time.process_time()
        voice, other = (engine.clone([noise(n)], VoiceMode.EMBEDDING, no_progress, CancelToken()) for n in (1, 2))
        print(f"clone 10 s           {(time.process_time() - started) / 2:.2f} s", flush=True)
        compare(engine, voice, engine.model._model)  # noqa: SLF001 - the same weights for both: twice is much memory
        print(f"switch voice         {switch_work_s(engine.model, [voice, other]) * 1000:.1f} ms", flush=True)
        stopped_s = stopping_s(
            lambda cancel: engine.synthesize(voice, TEXT, SpeechOptions("en"), cancel), time.process_time
        )
        print(f"stop                 {stopped_s * 1000:.0f} ms")


if __name__ == "__main__":
    main()
