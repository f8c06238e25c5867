"""How fast the neural engines are with random weights of their models' real sizes, on the processor or a graphics card.

    python -m benchmarks.full_size [ENGINE ...] [--device cuda] [--tiny]

Each is tried in a process of its own, as the program uses it: loaded, given 10 s of a voice, made to speak. The weights
are random, so the speed and the memory are real and the sound is not. Told are: seconds to load, to clone and to the
first sound; the real-time factor (seconds of work for one of speech); how long stopping took; the most memory that was
in use; and by how much the same seed gave other samples. Exits with 1 if one of them could not be tried. With `--tiny`
the checkpoints of the tests are taken, to see whether everything works. Needs the packages of ./dev test --neural, up
to 12 GB of memory and 25 GB of disk.
"""

import argparse
import contextlib
import json
import logging
import multiprocessing
import os
import resource
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import voxcpm2
from benchmarks._timing import stopping_s
from benchmarks.conversion import FULL_SIZE as CONVERTERS
from benchmarks.pocket import full_size as full_size_pocket
from tests.engine_contract.references import joined, saying, speech
from tests.engine_contract.subjects import prepared
from tests.support.tiny_converters import TINY_CONVERTERS
from tests.support.tiny_coqui import install_checkpoint, write_bark, write_tortoise, write_xtts, write_yourtts
from tests.support.tiny_pocket import install_tiny_pocket
from tests.support.tiny_qwen import Size, install_tiny_qwen
from voicecloner.domain.audio import AudioChunk
from voicecloner.engines.bundled import BUNDLED_ENGINES
from voicecloner.engines.contract.engine import Engine, VoiceData
from voicecloner.engines.host.registry import EngineRegistry
from voicecloner.errors import VoiceClonerError
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.paths import HOME_VARIABLE

TEXT = (
    "The birch canoe slid on the smooth planks, and it is easy to tell the depth of a well. "
    "These days a chicken leg is a rare dish; rice is often served in round bowls."
)
REFERENCE_S = 10.0
LONGEST_S = 6.0
"""Random weights hardly ever find an end: so much speech is enough."""
RUNS = 2

QWEN = {"layers": 28, "predictor_layers": 5, "heads": 16, "head_dim": 128, "groups": 16, "codes": 2048}
XTTS = {"gpt_n_model_channels": 1024, "gpt_n_heads": 16, "decoder_input_dim": 1024, "gpt_layers": 30}
XTTS_S = {"gpt_max_audio_tokens": 240, "gpt_code_stride_len": 1024}
VOXCPM: dict[str, dict[str, int]] = {
    "language": {
        "hidden_size": 2048,
        "intermediate_size": 6144,
        "num_hidden_layers": 28,
        "num_attention_heads": 16,
        "num_key_value_heads": 2,
    },
    "inner": {"hidden_dim": 1024, "ffn_dim": 4096, "num_heads": 16, "num_layers": 12, "kv_channels": 128},
    "codec": {"encoder_dim": 128, "latent_dim": 64, "decoder_dim": 2048},
    "other": {"feat_dim": 64, "residual_lm_num_layers": 8, "scalar_quantization_latent_dim": 512},
}


def install_voxcpm(home: Path) -> None:
    voxcpm2.install(home, voxcpm2.sized(**VOXCPM))


def install_qwen(home: Path, model_id: str, hidden: int) -> None:
    size = Size(hidden=hidden, decoder_dim=1536, is_listener_real=True, **QWEN)
    install_tiny_qwen(home, model_id, size=size)


def install_converter(home: Path, engine_id: str) -> None:
    install_checkpoint(home, TINY_CONVERTERS[engine_id][0], CONVERTERS[engine_id])


@dataclass(frozen=True)
class Model:
    """Which engine a model is for, how it is made, and what the contract calls the tiny one."""

    engine_id: str
    install: Callable[[Path], object]
    tiny: str


def coqui(engine_id: str, model_id: str, write: Callable[[Path], None]) -> Model:
    return Model(engine_id, lambda home: install_checkpoint(home, model_id, write), f"tiny-{engine_id}")


MODELS = {
    "pocket": Model("pocket", lambda home: install_tiny_pocket(home, describe=full_size_pocket), "tiny-pocket"),
    "voxcpm2": Model("voxcpm2", install_voxcpm, "tiny-voxcpm2"),
    "qwen3-tts-0.6b": Model("qwen3-tts", partial(install_qwen, model_id="qwen3-tts-0.6b", hidden=1024), "tiny-qwen"),
    "qwen3-tts-1.7b": Model("qwen3-tts", partial(install_qwen, model_id="qwen3-tts-1.7b", hidden=2048), "tiny-qwen"),
    "xtts": coqui("xtts", "xtts-v2", lambda folder: write_xtts(folder, **XTTS, **XTTS_S)),
    "yourtts": coqui("yourtts", "yourtts", partial(write_yourtts, is_full_size=True)),
    "tortoise": coqui("tortoise", "tortoise-v2", partial(write_tortoise, is_full_size=True, tokens=200)),
    "bark": coqui("bark", "bark", partial(write_bark, is_full_size=True, seconds=8)),
    **{name: Model(name, partial(install_converter, engine_id=name), f"tiny-{name}") for name in CONVERTERS},
}


@dataclass(frozen=True)
class Measured:
    """Times are of the clock, seconds; `rtf`: of it for one of speech."""

    load_s: float
    clone_s: float
    first_s: float
    rtf: float
    speech_s: float
    stop_s: float
    memory_gb: float
    estimated_gb: float
    repeats: float


def until_enough(chunks: Generator[AudioChunk]) -> Iterator[AudioChunk]:
    with contextlib.closing(chunks) as made:
        seconds = 0.0
        for chunk in made:
            yield chunk
            seconds += len(chunk.samples) / chunk.sample_rate
            if seconds >= LONGEST_S:
                return


def speak(engine: Engine, voice: VoiceData) -> tuple[float, float, Any]:
    """Seconds until the first sound and until all of it, and the sound."""
    started, first_s, chunks = time.perf_counter(), 0.0, []
    for chunk in until_enough(saying(engine, voice, TEXT)):
        first_s = first_s or time.perf_counter() - started
        chunks.append(chunk)
    return first_s, time.perf_counter() - started, joined(iter(chunks))


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def memory_gb(device: str) -> float:
    if device == "cpu":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    import torch

    return float(torch.cuda.max_memory_reserved() / 1e9)


def try_engine(engine: Engine, device: str) -> Measured:
    wants, sample_rate = engine.info().requirements, engine.info().abilities.output_sample_rate
    load_s, _ = timed(lambda: engine.load(device, no_progress))
    reference = speech(REFERENCE_S, wants.reference_sample_rate)
    mode = wants.modes[0]
    engine.clone([reference], mode, no_progress, CancelToken())  # the first of everything takes longer
    clone_s, voice = timed(lambda: engine.clone([reference], mode, no_progress, CancelToken()))
    runs = [speak(engine, voice) for _ in range(RUNS + 1)][1:]
    first_s, all_s = min(run[0] for run in runs), min(run[1] for run in runs)
    one, other = (run[2] for run in runs)
    if not np.isfinite(one).all():
        raise ValueError("some of the sound is no number")
    repeats = float(np.abs(one - other).max()) if len(one) == len(other) else float("inf")
    seconds = len(one) / sample_rate
    stopped_s = stopping_s(lambda cancel: saying(engine, voice, TEXT, cancel=cancel), time.perf_counter)
    memory = memory_gb(device), wants.memory_bytes / 1e9
    return Measured(load_s, clone_s, first_s, all_s / seconds, seconds, stopped_s, *memory, repeats)


def prepare(name: str, home: Path) -> None:
    """In a process of its own, whose memory does not count."""
    _be_quiet()
    home.mkdir(exist_ok=True)
    os.environ[HOME_VARIABLE] = str(home)
    MODELS[name].install(home)


def measure(name: str, home: Path, device: str, is_tiny: bool) -> None:
    _be_quiet()
    try:
        with contextlib.ExitStack() as stack:
            os.environ[HOME_VARIABLE] = str(home)
            if is_tiny:
                stack.enter_context(prepared(MODELS[name].tiny, home))
            engine = EngineRegistry(BUNDLED_ENGINES).create(MODELS[name].engine_id)
            measured = try_engine(engine, device)
    except (VoiceClonerError, ArithmeticError, LookupError, RuntimeError, TypeError, ValueError):
        print(name, "failed:", flush=True)
        traceback.print_exc(file=sys.stdout)
        sys.exit(1)
    numbers = {key: float(f"{value:.3g}") for key, value in asdict(measured).items()}
    print(f"{name:16}", json.dumps(numbers), flush=True)


def _be_quiet() -> None:
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("engines", nargs="*", metavar="ENGINE", help=", ".join(MODELS))
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--tiny", action="store_true", help="the checkpoints of the tests, to see whether all works")
    parser.add_argument("--makers", type=int, default=1, help="checkpoints that are made at the same time")
    parser.add_argument("--keep", type=Path, help="where checkpoints are left, and used again if they are there")
    options = parser.parse_args()
    names = options.engines or list(MODELS)
    spawn = multiprocessing.get_context("spawn")
    with contextlib.ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        makers = stack.enter_context(ProcessPoolExecutor(options.makers, spawn))
        homes = {name: folder / name for name in names}
        missing = [] if options.tiny else [name for name in names if not homes[name].exists()]
        made = {name: makers.submit(prepare, name, homes[name]) for name in missing}
        failed = 0
        for name in names:
            if name in made:
                made[name].result()
            homes[name].mkdir(exist_ok=True)
            child = spawn.Process(target=measure, args=(name, homes[name], options.device, options.tiny))
            child.start()
            child.join()
            failed += child.exitcode != 0
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
