"""Recording on a busy machine: lost samples, repaints, processor time, memory.

    python -m benchmarks.recording [--minutes 2] [--hogs 4] [--json]

A sound server of its own with a virtual microphone speaks made speech that is known to the last bit; the real window
records it, live review, meter and waveform included, while `--hogs` processes keep every core busy. Then the file is
compared with what was spoken. Exits with 1 if a sample is missing or wrong.

Of each repaint three times are told: how long it took, from the first widget to the picture handed to the screen, how
much of that the window's thread worked, and how long after the news that made it necessary it was done. "frame" is
from one repaint to the next, "turn" all that the window's thread works from one wait for news to the next, repaints
included. The spectrogram that grows with the recording is shown. Where more processes are busy than there are cores,
the wall clock tells of the others.
Processor time and resident memory are those of the window's process, PortAudio and the sound server's client included,
and of the process that judges the recording. Needs PulseAudio, as the tests do, and a display or Xvfb. The full run is
`--minutes 30`.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from voicecloner.domain.audio import Samples
from voicecloner.paths import HOME_VARIABLE
from voicecloner.sound.resampling import resample

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the virtual microphone lives beside the tests

from tests.support.clips import noise  # noqa: E402 - see above
from tests.support.speech import espeak_speech  # noqa: E402
from tests.support.virtual_microphone import SAMPLE_RATE, VirtualMicrophone, lag_of, on_16_bit_grid  # noqa: E402

SEARCHED_S = 20
WINDOW = Path(__file__).with_name("_recording_window.py")
HOG = "while True: pass"


def main() -> None:
    options = read_options()
    report = run(options)
    print(json.dumps(report) if options.json else in_words(report))
    sys.exit(0 if report["lost_samples"] == report["wrong_samples"] == 0 else 1)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Recording on a busy machine.")
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--hogs", type=int, default=4, help="busy processes beside the recording")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def run(options: argparse.Namespace) -> dict[str, float]:
    seconds = round(60 * options.minutes)
    # A socket's path may have about a hundred characters.
    with tempfile.TemporaryDirectory(prefix="rec-") as folder:
        microphone = VirtualMicrophone(Path(folder))
        try:
            microphone.start()
            block(0)  # eSpeak's process is not to be one of the busy ones
            environment = os.environ | microphone.environment | {HOME_VARIABLE: str(Path(folder) / "home")}
            with display(environment), hogs(options.hogs), recorder(environment) as child:
                microphone.speak_on(block(number) for number in range(seconds))
                told, _ = child.communicate("stop\n", timeout=60)
        finally:
            microphone.stop()
        report: dict[str, Any] = json.loads(told)
        return {"spoken_s": seconds, "hogs": options.hogs} | compared(Path(report.pop("path")), seconds) | report


def block(number: int) -> Samples:
    """One second of read speech, different from every other by its hiss."""
    spoken = reading()
    start = number * SAMPLE_RATE % len(spoken)
    speech = np.resize(np.roll(spoken, -start)[:SAMPLE_RATE], SAMPLE_RATE)
    return on_16_bit_grid(0.5 * speech + noise(1.0, SAMPLE_RATE, rms=0.002, seed=number))


@cache
def reading() -> Samples:
    """Some sentences at the microphone's rate."""
    clip = espeak_speech()
    return resample(clip.samples, clip.sample_rate, SAMPLE_RATE)


@contextmanager
def display(environment: dict[str, str]) -> Iterator[None]:
    """Adds a display to `environment`, one of its own where there is none; without Xvfb nothing is to be seen."""
    if "DISPLAY" in environment or "WAYLAND_DISPLAY" in environment or not shutil.which("Xvfb"):
        environment.setdefault("QT_QPA_PLATFORM", "xcb" if "DISPLAY" in environment else "offscreen")
        yield
        return
    hear, tell = os.pipe()
    command = ["Xvfb", "-displayfd", str(tell), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[tell], stderr=subprocess.DEVNULL) as server, os.fdopen(hear) as number:
        os.close(tell)
        try:
            environment["DISPLAY"] = f":{number.readline().strip()}"
            yield
        finally:
            server.terminate()


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
def recorder(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A window that records; it has begun when the block is entered."""
    command = [sys.executable, str(WINDOW)]
    environment = environment | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        try:
            if child.stdout is None or child.stdout.readline() != "recording\n":
                sys.exit("The recording did not begin.")
            yield child
        finally:
            child.kill()


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
    return "\n".join(f"{name.replace('_', ' '):<26} {value:>10}" for name, value in report.items())


if __name__ == "__main__":
    main()
