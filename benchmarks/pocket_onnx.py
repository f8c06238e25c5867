"""What our adapter costs on top of sherpa-onnx's own streaming call for Pocket TTS, in the same run.

    python -m benchmarks.pocket_onnx

The network is the tests' own, made wider until it holds 100 million numbers: it takes about as long as the real one,
and says nothing of its speed or sound. Needs the packages sherpa-onnx and onnx and 1 GB of memory.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from tests.support.tiny_pocket_onnx import NEEDED, Traits, install_tiny_pocket_onnx
from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.pocket_onnx.engine import PocketOnnxEngine
from voicecloner.engines.adapters.pocket_onnx.speech_model import load_package_model
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.paths import HOME_VARIABLE

TEXT = "The birch canoe slid on the smooth planks."
RUNS = 15
RATE = 24_000
FULL_SIZE = Traits(width=1024, layers=12, frames_per_token=1.0)


def noise(seed: int) -> ReferenceClip:
    samples = np.random.default_rng(seed).normal(0, 0.1, 10 * RATE).astype(np.float32)
    return ReferenceClip(AudioClip(samples, RATE))


def ours(engine: PocketOnnxEngine, voice: VoiceData) -> Generator[tuple[float, int]]:
    for chunk in engine.synthesize(voice, TEXT, SpeechOptions("en"), CancelToken()):
        yield time.process_time(), len(chunk.samples)


def theirs(model: Any, reference: ReferenceClip) -> list[tuple[float, int]]:
    import sherpa_onnx

    heard: list[tuple[float, int]] = []

    def hear(samples: np.ndarray, _progress: float) -> int:
        heard.append((time.process_time(), len(samples)))
        return 1

    wish = sherpa_onnx.GenerationConfig()
    wish.reference_audio, wish.reference_sample_rate = reference.clip.samples, RATE
    wish.num_steps, wish.silence_scale, wish.extra = 5, 1.0, {"seed": "0"}
    model.generate(TEXT, wish, callback=hear)
    return heard


def speak(started: float, chunks: Iterable[tuple[float, int]]) -> tuple[float, float]:
    """Seconds of processor time for a second of speech, and until the first sound."""
    heard = list(chunks)
    return (time.process_time() - started) / (sum(length for _, length in heard) / RATE), heard[0][0] - started


def compare(engine: PocketOnnxEngine, model: Any, voice: VoiceData, reference: ReferenceClip) -> None:
    sides: tuple[Callable[[], Iterable[tuple[float, int]]], ...] = (
        lambda: ours(engine, voice),
        lambda: theirs(model, reference),
    )
    runs: list[list[tuple[float, float]]] = []
    for number in range(RUNS + 1):
        order = (0, 1) if number % 2 else (1, 0)  # neither always has the warmer cache
        run = {side: speak(time.process_time(), sides[side]()) for side in order}
        runs.append([run[0], run[1]])
    for name, which in (("work per second", 0), ("work to first sound", 1)):
        mine_s, package_s = (statistics.median(run[side][which] for run in runs[1:]) for side in (0, 1))
        print(f"{name:20} ours {mine_s:.4f}   package {package_s:.4f}   ratio {mine_s / package_s:.3f}")


def first_sound_work_s(engine: PocketOnnxEngine, voice: VoiceData) -> float:
    started = time.process_time()
    return next(iter(list(ours(engine, voice))))[0] - started


def main() -> None:
    try:
        for name in NEEDED:
            __import__(name)
    except ImportError as missing:
        print(f"{missing}: nothing to measure.")
        return
    with tempfile.TemporaryDirectory() as home:
        os.environ[HOME_VARIABLE] = home
        folder = install_tiny_pocket_onnx(Path(home), traits=FULL_SIZE)
        engine = PocketOnnxEngine()
        started = time.process_time()
        engine.load("cpu", no_progress)
        print(f"load                 {time.process_time() - started:.2f} s of work")
        voice, other = (engine.clone([noise(n)], VoiceMode.EMBEDDING, no_progress, CancelToken()) for n in (1, 2))
        compare(engine, load_package_model(folder), voice, noise(1))
        switches = [first_sound_work_s(engine, either) for _ in range(RUNS) for either in (voice, other)]
        stays = [first_sound_work_s(engine, other) for _ in range(RUNS)]
        print(f"switch voice         {(statistics.median(switches) - statistics.median(stays)) * 1000:.0f} ms")
        engine.unload()


if __name__ == "__main__":
    main()
