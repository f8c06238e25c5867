"""How fast Pocket TTS is through our adapter, and through the package's own streaming call in the same run.

    python -m benchmarks.pocket

Work is processor time, which other programs do not lengthen; ours and theirs take turns, and the medians are compared.
The weights are random, of the real English model's size, so the speed is real and the sound is not. Needs the packages
of ./dev test --neural, 1.5 GB of memory and 0.5 GB of disk for a while.
"""

import contextlib
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._timing import stopping_s
from tests.support.tiny_pocket import install_tiny_pocket
from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.pocket.engine import PocketEngine
from voicecloner.engines.adapters.pocket.speech_model import load_package_model
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.engines.contract.torch_tools import on_threads
from voicecloner.engines.host.environments import missing_packages
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.paths import HOME_VARIABLE
from voicecloner.settings import Settings
from voicecloner.settings_file import SettingsStore

TEXT = "Hello there."
RUNS = 5
RATE = 24_000


def full_size(words: int, tokenizer: Path) -> dict[str, Any]:
    from pocket_tts.utils.config import CONFIGS_DIR, load_config

    description: dict[str, Any] = load_config(CONFIGS_DIR / "english.yaml").model_dump()
    description |= {"weights_path": None, "weights_path_without_voice_cloning": None}
    description["default_eos_threshold"] = 1e9  # random weights end at once: speak as long as the text allows
    description["flow_lm"]["lookup_table"] |= {"n_bins": words, "tokenizer_path": str(tokenizer)}
    return description


def noise(seed: int) -> ReferenceClip:
    samples = np.random.default_rng(seed).normal(0, 0.1, 10 * RATE).astype(np.float32)
    return ReferenceClip(AudioClip(samples, RATE))


@dataclass(frozen=True)
class Times:
    """Processor time for a second of speech; processor time and time until the first sound, seconds."""

    work: float
    first_work_s: float
    first_s: float


def ours(engine: PocketEngine, voice: VoiceData) -> Generator[int]:
    for chunk in engine.synthesize(voice, TEXT, SpeechOptions("en"), CancelToken()):
        yield len(chunk.samples)


def theirs(model: Any, state: Any) -> Generator[int]:
    with on_threads(1):  # as its import sets it
        for samples in model.generate_audio_stream(state, TEXT):
            yield len(samples)


def speak(chunks: Iterable[int]) -> Times:
    started, worked, first_s, first_work_s, frames = time.perf_counter(), time.process_time(), 0.0, 0.0, 0
    for length in chunks:
        if not frames:
            first_s, first_work_s = time.perf_counter() - started, time.process_time() - worked
        frames += length
    return Times((time.process_time() - worked) / (frames / RATE), first_work_s, first_s)


def compare(mine: Callable[[], Iterable[int]], others: Callable[[], Iterable[int]], names: tuple[str, str]) -> None:
    """Run both in turns, neither always first."""
    runs: list[dict[str, Times]] = []
    for number in range(RUNS + 1):
        sides = [(names[0], mine), (names[1], others)]
        runs.append({name: speak(say()) for name, say in (sides if number % 2 else sides[::-1])})
    for what, title in (
        ("work", "work per second"),
        ("first_work_s", "work to first sound"),
        ("first_s", "first sound"),
    ):
        first, second = (statistics.median(getattr(run[name], what) for run in runs[1:]) for name in names)
        print(f"{title:20} {names[0]} {first:.3f}   {names[1]} {second:.3f}   ratio {first / second:.3f}")


def first_sound_work_s(engine: PocketEngine, voice: VoiceData) -> float:
    """Processor time, which other programs do not lengthen."""
    started = time.process_time()
    with contextlib.closing(ours(engine, voice)) as chunks:
        next(chunks)
        return time.process_time() - started


def in_8_bits(home: Path) -> PocketEngine:
    SettingsStore(home / "config" / "settings.json").save(Settings(engine_options={"pocket": {"precision": "int8"}}))
    engine = PocketEngine()
    engine.load("cpu", no_progress)
    return engine


def main() -> None:
    engine = PocketEngine()
    missing = missing_packages(engine.info())
    if missing:
        print(f"There is no {' and no '.join(missing)}: ./dev test --neural installs it.")
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

        state = model.get_state_for_audio_prompt(torch.from_numpy(noise(1).clip.samples)[None])
        compare(lambda: ours(engine, voice), lambda: theirs(model, state), ("ours", "package"))
        switches = [first_sound_work_s(engine, either) for _ in range(RUNS) for either in (voice, other)]
        stays = [first_sound_work_s(engine, other) for _ in range(RUNS)]
        print(f"switch voice         {(statistics.median(switches) - statistics.median(stays)) * 1000:.0f} ms")
        stopped_s = stopping_s(
            lambda cancel: engine.synthesize(voice, TEXT, SpeechOptions("en"), cancel), time.perf_counter
        )
        print(f"stop                 {stopped_s * 1000:.0f} ms")
        quick = in_8_bits(Path(home))
        compare(lambda: ours(quick, voice), lambda: ours(engine, voice), ("int8", "full"))


if __name__ == "__main__":
    main()
