"""How long the best stretch of a long recording takes to find, and how much memory.

    python -m benchmarks.long_file FILE

Prints the stretches found, the time and the highest memory use of the program and of the processes that decode and
judge for it, apart and together.
"""

import resource
import sys
import threading
import time
from pathlib import Path

from voicecloner.audio.files.streaming import stream_sound
from voicecloner.quality.judging.judging_process import JudgingProcess
from voicecloner.use_cases.review.find_window import FindWindow, FindWindowRequest, WindowProposal


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("Name one sound file.")
    judging = JudgingProcess()
    find = FindWindow(stream_sound, judging.new_meter)
    watch = _MemoryWatch()
    started, work = time.perf_counter(), time.process_time()
    with watch:
        found = find(FindWindowRequest(Path(sys.argv[1])))
    judging.close()  # ended, it is among the children whose time is known
    _print_stretches(found)
    wall_s, own_s = time.perf_counter() - started, time.process_time() - work
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{found.duration_s / 3600:.2f} h in {wall_s:.1f} s: {found.duration_s / wall_s:.0f} times as fast as it plays"
    )
    print(f"processor time: {own_s:.1f} s here, {child.ru_utime + child.ru_stime:.1f} s in its children")
    print(
        f"highest memory: {_peak_mb(resource.RUSAGE_SELF):.0f} MB here, {_peak_mb(resource.RUSAGE_CHILDREN):.0f} MB in "
        f"the largest child, {watch.together_mb:.0f} MB together"
    )


def _print_stretches(found: WindowProposal) -> None:
    for each in found.candidates:
        print(
            f"{each.span.start_s:9.1f} - {each.span.end_s:9.1f} s  score {each.score:.2f}  "
            f"speech {each.speech_s:4.1f} s  SNR {each.snr_db:4.1f} dB  pause {each.longest_pause_s:.1f} s  "
            f"clipped {each.clipped_percent:.3f} %  pitch ±{each.pitch_spread_octaves:.2f} octaves  "
            f"timbre ±{each.timbre_spread_db:.1f} dB"
        )


def _peak_mb(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


class _MemoryWatch:
    """Highest sum of the resident memory of this process and its children, looked at ten times a second."""

    def __init__(self) -> None:
        self.together_mb = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            children = [pid for path in Path("/proc/self/task").glob("*/children") for pid in _text(path).split()]
            self.together_mb = max(self.together_mb, sum(map(_resident_mb, ["self", *children])))


def _resident_mb(pid: str) -> float:
    lines = _text(Path("/proc") / pid / "status").splitlines()
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # the process has ended
        return ""


if __name__ == "__main__":
    main()
