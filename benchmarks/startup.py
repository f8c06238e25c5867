"""Start and idle memory of the window, beside a bare PySide6 + pyqtgraph window in the same run.

    python -m benchmarks.startup

Each window is a process of its own: the time from its start to its first painted frame, and its resident memory a
second after that. The two kinds take turns, so that a busy machine slows both. Aims: the first frame after at most 1.3
times as long as the bare window takes, at most 1.5 times its memory.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

import numpy as np

RUNS = 7
AIM_RATIOS = (1.3, 1.5)
IDLE_MS = 1000

BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
import pyqtgraph
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(pyqtgraph.PlotWidget())
window.resize(1080, 760)
"""

OURS = """
from voicecloner.gui.window.app import make_qt_app
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.bootstrap import Application
from voicecloner.quality.judging.judging_process import JudgingProcess
app = make_qt_app()
window = MainWindow(Application(judging=JudgingProcess()))
"""

# Painted means: the event loop is idle for the first time after the window's first paint event.
SHOW_AND_MEASURE = """
import json, os, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and self.at is None:
            self.at = 0.0
            QTimer.singleShot(0, self.painted)
        return False
    def painted(self):
        self.at = time.clock_gettime(time.CLOCK_MONOTONIC)
        QTimer.singleShot(IDLE_MS, self.idle)
    def idle(self):
        with open("/proc/self/statm") as file:
            pages = int(file.read().split()[1])
        print(json.dumps({"painted": self.at, "rss_bytes": pages * os.sysconf("SC_PAGE_SIZE")}), flush=True)
        window.close()
        app.quit()

watcher = FirstPaint()
watcher.at = None
app.installEventFilter(watcher)
window.show()
app.exec()
"""


def measure(program: str) -> tuple[float, float]:
    """Seconds to the first painted frame, and resident MiB."""
    with tempfile.TemporaryDirectory() as home:
        code = program + SHOW_AND_MEASURE.replace("IDLE_MS", str(IDLE_MS))
        environment = {**os.environ, "VOICECLONER_HOME": home}
        started = time.clock_gettime(time.CLOCK_MONOTONIC)
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, encoding="utf-8", timeout=60, check=True
        )
    result = json.loads(done.stdout.splitlines()[-1])
    return result["painted"] - started, result["rss_bytes"] / 2**20


def main() -> None:
    for program in (BARE, OURS):
        measure(program)  # warms the file cache
    pairs = [(measure(BARE), measure(OURS)) for _ in range(RUNS)]
    bare, ours = (np.array([pair[kind] for pair in pairs]) for kind in (0, 1))
    print(f"{'':<28}{'bare':>10}{'ours':>10}{'ratio':>8}   (medians of {RUNS}; aims: at most {AIM_RATIOS})")
    for column, name in ((0, "first painted frame, s"), (1, "idle resident memory, MiB")):
        ratio = float(np.median(ours[:, column] / bare[:, column]))
        print(f"{name:<28}{np.median(bare[:, column]):>10.2f}{np.median(ours[:, column]):>10.2f}{ratio:>8.2f}")


if __name__ == "__main__":
    main()
