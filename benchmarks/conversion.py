"""How fast kNN-VC, FreeVC and OpenVoice are through our adapter, and through the package's own call in the same run.

    python -m benchmarks.conversion [ENGINE ...]

The weights are random, of the real models' sizes, so the speed is real and the sound is not. Needs the packages of
./dev test --neural, 6 GB of memory and 3 GB of disk for a while. All times but that of loading are processor time,
which other programs do not lengthen.
"""

import multiprocessing
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._timing import stopping_s
from tests.engine_contract.references import speech
from tests.support.tiny_converters import TINY_CONVERTERS, write_freevc, write_knnvc, write_openvoice
from tests.support.tiny_coqui import install_checkpoint
from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import ConversionOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.bundled import BUNDLED_ENGINES
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.engines.host.registry import EngineRegistry
from voicecloner.errors import EngineNotInstalled
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.paths import HOME_VARIABLE

RUNS = 3
SPEECH_S = 8
WAVLM = {
    "encoder_layers": 24,
    "encoder_embed_dim": 1024,
    "encoder_ffn_embed_dim": 4096,
    "encoder_attention_heads": 16,
    "conv_feature_layers": "[(512,10,5)] + [(512,3,2)] * 4 + [(512,2,2)] * 2",
    "conv_pos": 128,
    "conv_pos_groups": 16,
    "num_buckets": 320,
    "max_distance": 800,
}
DECODER = {
    "resblock_kernel_sizes": [3, 7, 11],
    "resblock_dilation_sizes": [[1, 3, 5]] * 3,
    "upsample_initial_channel": 512,
}
FLOW = {"inter_channels": 192, "hidden_channels": 192, "filter_channels": 768, "gin_channels": 256}
FULL_SIZE: dict[str, Callable[[Path], None]] = {
    "knnvc": lambda folder: write_knnvc(folder, WAVLM, DECODER),
    "freevc": lambda folder: write_freevc(folder, WAVLM, use_spk=True, **DECODER, **FLOW),
    "openvoice": lambda folder: write_openvoice(folder, **DECODER, **FLOW),
}


def noise(seed: int, sample_rate: int, seconds: int = SPEECH_S) -> AudioClip:
    samples = np.random.default_rng(seed).normal(0, 0.1, seconds * sample_rate).astype(np.float32)
    return AudioClip(samples, sample_rate)


def reference_by(seed: int, sample_rate: int) -> ReferenceClip:
    """Somebody who speaks, since the package trims what is no speech."""
    spoken = np.roll(speech(SPEECH_S, sample_rate).clip.samples, seed * sample_rate)
    return ReferenceClip(AudioClip(spoken[: SPEECH_S * sample_rate], sample_rate))


def ours(engine: Any, voice: VoiceData) -> Iterator[int]:
    for chunk in engine.convert(voice, noise(0, rate_of(engine)), ConversionOptions(), CancelToken()):
        yield len(chunk.samples)


def theirs(package: Any, reference: Any, sample_rate: int) -> Iterator[int]:
    import torch

    yield len(package.voice_conversion(torch.from_numpy(noise(0, sample_rate).samples)[None], [reference]))


def rate_of(engine: Any) -> int:
    return int(engine.info().requirements.reference_sample_rate)


def work(chunks: Iterator[int]) -> tuple[float, float]:
    """Seconds of processor time for a second of speech, and until the first sound."""
    started, first_s = time.process_time(), 0.0
    for _length in chunks:
        first_s = first_s or time.process_time() - started
    return (time.process_time() - started) / SPEECH_S, first_s


def listening(package: Any, reference: Any) -> float:
    """What the package's call does each time and ours once for a voice."""
    started = time.process_time()
    model = package.vc_model
    listen = model._extract_target_se if hasattr(model, "_extract_target_se") else model.get_matching_set  # noqa: SLF001
    listen([reference])
    return (time.process_time() - started) / SPEECH_S


def load_package(engine_id: str, folder: Path, scratch: Path) -> Any:
    """As the package's documentation says, but with files of ours."""
    from TTS.utils.synthesizer import Synthesizer
    from TTS.vc.configs.knnvc_config import KNNVCConfig
    from TTS.vc.layers.freevc.speaker_encoder import speaker_encoder

    os.environ["TTS_HOME"] = str(scratch)
    if engine_id == "openvoice":
        (scratch / "OpenVoiceV2").symlink_to(folder)
        return Synthesizer(vc_checkpoint=scratch / "OpenVoiceV2" / "checkpoint.pth")
    (scratch / "tts" / "wavlm").mkdir(parents=True)
    shutil.copy(folder / "WavLM-Large.pt", scratch / "tts" / "wavlm")
    speaker_encoder.load_fsspec = lambda *_address, **_options: {"model_state": {}}
    if engine_id == "freevc":
        return Synthesizer(vc_checkpoint=folder / "model.pth", vc_config=folder / "config.json")
    KNNVCConfig().save_json(str(scratch / "knnvc.json"))
    vocoder = {"vocoder_checkpoint": folder / "model.pth", "vocoder_config": folder / "config.json"}
    return Synthesizer(vc_checkpoint=folder, vc_config=scratch / "knnvc.json", **vocoder)


def compare(engine: Any, package: Any, voice: VoiceData) -> None:
    import torch

    rate = rate_of(engine)
    reference = torch.from_numpy(reference_by(1, rate).clip.samples)[None]
    runs: list[tuple[tuple[float, float], tuple[float, float], float]] = [
        (work(ours(engine, voice)), work(theirs(package, reference, rate)), listening(package, reference))
        for _ in range(RUNS + 1)
    ][1:]
    mine_s = statistics.median(run[0][0] for run in runs)
    package_s = statistics.median(run[1][0] - run[2] for run in runs)
    first_s = statistics.median(run[0][1] for run in runs)
    all_s = statistics.median(run[1][1] for run in runs)
    print(f"work per second      ours {mine_s:.3f}   package {package_s:.3f}   ratio {mine_s / package_s:.3f}")
    print(f"first sound          ours {first_s:.2f} s   package {all_s:.2f} s   ratio {first_s / all_s:.3f}")


def switch_s(engine: Any, voices: list[VoiceData]) -> float:
    """Reading another voice into the model that is loaded."""
    times = []
    for voice in voices * RUNS:
        started = time.process_time()
        engine._voice(voice)  # noqa: SLF001 - there is no other way to see it by itself
        times.append(time.process_time() - started)
    return statistics.median(times)


def install(engine_id: str, home: Path) -> None:
    install_checkpoint(home, TINY_CONVERTERS[engine_id][0], FULL_SIZE[engine_id])


def measure(engine_id: str, home: Path) -> None:
    os.environ[HOME_VARIABLE] = str(home)
    # in another process, whose memory does not count
    installer = multiprocessing.get_context("spawn").Process(target=install, args=(engine_id, home))
    installer.start()
    installer.join()
    folder = home / "models" / TINY_CONVERTERS[engine_id][0]
    engine: Any = EngineRegistry(BUNDLED_ENGINES).create(engine_id)
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    engine.load("cpu", no_progress)
    print(f"load                 {time.perf_counter() - started:.2f} s")
    voices = []
    for seed in (1, 2):
        started = time.process_time()
        reference = reference_by(seed, rate_of(engine))
        voices.append(engine.clone([reference], VoiceMode.EMBEDDING, no_progress, CancelToken()))
        print(f"clone {SPEECH_S} s            {time.process_time() - started:.2f} s")
    stopped_s = stopping_s(
        lambda cancel: engine.convert(voices[0], noise(0, rate_of(engine)), ConversionOptions(), cancel),
        time.process_time,
    )
    print(f"stop                 {stopped_s * 1000:.0f} ms")
    print(f"switch voice         {switch_s(engine, voices) * 1000:.1f} ms")
    used_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb
    print(f"most memory          {used_kb / 1e6:.2f} GB more than before loading")
    (home / "package").mkdir()
    compare(engine, load_package(engine_id, folder, home / "package"), voices[0])


def main() -> None:
    for engine_id in sys.argv[1:] or FULL_SIZE:
        print(f"--- {engine_id}")
        try:
            with tempfile.TemporaryDirectory() as home:
                measure(engine_id, Path(home))
        except EngineNotInstalled as missing:
            print(missing.message, missing.hint)
            return


if __name__ == "__main__":
    main()
