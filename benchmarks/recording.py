"""Recording on a busy machine: lost samples, processor time, memory.

    python benchmarks/recording.py [--minutes 2] [--hogs 4] [--json]

A sound server of its own with a virtual microphone speaks sound that is known to the last bit; the program records it
as the window does, live review included, while `--hogs` processes keep every core busy. Then the file is compared with
what was spoken. Exits with 1 if a sample is missing or wrong. Processor time and resident memory are those of the whole
recording process, PortAudio and the sound server's client included. Needs PulseAudio, as the tests do. The full run is
`--minutes 30`.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile

from voicecloner.bootstrap import Application
from voicecloner.domain.audio import Samples
from voicecloner.paths import HOME_VARIABLE, user_folders

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the virtual microphone lives beside the tests

from tests.support.clips import noise  # noqa: E402 - see above
from tests.support.virtual_microphone import SAMPLE_RATE, VirtualMicrophone, lag_of, on_16_bit_grid  # noqa: E402

LOOKS_PER_S = 30
WARM_S = 10.0
SEARCHED_S = 20
HOG = "while True: pass"


def main() -> None:
    options = read_options()
    if options.child:
        print(json.dumps(record_until_told()))
        return
    report = run(options)
    print(json.dumps(report) if options.json else in_words(report))
    sys.exit(0 if report["lost_samples"] == report["wrong_samples"] == 0 else 1)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Recording on a busy machine.")
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--hogs", type=int, default=4, help="busy processes beside the recording")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def run(options: argparse.Namespace) -> dict[str, float]:
    seconds = round(60 * options.minutes)
    # A socket's path may have about a hundred characters.
    with tempfile.TemporaryDirectory(prefix="rec-") as folder:
        microphone = VirtualMicrophone(Path(folder))
        try:
            microphone.start()
            with hogs(options.hogs), recorder(microphone, Path(folder) / "home") as child:
                microphone.speak_on(block(number) for number in range(seconds))
                told, _ = child.communicate("stop\n", timeout=60)
        finally:
            microphone.stop()
        report = json.loads(told)
        return {"spoken_s": seconds, "hogs": options.hogs} | compared(Path(report.pop("path")), seconds) | report


def block(number: int) -> Samples:
    """One second of sound, different from every other."""
    return on_16_bit_grid(noise(1.0, SAMPLE_RATE, rms=0.1, seed=number))


@contextmanager
def hogs(count: int) -> Iterator[None]:
    busy = [subprocess.Popen([sys.executable, "-c", HOG]) for _ in range(count)]
    try:
        yield
    finally:
        for hog in busy:
            hog.kill()
            hog.wait()


@contextmanager
def recorder(microphone: VirtualMicrophone, home: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that records; it has begun when the block is entered."""
    environment = os.environ | microphone.environment | {HOME_VARIABLE: str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, __file__, "--child"]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        try:
            if child.stdout is None or child.stdout.readline() != "recording\n":
                sys.exit("The recording did not begin.")
            yield child
        finally:
            child.kill()


def record_until_told() -> dict[str, float | str]:
    """Record until a line comes in; look at the take as often as the window does."""
    take = Application(user_folders()).record_reference
    take.start(None)
    stopped = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.readline(), stopped.set()), daemon=True).start()
    begun_s, begun_cpu_s, warm_bytes = time.monotonic(), time.process_time(), 0
    while not ((progress := take.progress()) and progress.seconds > 0):
        stopped.wait(1 / LOOKS_PER_S)
    print("recording", flush=True)
    while not stopped.wait(1 / LOOKS_PER_S):
        progress = take.progress()
        if not warm_bytes and time.monotonic() - begun_s > WARM_S:
            warm_bytes = resident_bytes()
    cpu_s, end_bytes = time.process_time() - begun_cpu_s, resident_bytes()
    recording = take.stop()
    return {
        "path": str(recording.path),
        "recorded_s": round(recording.seconds, 2),
        "dropouts": recording.dropouts,
        "cpu_percent_of_a_core": round(100 * cpu_s / recording.seconds, 2),
        "memory_after_10_s_mib": round(warm_bytes / 2**20, 1),
        "memory_at_end_mib": round(end_bytes / 2**20, 1),
        "reviewed_s": round(take.last.live.seconds, 2) if take.last and take.last.live else 0.0,
    }


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def compared(path: Path, seconds: int) -> dict[str, float]:
    """Second for second: how much is missing or was put in between, and how much is wrong."""
    sound = soundfile.read(path, dtype="float32")[0]
    place = lag_of(block(0), sound[: SEARCHED_S * SAMPLE_RATE])
    lost = wrong = 0
    for number in range(seconds):
        expected = block(number)
        found = sound[place : place + SAMPLE_RATE]
        if not np.array_equal(found, expected):
            near = sound[max(0, place - SAMPLE_RATE) : place + 3 * SAMPLE_RATE]
            moved = max(0, place - SAMPLE_RATE) + lag_of(expected[-SAMPLE_RATE // 4 :], near) - SAMPLE_RATE * 3 // 4
            lost += abs(moved - place)
            place = moved
            found = sound[place : place + SAMPLE_RATE]
            wrong += SAMPLE_RATE if len(found) < SAMPLE_RATE else int(np.count_nonzero(found != expected))
        place += SAMPLE_RATE
    return {"lost_samples": lost, "wrong_samples": wrong}


def in_words(report: dict[str, float]) -> str:
    return "\n".join(f"{name.replace('_', ' '):<24} {value:>10}" for name, value in report.items())


if __name__ == "__main__":
    main()
