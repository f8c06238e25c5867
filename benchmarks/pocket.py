"""How fast Pocket TTS is through our adapter, and through the package's own streaming call in the same run.

    python benchmarks/pocket.py

The weights are random, of the real English model's size, so the speed is real and the sound is not. Needs the packages
of requirements/neural.txt, 1.5 GB of memory and 0.5 GB of disk for a while.
"""

import contextlib
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from tests.support.tiny_pocket import install_tiny_pocket
from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.base import VoiceData
from voicecloner.engines.pocket.engine import PocketEngine
from voicecloner.engines.pocket.speech_model import load_package_model
from voicecloner.errors import Cancelled, EngineNotInstalled
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.paths import HOME_VARIABLE

TEXT = "Hello there."
RUNS = 3
RATE = 24_000


def full_size(words: int, tokenizer: Path) -> dict[str, Any]:
    from pocket_tts.utils.config import CONFIGS_DIR, load_config

    description = load_config(CONFIGS_DIR / "english.yaml").model_dump()
    description |= {"weights_path": None, "weights_path_without_voice_cloning": None}
    description["default_eos_threshold"] = 1e9  # random weights end at once: speak as long as the text allows
    description["flow_lm"]["lookup_table"] |= {"n_bins": words, "tokenizer_path": str(tokenizer)}
    return description


def noise(seed: int) -> ReferenceClip:
    samples = np.random.default_rng(seed).normal(0, 0.1, 10 * RATE).astype(np.float32)
    return ReferenceClip(AudioClip(samples, RATE))


def ours(engine: PocketEngine, voice: VoiceData) -> Generator[int]:
    for chunk in engine.synthesize(voice, TEXT, SpeechOptions("en"), CancelToken()):
        yield len(chunk.samples)


def theirs(model: Any, state: Any) -> Generator[int]:
    for samples in model.generate_audio_stream(state, TEXT):
        yield len(samples)


def speak(chunks: Iterable[int]) -> tuple[float, float]:
    """Seconds of processor time for a second of speech, and seconds until the first sound."""
    started, worked, first_s, frames = time.perf_counter(), time.process_time(), 0.0, 0
    for length in chunks:
        first_s = first_s or time.perf_counter() - started
        frames += length
    return (time.process_time() - worked) / (frames / RATE), first_s


def compare(engine: PocketEngine, model: Any, voice: VoiceData, state: Any) -> None:
    runs = [(speak(ours(engine, voice)), speak(theirs(model, state))) for _ in range(RUNS + 1)][1:]
    for name, which in (("work per second", 0), ("first sound", 1)):
        mine, package = (statistics.median(run[side][which] for run in runs) for side in (0, 1))
        print(f"{name:20} ours {mine:.3f}   package {package:.3f}   ratio {mine / package:.3f}")


def first_sound_work_s(engine: PocketEngine, voice: VoiceData) -> float:
    """Processor time, which other programs do not lengthen."""
    started = time.process_time()
    with contextlib.closing(ours(engine, voice)) as chunks:
        next(chunks)
        return time.process_time() - started


def time_stop(engine: PocketEngine, voice: VoiceData) -> float:
    cancel = CancelToken()
    chunks = engine.synthesize(voice, TEXT, SpeechOptions("en"), cancel)
    next(chunks)
    cancel.cancel()
    started = time.perf_counter()
    with contextlib.suppress(Cancelled):
        next(chunks)
    return time.perf_counter() - started


def main() -> None:
    try:
        engine = PocketEngine()
    except EngineNotInstalled as missing:
        print(missing.message, missing.hint)
        return
    with tempfile.TemporaryDirectory() as home:
        os.environ[HOME_VARIABLE] = home
        folder = install_tiny_pocket(Path(home), describe=full_size)
        logging.disable(logging.WARNING)  # the package warns that the speech has no end, which is so on purpose
        started = time.perf_counter()
        engine.load("cpu", no_progress)
        print(f"load                 {time.perf_counter() - started:.2f} s")
        started = time.perf_counter()
        voice, other = (engine.clone([noise(n)], VoiceMode.EMBEDDING, no_progress, CancelToken()) for n in (1, 2))
        print(f"clone 10 s           {(time.perf_counter() - started) / 2:.2f} s")
        model = load_package_model(folder, "english")
        import torch

        compare(engine, model, voice, model.get_state_for_audio_prompt(torch.from_numpy(noise(1).clip.samples)[None]))
        switches = [first_sound_work_s(engine, either) for _ in range(RUNS) for either in (voice, other)]
        stays = [first_sound_work_s(engine, other) for _ in range(RUNS)]
        print(f"switch voice         {(statistics.median(switches) - statistics.median(stays)) * 1000:.0f} ms")
        print(f"stop                 {time_stop(engine, voice) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
