"""What is left of a recording when the program is killed while it records.

    python -m benchmarks.kills [--kills 200] [--seed 1] [--at-once 5] [--json]

Each is recorded in real time by the program's own recorder in a process of its own, from a microphone that sends
a known pattern, and that process is killed (SIGKILL) at a random moment of its first three seconds. Every fourth
is stopped just before or just after that, so that some die while their file is finished. Then the recordings are
recovered and compared with the pattern bit by bit. Exits with 1 if a recording differs from the pattern, or ends more
than half a second before the last sound the microphone sent.

Needs a system that can fork.
"""

import argparse
import json
import mmap
import os
import random
import signal
import statistics
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from voicecloner.audio.capture.recorder import Recorder
from voicecloner.domain.audio import AudioDevice, Samples
from voicecloner.use_cases.recording.record_reference import RecordReference
from voicecloner.use_cases.recording.recover_recordings import RecoverRecordings

SAMPLE_RATE = 48_000
BLOCK = 1_200
LONGEST_S = 3.0
ALLOWED_S = 0.5
_SENT_AT, _STOPPED_AT = 0, 8  # places in the shared memory


@dataclass(frozen=True)
class Plan:
    """When a recording is killed and, maybe, stopped; seconds after its process began."""

    folder: Path
    kill_s: float
    stop_s: float | None


@dataclass(frozen=True)
class Outcome:
    """What was left of one recording; lengths in seconds."""

    sent_s: float
    recovered_s: float
    was_finished: bool
    is_exact: bool

    @property
    def lost_s(self) -> float:
        return max(0.0, self.sent_s - self.recovered_s)

    @property
    def is_fine(self) -> bool:
        return self.is_exact and self.lost_s <= ALLOWED_S


class PatternMicrophone:
    """Sends the pattern in real time, once it may, and notes in shared memory how much of it was sent."""

    sample_rate = SAMPLE_RATE
    latency_s = 0.0
    name = "Pattern"
    inputs = None

    def __init__(self, counter: mmap.mmap) -> None:
        self.is_active = False
        self.may_send = threading.Event()
        self._overflowed = False
        self._counter = counter
        self._on_block: Callable[[Samples, bool], None] = lambda _block, _overflowed: None

    def open(self, _device: AudioDevice | None, on_block: Callable[[Samples, bool], None]) -> "PatternMicrophone":
        self._on_block = on_block
        return self

    def start(self) -> None:
        self.is_active = True
        threading.Thread(target=self._send, daemon=True).start()

    def close(self) -> None:
        self.is_active = False

    def _send(self) -> None:
        self.may_send.wait()
        begun, sent, pause = time.monotonic(), 0, threading.Event()
        while self.is_active:
            self._on_block(pattern(sent, BLOCK), self._overflowed)
            sent += BLOCK
            struct.pack_into("<Q", self._counter, _SENT_AT, sent)
            pause.wait(begun + sent / SAMPLE_RATE - time.monotonic())


def pattern(start: int, frames: int) -> Samples:
    """Shape (frames,): samples that differ from each other for minutes, exact in float32."""
    places = np.arange(start, start + frames, dtype=np.uint64)
    return ((places * np.uint64(2_654_435_761) % np.uint64(1 << 24)).astype(np.float32) / (1 << 23) - 1).astype(
        np.float32
    )


def main() -> None:
    options = read_options()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        outcomes = list(run(Path(folder), options))
    report = summary(outcomes)
    print(json.dumps(report) if options.json else in_words(report))
    sys.exit(0 if all(outcome.is_fine for outcome in outcomes) else 1)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What is left of a recording when the program is killed.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=5, help="recordings made side by side")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def run(folder: Path, options: argparse.Namespace) -> Iterator[Outcome]:
    drawn = random.Random(options.seed)  # noqa: S311 - nothing secret: the same kills each time
    for first in range(0, options.kills, options.at_once):
        numbers = range(first, min(first + options.at_once, options.kills))
        plans = [plan(folder / f"{number}", number, drawn) for number in numbers]
        yield from record_and_kill(plans)


def plan(folder: Path, number: int, drawn: random.Random) -> Plan:
    kill_s = drawn.uniform(0.0, LONGEST_S)
    return Plan(folder, kill_s, max(0.0, kill_s - drawn.uniform(-0.02, 0.3)) if number % 4 == 0 else None)


def record_and_kill(plans: list[Plan]) -> list[Outcome]:
    """Record all side by side; kill each when its time has come."""
    counters = [mmap.mmap(-1, mmap.PAGESIZE) for _ in plans]
    begun = time.monotonic()
    children = [fork(one, counter) for one, counter in zip(plans, counters, strict=True)]
    pause = threading.Event()
    for one, child in sorted(zip(plans, children, strict=True), key=lambda pair: pair[0].kill_s):
        pause.wait(max(0.0, begun + one.kill_s - time.monotonic()))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return [look_at(one, counter) for one, counter in zip(plans, counters, strict=True)]


def fork(one: Plan, counter: mmap.mmap) -> int:
    child = os.fork()
    if child == 0:
        record(one, counter)
        os._exit(1)
    return child


def record(one: Plan, counter: mmap.mmap) -> None:
    """Record until the end of this process comes from outside."""
    begun = time.monotonic()
    microphone = PatternMicrophone(counter)
    recorder = RecordReference(one.folder, make_recorder=lambda: Recorder(microphone.open))
    recorder.start(None)
    microphone.may_send.set()
    pause = threading.Event()
    if one.stop_s is not None:
        pause.wait(max(0.0, begun + one.stop_s - time.monotonic()))
        struct.pack_into("<Q", counter, _STOPPED_AT, struct.unpack_from("<Q", counter, _SENT_AT)[0])
        recorder.stop()
    pause.wait()


def look_at(one: Plan, counter: mmap.mmap) -> Outcome:
    """Recover what is left and compare it."""
    sent, stopped = (struct.unpack_from("<Q", counter, place)[0] for place in (_SENT_AT, _STOPPED_AT))
    finished = list(one.folder.glob("*.wav"))
    recordings = RecoverRecordings(one.folder)
    recovered = [recording.path for lost in recordings.found() if (recording := recordings.recover(lost.path))]
    paths = [path for path in {*finished, *recovered} if path]  # a finished one that was not used is offered too
    sound = soundfile.read(paths[0], dtype="float32")[0] if paths else np.zeros(0, np.float32)
    is_exact = len(paths) <= 1 and np.array_equal(sound, pattern(0, len(sound)))
    wanted = stopped or sent  # after a stop the microphone may send a little more, which nobody asked for
    return Outcome(wanted / SAMPLE_RATE, len(sound) / SAMPLE_RATE, bool(finished), is_exact)


def summary(outcomes: list[Outcome]) -> dict[str, float]:
    begun = [outcome for outcome in outcomes if outcome.sent_s > ALLOWED_S]
    lost_ms = sorted(1000 * outcome.lost_s for outcome in outcomes)
    return {
        "kills": len(outcomes),
        "takes_over_half_a_second": len(begun),
        "of_them_left": sum(outcome.recovered_s > 0 for outcome in begun),
        "finished_before": sum(outcome.was_finished for outcome in outcomes),
        "not_exact": sum(not outcome.is_exact for outcome in outcomes),
        "too_short": sum(outcome.lost_s > ALLOWED_S for outcome in outcomes),
        "sent_s": round(sum(outcome.sent_s for outcome in outcomes), 1),
        "recovered_s": round(sum(outcome.recovered_s for outcome in outcomes), 1),
        "lost_ms_median": round(statistics.median(lost_ms), 1),
        "lost_ms_most": round(lost_ms[-1], 1),
    }


def in_words(report: dict[str, float]) -> str:
    return "\n".join(f"{name.replace('_', ' '):<26} {value:>8}" for name, value in report.items())


if __name__ == "__main__":
    main()
