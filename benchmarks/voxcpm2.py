"""How fast VoxCPM2 is through our adapter, and through the package's own streaming call in the same run.

    python -m benchmarks.voxcpm2

The weights are random and a twentieth of the real model's, so the ratios are real; the sound is not, and the real model
takes about twenty times as long. Needs the packages of the neural engines and 1.5 GB of memory.
"""

import contextlib
import os
import tempfile
import time
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any, cast

import numpy as np
import soundfile

from benchmarks._timing import stopping_s
from tests.support.tiny_voxcpm import install_tiny_voxcpm, small
from voicecloner.domain.audio import AudioChunk, AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.voxcpm2.engine import VoxCpm2Engine
from voicecloner.engines.adapters.voxcpm2.speech_model import Size, load_package_model
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.paths import HOME_VARIABLE

TEXT = "Hello there."
PATCHES = 12
RUNS = 5
REFERENCE_RATE, RATE = 16_000, 48_000


Sizes = dict[str, Any]

LANGUAGE = {"hidden_size": 768, "intermediate_size": 2304, "num_hidden_layers": 10, "num_attention_heads": 12}
INNER = {"hidden_dim": 512, "ffn_dim": 2048, "num_heads": 8, "num_layers": 4, "kv_channels": 64}
CODEC = {"encoder_dim": 32, "latent_dim": 64, "decoder_dim": 512}
OTHER = {"feat_dim": 64, "residual_lm_num_layers": 3, "scalar_quantization_latent_dim": 128}


def sized(language: Sizes, inner: Sizes, codec: Sizes, other: Sizes) -> Sizes:
    """The package's own description of a checkpoint: its language model, the networks within, the codec, the rest."""
    description = small() | other
    turns = [1] * (inner["kv_channels"] // 2)
    description["lm_config"] |= language | {"kv_channels": inner["kv_channels"]}
    description["lm_config"]["rope_scaling"] |= {"long_factor": turns, "short_factor": turns}
    description["encoder_config"] |= inner
    description["dit_config"] |= inner
    description["audio_vae_config"] |= codec
    return description


def install(home: Path, description: Sizes) -> Path:
    """The model, made to speak as long as it may: random weights end anywhere."""
    import safetensors.torch

    folder = install_tiny_voxcpm(home, description=description)
    weights = safetensors.torch.load_file(folder / "model.safetensors")
    weights["stop_head.weight"].zero_()
    safetensors.torch.save_file(weights, folder / "model.safetensors")
    return folder


def noise(seed: int) -> ReferenceClip:
    samples = np.random.default_rng(seed).normal(0, 0.1, 10 * REFERENCE_RATE).astype(np.float32)
    return ReferenceClip(AudioClip(samples, REFERENCE_RATE), "Some words.")


def written(folder: Path, reference: ReferenceClip) -> str:
    path = folder / "reference.wav"
    soundfile.write(path, reference.clip.samples, REFERENCE_RATE, subtype="FLOAT")
    return str(path)


def ours(engine: VoxCpm2Engine, voice: VoiceData) -> Generator[int]:
    said = cast(Generator[AudioChunk], engine.synthesize(voice, TEXT, SpeechOptions("en"), CancelToken()))
    with contextlib.closing(said) as chunks:
        for chunk in chunks:
            yield len(chunk.samples)


def theirs(model: Any, cache: Any) -> Generator[int]:
    with contextlib.closing(model.generate_with_prompt_cache_streaming(TEXT, cache)) as pieces:
        for samples, _, _ in pieces:
            yield samples.shape[-1]


def speak(chunks: Iterable[int]) -> tuple[float, float]:
    """Seconds of processor time for a second of speech, and until the first sound; of speech of `PATCHES` patches."""
    worked, first_s, frames = time.process_time(), 0.0, 0
    for _, length in zip(range(PATCHES), chunks, strict=False):
        first_s = first_s or time.process_time() - worked
        frames += length
    return (time.process_time() - worked) / (frames / RATE), first_s


def compare(engine: VoxCpm2Engine, model: Any, voice: VoiceData, cache: Any) -> None:
    runs = [(speak(ours(engine, voice)), speak(theirs(model, cache))) for _ in range(RUNS + 1)][1:]
    for name, which in (("work per second", 0), ("work to first sound", 1)):
        mine, package = (min(run[side][which] for run in runs) for side in (0, 1))
        print(f"{name:20} ours {mine:.3f}   package {package:.3f}   ratio {mine / package:.3f}", flush=True)


def first_sound_work_s(engine: VoxCpm2Engine, voice: VoiceData) -> float:
    """Processor time, which other programs do not lengthen."""
    started = time.process_time()
    with contextlib.closing(ours(engine, voice)) as chunks:
        next(chunks)
        return time.process_time() - started


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ[HOME_VARIABLE] = home
        folder = install(Path(home), sized(LANGUAGE, INNER, CODEC, OTHER))
        engine = VoxCpm2Engine()
        started = time.process_time()
        engine.load("cpu", no_progress)
        print(f"load                 {time.process_time() - started:.2f} s of work")
        model = load_package_model(folder, "cpu", Size())
        print(f"weights              {sum(weight.numel() for weight in model.parameters()) / 1e6:.0f} million")
        recording = written(Path(home), noise(1))
        cache = model.build_prompt_cache("Some words.", recording, recording)
        started = time.process_time()
        voice, other = (engine.clone([noise(n)], VoiceMode.TRANSCRIPT, no_progress, CancelToken()) for n in (1, 2))
        print(f"clone 10 s           {(time.process_time() - started) / 2:.2f} s of work")
        compare(engine, model, voice, cache)
        switches = [first_sound_work_s(engine, either) for _ in range(RUNS) for either in (voice, other)]
        stays = [first_sound_work_s(engine, other) for _ in range(2 * RUNS)]
        print(f"switch voice         {(min(switches) - min(stays)) * 1000:.0f} ms of work")
        stopped_s = stopping_s(
            lambda cancel: engine.synthesize(voice, TEXT, SpeechOptions("en"), cancel), time.process_time
        )
        print(f"stop                 {stopped_s * 1000:.0f} ms of work")


if __name__ == "__main__":
    main()
