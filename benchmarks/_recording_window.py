"""The recording half of `recording.py`: the real window records until it is told to stop; its repaints are timed."""

import json
import os
import resource
import sys
import threading
import time
from array import array
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractEventDispatcher, QEvent, QObject, QTimer

from voicecloner.bootstrap import Application
from voicecloner.gui.window.app import make_qt_app, set_start_objects_aside
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.paths import user_folders
from voicecloner.quality.judging.judging_process import JudgingProcess
from voicecloner.settings import Settings
from voicecloner.use_cases.recording.recording_flow import Phase

WARM_S = 10.0
LOOK_MS = 50
SIZE = (1280, 800)
"""The spectrogram is shown in windows of 680 pixels and more."""
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


class Repaints(QObject):
    """Times each repaint of a window: how long after the first wish for it that it was done, and how long it took."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.took_s = array("d")
        self.work_s = array("d")
        self.waited_s = array("d")
        self.ended_s = array("d")
        self._window = window
        self._wished_s: float | None = None
        self._is_inside = False
        window.installEventFilter(self)

    def wish(self) -> None:
        """Something is about to change on the screen."""
        if self._wished_s is None:
            self._wished_s = time.perf_counter()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let the window paint all that waits, and look at the clock before and after."""
        if event.type() != QEvent.Type.UpdateRequest or self._is_inside:
            return False
        self._is_inside, began_s, began_work_s = True, time.perf_counter(), time.thread_time()
        self._window.event(event)
        self._is_inside, ended_s = False, time.perf_counter()
        self.took_s.append(ended_s - began_s)
        self.work_s.append(time.thread_time() - began_work_s)
        self.ended_s.append(ended_s)
        if self._wished_s is not None:
            self.waited_s.append(ended_s - self._wished_s)
            self._wished_s = None
        return True


class Turns:
    """Times what the window's thread works from one wait for news to the next: so long it sees to nothing else.

    Where the dispatcher waits differs from system to system; that it awakes once in each turn does not.
    """

    def __init__(self) -> None:
        self.work_s = array("d")
        self._worked_s = time.thread_time()
        QAbstractEventDispatcher.instance().awake.connect(self._awake)

    def _awake(self) -> None:
        before, self._worked_s = self._worked_s, time.thread_time()
        self.work_s.append(self._worked_s - before)


class Session(QObject):
    """One recording in a window."""

    def __init__(self, window: MainWindow, judging_pid: int) -> None:
        super().__init__(window)
        self.recorded: dict[str, float | str] = {}
        self._window = window
        self._card = window.capture.record_card
        self._judging_pid = judging_pid
        self._told_to_stop = threading.Event()
        self._repaints: Repaints | None = None
        self._turns: Turns | None = None
        self._begun_s = self._begun_cpu_s = self._warm_mib = 0.0
        self._card.microphone.recorded.connect(self._recorded)
        timer = QTimer(self, interval=LOOK_MS)
        timer.timeout.connect(self._look)
        timer.start()

    def _look(self) -> None:
        phase = self._card.microphone.phase
        if self._repaints is None:
            if phase is Phase.METERING and not self._card.microphone.state.is_under_way:
                self._card.ring.click()
            elif phase is Phase.RECORDING and self._card.track.seconds > 0:
                self._begin()
        elif phase is Phase.RECORDING and self._told_to_stop.is_set():
            self._end()
        elif not self._warm_mib and time.monotonic() - self._begun_s > WARM_S:
            self._warm_mib = self._memory_mib()

    def _begin(self) -> None:
        self._repaints, self._turns = Repaints(self._window), Turns()
        self._card.microphone.heard.connect(self._repaints.wish)
        self._begun_s, self._begun_cpu_s = time.monotonic(), self._cpu_s()
        threading.Thread(target=self._wait_to_be_told, daemon=True).start()
        print("recording", flush=True)

    def _wait_to_be_told(self) -> None:
        sys.stdin.readline()
        self._told_to_stop.set()

    def _end(self) -> None:
        seconds = time.monotonic() - self._begun_s
        progress = self._window.tools.app.record_reference.progress()
        self.recorded = {
            "cpu_percent_of_a_core": round(100 * (self._cpu_s() - self._begun_cpu_s) / seconds, 2),
            "memory_after_10_s_mib": round(self._warm_mib, 1),
            "memory_at_end_mib": round(self._memory_mib(), 1),
            "usable_speech_s": round(progress.usable_speech_s, 1) if progress else 0.0,
            "spectrogram_s": round(self._spectrogram_s, 1),
            **_figures(self._repaints, self._turns),
        }
        self._card.microphone.stop()

    def _recorded(self, recording: object) -> None:
        path, seconds, dropouts = (getattr(recording, name) for name in ("path", "seconds", "dropouts"))
        self.recorded |= {"path": str(path), "recorded_s": round(seconds, 2), "dropouts": dropouts}
        print(json.dumps(self.recorded), flush=True)
        os._exit(0)  # the recording is to be looked at, not used: nothing has to be put away

    @property
    def _spectrogram_s(self) -> float:
        """How much of the recording the spectrogram on the screen shows; 0 where there is none."""
        pictures = self._card.track.pictures if self._card.view.has_spectrum else ()
        return max((picture.seconds for picture in pictures), default=0.0)

    def _cpu_s(self) -> float:
        fields = Path(f"/proc/{self._judging_pid}/stat").read_text().rpartition(")")[2].split()
        return time.process_time() + (int(fields[11]) + int(fields[12])) / _TICKS_PER_S

    def _memory_mib(self) -> float:
        pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in ("self", self._judging_pid))
        return pages * resource.getpagesize() / 2**20


def _figures(repaints: Repaints | None, turns: Turns | None) -> dict[str, float]:
    if repaints is None or turns is None:
        return {}
    rows: dict[str, npt.NDArray[np.float64]] = {
        "repaint_took": np.asarray(repaints.took_s),
        "repaint_work": np.asarray(repaints.work_s),
        "repaint_waited": np.asarray(repaints.waited_s),
        "frame": np.diff(repaints.ended_s),
        "turn_work": np.asarray(turns.work_s),
    }
    figures = {
        f"{name}_{word}_ms": round(1000 * float(np.percentile(values, percent)), 1)
        for name, values in rows.items()
        for word, percent in (("median", 50), ("p95", 95), ("p99", 99), ("longest", 100))
    }
    return {"repaints": len(repaints.took_s), "turns": len(turns.work_s), **figures}


def main() -> None:
    """Record until a line comes in; then tell the figures."""
    app = make_qt_app()
    judging = JudgingProcess()
    application = Application(user_folders(), judging=judging)
    application.settings_store.save(Settings(countdown_s=0, room_check="off"))
    judging.new_gate(None)  # as after the check of the room, which most recordings begin with
    window = MainWindow(application)
    window.resize(*SIZE)
    window.show()
    set_start_objects_aside()
    session = Session(window, judging.pid)
    app.exec()
    sys.exit(f"The window was closed: {session.recorded}")


if __name__ == "__main__":
    main()
