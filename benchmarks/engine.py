"""How fast the built-in engine is, as a user meets it: through the worker process, on a reference it makes itself.

    python benchmarks/engine.py

Prints, for each mode: seconds to clone 20 s of reference, the same per second of reference, the real-time factor of
speaking, and the time to the first sound with a warm worker.
"""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from voicecloner.bootstrap import BUNDLED_ENGINES
from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.base import EngineHost
from voicecloner.engines.builtin.demo_speech import demo_speech
from voicecloner.engines.client import WorkerHost
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.use_cases.demonstrate import DEMO_SCRIPT

REFERENCE_S = 20.0
RUNS = 5
SENTENCES = (
    "The birch canoe slid on the smooth planks.",
    "Glue the sheet to the dark blue background.",
    "It is easy to tell the depth of a well.",
    "These days a chicken leg is a rare dish.",
)


def reference() -> ReferenceClip:
    spoken = demo_speech(DEMO_SCRIPT)
    frames = round(REFERENCE_S * spoken.sample_rate)
    if spoken.frames < frames:
        raise SystemExit("The script is shorter than the reference that is to be measured.")
    return ReferenceClip(AudioClip(spoken.samples[:frames], spoken.sample_rate), DEMO_SCRIPT, "en")


def measure_clone(host: EngineHost, clips: Sequence[ReferenceClip], mode: VoiceMode) -> tuple[bytes, list[float]]:
    times = []
    for _ in range(RUNS):
        encoded = host.clone("builtin", clips, mode, progress=no_progress, cancel=CancelToken())
        times.append(encoded.seconds)
    return encoded.safetensors, times


def measure_speech(host: EngineHost, voice_file: Path) -> tuple[list[float], list[float]]:
    factors, firsts = [], []
    for sentence in SENTENCES:
        started, first, frames = time.perf_counter(), 0.0, 0
        for chunk in host.synthesize("builtin", voice_file, sentence, SpeechOptions(), cancel=CancelToken()):
            first = first or time.perf_counter() - started
            frames += len(chunk.samples)
            rate = chunk.sample_rate
        factors.append((time.perf_counter() - started) / (frames / rate))
        firsts.append(first)
    return factors, firsts


def main() -> None:
    clips = [reference()]
    with tempfile.TemporaryDirectory() as folder:
        host = WorkerHost(BUNDLED_ENGINES, Path(folder))
        try:
            print(f"{'mode':<12}{'clone s':>10}{'per s':>8}{'rtf':>8}{'first sound s':>15}   (median of {RUNS} clones)")
            for mode in (VoiceMode.TRANSCRIPT, VoiceMode.EMBEDDING):
                content, times = measure_clone(host, clips, mode)
                voice_file = Path(folder) / f"{mode}.safetensors"
                voice_file.write_bytes(content)
                measure_speech(host, voice_file)  # the first use of a voice loads it
                factors, firsts = measure_speech(host, voice_file)
                clone_s = float(np.median(times))
                print(
                    f"{mode.value:<12}{clone_s:>10.2f}{clone_s / REFERENCE_S:>8.3f}"
                    f"{np.median(factors):>8.3f}{np.median(firsts):>15.3f}"
                )
        finally:
            host.close()


if __name__ == "__main__":
    main()
