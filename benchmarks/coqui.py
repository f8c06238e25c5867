"""What YourTTS, Tortoise and Bark cost through our adapter, beside the package's own call in the same run.

    python -m benchmarks.coqui [ENGINE ...]

Processor time is compared, which other programs do not lengthen. The weights are random and of the real size, so the
ratios are real and the sound is not. These models make all of a text's sound at once, so the first sound is the whole.
Exits with 1 if the samples are not those of the package. Needs the packages of ./dev test --neural, 8 GB of memory and
6 GB of disk. XTTS, which streams, has its own benchmark.
"""

import argparse
import logging
import os
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tests.engine_contract.references import speech
from tests.support.tiny_coqui import install_checkpoint, write_bark, write_tortoise, write_yourtts
from voicecloner.domain.audio import Samples
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.bundled import BUNDLED_ENGINES
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.engines.host.registry import EngineRegistry
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.paths import HOME_VARIABLE

TEXT = "The birch canoe slid on the smooth planks, did it not?"
SEED = 5
RUNS = 3
REFERENCE_S = 10.0

MODELS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "yourtts": ("yourtts", partial(write_yourtts, is_full_size=True)),
    "tortoise": ("tortoise-v2", partial(write_tortoise, is_full_size=True, tokens=12)),
    "bark": ("bark", partial(write_bark, is_full_size=True, seconds=1)),
}
SETTINGS: dict[str, dict[str, Any]] = {
    "yourtts": {"language": "en"},
    "tortoise": {"preset": "fast", "use_deterministic_seed": SEED, "half": False, "verbose": False},
    "bark": {},
}


def save_for_package(voice: VoiceData, folder: Path) -> None:
    """The voice as the package keeps it: both sides speak with the same."""
    import torch

    arrays: dict[str, Any] = {name: torch.from_numpy(np.array(array)) for name, array in voice.arrays.items()}
    if "fine_prompt" in arrays:
        arrays["coarse_prompt"] = arrays["fine_prompt"][:2]
    torch.save(arrays, folder / "somebody.pth")


def ours(engine: Any, voice: VoiceData) -> Samples:
    chunks = engine.synthesize(voice, TEXT, SpeechOptions("en", seed=SEED), CancelToken())
    return np.concatenate([chunk.samples for chunk in chunks])


def theirs(package: Any, folder: Path, settings: Mapping[str, Any]) -> Samples:
    import torch

    torch.manual_seed(SEED)
    made = package.synthesize(TEXT, speaker="somebody", voice_dir=folder, **settings)["wav"]
    return np.asarray(made, np.float32).reshape(-1)


def work_s(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def compare(mine: Callable[[], Samples], others: Callable[[], Samples], sample_rate: int) -> bool:
    """Run both in turns, neither always first; returns whether they make the same samples."""
    runs = []
    for number in range(RUNS + 1):
        sides = [("ours", mine), ("package", others)]
        runs.append({name: work_s(say) for name, say in (sides if number % 2 else sides[::-1])})
    sound = runs[0]["ours"][1]
    first, second = (statistics.median(run[name][0] for run in runs[1:]) for name in ("ours", "package"))
    seconds = len(sound) / sample_rate
    print(
        f"work per second      ours {first / seconds:.3f}   package {second / seconds:.3f}   ratio {first / second:.3f}"
    )
    is_same = np.array_equal(sound, runs[0]["package"][1])
    print(f"sound                {seconds:.1f} s, {'the same samples' if is_same else 'OTHER SAMPLES'}")
    return is_same


def measure(engine_id: str, home: Path) -> bool:
    os.environ[HOME_VARIABLE] = str(home)
    install_checkpoint(home, *MODELS[engine_id])
    engine: Any = EngineRegistry(BUNDLED_ENGINES).create(engine_id)
    load_s, _ = work_s(lambda: engine.load("cpu", no_progress))
    print(f"load                 {load_s:.2f} s of work")
    rate = engine.info().requirements.reference_sample_rate

    def clone() -> VoiceData:
        made: VoiceData = engine.clone([speech(REFERENCE_S, rate)], VoiceMode.EMBEDDING, no_progress, CancelToken())
        return made

    clone()  # the first of everything takes longer
    clone_s, voice = work_s(clone)
    other = clone()
    print(f"clone {REFERENCE_S:.0f} s           {clone_s:.2f} s of work")
    save_for_package(voice, home)
    model = engine._model()  # noqa: SLF001 - the same weights for both: twice is much memory
    package = model._model  # noqa: SLF001 - likewise
    is_same = compare(
        lambda: ours(engine, voice), lambda: theirs(package, home, SETTINGS[engine_id]), model.sample_rate
    )
    read = engine._voice  # noqa: SLF001 - there is no other way to see it by itself
    switches = [work_s(partial(read, either))[0] for _ in range(20) for either in (voice, other)]
    print(f"switch voice         {statistics.median(switches) * 1000:.1f} ms")
    return is_same


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("engines", nargs="*", metavar="ENGINE", help=", ".join(MODELS))
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    are_same = True
    for engine_id in parser.parse_args().engines or MODELS:
        print(f"--- {engine_id}", flush=True)
        with tempfile.TemporaryDirectory() as home:
            are_same &= measure(engine_id, Path(home))
    sys.exit(0 if are_same else 1)


if __name__ == "__main__":
    main()
