"""How long the window stands still while recordings are judged and repaired beside it.

    python -m benchmarks.stalls [--here] [--switch-ms 5] [--runs 5]

Each run is a process of its own that paints a level meter at 60 Hz, as a recording does, while a thread has twenty
seconds of sound reviewed twice, in the process that the window uses for that, and compares it with its repaired copy
twice. Told are the longest wait from one painted frame to the next beyond the 16 ms between them, and how many waited
16 ms or more; medians over the runs. `--here` reviews in the window's own process instead. `--switch-ms` is how long
Python lets a thread work before another one gets its turn; left out, it is what it is in the window.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np

from voicecloner.audio.repair import RepairPlan
from voicecloner.domain.audio import AudioClip, ImportedAudio, SourceInfo
from voicecloner.domain.quality import Review
from voicecloner.jobs import CancelToken
from voicecloner.quality.judging.judge import Judging
from voicecloner.use_cases.review.check_references import CheckedFile, CheckedReferences, CheckRequest
from voicecloner.use_cases.review.compare_repair import CompareRepair, CompareRequest

FRAME_S = 0.016
SECONDS = 20
SAMPLE_RATE = 48_000
QUIET_MS = 500
PHASES = ("nothing", "first review", "second review", "first repair", "second repair")


def main() -> None:
    parser = argparse.ArgumentParser(description="Stalls of the window while a review loads and works.")
    parser.add_argument("--here", action="store_true", help="review in the window's own process")
    parser.add_argument("--switch-ms", type=float)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(late_s(options)))
        return
    runs = [in_a_process() for _ in range(options.runs)]
    for phase in PHASES:
        longest = statistics.median(max(run[phase]) for run in runs)
        stalls = statistics.median(sum(late >= FRAME_S for late in run[phase]) for run in runs)
        print(f"{phase:<14} longest {1000 * longest:6.1f} ms, {stalls:4.0f} stalls of 16 ms and more")


def in_a_process() -> dict[str, list[float]]:
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    command = [sys.executable, __file__, *sys.argv[1:], "--child"]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=True)
    result: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return result


def late_s(options: argparse.Namespace) -> dict[str, list[float]]:
    """For each phase how much later than planned each frame was painted."""
    from PySide6.QtCore import Qt, QTimer

    from voicecloner.domain.audio import Level
    from voicecloner.gui.capture.level_meter import LevelMeter
    from voicecloner.gui.window.app import make_qt_app, set_start_objects_aside
    from voicecloner.gui.window.main_window import MainWindow  # noqa: F401 - its libraries are there before a review, too

    app, meter = make_qt_app(), LevelMeter()
    if options.switch_ms is not None:
        sys.setswitchinterval(options.switch_ms / 1000)
    meter.resize(400, 32)
    meter.show()
    set_start_objects_aside()
    work = Work(is_here=options.here)
    late: dict[str, list[float]] = {name: [0.0] for name in PHASES}
    last_s = [time.perf_counter()]

    def frame() -> None:
        meter.show_level(Level(-10.0, -16.0))
        meter.repaint()
        now_s = time.perf_counter()
        late[work.phase].append(now_s - last_s[0] - FRAME_S)
        last_s[0] = now_s
        if work.is_over.is_set():
            app.quit()

    timer = QTimer(interval=round(1000 * FRAME_S), timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(frame)
    timer.start()
    QTimer.singleShot(QUIET_MS, work.start)
    app.exec()
    work.join()
    return late


class Work(threading.Thread):
    """What is done with a first recording in a thread of the window, and what it is at."""

    def __init__(self, *, is_here: bool) -> None:
        super().__init__()
        self.phase = PHASES[0]
        self.is_over = threading.Event()
        self._is_here = is_here

    def run(self) -> None:
        noise = np.random.default_rng(1).normal(0, 0.05, SECONDS * SAMPLE_RATE).astype(np.float32)
        judging = self._judging()
        for self.phase in PHASES[1:3]:
            review = judging.review(AudioClip(noise, SAMPLE_RATE), "console", CancelToken())
        judging.close()
        request = compared(AudioClip(noise, SAMPLE_RATE), review)
        for self.phase in PHASES[3:]:
            CompareRepair()(request)
        self.is_over.set()

    def _judging(self) -> Judging:
        from voicecloner.quality.judging.judging_here import JudgingHere
        from voicecloner.quality.judging.judging_process import JudgingProcess

        return JudgingHere() if self._is_here else JudgingProcess()


def compared(clip: AudioClip, review: Review) -> CompareRequest:
    """A recording as the window has it when it shows what repairing changes."""
    source = SourceInfo("a.wav", "WAV", "PCM_16", clip.sample_rate, 1, 0, "")
    file = CheckedFile(Path(source.name), ImportedAudio(clip, source))
    checked = CheckedReferences(CheckRequest((file.path,)), (file,), clip, review)
    return CompareRequest(checked, RepairPlan(bring_to_level=True))


if __name__ == "__main__":
    main()
