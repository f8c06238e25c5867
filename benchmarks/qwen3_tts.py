"""What our adapter adds to Qwen3-TTS: speaking in pieces, held against the package's own call in the same run.

    python -m benchmarks.qwen3_tts

The weights are random and fewer than the real ones (60 million in place of 900), which are too slow without a graphics
card: the ratios are real, the sound is not, nor are the seconds. Needs the packages of the neural engines, 2 GB of
memory and some minutes.
"""

import contextlib
import logging
import os
import statistics
import tempfile
import time
import warnings
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._timing import stopping_s
from tests.support.tiny_qwen import Size, install_tiny_qwen
from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.qwen3_tts.engine import QwenEngine
from voicecloner.engines.adapters.qwen3_tts.guards import longest_speech_frames
from voicecloner.engines.adapters.qwen3_tts.speech_model import load_package_model
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.engines.host.environments import missing_packages
from voicecloner.errors import Cancelled
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.models.local import local_model
from voicecloner.paths import HOME_VARIABLE

MIDDLE = Size(hidden=512, layers=6, predictor_layers=2, heads=8, head_dim=64, groups=16, codes=2048, decoder_dim=192)
MODEL = "qwen3-tts-0.6b"
TEXT = "Hello."
WORDS = "Words that nobody says."
RUNS = 2
RATE = 24_000


def noise(seed: int) -> ReferenceClip:
    samples = np.random.default_rng(seed).normal(0, 0.1, 10 * RATE).astype(np.float32)
    return ReferenceClip(AudioClip(samples, RATE), WORDS)


def ours(engine: QwenEngine, voice: VoiceData) -> Generator[Any]:
    for chunk in engine.synthesize(voice, TEXT, SpeechOptions("en"), CancelToken()):
        yield chunk.samples


def theirs(package: Any, item: Any) -> Generator[Any]:
    import torch

    torch.manual_seed(0)
    limit = longest_speech_frames(TEXT) + 1
    (samples,), _rate = package.generate_voice_clone(TEXT, "English", voice_clone_prompt=[item], max_new_tokens=limit)
    yield samples


def speak(pieces: Generator[Any]) -> tuple[float, float, Any]:
    """Seconds of processor time for a second of speech, seconds of it until the first sound, and the sound."""
    started, first_s, heard = time.process_time(), 0.0, []
    for samples in pieces:
        first_s = first_s or time.process_time() - started
        heard.append(samples)
    speech = np.concatenate(heard)
    return (time.process_time() - started) / (len(speech) / RATE), first_s, speech


def compare(engine: QwenEngine, voice: VoiceData, package: Any, item: Any) -> None:
    runs = [(speak(ours(engine, voice)), speak(theirs(package, item))) for _ in range(RUNS + 1)][1:]
    for name, which in (("work per second", 0), ("first sound", 1)):
        mine, whole = (statistics.median(run[side][which] for run in runs) for side in (0, 1))
        print(f"{name:20} ours {mine:.2f}   package {whole:.2f}   ratio {mine / whole:.3f}")
    mine, whole = runs[0][0][2], runs[0][1][2]
    difference = np.abs(mine - whole[-len(mine) :]).max() / np.abs(whole).max()
    print(f"{'difference':20} {difference:.1e} of the loudest sample, in {len(mine) / RATE:.1f} s")


class Started(CancelToken):
    """Stops speech where the model begins to reckon: asked before that once, by the engine."""

    asked = 0

    def raise_if_cancelled(self) -> None:
        self.asked += 1
        if self.asked > 1:
            raise Cancelled


def start_work_s(engine: QwenEngine, voice: VoiceData) -> float:
    """What there is to do before the model can begin with a text, in processor time."""
    started = time.process_time()
    with contextlib.suppress(Cancelled):
        next(engine.synthesize(voice, TEXT, SpeechOptions("en"), Started()))
    return time.process_time() - started


def main() -> None:
    missing = missing_packages(QwenEngine().info())
    if missing:
        print(f"Not installed: {', '.join(missing)}")
        return
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as home, warnings.catch_warnings(action="ignore"):
        os.environ[HOME_VARIABLE] = home
        install_tiny_qwen(Path(home), MODEL, size=MIDDLE)
        engine = QwenEngine()
        engine.load("cpu", no_progress)
        package = load_package_model(local_model(MODEL), "cpu")
        print(f"{'parameters':20} {sum(p.numel() for p in package.model.parameters()) / 1e6:.0f} million")
        started = time.process_time()
        voice, other = (engine.clone([noise(n)], VoiceMode.TRANSCRIPT, no_progress, CancelToken()) for n in (1, 2))
        print(f"{'clone 10 s':20} {(time.process_time() - started) / 2:.2f} s")
        samples = np.concatenate([noise(1).clip.samples, np.zeros(RATE // 2, np.float32)])
        (item,) = package.create_voice_clone_prompt((samples, RATE), WORDS)
        compare(engine, voice, package, item)
        stays = [start_work_s(engine, other) for _ in range(20)]
        switches = [start_work_s(engine, either) for _ in range(10) for either in (voice, other)]
        print(f"{'start with a voice':20} {statistics.median(stays) * 1000:.0f} ms")
        print(f"{'switch voice':20} {(statistics.median(switches) - statistics.median(stays)) * 1000:.0f} ms more")
        stopped_s = stopping_s(
            lambda cancel: engine.synthesize(voice, TEXT, SpeechOptions("en"), cancel), time.perf_counter
        )
        print(f"{'stop':20} {stopped_s * 1000:.0f} ms")


if __name__ == "__main__":
    main()
